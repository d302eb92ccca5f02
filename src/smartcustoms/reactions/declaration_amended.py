"""A declaration has a new version: an order for the old one may be taken back, what is due is demanded and its bill looked for anew."""

from smartcustoms.boundary.examinations import actions as examinations
from smartcustoms.business.traders import actions as traders
from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.words.model import sentence
from smartcustoms.trade.cargo_reports import actions as cargo_reports
from smartcustoms.trade.declarations import queries as declarations
from smartcustoms.trade.declarations.events import DeclarationAmended
from smartcustoms.trade.payments import actions as payments
from smartcustoms.trade.risk.model import Lane
from smartcustoms.trade.webhooks import actions as webhooks


def close_order(uow: UnitOfWork, event: DeclarationAmended) -> None:
    """Take an open order back when the new version asks for none; yellow and red make theirs by LaneAssigned."""
    if event.lane in {Lane.GREEN.value, Lane.BLUE.value}:
        examinations.cancel(uow, event.number, because=sentence("The new version asks for no examination").text)


def demand_anew(uow: UnitOfWork, event: DeclarationAmended) -> None:
    """Replace the note of the old version, or ask the difference where it was paid."""
    payments.raise_for_declaration(uow, event.number, version=event.becomes)


def match_anew(uow: UnitOfWork, event: DeclarationAmended) -> None:
    """Look for its bill again: number, goods or mass may be others now. What an officer matched stays."""
    cargo_reports.match(uow, [event.number])


def register_parties(uow: UnitOfWork, event: DeclarationAmended) -> None:
    """Put the parties of the new version into the register of traders; it is not counted again."""
    traders.take_in(uow, declarations.parties(uow, [event.number]))


def queue_notices(uow: UnitOfWork, event: DeclarationAmended) -> None:
    """Queue the notices that the trader's own systems are to get."""
    webhooks.queue(uow, event.organisation, (event.number,))


EVENT, STEPS = DeclarationAmended, (close_order, demand_anew, match_anew, register_parties, queue_notices)
