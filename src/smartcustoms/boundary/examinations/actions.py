"""What can be done about examinations: order, assign, start, do a step, complete, cancel, say who is on duty."""

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal

from smartcustoms.boundary.examinations import store
from smartcustoms.boundary.examinations.assignment import choose
from smartcustoms.boundary.examinations.checklist import skill_for, steps
from smartcustoms.boundary.examinations.events import ExaminationCompleted, ExaminationOrdered
from smartcustoms.boundary.examinations.model import Control, Examiner, Order, Result, State, Step
from smartcustoms.business.aeo import queries as aeo
from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.errors import Conflict, NotFound, NotPermitted, Refused
from smartcustoms.kernel.identifiers import numbered
from smartcustoms.kernel.money import Money
from smartcustoms.kernel.words.model import Sentence, sentence


class ResultIncomplete(Refused):
    """A result lacks what its code needs."""

    code = "result_incomplete"


def order(
    uow: UnitOfWork,
    *,
    declaration: str,
    organisation: str,
    office: str,
    control: Control,
    hs_codes: tuple[str, ...],
    reasons: Sequence[Sentence],
    chosen_by: str,
    propensity: float,
    hours: float = 1.0,
) -> str:
    """Order an examination and assign it; give its number. A declaration with an open order keeps that one."""
    existing = store.open_order_of(uow, declaration)
    if existing is not None:
        return existing
    skill = skill_for(control, hs_codes)
    officer = choose(store.examiners(uow), office=office, skill=skill)
    checklist = steps(control, skill=skill, on=uow.at.date())
    made = Order(
        number=_number(uow, declaration),
        declaration=declaration,
        organisation=organisation,
        office=office,
        control=control,
        skill=skill,
        hours=hours,
        reasons=tuple(reasons),
        chosen_by=chosen_by,
        propensity=propensity,
        state=State.ASSIGNED if officer else State.WAITING,
        assigned_to=officer.user if officer else None,
        ordered_at=uow.at,
        turn_at=_turn(uow, organisation),
        steps=tuple(Step(position, says) for position, says in enumerate(checklist, 1)),
    )
    if not store.insert_order(uow, made):
        return store.open_order_of(uow, declaration) or made.number
    uow.note("examination.ordered", made.number, declaration=declaration, assigned_to=made.assigned_to)
    uow.record(
        ExaminationOrdered(
            order=made.number, declaration=declaration, organisation=organisation, assigned_to=made.assigned_to
        )
    )
    return made.number


def assign(uow: UnitOfWork, number: str, *, to: str) -> None:
    """Give an order to an officer who has the skill; a started one too, since officers fall ill.

    Raises:
        NotFound: there is no such order or officer.
        Conflict: the order is over.
        ResultIncomplete: never; NotPermitted: the officer lacks the skill.
    """
    found = _open(uow, number)
    officer = next((each for each in store.examiners(uow) if each.user == to), None)
    if officer is None:
        raise NotFound(
            sentence("There is no such examiner."), mend=sentence("Choose one of the list."), field="to", seen=to[:40]
        )
    if found.skill not in officer.skills:
        raise NotPermitted(
            sentence("{name} has not the skill {skill}.", name=officer.name, skill=found.skill),
            mend=sentence("Choose an officer who has it."),
            field="to",
        )
    store.change_order(
        uow,
        number,
        {"assigned_to": to, "state": State.ASSIGNED.value if found.state is State.WAITING else found.state.value},
    )
    uow.note("examination.assigned", number, to=to)


def start(uow: UnitOfWork, number: str) -> None:
    """Begin an examination; beginning it again changes nothing."""
    found = _mine(uow, number)
    if found.state is State.ASSIGNED:
        store.change_order(uow, number, {"state": State.STARTED.value, "started_at": uow.at})
        uow.note("examination.started", number)


def do_step(uow: UnitOfWork, number: str, position: int, *, note: str = "", photo: str = "", sample: str = "") -> None:
    """Note that a step is done, with what was seen: a note, a kept photo (SHA-256), the number of a sample.

    Raises:
        NotFound: the order has no such step.
        Conflict: the order is over.
        NotPermitted: it is another officer's.
    """
    start(uow, number)
    changes = {"done_at": uow.at, "note": note[:2000], "sample": sample[:60]} | ({"photo": photo} if photo else {})
    if not store.change_step(uow, number, position, changes):
        raise NotFound(sentence("There is no such step."), mend=sentence("Open the order again."), seen=str(position))
    uow.note("examination.step_done", number, position=position, photo=photo, sample=sample)


def complete(
    uow: UnitOfWork,
    number: str,
    *,
    result: Result,
    item: int | None = None,
    revenue: Money | None = None,
    note: str = "",
) -> None:
    """Give the result. It becomes an event: from it the profiles and rules learn, and the goods are released or detained.

    Raises:
        ResultIncomplete: a finding without a note, or a revenue without a finding.
        Conflict: the order is over. NotPermitted: it is another officer's.
    """
    found = _mine(uow, number)
    _check_result(result, revenue, note)
    amount = revenue.rounded() if revenue else None
    changes = {
        "state": State.COMPLETED.value,
        "started_at": found.started_at or uow.at,
        "completed_at": uow.at,
        "result": result.value,
        "item": item,
        "revenue": amount.amount if amount else None,
        "currency": amount.currency if amount else None,
        "note": note[:4000],
    }
    store.change_order(uow, number, changes)
    uow.note("examination.completed", number, result=result.value, item=item, revenue=str(amount) if amount else None)
    uow.record(
        ExaminationCompleted(
            order=number,
            declaration=found.declaration,
            organisation=found.organisation,
            item=item,
            result=result.value,
            finding=result.is_finding,
            detains=result.detains,
            revenue=str(amount.amount if amount else Decimal(0)),
            chosen_by=found.chosen_by,
            propensity=found.propensity,
            examiner=uow.by.user,
            on=uow.at.date().isoformat(),
        )
    )


def cancel(uow: UnitOfWork, declaration: str, *, because: str) -> None:
    """Cancel the open order of a declaration, such as after it was withdrawn; without one nothing happens."""
    number = store.open_order_of(uow, declaration)
    if number is not None:
        store.change_order(uow, number, {"state": State.CANCELLED.value, "note": because[:4000]})
        uow.note("examination.cancelled", number, because=because)


def put_on_duty(uow: UnitOfWork, examiner: Examiner) -> int:
    """Say who examines where, with which skills, and whether on duty; give how many waiting orders found an officer."""
    store.put_examiner(uow, examiner)
    uow.note(
        "examiner.put", examiner.user, office=examiner.office, skills=sorted(examiner.skills), on_duty=examiner.on_duty
    )
    given = 0
    for number in store.waiting(uow):
        found = store.order(uow, number, lock=True)
        officer = choose(store.examiners(uow), office=found.office, skill=found.skill) if found else None
        if officer is not None:
            store.change_order(uow, number, {"assigned_to": officer.user, "state": State.ASSIGNED.value})
            uow.note("examination.assigned", number, to=officer.user)
            given += 1
    return given


def _check_result(result: Result, revenue: Money | None, note: str) -> None:
    if result.is_finding and not note.strip():
        raise ResultIncomplete(
            sentence("A finding needs a note of what was found."),
            mend=sentence("Write in a sentence what was found."),
            field="note",
        )
    if revenue is not None and (revenue.amount < 0 or (revenue.amount > 0 and not result.is_finding)):
        raise ResultIncomplete(
            sentence("Revenue was recovered without a finding, or is below zero."),
            mend=sentence("Choose what was found, or leave the revenue empty."),
            field="revenue",
            seen=str(revenue),
        )


def _open(uow: UnitOfWork, number: str) -> Order:
    found = store.order(uow, number, lock=True)
    if found is None:
        raise NotFound(
            sentence("There is no such order."), mend=sentence("Look in the list of orders."), seen=number[:40]
        )
    if found.state in {State.COMPLETED, State.CANCELLED}:
        raise Conflict(
            sentence("This order is over."), mend=sentence("Open it to see its result."), seen=found.state.value
        )
    return found


def _mine(uow: UnitOfWork, number: str) -> Order:
    found = _open(uow, number)
    if found.assigned_to != uow.by.user:
        raise NotPermitted(
            sentence("This order is assigned to another officer."),
            mend=sentence("Ask the supervisor to assign it to you."),
            seen=number,
        )
    return found


def _turn(uow: UnitOfWork, organisation: str) -> datetime | None:
    """Give when a trusted operator's order counts as ordered: earlier by the head start of its tier."""
    found = aeo.benefits_of(uow, organisation)
    return uow.at - timedelta(minutes=found.head_start_minutes) if found else None


def _number(uow: UnitOfWork, declaration: str) -> str:
    """Give a number that is the same when the same order is tried again."""
    serial = int(hashlib.sha256(f"{declaration}:{uow.at.isoformat()}".encode()).hexdigest()[:12], 16) % 10**9
    return numbered("X", uow.at.year, serial)
