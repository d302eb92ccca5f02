"""Receipts: a signed proof (JWS, Ed25519, RFC 8037) of what was sent, when, and which number it got.

The signature follows from its content alone, so a receipt is written again to the same letter whenever it is asked for.
"""

import json
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import OKPKey
from joserfc.util import urlsafe_b64encode

from smartcustoms.kernel.errors import Refused
from smartcustoms.kernel.keys import key
from smartcustoms.kernel.outside import read_json
from smartcustoms.kernel.settings import Settings
from smartcustoms.kernel.words.model import sentence

PURPOSE = "receipt signing"
_LONGEST = 4000


class ReceiptNotOurs(Refused):
    """A text is no receipt of this platform, or it was altered."""

    code = "receipt_not_ours"


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a receipt proves: the SHA-256 of what was sent, the number it got, in which version, and when."""

    number: str
    version: int
    hash: str
    at: datetime


def seed_of(settings: Settings) -> bytes:
    """Give the seed of the platform's key for receipts, which follows from its master secret."""
    return key(settings, PURPOSE)


def signed(receipt: Receipt, seed: bytes) -> str:
    """Sign a receipt with the key that follows from a seed of 32 bytes; give it in compact form."""
    body = {"number": receipt.number, "version": receipt.version, "sha256": receipt.hash, "at": receipt.at.isoformat()}
    head = {"alg": "Ed25519", "typ": "receipt+jws", "kid": key_id(seed)}
    return jws.serialize_compact(
        head, json.dumps(body, separators=(",", ":")), signing_key(seed), algorithms=["Ed25519"]
    )


def verified(text: str, seed: bytes) -> Receipt:
    """Read a receipt and verify its signature.

    Raises:
        ReceiptNotOurs: it is none, or a letter of it was changed.
    """
    try:
        found = jws.deserialize_compact(text.strip()[:_LONGEST], signing_key(seed), algorithms=["Ed25519"])
        body = read_json(found.payload)
        return Receipt(body["number"], body["version"], body["sha256"], datetime.fromisoformat(body["at"]))
    except (JoseError, ValueError, KeyError, TypeError, RecursionError) as wrong:
        raise ReceiptNotOurs(
            sentence("This is not a receipt of ours, or it was altered."),
            mend=sentence("Paste the receipt whole, from the first letter to the last."),
            field="receipt",
            seen=text[:40],
        ) from wrong


def public_key(seed: bytes) -> dict[str, str]:
    """Give the public key as a JWK: anybody can verify a receipt with it, without us."""
    public = {name: str(value) for name, value in signing_key(seed).as_dict(private=False).items()}
    return {**public, "kid": key_id(seed), "use": "sig", "alg": "Ed25519"}


@lru_cache(maxsize=8)
def key_id(seed: bytes) -> str:
    """Name the key: the thumbprint of its public half (RFC 7638)."""
    return signing_key(seed).thumbprint()


@lru_cache(maxsize=8)
def signing_key(seed: bytes) -> OKPKey:
    """Give the Ed25519 key that follows from a seed of 32 bytes, for joserfc."""
    private = Ed25519PrivateKey.from_private_bytes(seed)
    public = private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    return OKPKey.import_key(
        {"kty": "OKP", "crv": "Ed25519", "x": urlsafe_b64encode(public).decode(), "d": urlsafe_b64encode(seed).decode()}
    )
