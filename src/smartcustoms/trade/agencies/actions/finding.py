"""Finds and locks what an action is about, and refuses what may not be touched."""

from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.day import day_of
from smartcustoms.kernel.errors import NotPermitted
from smartcustoms.kernel.settings import read_settings
from smartcustoms.kernel.words.model import sentence
from smartcustoms.trade.agencies import queries, store
from smartcustoms.trade.agencies.model import (
    Absence,
    DecidedAlready,
    NoSuchReview,
    NotTaken,
    Review,
    State,
    Step,
    StepState,
)
from smartcustoms.trade.agencies.service_clock import Calendar, calendar_of, due, spent


def clock_of_installation() -> Calendar:
    """Give the business calendar of the administration."""
    settings = read_settings()
    return calendar_of(settings.administration, settings.time_zone)


def clock_of(uow: UnitOfWork, agency: str) -> Calendar:
    """Give the business calendar of an agency: its own hours and holidays over the administration's."""
    return queries.rulebook(uow, agency).calendar(clock_of_installation())


def promised(step: Step, calendar: Calendar, uow: UnitOfWork) -> int:
    """Give what a step promises, in business seconds."""
    return step.days * calendar.seconds_of_a_day(day_of(uow.at))


def stopped(uow: UnitOfWork, step: Step) -> dict[str, object]:
    """Give the changes that stop a step's clock: what was spent so far is added."""
    more = spent(step.ticking_since, uow.at, clock_of(uow, step.agency)) if step.ticking_since else 0
    return {"spent": step.spent + more, "ticking_since": None}


def going(uow: UnitOfWork, step: Step, *, used: int) -> dict[str, object]:
    """Give the changes that let a step's clock run from now, when so much of its promise is used."""
    calendar = clock_of(uow, step.agency)
    left = max(0, promised(step, calendar, uow) - used)
    return {"ticking_since": uow.at, "due_at": due(uow.at, left, calendar)}


def open_step(uow: UnitOfWork, number: str, position: int) -> tuple[Review, Step]:
    """Give a review and the step of it that the officer's own agency has, both locked; a decided step too.

    Raises:
        NoSuchReview: there is none that the asker may see.
        NotPermitted: the step is another agency's.
        DecidedAlready: the review was withdrawn.
    """
    review = store.review(uow, number, lock=True)
    step = store.step(uow, number, position, lock=True) if review else None
    if review is None or step is None or uow.by.organisation not in step.parties:
        raise no_such(number)
    if step.organisation != uow.by.organisation:
        raise NotPermitted(
            sentence("This step is for {agency} to decide.", agency=step.agency),
            mend=sentence("Write a note, or ask the agency."),
            seen=number,
        )
    if review.state is State.WITHDRAWN or step.state is StepState.CANCELLED:
        raise over(number)
    return review, step


def hands(uow: UnitOfWork, absences: list[Absence] | None = None) -> list[str]:
    """Give the officers whose work is the asker's today: his own, and of those for whom he stands in."""
    on = day_of(uow.at)
    away = store.absences(uow, uow.by.organisation, on=on) if absences is None else absences
    return [uow.by.user, *(each.user for each in away if each.to == uow.by.user and each.from_day <= on <= each.until)]


def in_hand(uow: UnitOfWork, step: Step) -> None:
    """Refuse a step that is not in the officer's hands.

    Raises:
        NotTaken: nobody has taken it, or another officer has.
    """
    if step.state is StepState.QUEUED or step.assigned_to is None:
        raise NotTaken(sentence("Nobody has taken this review yet."), mend=sentence("Take it first."), seen=step.review)
    if step.assigned_to not in hands(uow):
        raise NotTaken(
            sentence("Another officer has taken this review."),
            mend=sentence("Ask that officer to give it to you or to put it back."),
            seen=step.review,
        )


def over(number: str) -> DecidedAlready:
    """Make the refusal of what is over."""
    return DecidedAlready(
        sentence("This review is over."), mend=sentence("Open it again to see how it ended."), seen=number[:40]
    )


def no_such(number: str) -> NoSuchReview:
    """Make the refusal of what is not there, or not for the asker."""
    return NoSuchReview(
        sentence("There is no such review."), mend=sentence("Look in the queue of your agency."), seen=number[:40]
    )
