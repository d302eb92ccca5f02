"""Receipts of the intake: a signed proof (JWS, Ed25519) of what was sent and when it first came.

They are of the form and by the key of the platform's other receipts, so the page where anybody verifies one takes them too.
"""

import json
from datetime import datetime

from joserfc import jws
from joserfc.jwk import OKPKey
from joserfc.util import urlsafe_b64encode

from smartcustoms.kernel.keys import key
from smartcustoms.kernel.settings import Settings

_PURPOSE = "receipt signing"


def signed(settings: Settings, *, number: str, sha256: str, at: datetime) -> str:
    """Sign a receipt; give it in compact form. Needs no database."""
    own = _key(key(settings, _PURPOSE))
    body = {"number": number, "version": 1, "sha256": sha256, "at": at.isoformat()}
    head = {"alg": "Ed25519", "typ": "receipt+jws", "kid": own.thumbprint()}
    return jws.serialize_compact(head, json.dumps(body, separators=(",", ":")), own, algorithms=["Ed25519"])


def _key(seed: bytes) -> OKPKey:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    public = Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    pair = {"x": urlsafe_b64encode(public).decode(), "d": urlsafe_b64encode(seed).decode()}
    return OKPKey.import_key({"kty": "OKP", "crv": "Ed25519", **pair})
