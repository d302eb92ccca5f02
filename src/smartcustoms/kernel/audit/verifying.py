"""What verification finds: any change, deletion, reordering, insertion or truncation of what a checkpoint covers. Pure.

Covered is what was in the journal when the last checkpoint was signed. A row written after that (a few seconds' worth; the verdict
says how many) may still be changed or removed unseen, and a row inserted into that window looks like any other.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final, Protocol
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from smartcustoms.kernel.audit.leaf import JournalRow, content, moment
from smartcustoms.kernel.audit.merkle import Frontier, leaf_hash
from smartcustoms.kernel.audit.model import Fault, Verdict
from smartcustoms.kernel.audit.note import Checkpoint, NoteUnusable, opened

GRACE: Final = timedelta(hours=1)
"""How long before the last checkpoint a row may have been written and yet not be in the tree: no transaction runs longer."""

_MOST_FAULTS: Final = 1000


class RowSeen(Protocol):
    """A checkpoint's columns in the database beside its note."""

    @property
    def number(self) -> int: ...  # noqa: D102
    @property
    def size(self) -> int: ...  # noqa: D102
    @property
    def at(self) -> datetime | None: ...  # noqa: D102


@dataclass(frozen=True, slots=True)
class CheckpointSeen:
    """A checkpoint as it was found: where, its note, and its row when it was in the database."""

    where: str
    note: str
    row: RowSeen | None = None


@dataclass(frozen=True, slots=True)
class Trail:
    """What the database holds: leaves in order with their journal rows, stored subtrees, and rows without a leaf."""

    size: int
    leaves: Iterable[tuple[int, UUID, bytes, JournalRow | None]]
    subtrees: Mapping[tuple[int, int], bytes]
    not_sequenced: Sequence[tuple[UUID, str]]


@dataclass(slots=True)
class _Findings:
    """Faults found so far, up to a number that a person can still read."""

    faults: list[Fault] = field(default_factory=list)

    def add(self, where: str, what: str) -> None:
        if len(self.faults) < _MOST_FAULTS:
            self.faults.append(Fault(what, where))


def verify_trail(
    trail: Trail,
    inside: Sequence[CheckpointSeen],
    outside: Sequence[CheckpointSeen],
    key: Ed25519PublicKey,
    progress: Callable[[int, int], None],
) -> Verdict:
    """Verify a trail against the checkpoints inside the database and those kept outside it."""
    found = _Findings()
    signed_inside = list(_signed(inside, key, found))
    signed_outside = list(_signed(outside, key, found))
    _check_numbers(signed_inside, found)
    _check_outside(signed_inside, signed_outside, found)
    both = sorted([*signed_inside, *signed_outside], key=lambda each: each[1].size)
    leaves = _check_leaves(trail, both, found, progress)
    newest = max((checkpoint for _, checkpoint in signed_inside), key=lambda each: each.number, default=None)
    if newest is None:
        if leaves or outside:
            found.add("checkpoints", "the database holds none, but there is a tree")
    elif newest.size != leaves:
        found.add("tree", f"the newest checkpoint is over {newest.size} leaves, the tree has {leaves}")
    _check_not_sequenced(trail.not_sequenced, newest, found)
    return Verdict(
        leaves=leaves,
        checkpoints=len(signed_inside),
        outside=len(signed_outside),
        not_covered=len(trail.not_sequenced),
        newest_checkpoint=None if newest is None else newest.at,
        faults=tuple(found.faults),
    )


def _signed(
    seen: Iterable[CheckpointSeen], key: Ed25519PublicKey, found: _Findings
) -> Iterator[tuple[CheckpointSeen, Checkpoint]]:
    for each in seen:
        try:
            checkpoint = opened(each.note, key)
        except NoteUnusable as fault:
            found.add(each.where, str(fault))
            continue
        row = each.row
        if row is not None and (row.number, row.size, row.at) != (checkpoint.number, checkpoint.size, checkpoint.at):
            found.add(each.where, "its columns differ from what is signed")
        yield each, checkpoint


def _check_numbers(signed: list[tuple[CheckpointSeen, Checkpoint]], found: _Findings) -> None:
    """Check that checkpoints are numbered without gaps and that trees only grow."""
    expected, size = 0, 0
    for each, checkpoint in signed:
        if checkpoint.number != expected:
            found.add(each.where, f"checkpoint {expected} should be here; checkpoints are missing or out of order")
        if checkpoint.size < size:
            found.add(
                each.where, f"is over {checkpoint.size} leaves, an earlier one over {size}: the tree was rolled back"
            )
        expected, size = checkpoint.number + 1, max(size, checkpoint.size)


def _check_outside(
    inside: list[tuple[CheckpointSeen, Checkpoint]],
    outside: list[tuple[CheckpointSeen, Checkpoint]],
    found: _Findings,
) -> None:
    """Check that what was kept outside is still inside, word for word, and that outside only the newest may lack."""
    notes = {checkpoint.number: each.note for each, checkpoint in inside}
    kept = set()
    for each, checkpoint in outside:
        kept.add(checkpoint.number)
        if checkpoint.number not in notes:
            found.add(
                each.where, f"checkpoint {checkpoint.number} is not in the database: its end was cut off or rolled back"
            )
        elif notes[checkpoint.number] != each.note:
            found.add(
                each.where, f"checkpoint {checkpoint.number} reads otherwise in the database: history was rewritten"
            )
    if kept:
        for lacking in sorted(set(range(min(kept), max(kept))) - kept)[:10]:
            found.add("outside", f"checkpoint {lacking} is missing from the file")


def _check_leaves(
    trail: Trail,
    signed: list[tuple[CheckpointSeen, Checkpoint]],
    found: _Findings,
    progress: Callable[[int, int], None],
) -> int:
    """Build the tree anew from the journal, comparing every stored hash and every checkpoint's root on the way."""
    edge, subtrees, due = Frontier(), dict(trail.subtrees), 0
    due = _check_roots(edge, signed, due, found)
    for position, leaf_id, stored, row in trail.leaves:
        if position != edge.size:
            found.add(f"leaf {position}", f"leaf {edge.size} should be here: leaves are missing, added or moved")
        computed = _check_leaf(position, leaf_id, stored, row, found)
        for level, index, root in edge.append(computed):
            if subtrees.pop((level, index), None) != root:
                found.add(f"subtree {level}/{index}", "the stored root is missing or differs from the journal")
        due = _check_roots(edge, signed, due, found)
        if edge.size % 5000 == 0:
            progress(edge.size, trail.size)
    progress(edge.size, trail.size)
    for level, index in sorted(subtrees)[:10]:
        found.add(f"subtree {level}/{index}", "is stored but the tree has no such part: it was longer once")
    for each, checkpoint in signed[due:]:
        found.add(each.where, f"is over {checkpoint.size} leaves, the tree has {edge.size}: its end was cut off")
    return edge.size


def _check_leaf(position: int, leaf_id: UUID, stored: bytes, row: JournalRow | None, found: _Findings) -> bytes:
    """Give the leaf's hash as the journal has it now, or the stored one when the row is gone, so that the rest can be checked."""
    if row is None:
        found.add(f"leaf {position}", f"journal row {leaf_id} was deleted")
        return stored
    computed = leaf_hash(content(row))
    if computed != stored:
        found.add(f"leaf {position}", f"journal row {leaf_id} or its hash was changed")
    return computed


def _check_roots(edge: Frontier, signed: list[tuple[CheckpointSeen, Checkpoint]], due: int, found: _Findings) -> int:
    root = None
    while due < len(signed) and signed[due][1].size <= edge.size:
        each, checkpoint = signed[due]
        root = root or edge.root()
        if checkpoint.size == edge.size and checkpoint.root != root:
            found.add(each.where, f"the first {checkpoint.size} leaves have another root than was signed")
        due += 1
    return due


def _check_not_sequenced(rows: Sequence[tuple[UUID, str]], newest: Checkpoint | None, found: _Findings) -> None:
    for row_id, seconds in rows:
        written = moment(seconds)
        if written is None or (newest is not None and newest.at - written > GRACE):
            found.add(
                f"journal row {row_id}",
                "is old but not in the tree: it was slipped in later, or its leaf was removed",
            )
