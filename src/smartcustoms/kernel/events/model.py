"""What an event is: a frozen fact in the past tense, with a key that orders it among its like."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, ClassVar, Protocol
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Base of all events. Fields are plain values (text, numbers, dates, tuples of them): they travel as JSON.

    Order holds only among events of the same `key`. Raise `version` when a field changes its meaning.
    """

    version: ClassVar[int] = 1

    @property
    def key(self) -> str:
        """What the event is about, such as a declaration number."""
        raise NotImplementedError


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """An event on its way: what the outbox, the broker and the inbox hold.

    `sequence` rises in the order of recording, with gaps; `trace` is a W3C traceparent, None when nobody watched.
    """

    id: UUID
    sequence: int
    name: str
    version: int
    key: str
    body: Mapping[str, Any]
    recorded_at: datetime
    trace: str | None


class Reaction(Protocol):
    """What follows an event: its class and the steps, each in its own transaction."""

    @property
    def event(self) -> type[Any]:
        """The event's class."""

    @property
    def steps(self) -> tuple[Callable[..., None], ...]:
        """Functions of a unit of work and the event."""


class Delivery(StrEnum):
    """Where one event stands with one consumer (a reaction step)."""

    WAITING = "waiting"
    DONE = "done"
    DEAD = "dead"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadLetter:
    """An event that one consumer failed at too often; later events of the same key wait behind it.

    `body` is as recorded, or as an operator has mended it (`mended`); `behind` counts the events that wait for it.
    """

    consumer: str
    event: UUID
    name: str
    key: str
    body: Mapping[str, Any]
    mended: bool
    attempts: int
    error: str
    recorded_at: datetime
    behind: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Queue:
    """How one consumer stands: events waiting, those waiting for another try, dead ones, and the oldest's age in seconds."""

    consumer: str
    waiting: int
    retried: int
    dead: int
    lag: float


@dataclass(frozen=True, slots=True)
class Patience:
    """How often a step is tried and how long it rests between: `first` seconds, doubled each time up to `most`.

    By default twelve tries over three quarters of an hour: longer than a gateway's restart, shorter than a shift.
    """

    tries: int = 12
    first: float = 1.0
    most: float = 900.0

    def rest(self, attempts: int) -> timedelta:
        """Give the pause after so many failed attempts (1 or more)."""
        return timedelta(seconds=min(self.first * 2 ** (attempts - 1), self.most))
