"""Ask about one declaration, or for a page of the worklist."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.words.model import Sentence
from smartcustoms.trade.risk import store
from smartcustoms.trade.risk.lanes import Plan
from smartcustoms.trade.risk.model import Assessment, Examined, Lane, Override, Played
from smartcustoms.trade.risk.reasons import for_trader


@dataclass(frozen=True, slots=True)
class Worklist:
    """A page of assessments, and how many there are in all."""

    page: list[Assessment]
    total: int


def assessment(uow: UnitOfWork, declaration: str) -> Assessment | None:
    """Give a declaration's newest assessment with all its reasons, for officers; None if never assessed."""
    return store.assessments.current(uow, declaration)


def lane(uow: UnitOfWork, declaration: str) -> Lane | None:
    """Give a declaration's lane."""
    with store.on_behalf_of_platform(uow):
        found = store.assessments.current(uow, declaration)
    return found.lane if found else None


def reasons_for_trader(uow: UnitOfWork, declaration: str) -> list[tuple[Sentence, Sentence | None]]:
    """Give what the trader may know: (sentence, mend). Ask only for a declaration that is the asker's own."""
    with store.on_behalf_of_platform(uow):
        found = store.assessments.current(uow, declaration)
    return told_to_trader(found) if found else []


def told_to_trader(assessment: Assessment) -> list[tuple[Sentence, Sentence | None]]:
    """Give what the trader may know of an assessment that was just made: (sentence, mend)."""
    return for_trader(assessment.lane, assessment.reasons)


def worklist(
    uow: UnitOfWork,
    *,
    lane: Lane | None = Lane.RED,
    office: str | None = None,
    text: str = "",
    sort: str = "-value",
    start: int = 0,
    most: int = 25,
    examined: Examined | None = None,
    since: date | None = None,
    until: date | None = None,
) -> Worklist:
    """Give a page of the targeting officer's list.

    text: a declaration's or importer's number, or the start of an HS code; sort: value, probability, at, hours or
    office; greatest first with a minus before it; examined: what came of it; since, until: days, both included.
    """
    wanted = store.assessments.Wanted(lane, office, text.strip(), examined, since, until)
    page, total = store.assessments.worklist(uow, wanted, sort=sort, start=start, most=most)
    return Worklist(page, total)


def overrides(uow: UnitOfWork, *, open_only: bool = False, declaration: str | None = None) -> list[Override]:
    """Give requests for another lane, newest first."""
    return store.judges.overrides(uow, open_only=open_only, declaration=declaration)


def judges(uow: UnitOfWork) -> list[dict[str, Any]]:
    """Give every judge's hash, card and dates, newest first."""
    return store.judges.cards(uow)


def exploration(uow: UnitOfWork, *, most: int = 20) -> list[Played]:
    """Give what the bandit played, the latest week first."""
    return store.exploring.weeks(uow, most=most)[::-1]


def plans(uow: UnitOfWork) -> dict[str, Plan]:
    """Give every office's plan; "*" is that of all without their own."""
    return {"*": Plan(), **{office: Plan(**plan) for office, plan in store.judges.plans(uow).items()}}
