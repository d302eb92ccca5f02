"""A declaration has a new version: an order for the old one is taken back when the new one asks for none."""

from smartcustoms.boundary.examinations import actions as examinations
from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.words.model import sentence
from smartcustoms.trade.declarations.events import DeclarationAmended
from smartcustoms.trade.risk.model import Lane


def close_order(uow: UnitOfWork, event: DeclarationAmended) -> None:
    """Take an open order back when the new version asks for none; yellow and red make theirs by LaneAssigned."""
    if event.lane in {Lane.GREEN.value, Lane.BLUE.value}:
        examinations.cancel(uow, event.number, because=sentence("The new version asks for no examination").text)


EVENT, STEPS = DeclarationAmended, (close_order,)
