"""A cargo report was lodged or amended: master and house are compared; when a ship or aircraft arrived, its goods are here.

Declarations that had no bill look again each minute.
"""

from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.trade.cargo_reports import actions as cargo_reports
from smartcustoms.trade.cargo_reports.events import CargoReportLodged
from smartcustoms.trade.cargo_reports.model import Level, Mode


def compare(uow: UnitOfWork, event: CargoReportLodged) -> None:
    """Compare the master bill with its houses; a conveyance has none."""
    if event.level != Level.CONVEYANCE:
        cargo_reports.compare(uow, Mode(event.mode), event.about, because=event.number)


def note_arrival(uow: UnitOfWork, event: CargoReportLodged) -> None:
    """Note at declarations lodged before their goods that these arrived, when a ship or aircraft did."""
    if event.level == Level.CONVEYANCE:
        cargo_reports.arrive(uow, event.number)


EVENT, STEPS = CargoReportLodged, (compare, note_arrival)
