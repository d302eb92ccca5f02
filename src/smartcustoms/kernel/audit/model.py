"""The words of the audit trail: a deed, a proof, and what verification finds wrong."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from smartcustoms.kernel.errors import NotFound
from smartcustoms.kernel.permissions import Permission

SEARCH_TRAIL: Final = Permission("audit.search", "Search the audit trail and take proofs from it")
VERIFY_TRAIL: Final = Permission("audit.verify", "Verify the whole audit trail")


@dataclass(frozen=True, slots=True)
class Deed:
    """One row of the journal: who did what, when, about what. `position` is its leaf in the tree; None: not yet sequenced."""

    id: UUID
    at: datetime
    who: str
    organisation: str
    deed: str
    about: str
    facts: dict[str, Any]
    position: int | None


@dataclass(frozen=True, slots=True)
class Proof:
    """That a deed is in the trail: its leaf content, its place, the path to the root, and the signed checkpoint over it."""

    leaf: str
    position: int
    size: int
    path: tuple[str, ...]
    checkpoint: str
    key: str


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that verification found wrong: what, and where."""

    what: str
    where: str

    def __str__(self) -> str:
        return f"{self.where}: {self.what}"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What verification found: leaves and checkpoints proven, rows that no checkpoint covers yet, and the faults."""

    leaves: int
    checkpoints: int
    outside: int
    not_covered: int
    newest_checkpoint: datetime | None
    faults: tuple[Fault, ...]

    @property
    def sound(self) -> bool:
        """Tell whether nothing is wrong."""
        return not self.faults


class NotInTrail(NotFound):
    """No deed of this id is in the tree (yet)."""

    code = "audit_not_in_trail"
