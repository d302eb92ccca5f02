"""The words of the intake: what was sent, how it came, what became of it; slips of lanes without a network."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Final

from smartcustoms.kernel.errors import Conflict, NotFound, Refused
from smartcustoms.kernel.permissions import Permission

SEND: Final = Permission("intake.send", "Send messages through the intake")
SEE: Final = Permission("intake.see", "See what came in through the intake, and what became of it")
SLIPS: Final = Permission("intake.slips", "Issue and settle the slips of lanes without a network")
WORK: Final = Permission("intake.work", "Take in what waits in the folders and on disk, and work it off")

PREFIX: Final = "SUB"
SLIP_PREFIX: Final = "SL"
LARGEST: Final = 8 * 1024 * 1024


class Way(StrEnum):
    """How a submission came."""

    HTTPS = "https"
    FOLDER = "folder"
    SPOOL = "spool"  # by HTTPS, while the database was away


class State(StrEnum):
    """Where a submission stands."""

    WAITING = "waiting"
    TAKEN = "taken"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """One thing that was sent: the moment it first came, its hash, and what became of it."""

    number: str
    organisation: str
    sent_by: str
    way: Way
    name: str
    received_at: datetime
    sha256: str
    size: int
    state: State
    worked_at: datetime | None = None
    tries: int = 0
    kind: str = ""
    language: str = "en"
    """The sender's, in which the answer is written."""
    answer: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a list of submissions is asked for: filters (days of coming in), order (`-` before a column: falling), page."""

    text: str = ""
    state: State | None = None
    way: Way | None = None
    since: date | None = None
    until: date | None = None
    sort: str = "-received_at"
    page: int = 1
    per_page: int = 50


class SlipState(StrEnum):
    """Where a slip stands."""

    ISSUED = "issued"  # a blank number at a lane
    WRITTEN = "written"  # used at the lane, known here, not yet entered as a declaration
    SETTLED = "settled"  # its declaration is lodged, or the passage that it stood for is known
    VOID = "void"  # spoiled or never used


@dataclass(frozen=True, slots=True, kw_only=True)
class Slip:
    """A numbered slip for a lane without a network."""

    number: str
    lane: str
    state: SlipState
    issued_at: datetime
    written_at: datetime | None = None
    plate: str = ""
    note: str = ""
    declaration: str = ""
    passage: str = ""


class NoSuchSubmission(NotFound):
    """There is no submission of this number, or it is not the asker's."""

    code = "submission_unknown"


class NoSuchSlip(NotFound):
    """There is no slip of this number."""

    code = "slip_unknown"


class SlipTaken(Conflict):
    """A slip stands otherwise already, or the declaration has another slip."""

    code = "slip_settled_already"


class NotSendable(Refused):
    """What was sent is empty or too large."""

    code = "not_sendable"


class SpoolFull(Refused):
    """The database is away and the disk's spool has reached its bound."""

    code = "spool_full"
    status = 503
