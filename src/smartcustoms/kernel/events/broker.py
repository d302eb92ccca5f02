"""Events over NATS JetStream, when several services or agencies are to read them: the relay publishes, the intake takes in.

The broker delivers at least once. The inbox makes that once in effect, and the intake takes a stream in its own order: it notes in
the transaction of the inbox how far it has come, and waits for a message that is missing in between.
"""

import asyncio
import threading
from collections.abc import Coroutine, Sequence
from typing import Any, Final, TypeVar
from urllib.parse import urlsplit

import msgspec
import nats
import structlog
from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.js import JetStreamContext
from nats.js.api import AckPolicy, ConsumerConfig, StreamConfig
from nats.js.errors import NotFoundError

from smartcustoms.kernel.actor import PLATFORM
from smartcustoms.kernel.clock import now
from smartcustoms.kernel.database.unit import Database
from smartcustoms.kernel.events import actions
from smartcustoms.kernel.events.failpoints import reached
from smartcustoms.kernel.events.model import Message

T = TypeVar("T")
_PATIENCE: Final = 10.0  # seconds that one call to the broker may take
_WAIT: Final = 0.5  # seconds that the intake waits for the first message
_AGAIN: Final = 15.0  # seconds after which the broker sends again what was not acknowledged
_REMEMBERED: Final = 600.0  # seconds in which the broker refuses a second publication with the same Nats-Msg-Id
_log = structlog.get_logger(__name__)


class BrokerAway(ConnectionError):
    """The broker does not answer; the caller tries again later."""


class Broker:
    """A connection to one stream. The address may name it: `nats://host:4222/NAME`; else it is `smartcustoms`.

    Calls may come from several threads; the connection lives in an event loop of its own.
    """

    def __init__(self, address: str) -> None:
        parts = urlsplit(address)
        self.server = f"{parts.scheme}://{parts.netloc}"
        self.stream = parts.path.strip("/") or "smartcustoms"
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="broker", daemon=True)
        self._thread.start()
        self._client: Client | None = None
        self._readers: dict[str, Any] = {}
        self._turn = threading.Lock()

    def publish(self, messages: Sequence[Message]) -> None:
        """Publish events in order; when it returns, the broker has stored every one.

        Raises:
            BrokerAway: it did not answer; nothing may be taken as published.
        """
        self._do(self._publish(messages))

    def fetch(self, reader: str, limit: int) -> list[Msg]:
        """Fetch the next messages for a durable reader; none when none came within half a second."""
        return self._do(self._fetch(reader, limit))

    def acknowledge(self, messages: Sequence[Msg]) -> None:
        """Tell the broker that these need not be sent again to this reader."""
        self._do(self._each(messages, "ack"))

    def give_back(self, messages: Sequence[Msg]) -> None:
        """Tell the broker to send these again."""
        self._do(self._each(messages, "nak"))

    def is_there(self, sequence: int) -> bool:
        """Tell whether the stream still holds the message with this number."""
        return self._do(self._is_there(sequence))

    def remove(self) -> None:
        """Remove the stream and everything in it: for tests."""
        self._do(self._remove())

    def close(self) -> None:
        """Close the connection and end the thread."""
        if self._client is not None:
            asyncio.run_coroutine_threadsafe(self._client.close(), self._loop).result(_PATIENCE)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(_PATIENCE)
        if not self._thread.is_alive():
            self._loop.close()

    def _do(self, work: Coroutine[Any, Any, T]) -> T:
        with self._turn:
            try:
                return asyncio.run_coroutine_threadsafe(work, self._loop).result(_PATIENCE + _WAIT)
            except (nats.errors.Error, OSError, TimeoutError) as away:
                raise BrokerAway(
                    f"NATS at {self.server} did not answer ({away!r}); start it, or empty SMARTCUSTOMS_NATS"
                ) from away

    async def _stream(self) -> JetStreamContext:
        if self._client is None or self._client.is_closed:
            self._readers.clear()
            self._client = await nats.connect(
                self.server, connect_timeout=3, max_reconnect_attempts=-1, error_cb=self._told, allow_reconnect=True
            )
            js = self._client.jetstream(timeout=_PATIENCE / 2)
            config = StreamConfig(
                name=self.stream, subjects=[f"{self.stream}.events.>"], duplicate_window=_REMEMBERED, max_age=30 * 86400
            )
            try:
                await js.stream_info(self.stream)
            except NotFoundError:
                await js.add_stream(config)
        return self._client.jetstream(timeout=_PATIENCE / 2)

    async def _told(self, failure: Exception) -> None:
        _log.warning("broker", error=repr(failure))

    async def _publish(self, messages: Sequence[Message]) -> None:
        js = await self._stream()
        stored = []
        for each in messages:
            headers = {"Nats-Msg-Id": str(each.id)} | ({"traceparent": each.trace} if each.trace else {})
            subject = f"{self.stream}.events.{each.name}"
            stored.append(
                await js.publish_async(subject, msgspec.json.encode(each), headers=headers, wait_stall=_PATIENCE)
            )
        for each_stored in stored:
            await asyncio.wait_for(each_stored, _PATIENCE / 2)

    async def _fetch(self, reader: str, limit: int) -> list[Msg]:
        js = await self._stream()
        if reader not in self._readers:
            config = ConsumerConfig(
                durable_name=reader, ack_policy=AckPolicy.EXPLICIT, ack_wait=_AGAIN, max_ack_pending=10_000
            )
            self._readers[reader] = await js.pull_subscribe(f"{self.stream}.events.>", durable=reader, config=config)
        try:
            found: list[Msg] = await self._readers[reader].fetch(limit, timeout=_WAIT)
        except TimeoutError:  # the client raises its own or the plain one
            return []
        return found

    async def _each(self, messages: Sequence[Msg], answer: str) -> None:
        for each in messages:
            await getattr(each, answer)()

    async def _is_there(self, sequence: int) -> bool:
        js = await self._stream()
        try:
            await js.get_msg(self.stream, seq=sequence)
        except NotFoundError:
            return False
        return True

    async def _remove(self) -> None:
        js = await self._stream()
        await js.delete_stream(self.stream)


def publish_next(database: Database, broker: Broker, *, limit: int) -> int:
    """Publish one batch of the outbox; give how many events it had."""
    with database.unit(by=PLATFORM, at=now()) as uow:
        messages = actions.next_to_publish(uow, limit=limit)
        if messages:
            broker.publish(messages)
            reached("relay.after_publish")
            actions.mark_published(uow, messages)
            reached("relay.before_commit")
    if messages:
        reached("relay.after_commit")
    return len(messages)


def take_in(database: Database, broker: Broker, whom: actions.Consumers, *, reader: str, limit: int) -> int:
    """Take one batch from the stream into the inbox, in the stream's order; give how many messages came."""
    with database.unit(by=PLATFORM, at=now()) as uow:
        come = actions.hold_intake(uow, f"{broker.stream}/{reader}")
        if come is None:
            return 0
        fetched = broker.fetch(reader, limit)
        taken, held, up_to = in_order(broker, fetched, come)
        fresh = [each for each in taken if each.metadata.sequence.stream > come]
        if fresh:
            messages = [msgspec.json.decode(each.data, type=Message) for each in fresh]
            actions.take_in(uow, messages, whom, stream=f"{broker.stream}/{reader}", up_to=up_to)
            reached("intake.before_commit")
    if fetched:
        reached("intake.after_commit")
        broker.acknowledge(taken)
        broker.give_back(held)
        reached("intake.after_ack")
    return len(taken)


def in_order(broker: Broker, fetched: Sequence[Msg], come: int) -> tuple[list[Msg], list[Msg], int]:
    """Split what was fetched into what follows without a gap on the number `come` (or is older), and what must wait.

    A number that the stream holds no more (its age ran out, an operator removed it) is no gap.
    """
    taken: list[Msg] = []
    ordered = sorted(fetched, key=lambda each: int(each.metadata.sequence.stream))
    for place, each in enumerate(ordered):
        number = int(each.metadata.sequence.stream)
        if number > come + 1 and any(broker.is_there(missing) for missing in range(come + 1, min(number, come + 1000))):
            return taken, list(ordered[place:]), come
        taken.append(each)
        come = max(come, number)
    return taken, [], come
