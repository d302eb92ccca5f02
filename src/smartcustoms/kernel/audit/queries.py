"""Search the trail, prove what is in it, verify all of it."""

from collections.abc import Callable, Iterable
from datetime import datetime
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from smartcustoms.kernel.audit import store
from smartcustoms.kernel.audit.leaf import content
from smartcustoms.kernel.audit.merkle import BLOCK, inclusion_proof
from smartcustoms.kernel.audit.model import Deed, NotInTrail, Proof, Verdict
from smartcustoms.kernel.audit.note import public_key
from smartcustoms.kernel.audit.verifying import CheckpointSeen, Trail, verify_trail
from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.words.model import sentence

_WIDTH = 1 << BLOCK


class Stored:
    """The stored hashes of the tree, fetched a block at a time."""

    def __init__(self, uow: UnitOfWork) -> None:
        self._uow = uow
        self._blocks: dict[tuple[int, int], dict[int, bytes]] = {}

    def look_up(self, level: int, index: int) -> bytes:
        """Give the root of a stored subtree (level 0: a leaf).

        Raises:
            NotInTrail: it is not stored; run `smartcustoms audit verify`.
        """
        block = (level, index // _WIDTH)
        if block not in self._blocks:
            start = block[1] * _WIDTH
            self._blocks[block] = store.hashes(self._uow, level, start, start + _WIDTH)
        found = self._blocks[block].get(index)
        if found is None:
            raise NotInTrail(
                sentence("The audit trail lacks the hash {index} of level {level}.", index=index, level=level),
                mend=sentence("Run smartcustoms audit verify: it says what is missing."),
            )
        return found


def stored(uow: UnitOfWork) -> Stored:
    """Give access to the stored hashes."""
    return Stored(uow)


def deeds(
    uow: UnitOfWork,
    *,
    who: str = "",
    about: str = "",
    organisation: str = "",
    deed: str = "",
    since: datetime | None = None,
    until: datetime | None = None,
    before: UUID | None = None,
    limit: int = 50,
) -> list[Deed]:
    """Search the journal, the newest first.

    Args:
        uow: the asker's unit of work; the caller notes the look.
        who: number of a user, exact.
        about: number of a thing, exact.
        organisation: exact.
        deed: beginning of the deed's name, such as "declaration.".
        since: deeds from this moment on.
        until: deeds before this moment.
        before: id of the last deed of the page before.
        limit: most rows.
    """
    filters = {
        "who": who,
        "about": about,
        "organisation": organisation,
        "deed": deed,
        "after": _id_at(since),
        "until": _id_at(until),
    }
    return store.deeds(uow, filters, before=before, limit=limit)


def proof(uow: UnitOfWork, deed: UUID, *, key: Ed25519PublicKey, origin: str) -> Proof:
    """Prove that a deed is in the trail, under the first checkpoint that covers it.

    Raises:
        NotInTrail: there is no such deed, or it was written a moment ago and is not in the tree yet.
    """
    found = store.leaf_of(uow, deed)
    checkpoint = None if found is None else store.checkpoint_over(uow, found[0])
    if found is None or checkpoint is None:
        raise NotInTrail(
            sentence("The deed {id} is not in the tree.", id=str(deed)),
            mend=sentence("Deeds are in the tree a few seconds after they are done; try again then."),
        )
    position, row = found
    path = inclusion_proof(position, checkpoint.size, stored(uow).look_up)
    return Proof(
        content(row).decode(),
        position,
        checkpoint.size,
        tuple(step.hex() for step in path),
        checkpoint.note,
        public_key(origin, key),
    )


def verify(
    uow: UnitOfWork,
    *,
    key: Ed25519PublicKey,
    outside: Iterable[tuple[str, str]] = (),
    progress: Callable[[int, int], None] | None = None,
) -> Verdict:
    """Verify the whole trail against its checkpoints in the database and those kept outside.

    Args:
        uow: a unit of work in the platform's name.
        key: public key of the checkpoints.
        outside: (where, note) of checkpoints kept outside the database.
        progress: told (leaves done, leaves in all) now and then.
    """
    inside = [
        CheckpointSeen(f"checkpoint {row.number}", row.note, row) for row in store.checkpoints_after(uow, -(2**62))
    ]
    trail = Trail(
        size=store.size(uow),
        leaves=store.trail(uow),
        subtrees=store.subtrees(uow),
        not_sequenced=store.not_sequenced(uow),
    )
    return verify_trail(
        trail, inside, [CheckpointSeen(where, note) for where, note in outside], key, progress or _silent
    )


def _id_at(moment: datetime | None) -> UUID | None:
    return None if moment is None else UUID(int=max(0, int(moment.timestamp() * 1000)) << 80)


def _silent(_done: int, _total: int) -> None:
    """Tell nobody."""
