"""A worker: takes in shards of the log of fixes, each message in a transaction, and acknowledges it when that is committed.

What it knows of journeys is no more than what the tables say, with what it has taken since: a worker that takes a shard over looks its
journeys up there (the snapshot), and gets again what its predecessor had not acknowledged (the replay).
"""

import threading
import time
from collections.abc import Sequence
from typing import Any, Final

import structlog

from smartcustoms.kernel import clock
from smartcustoms.kernel.database.trouble import TROUBLES
from smartcustoms.kernel.database.unit import Database
from smartcustoms.trade.elocks import actions
from smartcustoms.trade.elocks.gateway.batching import AWAY, StoreSink
from smartcustoms.trade.elocks.gateway.jetstream import FixLog
from smartcustoms.trade.elocks.gateway.sharding import SHARDS, NoBatch, read_batch_of, shard_of
from smartcustoms.trade.elocks.journey import Received

RENEW: Final = 1.0
"""Seconds between two looks for shards that became free."""
_TICK: Final = 2.0
_log = structlog.get_logger(__name__)


class Worker:
    """Takes in the shards that it holds."""

    def __init__(self, database: Database, log: FixLog, *, most: int = SHARDS) -> None:
        self._log, self._sink = log, StoreSink(database)
        self._claims = actions.claims(database, range(SHARDS), most=most)
        self._held: set[int] = set()
        self._renewed = self._ticked = 0.0
        self.taken = 0
        """Fixes taken in so far."""

    @property
    def held(self) -> set[int]:
        """The shards that this worker takes in now."""
        return self._held

    def run(self, stop: threading.Event) -> None:
        """Work until told to stop; wait for a database or a broker that is away."""
        pause = 0.2
        try:
            while not stop.is_set():
                try:
                    self.turn(stop)
                    pause = 0.2
                except AWAY as away:
                    _log.warning("elocks.worker_waits", because=repr(away)[:200])
                    self._forget(self._held)
                    self._held = set()  # until it is known that they are still held here
                    stop.wait(pause)
                    pause = min(pause * 2, 5.0)
        finally:
            self._claims.end()

    def turn(self, stop: threading.Event) -> None:
        """Take in what there is, once."""
        self._renew()
        if not self._held:
            stop.wait(RENEW)
            return
        come = self._log.fetch(sorted(self._held))
        if come:
            received = [each for _, message in come for each in _read(message)]
            self._refuse(self._kept(received))
            self._log.acknowledge([message for _, message in come])
            self.taken += len(received)
        if time.monotonic() - self._ticked >= _TICK:
            self._ticked = time.monotonic()
            self._sink.tick(clock.now())

    def _renew(self) -> None:
        if time.monotonic() - self._renewed < RENEW and self._held:
            return
        self._renewed = time.monotonic()
        now = set(self._claims.renew())
        if now != self._held:
            # Another held it until now: what is known here of its locks is old.
            self._forget(self._held ^ now)
            self._held = now
            _log.info("elocks.shards", held=sorted(now))

    def _forget(self, shards: set[int]) -> None:
        watches = self._sink.watches
        watches.forget([lock for lock in watches.by_lock if shard_of(lock) in shards])

    def _kept(self, received: Sequence[Received]) -> set[str]:
        """Keep fixes; one that no table can keep is found by halving, told and counted, and the others are kept."""
        try:
            return self._sink.keep(received, clock.now())
        except TROUBLES:
            raise
        except Exception as fault:  # noqa: BLE001 - whatever one fix brings about, the others are kept
            _log.exception("elocks.unkeepable", fixes=len(received))
            if len(received) <= 1:
                self._sink.refuse(
                    [_row(each.protocol, each.lock, f"value: {fault!r:.100}") for each in received], clock.now()
                )
                return set()
            half = len(received) // 2
            return self._kept(received[:half]) | self._kept(received[half:])

    def _refuse(self, strangers: set[str]) -> None:
        if strangers:
            rows = [_row("", each, "unknown: the lock is not registered") for each in sorted(strangers)]
            self._sink.refuse(rows, clock.now())


def _read(message: Any) -> Sequence[Received]:
    try:
        return read_batch_of(message.data)
    except NoBatch:
        _log.exception("elocks.no_batch")  # nobody can read it, today or tomorrow: it is told, and not sent again
        return []


def _row(protocol: str, lock: str, says: str) -> dict[str, Any]:
    word = says.split(":")[0]
    return {"protocol": protocol, "device": lock[:40], "reason": word, "count": 1, "says": says[:400], "frame": b""}
