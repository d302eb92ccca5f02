"""What an ID token must prove before its subject is believed: pure rules (OpenID Connect Core 1.0, 3.1.3.7; RFC 8725)."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import structlog
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import Key, KeySet, RSAKey

from smartcustoms.kernel.errors import Refused
from smartcustoms.kernel.words.model import sentence

ALGORITHMS: Final = {"RS256": "RSA", "PS256": "RSA", "ES256": "EC", "EdDSA": "OKP", "Ed25519": "OKP"}
"""The only signatures believed, each with its type of key: never `none`, never one made with a shared secret."""

SKEW: Final = timedelta(seconds=60)
"""How far the service's clock may be from ours."""

TWICE: Final = "mfa"
"""The value of `amr` that says: several factors were proved (RFC 8176)."""

_LONGEST: Final = 16_384
_KEY_BITS: Final = 2048
log = structlog.get_logger("smartcustoms.people")


class NotProved(Refused):
    """What came back from the sign-in service does not prove who somebody is."""

    code = "sign_in_not_proved"
    status = 401


class KeyUnknown(Exception):
    """The token names a key that is not among those known; the service may have changed its keys."""


@dataclass(frozen=True, slots=True)
class Expected:
    """What a token must be made for: the issuer, this client, one request (its nonce); and what counts as two factors."""

    issuer: str
    client: str
    nonce: str
    twice: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Proved:
    """Whom the service vouches for: the subject, all claims, when he proved himself there, and whether by two factors."""

    issuer: str
    subject: str
    claims: dict[str, Any]
    authenticated: datetime | None
    twice: bool


def proved(token: str, keys: KeySet, expected: Expected, *, at: datetime) -> Proved:
    """Verify an ID token: signature by one of the service's keys, issuer, audience, time and nonce.

    Args:
        token: the ID token in compact form.
        keys: the service's keys.
        expected: what it must be made for.
        at: now, in UTC.

    Raises:
        KeyUnknown: it names a key that is not among `keys`; read them anew and try once more.
        NotProved: anything else is not as it must be.
    """
    if len(token) > _LONGEST or token.count(".") != 2:
        raise not_proved("form")
    try:
        read = jwt.decode(token, lambda seen: _key(seen.headers(), keys), algorithms=list(ALGORITHMS))
        _registry(expected, at).validate(read.claims)
    except (JoseError, ValueError, TypeError, KeyError) as wrong:
        raise not_proved(
            getattr(wrong, "claim", None) or getattr(wrong, "error", "") or type(wrong).__name__
        ) from wrong
    claims = read.claims
    _check_parties(claims, expected)
    return Proved(expected.issuer, claims["sub"], claims, _authenticated(claims, at), _is_twice(claims, expected))


def not_proved(what: str) -> NotProved:
    """Make the refusal; `what` is one word for the operator: which part of the answer was not right."""
    log.warning("people.service_answer_refused", what=what)
    return NotProved(
        sentence("The answer of the sign-in service does not prove who you are."),
        mend=sentence("Begin again from the sign-in page; if it happens again, tell the operator: {what}", what=what),
    )


def _key(header: dict[str, Any], keys: KeySet) -> Key:
    """Choose the one key a header can mean: by its id, its type, and its use; a key for another algorithm never serves."""
    kind, kid = ALGORITHMS.get(str(header.get("alg"))), header.get("kid")
    if kind is None:
        raise not_proved("alg")
    fit = [each for each in keys if each.key_type == kind and (kid is None or each.kid == kid) and _signs(each, header)]
    if not fit:
        raise KeyUnknown(str(kid)[:80])
    if len(fit) > 1:
        raise not_proved("kid")
    return fit[0]


def _signs(key: Key, header: dict[str, Any]) -> bool:
    about = key.as_dict(private=False)
    strong = not isinstance(key, RSAKey) or key.raw_value.key_size >= _KEY_BITS
    return strong and about.get("use", "sig") == "sig" and about.get("alg", header["alg"]) == header["alg"]


def _registry(expected: Expected, at: datetime) -> jwt.JWTClaimsRegistry:
    return jwt.JWTClaimsRegistry(
        now=int(at.timestamp()),
        leeway=int(SKEW.total_seconds()),
        iss={"essential": True, "value": expected.issuer},
        aud={"essential": True, "value": expected.client},
        nonce={"essential": True, "value": expected.nonce},
        sub={"essential": True},
        exp={"essential": True},
        iat={"essential": True},
    )


def _check_parties(claims: dict[str, Any], expected: Expected) -> None:
    """Check what the registry does not: a token for several clients says that it was asked for by us."""
    if not isinstance(claims["nonce"], str) or len(claims["sub"]) > 255:
        raise not_proved("nonce or sub")
    several = isinstance(claims["aud"], list) and len(claims["aud"]) > 1
    if (several or "azp" in claims) and claims.get("azp") != expected.client:
        raise not_proved("azp")


def _authenticated(claims: dict[str, Any], at: datetime) -> datetime | None:
    told = claims.get("auth_time")
    if told is None:
        return None
    if isinstance(told, bool) or not isinstance(told, int) or not 0 < told <= (at + SKEW).timestamp():
        raise not_proved("auth_time")
    return min(datetime.fromtimestamp(told, UTC), at)


def _is_twice(claims: dict[str, Any], expected: Expected) -> bool:
    means = claims.get("amr")
    return (isinstance(means, list) and TWICE in means) or str(claims.get("acr", "")) in expected.twice
