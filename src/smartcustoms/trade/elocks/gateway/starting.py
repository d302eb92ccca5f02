"""Starts a gateway's process, or several that share the ports."""

import asyncio
import signal
import sys
import time
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any, Final

import structlog

from smartcustoms.kernel import clock
from smartcustoms.kernel.database.trouble import TROUBLES
from smartcustoms.kernel.database.unit import Database
from smartcustoms.trade.elocks import actions
from smartcustoms.trade.elocks.gateway.batching import Batcher, StoreSink
from smartcustoms.trade.elocks.gateway.serving import Hub

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
) -> None:
    """Run until told to stop (SIGTERM, SIGINT); what was read by then is kept and acknowledged."""
    _make_days(database)
    hub = Hub(Batcher(StoreSink(database)), database)
    with _loop() as runner:
        runner.run(_until_told(hub, ports, host, ready, mqtt))


def _make_days(database: Database) -> None:
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
    subscriber = Subscriber(address, hub.batcher, Keybook(hub.database))
    await subscriber.start()
    return subscriber


async def _new_days(hub: Hub) -> None:
    """Make the partitions of the coming days while the gateway runs."""
    while True:
        await asyncio.sleep(3600)
        if hub.database is not None:
            await asyncio.to_thread(_make_days, hub.database)
