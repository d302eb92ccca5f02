"""MQTT: our own signed locks publish each event to `elocks/<number>/events`; the broker hears that it was taken when it is kept.

Commands go to `elocks/<number>/commands`, signed by the administration; a lock answers on `elocks/<number>/answers`, signed by itself.

With QoS 1 the broker sends an event again until then, to this gateway or, when it died, to the next one with the same name.
"""

import asyncio
from collections.abc import Callable
from typing import Any, Final
from urllib.parse import urlsplit

import structlog
from gmqtt import Client

from smartcustoms.kernel import clock
from smartcustoms.trade.elocks.gateway.batching import Batcher
from smartcustoms.trade.elocks.gateway.keybook import Keybook
from smartcustoms.trade.elocks.gateway.said import Item
from smartcustoms.trade.elocks.gateway.streams import NATIVE
from smartcustoms.trade.elocks.model import FrameRefused
from smartcustoms.trade.elocks.protocols import native
from smartcustoms.trade.elocks.protocols.commanding import Answered, Order, read_answer, signed_order
from smartcustoms.trade.elocks.signing.suites import SigningKey

TOPIC: Final = "elocks/+/events"
ANSWERS: Final = "elocks/+/answers"
_Client: Any = Client  # the package has no types
_log = structlog.get_logger(__name__)


class Told:
    """What stands for a connection: answered when the event is kept, or refused."""

    is_there = True
    """Whoever published is reached by the broker, now or when it is there again."""

    def __init__(self, subscriber: "Subscriber") -> None:
        self._subscriber = subscriber
        self.kept: asyncio.Future[bool] = asyncio.get_running_loop().create_future()

    def send(self, data: bytes) -> None:
        """Hear that the event is kept (anything is sent), or refused (nothing is)."""
        if not self.kept.done():
            self.kept.set_result(bool(data))

    def order(self, order: Order) -> None:
        """Send a command."""
        self._subscriber.order(order)

    def go_on(self) -> None:
        """Nothing was paused: the broker waits by itself."""


class Subscriber:
    """A client of the broker that lets each event wait for its batch."""

    def __init__(
        self,
        address: str,
        batcher: Batcher,
        keys: Keybook,
        *,
        key: SigningKey | None = None,
        name: str = "smartcustoms-elocks",
    ) -> None:
        self._parts = urlsplit(address)
        self._batcher = batcher
        self._session = native.Session(key_of=keys)
        self._key_of, self._key = keys, key
        self.heard: Callable[[str, Answered], None] = lambda _lock, _told: None
        self._client: Any = _Client(name, clean_session=False)
        self._client.on_message = self._come
        self._client.on_connect = self._connected

    async def start(self) -> None:
        """Connect; the client connects again by itself when the broker was away."""
        if self._parts.username:
            self._client.set_auth_credentials(self._parts.username, self._parts.password)
        secure = self._parts.scheme == "mqtts"
        await self._client.connect(self._parts.hostname or "localhost", self._parts.port or 1883, ssl=secure)

    async def stop(self) -> None:
        """Leave; what was not taken comes again."""
        await self._client.disconnect()

    def _connected(self, client: Any, _flags: Any, _rc: Any, _properties: Any) -> None:
        client.subscribe(TOPIC, qos=1)
        client.subscribe(ANSWERS, qos=1)
        _log.info("elocks.subscribed", topic=TOPIC)

    async def _come(self, _client: Any, topic: str, payload: bytes, _qos: int, _properties: Any) -> int:
        """Take an event, and come back when it is kept or refused: only then does the client acknowledge."""
        if topic.endswith("/answers"):
            await self._answer(bytes(payload))
            return 0
        if not topic.startswith("elocks/"):
            return 0
        told = Told(self)
        self._batcher.put([Item(told, NATIVE, self._session, bytes(payload))])
        await told.kept
        return 0

    async def _answer(self, payload: bytes) -> None:
        try:
            lock, told = await asyncio.to_thread(read_answer, payload, self._key_of)
        except FrameRefused as refused:
            _log.warning("elocks.answer_refused", because=refused.reason)
            return
        self.heard(lock, told)

    def order(self, order: Order) -> None:
        """Publish a command for a lock, signed; the broker keeps it for a lock that is away."""
        if self._key is not None:
            payload = signed_order(order, self._key, at=int(clock.now().timestamp()))
            self._client.publish(f"elocks/{order.lock}/commands", payload, qos=1)
