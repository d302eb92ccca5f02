"""What can be asked about cargo reports; never writes but the note of a look."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final

from smartcustoms.business.recognition.model import Consignor
from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.words.model import Sentence, sentence
from smartcustoms.trade.cargo_reports import store
from smartcustoms.trade.cargo_reports.checking import checked
from smartcustoms.trade.cargo_reports.model import (
    Discrepancy,
    Filing,
    How,
    Kind,
    Level,
    Match,
    Mode,
    NoSuchReport,
    Report,
    State,
    Wanted,
)
from smartcustoms.trade.cargo_reports.reading import entered, read
from smartcustoms.trade.declarations import queries as declarations

MOST_EXPORTED: Final = 100_000

MODES: dict[Mode, Sentence] = {Mode.AIR: sentence("Air"), Mode.SEA: sentence("Sea")}
LEVELS: dict[Level, Sentence] = {
    Level.MASTER: sentence("Master bill"),
    Level.HOUSE: sentence("House bill"),
    Level.CONVEYANCE: sentence("Ship or aircraft"),
}
STATES: dict[State, Sentence] = {State.LODGED: sentence("Lodged"), State.WITHDRAWN: sentence("Withdrawn")}
KINDS: dict[Kind, Sentence] = {
    Kind.PIECES: sentence("Packages differ"),
    Kind.WEIGHT: sentence("Gross mass differs"),
    Kind.GOODS: sentence("Goods differ"),
    Kind.PARTIES: sentence("Consignees differ"),
    Kind.MISSING_HOUSE: sentence("A house bill is missing"),
    Kind.UNLISTED_HOUSE: sentence("A house bill is not listed in the master bill"),
    Kind.MISSING_MASTER: sentence("The master bill is missing"),
}
HOW: dict[How, Sentence] = {
    How.BILL: sentence("by bill number"),
    How.CONTAINER: sentence("by container"),
    How.FIGURES: sentence("by packages and mass"),
    How.LIKENESS: sentence("by likeness of the texts"),
    How.HAND: sentence("by an officer"),
    How.NONE: sentence("not matched"),
}
_BY_BILL = (How.BILL, How.CONTAINER, How.HAND)
"""Matches that tell who the consignor is; what only looks alike does not."""

__all__ = ["HOW", "KINDS", "LEVELS", "MODES", "STATES", "checked", "entered", "read"]


def report(uow: UnitOfWork, number: str) -> Filing:
    """Give one report whole.

    Raises:
        NoSuchReport: there is none, or it is not the asker's to see.
    """
    found = store.by_number(uow, number)
    if found is None:
        raise NoSuchReport(
            sentence("There is no such cargo report."),
            mend=sentence("Look in the list of cargo reports."),
            seen=number[:40],
        )
    uow.looked(f"cargo report {number}")
    return found


def reports(uow: UnitOfWork, wanted: Wanted) -> tuple[list[Filing], int]:
    """Give a page of reports that the asker may see, and how many there are."""
    return store.listed(uow, wanted)


def every(uow: UnitOfWork, wanted: Wanted) -> list[Filing]:
    """Give all reports that the filters let through, at most 100,000, for an export."""
    return store.listed(uow, replace(wanted, page=1, per_page=MOST_EXPORTED))[0]


def versions(uow: UnitOfWork, number: str) -> list[tuple[int, datetime, str, Report]]:
    """Give the earlier versions of a report: number, when replaced, why, what it said."""
    return store.versions(uow, number)


def discrepancies(
    uow: UnitOfWork, *, report: str = "", is_open: bool | None = True, page: int = 1, size: int = 50
) -> tuple[list[Discrepancy], int]:
    """Give what the asker was told of differences between master and house, newest first."""
    return store.discrepancies(uow, report=report, is_open=is_open, page=page, size=size)


def match_of(uow: UnitOfWork, declaration: str) -> Match | None:
    """Give what was found for a declaration."""
    return store.match_of(uow, declaration)


def consignors(uow: UnitOfWork, numbers: Sequence[str]) -> list[Consignor]:
    """Give who sends the goods of import declarations: the code declared, named as the bill names it where there is one."""
    sent = declarations.consignors(uow, numbers)
    billed = store.consignors(uow, [number for number, each in sent if not each.name], _BY_BILL)
    found = []
    for number, each in sent:
        party = billed.get(number)
        found.append(Consignor(each.code, party.name, party.address) if party and party.name else each)
    return found


def matches(uow: UnitOfWork, *, how: How = How.NONE, page: int = 1, size: int = 50) -> tuple[list[Match], int]:
    """Give the declarations matched in a way; by default those for which nothing was found."""
    return store.matches(uow, how=how, page=page, size=size)


def match_counts(uow: UnitOfWork) -> dict[str, int]:
    """Give how many declarations were matched in each way."""
    return store.match_counts(uow)
