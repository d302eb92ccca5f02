"""Decide a step, approve what a colleague proposed, or send it back. The same decision again changes nothing."""

from dataclasses import replace

from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.words.model import sentence
from smartcustoms.trade.agencies import store
from smartcustoms.trade.agencies.actions.finding import in_hand, open_step, stopped
from smartcustoms.trade.agencies.actions.taking import write_note
from smartcustoms.trade.agencies.events import StepDecided
from smartcustoms.trade.agencies.model import (
    DecidedAlready,
    Decision,
    DecisionIncomplete,
    NotTaken,
    Outcome,
    Review,
    SamePerson,
    Step,
    StepState,
)


def decide(uow: UnitOfWork, number: str, position: int, decision: Decision) -> None:
    """Decide a step that one has taken; where two must agree, this proposes the decision to a colleague.

    Raises:
        DecisionIncomplete: a refusal without reasons, or with conditions; a grant with reasons.
        DecidedAlready: it was decided otherwise, or by somebody else.
        NotTaken: it is not in the officer's hands. SamePerson: he decided before the appeal.
    """
    _check(decision)
    review, step = open_step(uow, number, position)
    plain = replace(decision, note="")
    if step.state in {StepState.DECIDED, StepState.PROPOSED}:
        if step.decision == plain and uow.by.user in {step.proposed_by, step.decided_by}:
            return  # the same again: a retry
        raise _already(step)
    if step.state is not StepState.TAKEN:
        raise NotTaken(
            sentence("This review cannot be decided now."), mend=sentence("Take it first."), seen=step.state.value
        )
    in_hand(uow, step)
    _another(uow, step.earlier)
    if decision.note.strip():
        write_note(uow, number, decision.note)
    if step.second_approval:
        changes = {
            "state": StepState.PROPOSED.value,
            "decision": plain,
            "proposed_by": uow.by.user,
            "assigned_to": None,
        }
        store.change_step(uow, number, position, changes)
        uow.note("review.proposed", number, position=position, outcome=decision.outcome.value)
        return
    _decided(uow, review, step, plain)


def approve(uow: UnitOfWork, number: str, position: int) -> None:
    """Approve what a colleague proposed: with that it is decided.

    Raises:
        SamePerson: the officer proposed it himself, or decided before the appeal.
        NotTaken: nothing is proposed.
    """
    review, step = open_step(uow, number, position)
    if step.state is StepState.DECIDED and step.decided_by == uow.by.user and step.second_approval:
        return
    if step.state is StepState.DECIDED:
        raise _already(step)
    if step.state is not StepState.PROPOSED or step.decision is None:
        raise NotTaken(
            sentence("No decision is proposed."), mend=sentence("Open the review to see where it stands."), seen=number
        )
    _another(uow, (*step.earlier, *([step.proposed_by] if step.proposed_by else [])))
    _decided(uow, review, step, step.decision)


def send_back(uow: UnitOfWork, number: str, position: int, *, because: str) -> None:
    """Send what a colleague proposed back to him, with the reason; sent back already, it stays so.

    Raises:
        SamePerson: the officer proposed it himself.
        NotTaken: nothing is proposed.
    """
    _, step = open_step(uow, number, position)
    if step.state is not StepState.PROPOSED:
        raise NotTaken(
            sentence("No decision is proposed."), mend=sentence("Open the review to see where it stands."), seen=number
        )
    _another(uow, [step.proposed_by] if step.proposed_by else [])
    changes = {"state": StepState.TAKEN.value, "assigned_to": step.proposed_by, "decision": None, "proposed_by": None}
    store.change_step(uow, number, position, changes)
    write_note(uow, number, because)
    uow.note("review.sent_back", number, position=position, to=step.proposed_by)


def _decided(uow: UnitOfWork, review: Review, step: Step, decision: Decision) -> None:
    changes = {
        "state": StepState.DECIDED.value,
        "decision": decision,
        "decided_by": uow.by.user,
        "decided_at": uow.at,
        "due_at": None,
        "assigned_to": None,
        **stopped(uow, step),
    }
    store.change_step(uow, review.number, step.position, changes)
    uow.note(
        "review.step_decided",
        review.number,
        position=step.position,
        agency=step.agency,
        outcome=decision.outcome.value,
        conditions=[each.code for each in decision.conditions],
        reasons=[each.code for each in decision.reasons],
        proposed_by=step.proposed_by,
    )
    uow.record(
        StepDecided(review=review.number, about=review.about, agency=step.agency, outcome=decision.outcome.value)
    )


def _check(decision: Decision) -> None:
    if decision.outcome is Outcome.REFUSED and not decision.reasons:
        raise DecisionIncomplete(
            sentence("A refusal needs a reason from law."), mend=sentence("Choose at least one reason."), field="reason"
        )
    if decision.outcome is Outcome.REFUSED and decision.conditions:
        raise DecisionIncomplete(
            sentence("Conditions are for what is granted."),
            mend=sentence("Leave the conditions out."),
            field="condition",
        )
    if decision.outcome is Outcome.GRANTED and decision.reasons:
        raise DecisionIncomplete(
            sentence("Reasons are for what is refused."), mend=sentence("Leave the reasons out."), field="reason"
        )


def _another(uow: UnitOfWork, users: tuple[str, ...] | list[str]) -> None:
    if uow.by.user in users:
        raise SamePerson(
            sentence("This needs another person than the one who decided before."),
            mend=sentence("Leave it to a colleague."),
            seen=uow.by.user,
        )


def _already(step: Step) -> DecidedAlready:
    if step.state is StepState.PROPOSED:
        says = sentence("A decision is proposed and waits for a second officer.")
    else:
        says = sentence("This step was decided already.")
    return DecidedAlready(says, mend=sentence("Open the review to see what was decided."), seen=step.review)
