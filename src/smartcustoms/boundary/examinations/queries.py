"""What can be asked about examinations; never writes but the note of a look."""

from datetime import date, timedelta
from decimal import Decimal

from smartcustoms.boundary.examinations import store
from smartcustoms.boundary.examinations.model import OPEN, Examiner, History, Order, State
from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.day import begin_of
from smartcustoms.kernel.errors import NotFound
from smartcustoms.kernel.words.model import sentence


def my_orders(uow: UnitOfWork, *, over: bool = False, page: int = 1, size: int = 50) -> tuple[list[Order], int]:
    """Give the officer's own orders, oldest first: the open ones, or those that are over."""
    states = frozenset(State) - OPEN if over else OPEN
    return store.orders(
        uow, assigned_to=uow.by.user, states=states, office="", text="", limit=size, offset=(page - 1) * size
    )


def orders(
    uow: UnitOfWork, *, state: State | None = None, office: str = "", text: str = "", page: int = 1, size: int = 50
) -> tuple[list[Order], int]:
    """Give all orders for the supervisor: by state (open ones unless said), office, or number."""
    states = {state} if state else OPEN
    return store.orders(
        uow, assigned_to=None, states=states, office=office, text=text, limit=size, offset=(page - 1) * size
    )


def order(uow: UnitOfWork, number: str) -> Order:
    """Give one order whole.

    Raises:
        NotFound: there is none, or it is not the asker's to see.
    """
    found = store.order(uow, number)
    if found is None:
        raise NotFound(
            sentence("There is no such order."), mend=sentence("Look in the list of orders."), seen=number[:40]
        )
    uow.looked(f"examination {number}")
    return found


def order_of(uow: UnitOfWork, declaration: str) -> str | None:
    """Give the number of a declaration's open order."""
    return store.open_order_of(uow, declaration)


def examiners(uow: UnitOfWork) -> list[Examiner]:
    """Give the examiners with their load."""
    return store.examiners(uow)


def results(uow: UnitOfWork) -> list[tuple[str, int, Decimal]]:
    """Give how often each result was found, with the revenue recovered."""
    return store.results(uow)


def history(uow: UnitOfWork, organisation: str, *, since: date, until: date) -> History:
    """Count what examinations of an organisation's goods found in a span of days; both count."""
    return store.history(uow, organisation, since=begin_of(since), until=begin_of(until + timedelta(days=1)))
