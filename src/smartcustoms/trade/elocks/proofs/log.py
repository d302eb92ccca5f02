"""An administration's log of events: a Merkle tree that only grows, its checkpoints signed by the administration and by the others.

Leaves are the events as they were received, hashed by RFC 9162 (the kernel's tree). Who co-signs a checkpoint first makes sure that it
continues the one he co-signed before: a log that shows two histories to two sides (a fork) finds no second signature.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise

from smartcustoms.kernel.audit.merkle import (
    Frontier,
    consistency_proof,
    frontier,
    inclusion_proof,
    is_consistent,
    leaf_hash,
)
from smartcustoms.trade.elocks.model import FrameRefused
from smartcustoms.trade.elocks.proofs.statements import Statement, read, state
from smartcustoms.trade.elocks.proofs.trust import Role, Trust
from smartcustoms.trade.elocks.signing.suites import SigningKey

CHECKPOINT = "checkpoint"


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What is signed of a log: whose, how many leaves, their root, and when (Unix milliseconds)."""

    administration: str
    size: int
    root: bytes
    at: int

    def signed(self, key: SigningKey) -> bytes:
        """Sign it, as its owner or as the other side."""
        body = {"administration": self.administration, "size": self.size, "root": self.root.hex(), "at": self.at}
        return state(CHECKPOINT, body, key)


def read_checkpoint(raw: bytes) -> tuple[Checkpoint, Statement]:
    """Read a checkpoint; its signature is not checked yet."""
    found = read(raw, CHECKPOINT)
    return Checkpoint(found.text("administration"), found.number("size"), found.hash("root"), found.number("at")), found


@dataclass(slots=True)
class Log:
    """A log in memory: leaves in order, and what proofs need of them."""

    administration: str
    leaves: list[bytes] = field(default_factory=list)
    _edge: Frontier = field(default_factory=Frontier)
    _blocks: dict[tuple[int, int], bytes] = field(default_factory=dict)

    def append(self, event: bytes) -> int:
        """Take an event in; give its position."""
        leaf = leaf_hash(event)
        self.leaves.append(leaf)
        for level, index, root in self._edge.append(leaf):
            self._blocks[level, index] = root
        return len(self.leaves) - 1

    def checkpoint(self, at: int, *, size: int | None = None) -> Checkpoint:
        """Give the checkpoint over the first `size` leaves; over all, when none is said."""
        wanted = len(self.leaves) if size is None else size
        return Checkpoint(self.administration, wanted, frontier(wanted, self._look_up).root(), at)

    def inclusion(self, position: int, size: int) -> list[bytes]:
        """Prove that a position is in the log of a size."""
        return inclusion_proof(position, size, self._look_up)

    def consistency(self, earlier: int, later: int) -> list[bytes]:
        """Prove that a later log begins with an earlier one."""
        return consistency_proof(earlier, later, self._look_up)

    def _look_up(self, level: int, index: int) -> bytes:
        return self.leaves[index] if level == 0 else self._blocks[level, index]


def cosigned(raw: bytes, known: Checkpoint | None, proof: list[bytes], trust: Trust, key: SigningKey) -> bytes:
    """Co-sign the other side's checkpoint after making sure that its log only grew.

    Refused: not signed by its administration, or no continuation of the checkpoint known before: a fork.
    """
    new, statement = read_checkpoint(raw)
    signer = trust.signer(statement, Role.ADMINISTRATION, new.at)
    if signer.name != new.administration:
        raise FrameRefused(f"key: a checkpoint of {new.administration}'s log is signed by {signer.name}")
    if known is not None and not is_consistent(known.size, known.root, new.size, new.root, proof):
        raise FrameRefused(
            f"log: {new.administration}'s log of {new.size} events does not continue the one of {known.size}"
        )
    return new.signed(key)


def forks(found: Mapping[int, Checkpoint], proofs: Mapping[tuple[int, int], list[bytes]]) -> list[str]:
    """Tell which checkpoints of one log, by size, do not continue each other."""
    sizes = sorted(found)
    faults = []
    for earlier, later in pairwise(sizes):
        proof = proofs.get((earlier, later))
        if proof is None:
            faults.append(f"nothing proves that the log of {later} events continues the one of {earlier}")
        elif not is_consistent(earlier, found[earlier].root, later, found[later].root, proof):
            faults.append(f"the log of {later} events does not continue the one of {earlier}: it is forked")
    return faults
