"""SMS: the gateway's protocol, its memory twin, and any HTTPS gateway that takes JSON."""

from dataclasses import dataclass, field
from typing import Protocol

import httpx

from smartcustoms.kernel.settings import Settings


class SmsGateway(Protocol):
    """Carries a text message; raises when it could not."""

    def send(self, *, to: str, text: str, id: str) -> None:  # noqa: A002 - the gateway's word
        """Send one text; the same id twice is the same text."""


@dataclass
class MemorySms:
    """The memory twin."""

    sent: list[tuple[str, str]] = field(default_factory=list)
    ids: set[str] = field(default_factory=set)

    def send(self, *, to: str, text: str, id: str) -> None:  # noqa: A002
        """Keep the text."""
        self.sent.append((to, text))
        self.ids.add(id)


@dataclass(frozen=True)
class HttpSms:
    """SMS by HTTP: `{"to", "text", "id"}` as JSON, with the id as Idempotency-Key."""

    address: str
    patience: float = 20.0

    def send(self, *, to: str, text: str, id: str) -> None:  # noqa: A002
        """Send one text."""
        body = {"to": to, "text": text, "id": id}
        answer = httpx.post(self.address, json=body, headers={"Idempotency-Key": id}, timeout=self.patience)
        answer.raise_for_status()


def sms_gateway(settings: Settings) -> HttpSms | None:
    """Give the SMS gateway that the settings name; None: none."""
    return HttpSms(settings.sms) if settings.sms else None
