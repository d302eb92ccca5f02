"""The gateway's end of the log: fixes are kept when the broker has them; workers judge them."""

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

import structlog

from smartcustoms.kernel.actor import PLATFORM
from smartcustoms.kernel.database.trouble import TROUBLES
from smartcustoms.kernel.database.unit import Database
from smartcustoms.trade.elocks import actions
from smartcustoms.trade.elocks.gateway.jetstream import FixLog
from smartcustoms.trade.elocks.gateway.sharding import batches
from smartcustoms.trade.elocks.journey import Received

_AGAIN: Final = 10.0
"""Seconds after which a lock that was not registered is looked up again; it may have been meanwhile."""
_log = structlog.get_logger(__name__)


@dataclass(slots=True)
class LogSink:
    """Publishes fixes of registered locks to the log.

    While the database is away, locks that were never looked up are believed to be registered: the worker finds out.
    """

    database: Database
    log: FixLog
    known: set[str] = field(default_factory=set)
    strangers: dict[str, float] = field(default_factory=dict)
    """Locks that are not registered, and until when that is believed."""

    def keep(self, received: Sequence[Received], at: datetime) -> set[str]:
        """Publish fixes; when this returns the broker has them durably. Give the locks among them that are not registered."""
        if not received:
            return set()
        strangers = self._strangers({each.lock for each in received}, at)
        self.log.publish(batches(each for each in received if each.lock not in strangers))
        return strangers

    def _strangers(self, locks: set[str], at: datetime) -> set[str]:
        now = time.monotonic()
        strange = {each for each in locks if self.strangers.get(each, 0.0) > now}
        asked = locks - self.known - strange
        if not asked:
            return strange
        try:
            with self.database.unit(by=PLATFORM, at=at) as uow:
                found = actions.registered(uow, sorted(asked))
        except TROUBLES as away:
            _log.warning("elocks.not_looked_up", locks=len(asked), because=repr(away)[:200])
            return strange
        self.known |= found
        if len(self.strangers) > 100_000:
            self.strangers.clear()
        self.strangers |= dict.fromkeys(asked - found, now + _AGAIN)
        return strange | (asked - found)

    def refuse(self, refusals: Iterable[dict[str, Any]], at: datetime) -> None:
        """Count refused frames in the tables."""
        with self.database.unit(by=PLATFORM, at=at) as uow:
            actions.count_refused(uow, list(refusals))

    def tick(self, at: datetime) -> None:
        """Nothing: silence is told by who judges."""
