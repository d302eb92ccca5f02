"""A declaration was lodged: the bill it covers is looked for, and what is due on it is demanded. Its lane was in the answer already."""

from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.trade.cargo_reports import actions as cargo_reports
from smartcustoms.trade.declarations.events import DeclarationLodged
from smartcustoms.trade.payments import actions as payments


def match_with_bill(uow: UnitOfWork, event: DeclarationLodged) -> None:
    """Look for the bill of air or sea."""
    cargo_reports.match(uow, event.number)


def demand_what_is_due(uow: UnitOfWork, event: DeclarationLodged) -> None:
    """Raise the demand note; a declaration on which nothing is due has none."""
    payments.raise_for_declaration(uow, event.number)


EVENT, STEPS = DeclarationLodged, (match_with_bill, demand_what_is_due)
