"""The keys of locks that sign themselves, looked up once and again after a while."""

import time
from typing import Final

from smartcustoms.kernel import clock
from smartcustoms.kernel.actor import PLATFORM
from smartcustoms.kernel.database.unit import Database
from smartcustoms.trade.elocks import queries
from smartcustoms.trade.elocks.signing.suites import PublicKey

HELD: Final = 30.0
"""Seconds that a key, or that there is none, is held to be known."""
MOST: Final = 200_000


class Keybook:
    """Gives the key of a lock; asks the database in the thread that reads batches."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._known: dict[str, tuple[float, PublicKey | None]] = {}

    def __call__(self, lock: str) -> PublicKey | None:
        """Give a lock's key; None for a lock that is not registered or cannot sign."""
        known = self._known.get(lock)
        if known is not None and time.monotonic() - known[0] < HELD:
            return known[1]
        with self._database.unit(by=PLATFORM, at=clock.now()) as uow:
            key = queries.key_of(uow, lock)
        if len(self._known) >= MOST:
            self._known.clear()
        self._known[lock] = (time.monotonic(), key)
        return key
