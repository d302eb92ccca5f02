"""A cargo report was lodged or amended: master and house are compared, and declarations that had no bill look again."""

from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.trade.cargo_reports import actions as cargo_reports
from smartcustoms.trade.cargo_reports.events import CargoReportLodged
from smartcustoms.trade.cargo_reports.model import Level, Mode


def compare(uow: UnitOfWork, event: CargoReportLodged) -> None:
    """Compare the master bill with its houses; a conveyance has none."""
    if event.level != Level.CONVEYANCE:
        cargo_reports.compare(uow, Mode(event.mode), event.about, because=event.number)


def match_waiting(uow: UnitOfWork, event: CargoReportLodged) -> None:
    """Try again the declarations for which no bill was found."""
    if event.level != Level.CONVEYANCE:
        cargo_reports.match_waiting(uow)


EVENT, STEPS = CargoReportLodged, (compare, match_waiting)
