"""Starts a gateway's process, or several that share the ports."""

import asyncio
import gc
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from datetime import timedelta
from typing import Any, Final

import structlog

from smartcustoms.kernel import clock
from smartcustoms.kernel.database.trouble import TROUBLES
from smartcustoms.kernel.database.unit import Database
from smartcustoms.kernel.settings import read_settings
from smartcustoms.trade.elocks import actions
from smartcustoms.trade.elocks.gateway.batching import Batcher, Sink, StoreSink
from smartcustoms.trade.elocks.gateway.serving import Hub
from smartcustoms.trade.elocks.keyring import keyring

PORTS: Final = {"jt808": 7808, "jt600": 7600, "eseal": 7040, "gt06": 7023, "osmand": 7055, "teltonika": 7027}
"""The ports that are listened to when none are named; ours, not a standard's."""
DAYS: Final = 7
_log = structlog.get_logger(__name__)


def run_gateway(
    database: Database,
    ports: Mapping[str, int],
    host: str,
    ready: Callable[[dict[str, int]], None],
    *,
    mqtt: str = "",
    log: str = "",
) -> None:
    """Run until told to stop (SIGTERM, SIGINT); what was read by then is kept and acknowledged.

    With the address of a log, fixes go there, and workers keep and judge them.
    """
    _seldom_look_for_cycles()
    make_days(database)
    with _sink(database, log) as sink, _loop() as runner:
        runner.run(_until_told(Hub(Batcher(sink), database), ports, host, ready, mqtt))


def _seldom_look_for_cycles() -> None:
    """Have Python seldom look for garbage in cycles: millions of fixes live long and form none, and each look at them stops all else."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 50, 1_000)


@contextmanager
def _sink(database: Database, address: str) -> Iterator[Sink]:
    if not address:
        yield StoreSink(database)
        return
    from smartcustoms.trade.elocks.gateway.jetstream import FixLog  # here: the client is for who has a broker
    from smartcustoms.trade.elocks.gateway.sending import LogSink

    with closing(FixLog(address)) as log:
        yield LogSink(database, log)


def run_worker(database: Database, address: str, *, most: int, ready: Callable[[], None]) -> None:
    """Take in shards of the log, at most so many at a time, until told to stop (SIGTERM, SIGINT)."""
    from smartcustoms.trade.elocks.gateway.jetstream import FixLog  # here: the client is for who has a broker
    from smartcustoms.trade.elocks.gateway.working import Worker

    stop = threading.Event()
    for each in (signal.SIGTERM, signal.SIGINT):
        signal.signal(each, lambda *_: stop.set())
    _seldom_look_for_cycles()
    make_days(database)
    threading.Thread(target=_days_to_come, args=(database, stop), name="days", daemon=True).start()
    with closing(FixLog(address)) as log:
        ready()
        Worker(database, log, most=most).run(stop)


def _days_to_come(database: Database, stop: threading.Event) -> None:
    while not stop.wait(3600):
        make_days(database)


def make_days(database: Database) -> None:
    """Make the partitions of the days around today; wait for a database that is away, as after a power cut both start together."""
    while True:
        try:
            actions.make_days(database, clock.now().date() - timedelta(days=2), DAYS)
        except TROUBLES as away:
            _log.warning("elocks.database_away", because=repr(away)[:200])
            time.sleep(0.5)
        else:
            return


def _loop() -> Any:
    try:
        import uvloop
    except ImportError:  # Windows has none
        return asyncio.Runner()
    return asyncio.Runner(loop_factory=uvloop.new_event_loop)


async def _until_told(
    hub: Hub, ports: Mapping[str, int], host: str, ready: Callable[[dict[str, int]], None], mqtt: str
) -> None:
    running = asyncio.create_task(hub.run(ports, host, ready))
    for each in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(each, running.cancel)
    days = asyncio.create_task(_new_days(hub))
    subscriber = await _subscribed(hub, mqtt) if mqtt else None
    try:
        await running
    except asyncio.CancelledError:
        sys.stdout.flush()
    finally:
        days.cancel()
        if subscriber is not None:
            await subscriber.stop()


async def _subscribed(hub: Hub, address: str) -> Any:
    from smartcustoms.trade.elocks.gateway.keybook import Keybook
    from smartcustoms.trade.elocks.gateway.mqtt import Subscriber  # here: the client is for who has a broker

    if hub.database is None:
        return None
    subscriber = Subscriber(address, hub.batcher, Keybook(hub.database), key=keyring(read_settings()).own)
    subscriber.heard = hub.heard
    await subscriber.start()
    return subscriber


async def _new_days(hub: Hub) -> None:
    """Make the partitions of the coming days while the gateway runs."""
    while True:
        await asyncio.sleep(3600)
        if hub.database is not None:
            await asyncio.to_thread(make_days, hub.database)
