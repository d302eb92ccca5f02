"""Live updates: what changes while a page is open reaches it by server-sent events (WHATWG HTML, 9.2).

A capability names its topics in `web.py` and tells of changes in its actions:

    topics = (Topic("declaration", SEE, owner=owner_of),)                   # web.py
    publish("declaration:26HK000000123X", {"text": "released"}, uow=uow)    # with the transaction: told if it commits

A topic is `name` or `name:key`. Whoever asks needs the topic's permission, and with `owner` the right to that
organisation's things. PostgreSQL carries each message (NOTIFY) to every web process, which hands it to its readers.
On a page: `<div data-live="declaration:26HK…" hx-get="…" hx-trigger="live">` (kernel/web/static/live.js).
"""

import asyncio
import contextlib
import json
import threading
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Annotated, Any, Final

import structlog
from fastapi import APIRouter, Depends, Request
from fastapi.responses import StreamingResponse

from smartcustoms.kernel.actor import Actor
from smartcustoms.kernel.database.trouble import TROUBLES
from smartcustoms.kernel.database.unit import Database, UnitOfWork
from smartcustoms.kernel.errors import NotFound, NotPermitted
from smartcustoms.kernel.permissions import Permission
from smartcustoms.kernel.web.access import NotSignedIn, actor_of, present_actor
from smartcustoms.kernel.web.permitting import permitted
from smartcustoms.kernel.words.model import sentence

log = structlog.get_logger("smartcustoms.web.live")

CHANNEL: Final = "smartcustoms_live"
_BEAT: Final = 15.0  # seconds between comments that keep proxies from closing the stream
_ASKED: Final = (
    60.0  # seconds between looks whether the reader is signed in still; signed out, he hears no more than that
)
_WAITING: Final = 100  # messages a slow reader may lag before the oldest are dropped
_TOPICS_A_STREAM: Final = 30


class TooLong(ValueError):
    """A live message is longer than PostgreSQL carries (8,000 bytes); send what changed, not the thing itself."""


@dataclass(frozen=True, slots=True)
class Topic:
    """What may be listened to: its name, the permission it needs, and whose thing a key is (None: customs' own matter)."""

    name: str
    permission: Permission
    owner: Callable[[UnitOfWork, str], str | None] | None = None


@dataclass(eq=False)
class Reader:
    """One open stream: its topics and what waits to be sent."""

    topics: frozenset[str]
    loop: asyncio.AbstractEventLoop
    waiting: "asyncio.Queue[str]" = field(default_factory=lambda: asyncio.Queue(_WAITING))

    def give(self, message: str) -> None:
        """Put a message in line, dropping the oldest when the reader is too slow. Called in the reader's loop."""
        if self.waiting.full():
            self.waiting.get_nowait()
        self.waiting.put_nowait(message)


class Room:
    """The readers of one process, and the thread that hears what PostgreSQL tells."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.topics: dict[str, Topic] = {}
        self._readers: set[Reader] = set()
        self._lock = threading.Lock()
        self._hearing: threading.Thread | None = None
        self.closing = threading.Event()

    def join(self, reader: Reader) -> None:
        """Let a reader in; with the first one, listening to PostgreSQL begins."""
        with self._lock:
            self._readers.add(reader)
            if self._hearing is None:
                self._hearing = threading.Thread(target=self.hear, name="live", daemon=True)
                self._hearing.start()

    def leave(self, reader: Reader) -> None:
        """Let a reader go."""
        with self._lock:
            self._readers.discard(reader)

    def hand_out(self, message: str) -> None:
        """Give a message (JSON with `topic` and `payload`) to the readers of its topic. Called from any thread."""
        topic = json.loads(message)["topic"]
        with self._lock:
            wanting = [each for each in self._readers if topic in each.topics]
        for reader in wanting:
            with contextlib.suppress(RuntimeError):  # the loop of a stream that has just ended
                reader.loop.call_soon_threadsafe(reader.give, message)

    def close(self) -> None:
        """End every stream and stop listening."""
        self.closing.set()
        if self._hearing is not None:
            self._hearing.join(3)

    def hear(self) -> None:
        """Listen to PostgreSQL until closed, again after each lost connection."""
        while not self.closing.is_set():
            try:
                self._hear()
            except Exception as lost:  # noqa: BLE001 - whatever ended the connection, listening goes on
                log.info("live.lost", because=str(lost)[:200])
                self.closing.wait(1.0)

    def _hear(self) -> None:
        held = self.database.engine.raw_connection()
        connection: Any = held.driver_connection
        held.detach()  # its own from now on: the pool does not wait for it
        try:
            connection.autocommit = True
            connection.execute(f"LISTEN {CHANNEL}")
            while not self.closing.is_set():
                for told in connection.notifies(timeout=0.5):
                    self.hand_out(told.payload)
        finally:
            connection.close()


def publish(topic: str, payload: dict[str, Any] | None = None, *, uow: UnitOfWork) -> None:
    """Tell the readers of a topic, in every web process, when this transaction commits.

    Args:
        topic: `name` or `name:key`.
        payload: plain JSON; `text` replaces the element's text, `said` is read out by screen readers.
        uow: the transaction that changed something.

    Raises:
        TooLong: the message is over 7,900 bytes.
    """
    message = json.dumps({"topic": topic, "payload": payload or {}})
    if len(message) > 7900:
        raise TooLong(f"a message of {len(message)} bytes on {topic!r} is too long; PostgreSQL carries 8,000")
    uow.connection.exec_driver_sql("select pg_notify(%s, %s)", (CHANNEL, message))


def wanted(request: Request, topics: str) -> frozenset[str]:
    """Give the topics of a stream when the asker may listen to each.

    Raises:
        NotSignedIn, NotPermitted: he may not.
        NotFound: no capability has such a topic, or there are too many.
    """
    who = actor_of(request)
    if not who.user:
        raise NotSignedIn(sentence("Sign in to open this page"), mend=sentence("Sign in and open it again"))
    names = frozenset(each for each in topics.split(",") if each)
    if not 0 < len(names) <= _TOPICS_A_STREAM:
        raise NotFound(
            sentence("A stream takes 1 to {most} topics", most=_TOPICS_A_STREAM), mend=sentence("Name them with commas")
        )
    for name in names:
        _allow(request, who, name)
    return names


def _allow(request: Request, who: Actor, name: str) -> None:
    room: Room = request.app.state.live
    kind, _, key = name.partition(":")
    topic = room.topics.get(kind)
    if topic is None:
        raise NotFound(sentence("There is no such topic"), mend=sentence("Check its name"), seen=name[:100])
    owner = None
    if topic.owner is not None:
        from smartcustoms.kernel import clock

        with request.app.state.database.unit(by=who, at=clock.now()) as uow:
            owner = topic.owner(uow, key)
    if not permitted(who, topic.permission, owner=owner):
        raise NotPermitted(
            sentence("You may not follow this"), mend=sentence("Ask an administrator for the right"), seen=name[:100]
        )


router = APIRouter(include_in_schema=False)
Wanted = Annotated[frozenset[str], Depends(wanted)]


@router.get("/live/{topics}")
async def stream(request: Request, topics: Wanted) -> StreamingResponse:
    """Stream what happens on topics, as server-sent events, until the reader goes."""
    room: Room = request.app.state.live
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    still = partial(signed_in_still, request, topics)
    return StreamingResponse(_events(room, topics, still), media_type="text/event-stream", headers=headers)


def signed_in_still(request: Request, topics: frozenset[str]) -> bool:
    """Tell whether who opened a stream may follow it still: signed in, and with the right to each topic. Counts as no use."""
    try:
        who = present_actor(request)
    except TROUBLES:  # a database that is away tells nothing either; the next look will say
        return True
    if who is None or who.user != actor_of(request).user:
        return False
    kinds = {name.partition(":")[0] for name in topics}
    return all(permitted(who, request.app.state.live.topics[kind].permission) for kind in kinds)


async def _events(room: Room, topics: frozenset[str], still: Callable[[], bool]) -> AsyncIterator[str]:
    reader = Reader(topics, asyncio.get_running_loop())
    room.join(reader)
    try:
        yield "retry: 3000\n\n"
        waited, asked = 0.0, time.monotonic()
        while not room.closing.is_set():
            if time.monotonic() - asked >= _ASKED:
                asked = time.monotonic()
                if not await asyncio.to_thread(still):
                    break
            try:
                message = await asyncio.wait_for(reader.waiting.get(), 1.0)
                yield f"data: {message}\n\n"
            except TimeoutError:
                waited += 1.0
                if waited >= _BEAT:
                    waited = 0.0
                    yield ": here\n\n"
    finally:
        room.leave(reader)
