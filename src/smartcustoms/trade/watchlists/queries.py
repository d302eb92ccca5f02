"""What can be asked about watchlists; nothing here writes but the audit of a look."""

from datetime import date

from smartcustoms.kernel.database.statements import Ready
from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.trade.watchlists import store
from smartcustoms.trade.watchlists.model import Entry, Watchlist


def watchlists(uow: UnitOfWork) -> list[Watchlist]:
    """Give all lists by name, with the number of entries that hold today."""
    return store.lists(uow, uow.at.date())


def watchlist(uow: UnitOfWork, name: str) -> Watchlist | None:
    """Give a list by its name."""
    return next((known for known in watchlists(uow) if known.name == name), None)


def entries(uow: UnitOfWork, name: str, *, text: str = "", page: int = 1, size: int = 50) -> tuple[list[Entry], int]:
    """Give a page of a list's entries, newest first, and how many there are in all."""
    uow.looked(f"watchlist {name}", text=text)
    return store.entries(uow, name, text=text.strip(), limit=size, offset=(page - 1) * size)


def entries_on(uow: UnitOfWork, on: date) -> dict[str, frozenset[str]]:
    """Give every list's values that hold on a day, as rules need them; a list without any is there and empty."""
    found: dict[str, set[str]] = {known.name: set() for known in store.lists(uow, on)}
    for name, value in store.values_on(uow, on):
        found[name].add(value)
    return {name: frozenset(values) for name, values in found.items()}


def changes(uow: UnitOfWork) -> int:
    """Give a number that grows with every change of any list: who keeps lists in memory asks it first."""
    return store.changes(uow)


def changes_asked() -> Ready:
    """Give the question that `changes` asks, for asking it together with others in one round trip: one row, one number."""
    return store.CHANGES.given()
