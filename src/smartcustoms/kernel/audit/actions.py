"""Put journal rows into the tree and sign checkpoints over it."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from smartcustoms.kernel.audit import queries, store
from smartcustoms.kernel.audit.checkpoint_gateway import CheckpointPlace
from smartcustoms.kernel.audit.leaf import JournalRow, content, moment
from smartcustoms.kernel.audit.merkle import Frontier, frontier, leaf_hash
from smartcustoms.kernel.audit.note import Checkpoint, sign
from smartcustoms.kernel.database.unit import UnitOfWork

LATE: Final = timedelta(hours=1)
"""Rows this much older than their sequencing are told in the trail itself: long after the fact somebody may have slipped them in."""

EACH_MINUTE: Final = timedelta(minutes=1)
_RECENT: Final = timedelta(minutes=5)  # how far a pass looks back; once a minute it looks back as far as LATE
_LOT: Final = 20_000  # rows a pass takes at most
_SWEEP: Final = 5_000  # rows a pass looks through in the sweep


def sequence(uow: UnitOfWork, *, key: Ed25519PrivateKey, origin: str, everything: bool = False) -> int:
    """Put rows that are not in the tree yet into it, and sign a checkpoint when it grew or a minute has passed.

    A transaction that began long ago may commit a row whose id is lower than those already in: each pass therefore looks back
    over the last minutes, once a minute over the last hour, and besides sweeps one lot of the whole journal, going round and round.

    Args:
        uow: the transaction, in the platform's name.
        key: signs the checkpoint.
        origin: the trail's name in the checkpoint.
        everything: look through the whole journal at once (after loading history).

    Returns:
        How many rows were put in; 0 too when another sequencer is at it.
    """
    if not store.take_turn(uow):
        return 0
    back = LATE if uow.at.second < 10 else _RECENT
    start = UUID(int=0) if everything else _id_at(uow.at - back)
    rows = store.waiting(uow, above=start, below=None, limit=_LOT)
    if not everything:
        seen = {row.id for row in rows}
        rows += [row for row in _swept(uow) if row.id not in seen]
    _tell_late(uow, rows)
    edge = frontier(store.size(uow), queries.stored(uow).look_up)
    _append(uow, edge, rows)
    _sign(uow, edge, key, origin, grew=bool(rows))
    return len(rows)


def _swept(uow: UnitOfWork) -> list[JournalRow]:
    """Look through one lot of the journal for rows that have no leaf; at its end begin again."""
    start = store.swept_to(uow)
    end = store.end_of_lot(uow, above=start, length=_SWEEP)
    found = store.waiting(uow, above=start, below=end, limit=_SWEEP)
    store.set_swept_to(uow, end or UUID(int=0))
    return found


def _append(uow: UnitOfWork, edge: Frontier, rows: Iterable[JournalRow]) -> None:
    leaves: list[tuple[int, UUID, bytes]] = []
    subtrees: list[tuple[int, int, bytes]] = []
    for row in rows:
        leaf = leaf_hash(content(row))
        leaves.append((edge.size, row.id, leaf))
        subtrees.extend(edge.append(leaf))
    if leaves:
        store.add_leaves(uow, leaves)
        store.add_subtrees(uow, subtrees)


def _sign(uow: UnitOfWork, edge: Frontier, key: Ed25519PrivateKey, origin: str, *, grew: bool) -> None:
    last = store.last_checkpoint(uow)
    if not grew and last is not None and last.at is not None and uow.at - last.at < EACH_MINUTE:
        return
    checkpoint = Checkpoint(origin, edge.size, edge.root(), 0 if last is None else last.number + 1, uow.at)
    store.add_checkpoint(uow, store.CheckpointRow(checkpoint.number, edge.size, uow.at, sign(checkpoint, key)))


def publish(uow: UnitOfWork, *, through: CheckpointPlace) -> int:
    """Keep the checkpoints that are not outside the database yet; give how many. Called after the sequencing has committed.

    When the place outside is ahead of the database, the database has lost checkpoints (a restored backup, or worse): nothing is
    written then until `smartcustoms audit verify` has shown it and somebody has looked.
    """
    new = store.checkpoints_after(uow, through.count() - 1)
    through.keep((f"{row.at or uow.at:%Y-%m}", row.note) for row in new)
    return len(new)


def _tell_late(uow: UnitOfWork, rows: list[JournalRow]) -> None:
    late = [row for row in rows if _is_late(row, uow.at)]
    if late:
        uow.note("audit.late", str(late[0].id), rows=len(late), oldest=min(row.at for row in late))


def _is_late(row: JournalRow, at: datetime) -> bool:
    written = moment(row.at)
    return written is None or at - written > LATE


def _id_at(at: datetime) -> UUID:
    """Give the lowest id that `new_id(at)` could give."""
    return UUID(int=max(0, int(at.timestamp() * 1000)) << 80)
