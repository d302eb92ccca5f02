"""Lead a review on when a step is decided: open the next steps, or end it. Done by the platform, which sees every agency's step."""

from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.day import day_of
from smartcustoms.trade.agencies import queries, store
from smartcustoms.trade.agencies.actions.assigning import give_out
from smartcustoms.trade.agencies.actions.finding import going
from smartcustoms.trade.agencies.events import DecisionReached
from smartcustoms.trade.agencies.model import Condition, Outcome, Reason, Review, State, StepState
from smartcustoms.trade.agencies.routing import conditions_of, lead_of, opened_next, outcome_of, reasons_of


def advance(uow: UnitOfWork, number: str) -> Review | None:
    """Open the steps whose turn it is, or end the review and tell its outcome; again changes nothing.

    Args:
        uow: the transaction, in the name of the platform or of customs: an agency does not see the other agencies' steps.
        number: the review.
    """
    review = store.review(uow, number, lock=True)
    if review is None or review.state is not State.OPEN:
        return review
    outcome = outcome_of(review.steps)
    if outcome is not None:
        finish(uow, review, outcome)
        return store.review(uow, number)
    for position in opened_next(review.steps):
        step = next(each for each in review.steps if each.position == position)
        changes = {"state": StepState.QUEUED.value, "opened_at": uow.at, **going(uow, step, used=step.spent)}
        store.change_step(uow, number, position, changes)
        uow.note("review.step_opened", number, position=position, agency=step.agency)
        if queries.rulebook(uow, step.agency).automatic:
            give_out(uow, [step])
    return store.review(uow, number)


def finish(uow: UnitOfWork, review: Review, outcome: Outcome) -> None:
    """End a review: steps that are not decided are cancelled, and the decision is told in this transaction."""
    state = State.GRANTED if outcome is Outcome.GRANTED else State.REFUSED
    store.change_review(uow, review.number, {"state": state.value, "decided_at": uow.at})
    for each in review.steps:
        if each.state not in {StepState.DECIDED, StepState.CANCELLED}:
            changes = {"state": StepState.CANCELLED.value, "ticking_since": None, "due_at": None}
            store.change_step(uow, review.number, each.position, changes)
    by_officer = any(each.decided_by for each in review.steps)
    uow.note("review.decided", review.number, of=review.about, outcome=outcome.value)
    uow.record(
        DecisionReached(
            review=review.number,
            about=review.about,
            kind=review.kind,
            owner=review.owner,
            lead=lead_of(review.steps),
            outcome=outcome.value,
            conditions=tuple(_condition(each) for each in conditions_of(review.steps)),
            reasons=tuple(_reason(each) for each in reasons_of(review.steps)),
            rule="" if by_officer else review.rule or "",
            on=day_of(uow.at).isoformat(),
        )
    )


def _condition(each: Condition) -> dict[str, str]:
    return {"code": each.code, **each.says}


def _reason(each: Reason) -> dict[str, str]:
    mends = {f"mend.{language}": text for language, text in each.mend.items()}
    return {"code": each.code, **each.says, "law": each.law, **mends}
