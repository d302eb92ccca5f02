"""COSE_Sign1 (RFC 9052, 4.2): one payload, one signature, the algorithm in what is signed.

Read and written in CBOR's deterministic subset only (`cbor.py`): the same message has one form in bytes.
"""

from dataclasses import dataclass, field
from typing import Any, Final

from smartcustoms.trade.elocks.model import FrameRefused
from smartcustoms.trade.elocks.signing.cbor import Tagged, dumps, loads
from smartcustoms.trade.elocks.signing.suites import SUITES, PublicKey, SigningKey, Suite

TAG: Final = 18
ALGORITHM: Final = 1
CONTENT_TYPE: Final = 3
KEY_ID: Final = 4


@dataclass(frozen=True, slots=True)
class Signed:
    """A COSE_Sign1 taken apart; nothing of it is proven yet."""

    suite: Suite
    protected: bytes
    headers: dict[int, Any]
    payload: bytes
    signature: bytes
    unprotected: dict[int, Any] = field(default_factory=dict)

    @property
    def key_id(self) -> bytes | None:
        """Which key the signer names, if any."""
        found = self.headers.get(KEY_ID, self.unprotected.get(KEY_ID))
        return found if isinstance(found, bytes) else None

    def is_of(self, key: PublicKey) -> bool:
        """Tell whether this key signed it, by the key's own suite."""
        same = key.suite.algorithm == self.suite.algorithm
        return same and key.holds(self.signature, signed_text(self.protected, self.payload))

    def check(self, key: PublicKey) -> None:
        """Refuse it unless this key signed it."""
        if not self.is_of(key):
            raise FrameRefused("signature: it is not of the key it should be of")


def signed_text(protected: bytes, payload: bytes) -> bytes:
    """Give what is signed: Sig_structure of RFC 9052, 4.4, without external data."""
    return dumps(["Signature1", protected, b"", payload])


def sign1(payload: bytes, key: SigningKey, headers: dict[int, Any] | None = None) -> bytes:
    """Sign a payload; `headers` go under the signature too."""
    protected = dumps({ALGORITHM: key.suite.algorithm, **(headers or {})})
    return dumps(Tagged((TAG, [protected, {}, payload, key.sign(signed_text(protected, payload))])))


def opened(raw: bytes, *, longest: int) -> Signed:
    """Take a COSE_Sign1 apart. Refused: too long, not in its one form, an algorithm that was not agreed."""
    if len(raw) > longest:
        raise FrameRefused(f"length: {len(raw)} bytes; at most {longest}")
    match loads(raw):
        case Tagged((18, [bytes(protected), dict(unprotected), bytes(payload), bytes(signature)])):
            headers = loads(protected)
        case _:
            raise FrameRefused("type: no COSE_Sign1")
    algorithm = headers.get(ALGORITHM) if isinstance(headers, dict) else None
    suite = SUITES.get(algorithm) if isinstance(algorithm, int) else None
    if suite is None:
        raise FrameRefused("type: an algorithm that was not agreed")
    return Signed(suite, protected, headers, payload, signature, unprotected)
