"""What scanners send: every file that came by watched folder or port, taken or refused. Pure; how long it is kept is data, dated."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import cache
from typing import Any, Final

from smartcustoms.kernel.dated import rows_in_force
from smartcustoms.kernel.errors import Conflict, NotFound
from smartcustoms.kernel.words.model import Sentence

PREFIX: Final = "SF"
LONGEST_NAME: Final = 200
LONGEST_NOTE: Final = 500
MOST_AT_ONCE: Final = 500
"""Refused files that are tried again by one request."""
_UNKNOWN: Final = "\ufffd"


class NoSuchArrival(NotFound):
    """No file of this number came in, or it came so long ago that it is not listed any more."""

    code = "scan_arrival_unknown"


class NotToTryAgain(Conflict):
    """A file that came in cannot be tried again: it was taken, came by the port, or is not in the folder any more."""

    code = "scan_not_to_try_again"


class NotToDealWith(Conflict):
    """A file that came in was taken: there is nothing to deal with, or to open again."""

    code = "scan_not_to_deal_with"


class Source(StrEnum):
    """By which way a file came in."""

    FOLDER = "folder"
    PORT = "port"


class Outcome(StrEnum):
    """What became of a file."""

    TAKEN = "taken"
    REFUSED = "refused"


class Shown(StrEnum):
    """Which files a list is asked for by what became of them; `open`: refused, and nobody has dealt with it."""

    TAKEN = "taken"
    REFUSED = "refused"
    OPEN = "open"


@dataclass(frozen=True, slots=True, kw_only=True)
class Came:
    """A file as it comes in: its name at the sender, the hash and size of its bytes, and by which way.

    Of a file from a watched folder also the folder, the kind that its place named, and its mark: what it was when it was looked at, so
    that a kill before it is moved does not count it twice.
    """

    source: Source
    name: str
    file: str
    size: int
    kind: str = ""
    folder: str = ""
    mark: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """A file that came in. The same bytes by the same way are the same one: `times` counts them, and the last time tells what became of it.

    `file` is empty and `size` None where the asker may not know them: he has the scan open to decide.
    """

    number: str
    source: Source
    name: str
    file: str
    size: int | None
    kind: str
    folder: str
    brought_by: str
    brought_name: str
    first_at: datetime
    last_at: datetime
    times: int
    outcome: Outcome
    scan: str
    code: str
    says: Sentence | None
    mend: Sentence | None
    seen: str
    again_at: datetime | None
    again_by: str
    dealt_at: datetime | None
    dealt_by: str
    dealt_note: str

    @property
    def is_open(self) -> bool:
        """Tell whether it was refused and nobody has dealt with it."""
        return self.outcome is Outcome.REFUSED and self.dealt_at is None

    @property
    def waits_again(self) -> bool:
        """Tell whether it was put back into the folder and has not come since."""
        return self.again_at is not None and self.again_at >= self.last_at

    @property
    def may_be_tried_again(self) -> bool:
        """Tell whether it is a refused file of a folder that nobody has put back since it last came."""
        return self.outcome is Outcome.REFUSED and self.source is Source.FOLDER and not self.waits_again


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What the list is asked for: what became of the files, their way in, a text, days of coming, order (`-`: falling)."""

    outcome: Shown | None = None
    source: Source | None = None
    text: str = ""
    since: date | None = None
    until: date | None = None
    sort: str = "-last_at"


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """How one way in fares: files that came today and were taken or refused, refusals nobody has dealt with, when a file last came."""

    taken_today: int = 0
    refused_today: int = 0
    open: int = 0
    last_at: datetime | None = None


def plain(text: str, longest: int = LONGEST_NAME) -> str:
    """Give a stranger's text as it can be kept and shown: what is not printable is marked, of a long text the end counts.

    >>> plain("../\\x1b[31mbag\\u202e.zip")
    '../�[31mbag�.zip'
    """
    return "".join(each if each.isprintable() else _UNKNOWN for each in text[-longest:])


def keepable(told: Any) -> Any:
    """Give the JSON of a sentence with values that a database takes: what was refused may be refused for a sign that it does not."""
    match told:
        case str():
            return told.replace("\x00", "").encode("utf-8", "replace").decode()
        case Mapping():
            return {name: keepable(value) for name, value in told.items()}
        case list():
            return [keepable(each) for each in told]
    return told


@cache
def kept_for(on: date) -> timedelta:
    """Give how long after it last came a file is listed, by the rule in force on a day."""
    rows = rows_in_force("smartcustoms.boundary.scans", "intake.csv", on)
    known = {row["rule"]: int(row["value"]) for row in rows}
    return timedelta(days=known["kept"])
