"""What is signed and how it is verified. Pure; `docs/how-to/receive-notices.md` shows the receiver's side."""

import hashlib
import hmac
from collections.abc import Mapping
from typing import Final

WINDOW_S: Final = 300
"""Seconds by which the time of a signature may differ from the receiver's clock: an older one is a replay."""


def key_id(webhook: str, generation: int) -> str:
    """Name a secret."""
    return f"{webhook}.{generation}"


def signature(secrets: Mapping[str, str], *, time: int, delivery: str, body: bytes) -> str:
    """Sign a body with each secret by its key id: `t=TIME,kid=ID,v1=HEX`, of several with `; ` between.

    Signed are time, delivery and body with points between, so that none of the three can be put with another.
    """
    made = (f"t={time},kid={kid},v1={_mac(secret, time, delivery, body)}" for kid, secret in secrets.items())
    return "; ".join(made)


def is_signed(head: str, secrets: Mapping[str, str], *, now: int, delivery: str, body: bytes) -> bool:
    """Tell whether a head `Smartcustoms-Signature` holds a signature by one of some secrets, of now."""
    for each in head.split(";"):
        parts = dict(part.strip().split("=", 1) for part in each.split(",") if "=" in part)
        secret, time = secrets.get(parts.get("kid", "")), parts.get("t", "")
        if secret is None or not (time.isascii() and time.isdigit()) or abs(now - int(time)) > WINDOW_S:
            continue
        if hmac.compare_digest(_mac(secret, int(time), delivery, body), parts.get("v1", "")):
            return True
    return False


def _mac(secret: str, time: int, delivery: str, body: bytes) -> str:
    return hmac.new(
        secret.encode(), b".".join((str(time).encode(), delivery.encode(), body)), hashlib.sha256
    ).hexdigest()
