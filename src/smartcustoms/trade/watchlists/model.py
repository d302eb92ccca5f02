"""The words of watchlists: list, subject, entry, and who may see and change them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

from smartcustoms.kernel.permissions import Permission
from smartcustoms.kernel.words.model import Sentence, sentence

SEE_WATCHLISTS: Final = Permission("watchlists.see", "See the watchlists")
CHANGE_WATCHLISTS: Final = Permission("watchlists.change", "Make watchlists and add or take off entries")


class Subject(StrEnum):
    """What the entries of a list are."""

    COMPANY = "company"
    COMMODITY = "commodity"
    BILL = "bill"
    ADDRESS = "address"


SUBJECTS: Final[Mapping[Subject, Sentence]] = {
    Subject.COMPANY: sentence("Companies"),
    Subject.COMMODITY: sentence("Commodities"),
    Subject.BILL: sentence("Transport documents"),
    Subject.ADDRESS: sentence("Addresses"),
}


@dataclass(frozen=True, slots=True)
class Watchlist:
    """A named list, what its entries are, and what it is for."""

    name: str
    subject: Subject
    purpose: str
    owner: str
    made_at: datetime
    entries: int = 0
    """Entries that hold today; filled by `queries.watchlists`."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One watched value: from and until when (both included), why, who put it there, and who wants it off."""

    number: UUID
    watchlist: str
    value: str
    since: date
    until: date | None
    reason: str
    added_by: str
    added_at: datetime
    removal_asked_by: str | None = None
    removal_reason: str | None = None
    removed_by: str | None = None
    removed_at: datetime | None = None

    def holds(self, on: date) -> bool:
        """Tell whether the entry counts on a day."""
        return self.removed_at is None and self.since <= on and (self.until is None or on <= self.until)
