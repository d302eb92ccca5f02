"""The log of fixes in NATS JetStream: gateways publish what locks sent, by shard of the lock; workers take it in, by shard.

A message is a batch. The broker has it durably when it says so, and only then is a lock told; a worker acknowledges a message when its
transaction is committed. Between the two the log delivers at least once, and the tables keep each fix once.
"""

import asyncio
import threading
from collections.abc import Coroutine, Iterable, Sequence
from typing import Any, Final, TypeVar
from urllib.parse import urlsplit

import nats
import structlog
from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.js import JetStreamContext
from nats.js.api import AckPolicy, ConsumerConfig, RetentionPolicy, StreamConfig
from nats.js.errors import NotFoundError

from smartcustoms.trade.elocks.gateway.sharding import LogAway

T = TypeVar("T")
PATIENCE: Final = 10.0
"""Seconds that one call to the broker may take."""
AGAIN: Final = 10.0
"""Seconds after which the broker sends again what a worker has not acknowledged."""
AHEAD: Final = 64
"""Messages of a shard that a worker may hold."""
_WAIT: Final = 0.5
_log = structlog.get_logger(__name__)


class FixLog:
    """A connection to the log. The address may name it: `nats://host:4222/NAME`; else it is `smartcustoms`.

    Calls may come from several threads; the connection lives in an event loop of its own.
    """

    def __init__(self, address: str) -> None:
        parts = urlsplit(address)
        self.server = f"{parts.scheme}://{parts.netloc}"
        self.name = f"{parts.path.strip('/') or 'smartcustoms'}-fixes"
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="fix-log", daemon=True)
        self._thread.start()
        self._client: Client | None = None
        self._readers: dict[int, Any] = {}
        self._asked: dict[int, asyncio.Task[list[Msg]]] = {}

    def publish(self, messages: Iterable[tuple[int, bytes]]) -> None:
        """Publish messages by shard; when it returns, the broker has stored every one.

        Raises:
            LogAway: it did not answer.
        """
        self._do(self._publish(messages))

    def fetch(self, shards: Sequence[int]) -> list[tuple[int, Msg]]:
        """Give the next messages of some shards; none when none came within half a second."""
        return self._do(self._fetch(shards))

    def acknowledge(self, messages: Iterable[Msg]) -> None:
        """Tell the broker that these need not be sent again."""
        self._do(self._acknowledge(messages))

    def remove(self) -> None:
        """Remove the log and everything in it: for tests."""
        self._do(self._remove())

    def close(self) -> None:
        """Close the connection and end the thread."""
        asyncio.run_coroutine_threadsafe(self._end(), self._loop).result(PATIENCE)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(PATIENCE)
        if not self._thread.is_alive():
            self._loop.close()

    async def _end(self) -> None:
        asked, self._asked = list(self._asked.values()), {}
        for each in asked:
            each.cancel()
        await asyncio.gather(*asked, return_exceptions=True)
        if self._client is not None:
            await self._client.close()

    def _do(self, work: Coroutine[Any, Any, T]) -> T:
        waiting = asyncio.run_coroutine_threadsafe(work, self._loop)
        try:
            return waiting.result(PATIENCE + _WAIT)
        except (nats.errors.Error, OSError, TimeoutError) as away:
            waiting.cancel()
            raise LogAway(f"NATS at {self.server} did not answer ({away!r:.200})") from away

    async def _stream(self) -> JetStreamContext:
        if self._client is None or self._client.is_closed:
            self._readers.clear()
            self._asked.clear()
            self._client = await nats.connect(
                self.server, connect_timeout=3, max_reconnect_attempts=-1, reconnect_time_wait=0.5, error_cb=self._told
            )
            js = self._client.jetstream(timeout=PATIENCE / 2)
            try:
                await js.stream_info(self.name)
            except NotFoundError:
                # What a worker has acknowledged is in the tables, and leaves the log.
                subjects = [f"{self.name}.>"]
                await js.add_stream(
                    StreamConfig(name=self.name, subjects=subjects, retention=RetentionPolicy.WORK_QUEUE)
                )
        return self._client.jetstream(timeout=PATIENCE / 2)

    async def _told(self, failure: Exception) -> None:
        _log.warning("elocks.log", error=repr(failure)[:200])

    async def _publish(self, messages: Iterable[tuple[int, bytes]]) -> None:
        js = await self._stream()
        stored = [await js.publish_async(f"{self.name}.{shard}", body, wait_stall=PATIENCE) for shard, body in messages]
        await asyncio.wait_for(asyncio.gather(*stored), PATIENCE)

    async def _fetch(self, shards: Sequence[int]) -> list[tuple[int, Msg]]:
        js = await self._stream()
        for each in shards:
            if each not in self._asked:
                self._asked[each] = asyncio.create_task(self._of_shard(js, each))
        await asyncio.wait([self._asked[each] for each in shards], return_when=asyncio.FIRST_COMPLETED)
        come = [each for each in shards if self._asked[each].done()]
        return [(each, message) for each in come for message in self._asked.pop(each).result()]

    async def _of_shard(self, js: JetStreamContext, shard: int) -> list[Msg]:
        if shard not in self._readers:
            config = ConsumerConfig(
                durable_name=f"shard-{shard}", ack_policy=AckPolicy.EXPLICIT, ack_wait=AGAIN, max_ack_pending=AHEAD
            )
            self._readers[shard] = await js.pull_subscribe(
                f"{self.name}.{shard}", durable=f"shard-{shard}", config=config
            )
        try:
            found: list[Msg] = await self._readers[shard].fetch(AHEAD, timeout=_WAIT)
        except TimeoutError:  # the client raises its own or the plain one
            return []
        return found

    async def _acknowledge(self, messages: Iterable[Msg]) -> None:
        for each in messages:
            await each.ack()
        if self._client is not None:
            await self._client.flush()

    async def _remove(self) -> None:
        await (await self._stream()).delete_stream(self.name)
