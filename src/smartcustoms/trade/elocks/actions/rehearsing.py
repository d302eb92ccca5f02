"""Simulated locks as registered ones, with journeys: for trials and load. Never real."""

from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.trade.elocks.actions.claiming import registered
from smartcustoms.trade.elocks.actions.life import NewJourney, register_journeys, register_locks
from smartcustoms.trade.elocks.spoken import Plan, locks


def register_simulated(uow: UnitOfWork, plan: Plan) -> None:
    """Register the locks of a plan and the journeys on which they are; doing it again changes nothing."""
    made = locks(plan)
    there, new = registered(uow, [lock.number for lock, _ in made]), []
    for lock, one in made:
        if lock.number in there:
            continue
        register_locks(uow, [lock])
        line = [list(each) for each in one.journey.line]
        zones = dict(zip(("origin", "control point", "destination"), map(list, one.journey.zones), strict=True))
        contract = {"line": line, "zones": zones, "rules": {}}
        new.append(NewJourney(f"J-{lock.number}", lock.number, "", "", "", "", "GD", "HK", contract))
    register_journeys(uow, new)
    uow.note("elock.simulated_registered", plan.protocol, locks=len(new))
