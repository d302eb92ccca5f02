"""MQTT: our own signed locks publish each event to `elocks/<number>/events`; the broker hears that it was taken when it is kept.

With QoS 1 the broker sends an event again until then, to this gateway or, when it died, to the next one with the same name.
"""

import asyncio
from typing import Any, Final
from urllib.parse import urlsplit

import structlog
from gmqtt import Client

from smartcustoms.trade.elocks.gateway.batching import Batcher
from smartcustoms.trade.elocks.gateway.keybook import Keybook
from smartcustoms.trade.elocks.gateway.said import Item
from smartcustoms.trade.elocks.gateway.streams import NATIVE
from smartcustoms.trade.elocks.protocols import native

TOPIC: Final = "elocks/+/events"
_Client: Any = Client  # the package has no types
_log = structlog.get_logger(__name__)


class Told:
    """What stands for a connection: answered when the event is kept, or refused."""

    def __init__(self) -> None:
        self.kept: asyncio.Future[bool] = asyncio.get_running_loop().create_future()

    def send(self, data: bytes) -> None:
        """Hear that the event is kept (anything is sent), or refused (nothing is)."""
        if not self.kept.done():
            self.kept.set_result(bool(data))

    def go_on(self) -> None:
        """Nothing was paused: the broker waits by itself."""


class Subscriber:
    """A client of the broker that lets each event wait for its batch."""

    def __init__(self, address: str, batcher: Batcher, keys: Keybook, *, name: str = "smartcustoms-elocks") -> None:
        self._parts = urlsplit(address)
        self._batcher = batcher
        self._session = native.Session(key_of=keys)
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
        _log.info("elocks.subscribed", topic=TOPIC)

    async def _come(self, _client: Any, topic: str, payload: bytes, _qos: int, _properties: Any) -> int:
        """Take an event, and come back when it is kept or refused: only then does the client acknowledge."""
        if not topic.startswith("elocks/"):
            return 0
        told = Told()
        self._batcher.put([Item(told, NATIVE, self._session, bytes(payload))])
        await told.kept
        return 0
