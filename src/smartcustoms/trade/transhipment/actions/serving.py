"""Serving: the queue takes in who has paid, officers take who is next by the rule, order controls, and decide."""

from datetime import date
from typing import Final

from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.day import day_of
from smartcustoms.kernel.identifiers import new_id
from smartcustoms.kernel.words.model import sentence
from smartcustoms.trade.agencies.queries import business_seconds
from smartcustoms.trade.transhipment import queries, store
from smartcustoms.trade.transhipment.actions.loading import in_hands, loaded, moved, said, tell
from smartcustoms.trade.transhipment.life import after
from smartcustoms.trade.transhipment.model import (
    Application,
    Class,
    ControlKind,
    Incomplete,
    NotNow,
    Step,
)
from smartcustoms.trade.transhipment.priority import bound, next_class, row_after
from smartcustoms.trade.transhipment.rules import rule

_ORDERED: Final = {
    ControlKind.EXAMINATION: sentence("Customs examines the goods of {number} on {day}: {instructions}"),
    ControlKind.SUPERVISION: sentence("Customs supervises the processing of {number} on {day}: {instructions}"),
}


def into_queue(uow: UnitOfWork, found: Application, step: Step, *, note: str = "") -> float:
    """Put an application at the end of its class; give the longest wait in working minutes that the rule allows it.

    Raises:
        NotNow: it cannot wait from where it stands.
    """
    state = after(found.state, step)
    store.line.lock_row(uow)
    of, held = queries.class_of(uow, found.organisation), rule(day_of(uow.at))
    ahead = store.line.waiting(uow)[of]
    longest = bound(ahead, of, held)
    changes = {
        "of": of.value,
        "queued_at": uow.at,
        "ahead": ahead,
        "bound": longest,
        "taken_at": None,
        "taken_by": None,
    }
    moved(uow, found, state, step, told=note, **changes)
    return longest


def take_next(uow: UnitOfWork) -> Application | None:
    """Take who is next by the rule into the actor's hands; None when nobody waits. Who has one in hand keeps that one.

    Who waits as an AEO and is none in good standing today goes to the end of the ordinary class instead of being taken.
    """
    row = store.line.lock_row(uow)
    held = store.line.in_hand(uow, uow.by.user)
    if held:
        return held[0]
    found, of = _next(uow, row)
    while found is not None and of is Class.AEO and leave_priority(uow, found.organisation):
        found, of = _next(uow, row)
    if of is None or found is None or found.queued_at is None:
        return None
    waited = business_seconds(found.queued_at, uow.at) / 60
    store.line.note_taking(uow, found, waited=waited)
    store.line.set_row(uow, row_after(of, row))
    moved(uow, found, after(found.state, Step.TAKE), Step.TAKE, taken_at=uow.at, taken_by=uow.by.user)
    return loaded(uow, found.number)


def leave_priority(uow: UnitOfWork, organisation: str) -> int:
    """Move what an organisation has waiting as an AEO's to the end of the ordinary class, unless it is one in good standing today.

    At the end, with the bound of a newcomer: in between, somebody would wait longer than he was told. Gives how many moved.
    """
    store.line.lock_row(uow)
    if queries.class_of(uow, organisation) is Class.AEO:
        return 0
    waiting = store.line.waiting_of(uow, organisation, Class.AEO)
    for each in waiting:
        into_queue(uow, each, Step.LEAVE_PRIORITY)
        says = sentence(
            "{number} waits in the ordinary class: your company is no authorised operator in good standing today.",
            number=each.number,
        )
        tell(uow, each, says)
    return len(waiting)


def _next(uow: UnitOfWork, row: int) -> tuple[Application | None, Class | None]:
    waiting = store.line.waiting(uow)
    of = next_class({each: bool(count) for each, count in waiting.items()}, row, rule(day_of(uow.at)))
    return (store.line.first(uow, of) if of is not None else None), of


def set_aside(uow: UnitOfWork, number: str, *, because: str, anyhow: bool = False) -> Application:
    """Set aside what takes too long: it waits anew, as another application at the end of its class.

    Args:
        uow: the transaction of who has it in hand.
        number: the application.
        because: why.
        anyhow: a supervisor puts back what another has in hand.

    Raises:
        NoSuchApplication, NotNow, NotTheirs, Incomplete.
    """
    found = loaded(uow, number) if anyhow else in_hands(uow, number, Step.SET_ASIDE)[0]
    into_queue(uow, found, Step.SET_ASIDE, note=said(because))
    return loaded(uow, number)


def order_control(uow: UnitOfWork, number: str, kind: ControlKind, *, on: date, instructions: str) -> Application:
    """Order an examination of the goods or a supervision of their processing; the applicant is told when and what.

    Raises:
        NoSuchApplication, NotNow, NotTheirs.
        Incomplete: no instructions, or a day that is over.
    """
    found, state = in_hands(uow, number, Step.ORDER_CONTROL)
    what = said(instructions, "instructions")
    if on < day_of(uow.at):
        raise Incomplete(
            sentence("This day is over."),
            mend=sentence("Choose today or a later day."),
            field="planned_on",
            seen=on.isoformat(),
        )
    row = {
        "id": new_id(uow.at),
        "number": number,
        "organisation": found.organisation,
        "kind": kind.value,
        "ordered_by": uow.by.user,
        "ordered_at": uow.at,
        "planned_on": on,
        "instructions": what,
    }
    store.applications.add_control(uow, row)
    moved(uow, found, state, Step.ORDER_CONTROL, told=f"{kind.value} {on.isoformat()}")
    says = sentence(_ORDERED[kind].text, number=number, day=on, instructions=what[:300])
    tell(uow, found, says)
    return loaded(uow, number)


def give_result(uow: UnitOfWork, number: str, *, in_order: bool, note: str) -> Application:
    """Give the result of the control that was ordered; the application is then in the hands of who gave it.

    Raises:
        NoSuchApplication, NotNow. Incomplete: no note of what was seen.
    """
    found = loaded(uow, number)
    state = after(found.state, Step.GIVE_RESULT)
    seen = said(note, "note")
    open_ = next((each for each in store.applications.controls(uow, number) if each.in_order is None), None)
    if open_ is None:
        raise NotNow(sentence("No control is ordered."), mend=sentence("Open the application again."), seen=number)
    changes = {"in_order": in_order, "note": seen, "done_by": uow.by.user, "done_at": uow.at}
    store.applications.change_control(uow, open_.id, changes)
    moved(uow, found, state, Step.GIVE_RESULT, told=seen, taken_by=uow.by.user, taken_at=uow.at)
    return loaded(uow, number)


def refuse(uow: UnitOfWork, number: str, *, because: str) -> Application:
    """Refuse the certificate with the reason.

    Raises:
        NoSuchApplication, NotNow, NotTheirs, Incomplete.
    """
    found, state = in_hands(uow, number, Step.REFUSE)
    why = said(because)
    moved(uow, found, state, Step.REFUSE, told=why, because=why, decided_at=uow.at)
    tell(uow, found, sentence("No certificate is issued for {number}: {because}", number=number, because=why[:300]))
    return loaded(uow, number)
