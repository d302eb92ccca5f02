"""A cargo report was withdrawn: what is left is compared, and a declaration that covered it looks for another bill."""

from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.trade.cargo_reports import actions as cargo_reports
from smartcustoms.trade.cargo_reports.events import CargoReportWithdrawn
from smartcustoms.trade.cargo_reports.model import Level, Mode


def compare(uow: UnitOfWork, event: CargoReportWithdrawn) -> None:
    """Compare what is still filed about the master bill."""
    if event.level != Level.CONVEYANCE:
        cargo_reports.compare(uow, Mode(event.mode), event.about, because=event.number)


def forget_match(uow: UnitOfWork, event: CargoReportWithdrawn) -> None:
    """Take back its match."""
    cargo_reports.forget(uow, event.number)


EVENT, STEPS = CargoReportWithdrawn, (compare, forget_match)
