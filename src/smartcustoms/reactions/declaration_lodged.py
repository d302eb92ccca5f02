"""A declaration was lodged: the bill that it covers is looked for. Its lane and reasons were in the answer already."""

from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.trade.cargo_reports import actions as cargo_reports
from smartcustoms.trade.declarations.events import DeclarationLodged


def match_with_bill(uow: UnitOfWork, event: DeclarationLodged) -> None:
    """Look for the bill of air or sea."""
    cargo_reports.match(uow, event.number)


EVENT, STEPS = DeclarationLodged, (match_with_bill,)
