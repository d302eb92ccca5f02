"""What others see of a lock: a truck at a control point, whose journey's lock should be there too."""

from collections.abc import Sequence
from datetime import datetime

from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.trade.elocks import store
from smartcustoms.trade.elocks.actions.taking import rejudge
from smartcustoms.trade.elocks.journey import GANTRY, Fix, Point, Received
from smartcustoms.trade.elocks.model import UNDER_LOCK


def see_truck(uow: UnitOfWork, marks: Sequence[str], *, at: datetime, place: Point) -> list[str]:
    """Keep that a truck with these marks was seen somewhere, as a report of its journeys, and judge them by it. Gives the journeys.

    It goes into the log of evidence like a fix, vouched for by this administration. The same sighting again changes nothing.
    """
    records = store.journeys.of_truck(uow, marks, UNDER_LOCK) if marks else []
    fix = Fix(int(at.timestamp()), round(place[0], 7), round(place[1], 7), source=GANTRY)
    for each in records:
        if store.fixes.put(uow, [Received(each.lock, each.number, fix, uow.at, GANTRY)]):
            rejudge(uow, each.number)
    return [each.number for each in records]
