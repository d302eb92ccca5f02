"""Workers say that they live."""

from datetime import datetime

from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.watch import store


def beat(uow: UnitOfWork, worker: str, *, since: datetime) -> None:
    """Note that a worker lives."""
    store.beat(uow, worker, since)


def leave(uow: UnitOfWork, worker: str) -> None:
    """Note that a worker has ended in good order."""
    store.remove(uow, worker)
