"""The words of messages: a message, the ways it goes out, and what somebody asked for."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

from smartcustoms.kernel.permissions import Permission
from smartcustoms.kernel.words.model import Sentence

READ_MESSAGES: Final = Permission("notify.read", "Read one's own messages and choose how they come")
SEE_OUTBOX: Final = Permission("notify.outbox", "See which messages could not be sent")


class Channel(StrEnum):
    """How a copy of a message goes out."""

    MAIL = "mail"
    SMS = "sms"
    PUSH = "push"


class Sending(StrEnum):
    """Where a copy stands."""

    WAITING = "waiting"
    SENT = "sent"
    KEPT = "kept"  # no gateway of this kind is configured; the copy stays on the outbox page
    GIVEN_UP = "given_up"


@dataclass(frozen=True, slots=True)
class Message:
    """A message to a user, an organisation, or all of a role (`role:supervisor`)."""

    id: UUID
    whom: str
    says: Sentence
    about: str
    link: str
    at: datetime
    read_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Preference:
    """How somebody wants messages besides the page; an empty address: not that way."""

    user: str
    organisation: str
    language: str = "en"
    mail: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class Subscription:
    """A browser that asked for web push (RFC 8030, 8291): its endpoint and the keys it made."""

    endpoint: str
    p256dh: str
    auth: str


@dataclass(frozen=True, slots=True)
class Copy:
    """One copy of a message on its way: to an address by a channel."""

    id: UUID
    message: Message
    channel: Channel
    user: str
    address: str
    language: str
    state: Sending
    tries: int
    error: str
