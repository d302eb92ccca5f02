"""What can be asked about agencies and reviews; never writes but the note of a look."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from smartcustoms.kernel.actor import Kind
from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.day import day_of
from smartcustoms.kernel.settings import read_settings
from smartcustoms.kernel.words.model import sentence
from smartcustoms.trade.agencies import store
from smartcustoms.trade.agencies.listing import reasons_for, shipped_agencies
from smartcustoms.trade.agencies.model import (
    Absence,
    Agency,
    Figures,
    Marked,
    NoSuchReview,
    NoSuchRules,
    Officer,
    Question,
    Queued,
    Reason,
    Review,
    RulesVersion,
    StepState,
    Template,
    Wanted,
)
from smartcustoms.trade.agencies.rulebook import NOTHING, Rulebook, book_of
from smartcustoms.trade.agencies.service_clock import calendar_of, spent


@dataclass(frozen=True, slots=True)
class WaitsFor:
    """Whom a review waits for, and since when: an agency, or the trader whom an agency asked."""

    agency: str
    trader: bool
    since: datetime | None


def agencies() -> Mapping[str, Agency]:
    """Give the agencies by code, as the reference data has them."""
    return shipped_agencies()


def agency_organisations(uow: UnitOfWork) -> dict[str, str]:
    """Give the organisation of each agency, by code, as an administrator named it."""
    return {code: each.organisation for code, each in shipped_agencies().items()} | store.organisations(uow)


def business_seconds(begins: datetime, ends: datetime) -> int:
    """Give how many seconds of the administration's office hours lie between two moments."""
    known = read_settings()
    return spent(begins, ends, calendar_of(known.administration, known.time_zone))


def own_agencies(uow: UnitOfWork) -> tuple[Agency, ...]:
    """Give the agencies whose officer the asker is: one, as a rule."""
    named = agency_organisations(uow)
    return tuple(each for code, each in shipped_agencies().items() if named[code] == uow.by.organisation)


def queue(uow: UnitOfWork, wanted: Wanted) -> tuple[list[Queued], int]:
    """Give a page of the own agency's steps, what is due first, and how many there are, counted no further than `lists.COUNTED`."""
    return store.queue(uow, wanted, organisation=uow.by.organisation, mine=hands(uow))


def review(uow: UnitOfWork, number: str) -> Review:
    """Give a review to an officer, with the steps that his agency has or was shown.

    Raises:
        NoSuchReview: there is none, or his agency has no part in it.
    """
    found = store.review(uow, number)
    if found is None or found.owner == uow.by.organisation:
        raise _none(number)
    if uow.by.kind is not Kind.SYSTEM:
        found = replace(found, steps=tuple(each for each in found.steps if uow.by.organisation in each.parties))
    if not found.steps:
        raise _none(number)
    uow.looked(f"review {number}")
    return found


def own_review(uow: UnitOfWork, number: str) -> Review:
    """Give a review to the trader whose thing it is.

    Raises:
        NoSuchReview: there is none of his.
    """
    found = store.review(uow, number)
    if found is None or (uow.by.kind is not Kind.SYSTEM and found.owner != uow.by.organisation):
        raise _none(number)
    return found


def review_of(uow: UnitOfWork, about: str) -> str | None:
    """Give the number of the newest review of a thing, the open one first, as far as the asker may see it."""
    return store.by_about(uow, about)


def waits_for(uow: UnitOfWork, number: str) -> tuple[WaitsFor, ...]:
    """Tell whom a review waits for and since when, for the trader's timeline."""
    found = store.review(uow, number)
    asked = {each.position: each.asked_at for each in questions(uow, number) if each.answered_at is None}
    return tuple(
        WaitsFor(each.agency, each.state is StepState.ASKED, asked.get(each.position, each.opened_at))
        for each in (found.steps if found else ())
        if each.state in {StepState.QUEUED, StepState.TAKEN, StepState.ASKED, StepState.PROPOSED}
    )


def questions(uow: UnitOfWork, number: str) -> tuple[Question, ...]:
    """Give the questions of a review that the asker may see, oldest first."""
    return store.questions(uow, number)


def questions_on(uow: UnitOfWork, review: Review) -> tuple[Question, ...]:
    """Give the questions on the steps that an officer sees of a review."""
    seen = {each.position for each in review.steps}
    return tuple(each for each in store.questions(uow, review.number) if each.position in seen)


def marks(uow: UnitOfWork, number: str) -> tuple[Marked, ...]:
    """Give the own agency's flags, links and notes on a review."""
    return store.marks(uow, number, organisation=uow.by.organisation)


def reasons(kind: str, *, on: date) -> tuple[Reason, ...]:
    """Give the reasons for which a kind may be refused on a day."""
    return reasons_for(kind, on=on)


def own_reasons(uow: UnitOfWork, kind: str, *, on: date) -> tuple[Reason, ...]:
    """Give the reasons for which the asker's agency may refuse a kind on a day: its own, then those of everybody."""
    books = rulebooks(uow, [each.code for each in own_agencies(uow)], on=on)
    own = {each.code: each for book in books.values() for each in book.reasons_for(kind)}
    return (*own.values(), *(each for each in reasons_for(kind, on=on) if each.code not in own))


def rulebooks(uow: UnitOfWork, agencies: Collection[str], *, on: date) -> dict[str, Rulebook]:
    """Give what some agencies say for themselves on a day, by code; an agency that says nothing is left out."""
    held = store.rules_in_force(uow, agencies, on=on) if agencies else {}
    return {code: book_of(each.cells, since=each.since or on) for code, each in held.items()}


def rulebook(uow: UnitOfWork, agency: str) -> Rulebook:
    """Give what an agency says for itself today."""
    return rulebooks(uow, [agency], on=day_of(uow.at)).get(agency, NOTHING)


def rules_versions(uow: UnitOfWork, agency: str) -> list[RulesVersion]:
    """Give the versions of an agency's rulebook, newest first."""
    return store.rules_versions(uow, agency)


def rules_version(uow: UnitOfWork, agency: str, number: int) -> RulesVersion:
    """Give one version of an agency's rulebook.

    Raises:
        NoSuchRules: there is none.
    """
    found = store.rules_version(uow, agency, number)
    if found is None:
        raise NoSuchRules(
            sentence("There is no such version."), mend=sentence("Look in the list of versions."), seen=str(number)
        )
    return found


def officers(uow: UnitOfWork) -> list[Officer]:
    """Give the own agency's officers, with how much they have in hand."""
    return store.officers(uow, uow.by.organisation)


def absences(uow: UnitOfWork) -> list[Absence]:
    """Give the own agency's absences, of today and to come."""
    return store.absences(uow, uow.by.organisation, on=day_of(uow.at))


def hands(uow: UnitOfWork) -> list[str]:
    """Give the officers whose work is the asker's today: his own, and of those for whom he stands in."""
    on = day_of(uow.at)
    return [uow.by.user, *(each.user for each in absences(uow) if each.to == uow.by.user and each.from_day <= on)]


def templates(uow: UnitOfWork) -> list[Template]:
    """Give the own agency's templates."""
    return store.templates(uow, uow.by.organisation)


def figures(uow: UnitOfWork, *, days: int, everywhere: bool = False) -> list[Figures]:
    """Give how long decisions took over the last days, by agency and kind: the own agency's, or every one's."""
    since = uow.at - timedelta(days=days)
    return store.figures(uow, since=since, organisation=None if everywhere else uow.by.organisation)


def _none(number: str) -> NoSuchReview:
    return NoSuchReview(
        sentence("There is no such review."), mend=sentence("Look in the queue of your agency."), seen=number[:40]
    )
