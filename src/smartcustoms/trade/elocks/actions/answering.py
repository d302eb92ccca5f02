"""What the control room does about an alarm: take it up, send a team, ask for more, close it with its cause."""

from datetime import timedelta
from typing import Any, Final

from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.errors import Conflict, NotFound
from smartcustoms.kernel.web.live import publish
from smartcustoms.kernel.words.model import sentence
from smartcustoms.trade.elocks import store
from smartcustoms.trade.elocks.events import AlarmEscalated, AlarmsChanged
from smartcustoms.trade.elocks.model import AlarmRecord, AlarmState, Cause

PATIENCE: Final = timedelta(minutes=5)
"""How long an alarm may wait until somebody takes it up; assumed."""


class AlarmOver(Conflict):
    """The alarm was closed or withdrawn."""

    code = "elock_alarm_over"


def acknowledge(uow: UnitOfWork, journey: str, number: int, *, team: str = "") -> None:
    """Take an alarm up, and say which team goes; taking it up again changes only the team."""
    found = _live(uow, journey, number)
    changes: dict[str, Any] = {"team": team[:80] or found.team}
    if found.acknowledged_at is None:
        changes |= {"acknowledged_by": uow.by.user, "acknowledged_at": uow.at}
    if found.state is AlarmState.RAISED:
        changes["state"] = AlarmState.ACKNOWLEDGED.value
    store.alarms.change(uow, journey, number, changes)
    uow.note("elock.alarm_acknowledged", journey, alarm=number, team=team[:80])


def escalate(uow: UnitOfWork, journey: str, number: int, *, because: str) -> None:
    """Ask for more than the control room can do; an escalated alarm stays so."""
    found = _live(uow, journey, number)
    if found.state is not AlarmState.ESCALATED:
        _escalate(uow, found, because[:400])


def escalate_overdue(uow: UnitOfWork) -> int:
    """Escalate what nobody has taken up in time; give how many."""
    due = store.alarms.overdue(uow, before=uow.at - PATIENCE)
    for each in due:
        _escalate(uow, each, "overdue")
    return len(due)


def _escalate(uow: UnitOfWork, found: AlarmRecord, because: str) -> None:
    store.alarms.change(uow, found.journey, found.number, {"state": AlarmState.ESCALATED.value})
    uow.note("elock.alarm_escalated", found.journey, alarm=found.number, because=because)
    uow.record(AlarmEscalated(journey=found.journey, alarm=found.number, what=found.type, because=because))


def close_alarm(uow: UnitOfWork, journey: str, number: int, *, cause: Cause, note: str = "") -> None:
    """Close an alarm with its cause."""
    _live(uow, journey, number)
    changes = {"state": AlarmState.CLOSED.value, "cause": cause.value, "note": note[:2000], "closed_at": uow.at}
    store.alarms.change(uow, journey, number, changes)
    uow.note("elock.alarm_closed", journey, alarm=number, cause=cause.value)
    if (record := store.journeys.one(uow, journey)) is not None:
        uow.record(AlarmsChanged(elock=record.lock, journey=journey, truck=record.truck))


def _live(uow: UnitOfWork, journey: str, number: int) -> AlarmRecord:
    found = store.alarms.one(uow, journey, number)
    if found is None:
        raise NotFound(
            sentence("There is no such alarm."),
            mend=sentence("Look at the alarm desk."),
            seen=f"{journey[:40]} {number}",
        )
    if found.state in {AlarmState.CLOSED, AlarmState.WITHDRAWN}:
        raise AlarmOver(
            sentence("This alarm is over."),
            mend=sentence("Open the journey to see what came of it."),
            seen=found.state.value,
        )
    publish("elocks", {"journey": journey}, uow=uow)
    return found
