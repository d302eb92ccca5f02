"""Web push (RFC 8030, 8291, 8292): the gateway's protocol, its memory twin, and the browsers' push services."""

import base64
import json
from dataclasses import dataclass, field
from typing import Final, Protocol
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from py_vapid import Vapid02  # type: ignore[import-untyped]

from smartcustoms.kernel.keys import key
from smartcustoms.kernel.notify.model import Subscription
from smartcustoms.kernel.settings import Settings

_SERVICES: Final = (
    "fcm.googleapis.com",
    "updates.push.services.mozilla.com",
    "web.push.apple.com",
    ".notify.windows.com",
)
"""Push services of the browsers. A subscription names the address we send to: any other would let a stranger steer our requests."""

_ORDER: Final = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551  # of P-256


class PushGateway(Protocol):
    """Carries a short message to a browser; raises when it could not."""

    def send(self, *, to: Subscription, title: str, text: str, link: str) -> None:
        """Send one message."""


@dataclass
class MemoryPush:
    """The memory twin."""

    sent: list[tuple[str, str, str, str]] = field(default_factory=list)

    def send(self, *, to: Subscription, title: str, text: str, link: str) -> None:
        """Keep the message."""
        self.sent.append((to.endpoint, title, text, link))


@dataclass(frozen=True)
class WebPush:
    """Web push, encrypted for the browser and signed with this installation's VAPID key."""

    private: ec.EllipticCurvePrivateKey
    contact: str
    patience: float = 20.0

    def send(self, *, to: Subscription, title: str, text: str, link: str) -> None:
        """Send one message; it waits a day at the push service for a sleeping browser."""
        from pywebpush import webpush  # here: slow to import, and only a message sent needs it

        webpush(
            {"endpoint": to.endpoint, "keys": {"p256dh": to.p256dh, "auth": to.auth}},
            json.dumps({"title": title, "text": text, "link": link}),
            vapid_private_key=Vapid02(private_key=self.private),
            vapid_claims={"sub": self.contact},
            ttl=86_400,
            timeout=self.patience,
        )

    @property
    def public(self) -> str:
        """The key that browsers subscribe with, in base64url."""
        point = self.private.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        return base64.urlsafe_b64encode(point).rstrip(b"=").decode()


def push_gateway(settings: Settings) -> WebPush:
    """Give the web push gateway of this installation; its key comes from the master secret."""
    secret = int.from_bytes(key(settings, "web push"), "big") % (_ORDER - 1) + 1
    host = urlsplit(settings.address).hostname or "localhost"
    return WebPush(ec.derive_private_key(secret, ec.SECP256R1()), f"mailto:no-reply@{host}")


def is_push_service(endpoint: str) -> bool:
    """Tell whether an endpoint is at a known push service."""
    address = urlsplit(endpoint)
    host = address.hostname or ""
    known = any(host == each or (each.startswith(".") and host.endswith(each)) for each in _SERVICES)
    return address.scheme == "https" and known and address.port in {None, 443}
