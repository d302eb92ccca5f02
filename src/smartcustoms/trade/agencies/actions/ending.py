"""The trader takes back what is under review, or appeals against a refusal."""

from datetime import timedelta

from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.day import day_of
from smartcustoms.kernel.words.model import sentence
from smartcustoms.trade.agencies import store
from smartcustoms.trade.agencies.actions.finding import going, no_such, over
from smartcustoms.trade.agencies.events import AppealLodged, ReviewWithdrawn
from smartcustoms.trade.agencies.listing import limit
from smartcustoms.trade.agencies.model import (
    DecidedAlready,
    DecisionIncomplete,
    Outcome,
    Review,
    State,
    Step,
    StepState,
)


def withdraw(uow: UnitOfWork, number: str, *, because: str) -> None:
    """Take back what is under review; taken back already, it stays so.

    Raises:
        NoSuchReview: there is none for the asker. DecidedAlready: it is decided.
    """
    review = _own(uow, number)
    if review.state is State.WITHDRAWN:
        return
    if review.state is not State.OPEN:
        raise over(number)
    store.change_review(uow, number, {"state": State.WITHDRAWN.value, "decided_at": uow.at})
    for each in review.steps:
        if each.state is not StepState.DECIDED:
            changes = {"state": StepState.CANCELLED.value, "ticking_since": None, "due_at": None}
            store.change_step(uow, number, each.position, changes)
    uow.note("review.withdrawn", number, because=because[:2000])
    uow.record(ReviewWithdrawn(review=number, about=review.about, owner=review.owner, because=because[:2000]))


def appeal(uow: UnitOfWork, number: str, *, because: str) -> None:
    """Appeal against a refusal, once: the steps that refused are open again, for officers who did not decide before.

    Raises:
        NoSuchReview: there is none for the asker.
        DecidedAlready: it was not refused, was appealed before, or the time to appeal is over.
        DecisionIncomplete: no reason is given.
    """
    review = _own(uow, number)
    if not because.strip():
        raise DecisionIncomplete(
            sentence("An appeal says why."), mend=sentence("Write what the agency got wrong."), field="because"
        )
    if review.appealed_at is not None and review.state is State.OPEN:
        return
    _check(uow, review)
    changes = {"state": State.OPEN.value, "decided_at": None, "appealed_at": uow.at}
    store.change_review(uow, number, changes)
    for each in review.steps:
        if each.decision is not None and each.decision.outcome is Outcome.REFUSED:
            store.change_step(uow, number, each.position, _reopened(uow, each))
        elif each.state is StepState.CANCELLED:
            store.change_step(uow, number, each.position, {"state": StepState.WAITING.value, "assigned_to": None})
    uow.note("review.appealed", number, because=because[:2000])
    uow.record(AppealLodged(review=number, about=review.about, owner=review.owner, because=because[:2000]))


def _check(uow: UnitOfWork, review: Review) -> None:
    if review.state is not State.REFUSED or review.decided_at is None or review.appealed_at is not None:
        raise DecidedAlready(
            sentence("Only a refusal can be appealed against, and once."),
            mend=sentence("Apply anew instead."),
            seen=review.state.value,
        )
    last = day_of(review.decided_at) + timedelta(days=limit("appeal_days", on=day_of(uow.at)))
    if day_of(uow.at) > last:
        raise DecidedAlready(
            sentence("The time to appeal ended on {day}.", day=last),
            mend=sentence("Apply anew instead."),
            seen=str(last),
        )


def _reopened(uow: UnitOfWork, step: Step) -> dict[str, object]:
    before = [each for each in (step.proposed_by, step.decided_by) if each]
    return {
        "state": StepState.QUEUED.value,
        "assigned_to": None,
        "decision": None,
        "proposed_by": None,
        "decided_by": None,
        "decided_at": None,
        "earlier": sorted({*step.earlier, *before}),
        "spent": 0,
        "opened_at": uow.at,
        **going(uow, step, used=0),
    }


def _own(uow: UnitOfWork, number: str) -> Review:
    review = store.review(uow, number, lock=True)
    if review is None or (uow.by.kind.value in {"trader", "agency"} and review.owner != uow.by.organisation):
        raise no_such(number)
    return review
