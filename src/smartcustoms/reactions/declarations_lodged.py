"""Part of a file of declarations was lodged: their bills are looked for, what is due is demanded, their parties are registered.

Their consignors are looked for among partners' authorised operators.
"""

from smartcustoms.business.recognition import actions as recognition
from smartcustoms.business.traders import actions as traders
from smartcustoms.business.traders.model import Role
from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.notify.actions import tell
from smartcustoms.kernel.words.model import sentence
from smartcustoms.trade.cargo_reports import actions as cargo_reports
from smartcustoms.trade.cargo_reports import queries as bills
from smartcustoms.trade.declarations import queries as declarations
from smartcustoms.trade.declarations.events import DeclarationsLodged
from smartcustoms.trade.payments import actions as payments
from smartcustoms.trade.webhooks import actions as webhooks


def match_with_bills(uow: UnitOfWork, event: DeclarationsLodged) -> None:
    """Look for the bills of air or sea."""
    cargo_reports.match(uow, event.numbers)


def demand_what_is_due(uow: UnitOfWork, event: DeclarationsLodged) -> None:
    """Raise the demand notes, and tell the trader of all at once; a declaration on which nothing is due has none."""
    if count := payments.raise_for_declarations(uow, event.numbers):
        says = sentence("{count} demand notes were raised for declarations of your file.", count=count)
        tell(uow, event.organisation, says, about=event.file, link="/payments")


def register_parties(uow: UnitOfWork, event: DeclarationsLodged) -> None:
    """Put their parties into the register of traders, and whoever lodged them; count each declaration for each of its parties."""
    parties = declarations.parties(uow, event.numbers)
    traders.ensure_account(uow, event.organisation, role=Role.DECLARANT)
    traders.take_in(uow, parties)
    traders.count(uow, "declarations", [each.code for each in parties])


def look_for_consignors(uow: UnitOfWork, event: DeclarationsLodged) -> None:
    """Look for who sends the goods among partners' authorised operators."""
    recognition.look_for(uow, bills.consignors(uow, event.numbers))


def queue_notices(uow: UnitOfWork, event: DeclarationsLodged) -> None:
    """Queue the notices that the trader's own systems are to get."""
    webhooks.queue(uow, event.organisation, event.numbers)


EVENT, STEPS = (
    DeclarationsLodged,
    (match_with_bills, demand_what_is_due, register_parties, look_for_consignors, queue_notices),
)
