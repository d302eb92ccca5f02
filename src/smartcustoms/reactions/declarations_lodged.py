"""Part of a file of declarations was lodged: the bill that each of them covers is looked for."""

from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.trade.cargo_reports import actions as cargo_reports
from smartcustoms.trade.declarations.events import DeclarationsLodged


def match_with_bills(uow: UnitOfWork, event: DeclarationsLodged) -> None:
    """Look for the bills of air or sea."""
    for number in event.numbers:
        cargo_reports.match(uow, number)


EVENT, STEPS = DeclarationsLodged, (match_with_bills,)
