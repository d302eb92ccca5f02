"""Which process takes in which shard of the log, and which locks are known."""

from collections.abc import Iterable, Sequence

from smartcustoms.kernel.database.unit import Database, UnitOfWork
from smartcustoms.trade.elocks import store
from smartcustoms.trade.elocks.store.claims import Claims


def claims(database: Database, shards: Iterable[int], *, most: int) -> Claims:
    """Give what claims shards for this process, at most so many; a shard has one holder, and is free when that one dies."""
    return Claims(database, shards, most)


def registered(uow: UnitOfWork, locks: Sequence[str]) -> set[str]:
    """Give those among some locks that are registered."""
    return set(store.devices.some(uow, list(locks)))
