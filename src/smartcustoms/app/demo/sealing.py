"""Simulated journeys of e-locks: a dozen trucks under way and two that arrived, with the alarms that their fixes amount to."""

from datetime import datetime, timedelta
from typing import Final

from smartcustoms.app.demo.cast import cast
from smartcustoms.kernel.actor import PLATFORM
from smartcustoms.kernel.database.unit import Database, UnitOfWork
from smartcustoms.kernel.settings import read_settings
from smartcustoms.trade.elocks import actions, queries
from smartcustoms.trade.elocks.actions import NewJourney
from smartcustoms.trade.elocks.model import Stage
from smartcustoms.trade.elocks.queries import Rehearsal

_KINDS: Final = (
    "lawful", "deviation", "lawful", "dwell", "rope cut", "lawful", "trap: queue", "illegal unlock", "trap: tunnel", "silence", "lawful",
    "wrong password",
)  # fmt: skip
_ARRIVED: Final = 2


def journeys_there(uow: UnitOfWork) -> bool:
    """Tell whether any journey is registered."""
    _, total = queries.journeys(uow, only_open=False, size=1)
    return total > 0


def make_journeys(database: Database, at: datetime) -> None:
    """Register the journeys some hours ago, take their steps, and let their fixes come in."""
    actions.make_days(database, at.date() - timedelta(days=2), 9)
    keys = actions.keys_of(read_settings())
    for number, kind in enumerate(_KINDS):
        told = queries.rehearsal(number, kind, over=at - timedelta(minutes=3 * number + 2), arrived=number < _ARRIVED)
        begun = told.received[0].received_at - timedelta(minutes=20)
        with database.unit(by=PLATFORM, at=begun) as uow:
            actions.register_lock(uow, told.lock)
            actions.register_journey(uow, _asked(number, told, keys.administration), keys=keys)
        for place, stage in enumerate((Stage.LOADED, Stage.SEALED, Stage.BUNDLED, Stage.DEPARTED), 1):
            with database.unit(by=PLATFORM, at=begun + timedelta(minutes=4 * place)) as uow:
                actions.step(uow, told.number, stage, keys=keys)
        if number >= _ARRIVED:
            with database.unit(by=cast()["daoud"], at=begun + timedelta(minutes=18)) as uow:
                until = begun + timedelta(hours=11)
                actions.permit_unlock(uow, told.number, "control point", not_before=begun, not_after=until, keys=keys)
        watches = actions.Watches()
        for start in range(0, len(told.received), 40):
            batch = told.received[start : start + 40]
            with database.unit(by=PLATFORM, at=batch[-1].received_at) as uow:
                actions.take(uow, batch, watches)

    _run_scheme(database, at)


def _run_scheme(database: Database, at: datetime) -> None:
    """Draw two routes from the journeys' contracts, and register a participant that was warned once."""
    with database.unit(by=cast()["esi"], at=at - timedelta(days=40)) as uow:
        actions.register_participant(uow, "bela-trading", "Bela Trading (simulated)", "carrier")
    with database.unit(by=cast()["esi"], at=at) as uow:
        for number in (4, 6):
            found = queries.journey(uow, f"J-SIM-{number:03d}")
            zones = dict(zip(("origin", "control point", "destination"), found.journey.zones, strict=True))
            actions.draw_corridor(uow, found.record.route, found.journey.line, zones, 500, after=0)
        actions.note_breach(
            uow, "bela-trading", "Simulated: the lock's battery was never charged", at=at - timedelta(days=3)
        )


def _asked(number: int, told: Rehearsal, home: str) -> NewJourney:
    truck, route = f"SIM {1000 + number}", f"{number % 13 + 1}-{number * 7 % 63 + 1}"
    contract = {**told.contract, "by_token": number >= _ARRIVED}
    return NewJourney(told.number, told.lock.number, "", "", truck, route, home, "CN-GD", contract)
