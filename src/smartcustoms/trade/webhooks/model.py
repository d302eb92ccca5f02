"""The words of webhooks: an address with its secret, and one delivery of one notice."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

from smartcustoms.kernel.errors import Conflict, NotFound, Refused
from smartcustoms.kernel.permissions import Permission

MANAGE: Final = Permission("webhooks.manage", "Add, test and pause addresses that notices are posted to")
WORK: Final = Permission("webhooks.work", "Post the notices that are due")

PREFIX: Final = "WH"
MOST: Final = 20
"""Webhooks of one organisation."""
TRIES: Final = 10
"""Tries of one delivery, over about eight hours; then it is dead until somebody sends it again."""
TEST: Final = "test"
"""The kind of a delivery that the test button makes."""


class Form(StrEnum):
    """How a notice is written."""

    XML = "xml"
    JSON = "json"


class Standing(StrEnum):
    """Where a delivery stands."""

    WAITING = "waiting"
    DELIVERED = "delivered"
    DEAD = "dead"


class Hindrance(StrEnum):
    """Why a try did not succeed."""

    NAME_UNKNOWN = "name_unknown"
    NOT_PUBLIC = "not_public"
    NOT_REACHED = "not_reached"
    TOO_SLOW = "too_slow"
    CERTIFICATE = "certificate"
    REDIRECT = "redirect"
    ANSWER = "answer"


@dataclass(frozen=True, slots=True, kw_only=True)
class Webhook:
    """An address of an organisation. `kinds` are states of a declaration's life; `generation` counts its secrets."""

    number: str
    organisation: str
    address: str
    form: Form
    kinds: tuple[str, ...]
    generation: int
    made_at: datetime
    rotated_at: datetime | None = None
    paused: bool = False
    ended_at: datetime | None = None
    told_at: datetime | None = None
    """When its organisation was last told that a delivery is dead."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One notice on its way to one webhook. `id` stays the same over all tries: the receiver knows a repeated one by it."""

    id: UUID
    webhook: str
    organisation: str
    declaration: str
    kind: str
    made_at: datetime
    due_at: datetime
    standing: Standing
    tries: int
    hindrance: Hindrance | None = None
    seen: str = ""
    delivered_at: datetime | None = None


class NoSuchWebhook(NotFound):
    """There is no webhook of this number, or it is not the asker's."""

    code = "webhook_unknown"


class NoSuchDelivery(NotFound):
    """There is no such delivery, or it is not the asker's."""

    code = "delivery_unknown"


class AddressUnfit(Refused):
    """An address cannot be posted to."""

    code = "webhook_address_unfit"


class WebhookUnfit(Refused):
    """A webhook is asked for with kinds or a form that there are not, or there are too many."""

    code = "webhook_unfit"


class WebhookEnded(Conflict):
    """A webhook was ended, so nothing is changed about it any more."""

    code = "webhook_ended"


class DeliveryWaits(Conflict):
    """A delivery waits already, so it cannot be sent again."""

    code = "delivery_waits"
