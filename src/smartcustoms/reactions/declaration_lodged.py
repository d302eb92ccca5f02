"""A declaration was lodged: the bill it covers is looked for, what is due on it is demanded, its parties are put into the register.

Its consignor is looked for among partners' authorised operators. Its lane was in the answer already.
"""

from smartcustoms.business.recognition import actions as recognition
from smartcustoms.business.traders import actions as traders
from smartcustoms.business.traders.model import Role
from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.trade.cargo_reports import actions as cargo_reports
from smartcustoms.trade.cargo_reports import queries as bills
from smartcustoms.trade.declarations import queries as declarations
from smartcustoms.trade.declarations.events import DeclarationLodged
from smartcustoms.trade.payments import actions as payments
from smartcustoms.trade.webhooks import actions as webhooks


def match_with_bill(uow: UnitOfWork, event: DeclarationLodged) -> None:
    """Look for the bill of air or sea."""
    cargo_reports.match(uow, [event.number])


def demand_what_is_due(uow: UnitOfWork, event: DeclarationLodged) -> None:
    """Raise the demand note; a declaration on which nothing is due has none."""
    payments.raise_for_declaration(uow, event.number)


def register_parties(uow: UnitOfWork, event: DeclarationLodged) -> None:
    """Put its parties into the register of traders, and whoever lodged it; count it for each."""
    parties = declarations.parties(uow, [event.number])
    traders.ensure_account(uow, event.organisation, role=Role.DECLARANT)
    traders.take_in(uow, parties)
    traders.count(uow, "declarations", sorted({each.code for each in parties}))


def look_for_consignors(uow: UnitOfWork, event: DeclarationLodged) -> None:
    """Look for who sends the goods among partners' authorised operators."""
    recognition.look_for(uow, bills.consignors(uow, [event.number]))


def queue_notices(uow: UnitOfWork, event: DeclarationLodged) -> None:
    """Queue the notices that the trader's own systems are to get."""
    webhooks.queue(uow, event.organisation, (event.number,))


def tell_in_whose_name(uow: UnitOfWork, event: DeclarationLodged) -> None:
    """Tell its importer or exporter when somebody lodged it without an authority of theirs."""
    owners = (Role.IMPORTER, Role.EXPORTER)
    codes = [each.code for each in declarations.parties(uow, [event.number]) if each.role in owners]
    traders.tell_if_not_authorised(uow, event.organisation, codes, about=event.number, link="/my-business")


EVENT, STEPS = (
    DeclarationLodged,
    (
        match_with_bill,
        demand_what_is_due,
        register_parties,
        tell_in_whose_name,
        look_for_consignors,
        queue_notices,
    ),
)
