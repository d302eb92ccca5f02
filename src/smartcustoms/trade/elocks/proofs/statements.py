"""What administrations, gateways and officers state: a JSON object of one kind, signed as COSE_Sign1, naming the key it is signed with.

A statement has a `kind`, so that a signature under one can never be shown as another.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from smartcustoms.kernel.outside import JsonUnfit, read_json
from smartcustoms.trade.elocks.model import FrameRefused
from smartcustoms.trade.elocks.signing.cose import CONTENT_TYPE, KEY_ID, Signed, opened, sign1
from smartcustoms.trade.elocks.signing.suites import SigningKey

LONGEST: Final = 4 * 1024 * 1024
"""Bytes; a contract with a line of 50,000 corners has two million."""
_JSON: Final = "application/json"


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement as it was read; nothing of it is proven until its signature is checked."""

    kind: str
    body: Mapping[str, Any]
    signed: Signed
    raw: bytes

    @property
    def key_id(self) -> bytes:
        """The key it names."""
        return self.signed.key_id or b""

    def text(self, name: str) -> str:
        """Give a text of the body; refused when it is none."""
        return str(self._given(name, str))

    def number(self, name: str) -> int:
        """Give a whole number of the body, from 0; refused when it is none."""
        found = self._given(name, int)
        if isinstance(found, bool) or not 0 <= found < 2**53:
            raise FrameRefused(f"value: {name} of the {self.kind} is no whole number")
        return int(found)

    def hash(self, name: str) -> bytes:
        """Give a SHA-256 that the body holds in hexadecimal digits."""
        return hexadecimal(self.text(name), name, 32)

    def list(self, name: str) -> list[Any]:
        """Give a list of the body; refused when it is none."""
        return list(self._given(name, list))

    def _given(self, name: str, kind: Any) -> Any:
        found = self.body.get(name)
        if not isinstance(found, kind):
            raise FrameRefused(f"value: {name} of the {self.kind} is missing or of another type")
        return found


def hexadecimal(text: str, name: str, size: int) -> bytes:
    """Read hexadecimal digits of a size in bytes."""
    try:
        found = bytes.fromhex(text)
    except ValueError:
        found = b""
    if len(found) != size:
        raise FrameRefused(f"value: {name} is not {size} bytes in hexadecimal digits")
    return found


def state(kind: str, body: Mapping[str, Any], key: SigningKey) -> bytes:
    """Write a statement and sign it."""
    payload = json.dumps({"kind": kind, **body}, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()
    return sign1(payload, key, {CONTENT_TYPE: _JSON, KEY_ID: key.public.id})


def read(raw: bytes, *kinds: str) -> Statement:
    """Read a statement of one of these kinds."""
    signed = opened(raw, longest=LONGEST)
    if signed.headers.get(CONTENT_TYPE) != _JSON:
        raise FrameRefused("type: no statement")
    try:
        body = read_json(signed.payload)
    except JsonUnfit as unfit:
        raise FrameRefused(f"value: a statement is no JSON: {unfit}") from None
    kind = body.get("kind") if isinstance(body, dict) else None
    if not isinstance(kind, str) or kind not in kinds:
        raise FrameRefused(f"type: a statement of kind {str(kind)[:20]!r}, where {' or '.join(kinds)} is expected")
    return Statement(kind, body, signed, raw)
