"""The sign-in service of an organisation: an OpenID Connect provider, over HTTPS (discovery, keys, code for token)."""

import json
from base64 import urlsafe_b64encode
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache
from hashlib import sha256
from typing import Any, Final
from urllib.parse import quote, urlencode

import httpx
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from smartcustoms.kernel.errors import Refused
from smartcustoms.kernel.people.oidc_claims import Expected, KeyUnknown, Proved, not_proved, proved
from smartcustoms.kernel.settings import Settings, is_safe_address
from smartcustoms.kernel.words.model import sentence

PATIENCE: Final = 5.0  # seconds
KNOWN_FOR: Final = timedelta(hours=1)
"""How long the service's description and keys are believed before they are read anew."""
ASKED_AGAIN: Final = timedelta(seconds=10)
"""How often at most its keys are read anew because a token names one that is not known."""
_LARGEST: Final = 262_144  # bytes of an answer
_ENDPOINTS: Final = ("authorization_endpoint", "token_endpoint", "jwks_uri")


class ServiceAway(Refused):
    """The sign-in service does not answer, or not as OpenID Connect says."""

    code = "sign_in_service_away"
    status = 503


@dataclass(frozen=True, slots=True)
class Asking:
    """One request to sign in: what goes to the service and back (state, nonce) and what stays here (verifier, RFC 7636)."""

    state: str
    nonce: str
    verifier: str

    @property
    def challenge(self) -> str:
        """What the service is given of the verifier: its SHA-256 in base64url."""
        return urlsafe_b64encode(sha256(self.verifier.encode()).digest()).rstrip(b"=").decode()


@dataclass
class SignInService:
    """An OpenID Connect provider. What it says of itself is kept for an hour; its keys are read anew when one is unknown."""

    issuer: str
    client: str
    secret: str
    back: str
    twice: tuple[str, ...] = ()
    _known: dict[str, tuple[datetime, Any]] = field(default_factory=dict)
    _forgot: datetime | None = None

    def address(self, asking: Asking, *, at: datetime, again: bool = False) -> str:
        """Give the address at the service to which a browser is sent.

        Args:
            asking: the request it is for.
            at: now.
            again: the person must prove himself anew, even when the service knows him still.

        Raises:
            ServiceAway: the service does not say where.
        """
        query = {
            "response_type": "code",
            "client_id": self.client,
            "redirect_uri": self.back,
            "scope": "openid profile email",
            "state": asking.state,
            "nonce": asking.nonce,
            "code_challenge": asking.challenge,
            "code_challenge_method": "S256",
        }
        query |= {"acr_values": " ".join(self.twice)} if self.twice else {}
        query |= {"prompt": "login", "max_age": "0"} if again else {}
        begin = self._described(at)["authorization_endpoint"]
        return f"{begin}{'&' if '?' in begin else '?'}{urlencode(query)}"

    def prove(self, code: str, asking: Asking, *, named: str | None, at: datetime) -> Proved:
        """Exchange a code for the ID token and verify it.

        Args:
            code: what the service sent back by way of the browser.
            asking: the request it answers.
            named: the issuer named in the answer (RFC 9207), if any.
            at: now.

        Raises:
            ServiceAway: the service does not answer.
            NotProved: it refused the code, or the token does not prove anything.
        """
        about = self._described(at)
        if named != self.issuer and (named or about.get("authorization_response_iss_parameter_supported") is True):
            raise not_proved("iss of the answer")
        token = self._exchanged(about, code, asking)
        expected = Expected(self.issuer, self.client, asking.nonce, frozenset(self.twice))
        try:
            return proved(token, self._keys(at), expected, at=at)
        except KeyUnknown:
            self._forget_keys(at)
        try:
            return proved(token, self._keys(at), expected, at=at)
        except KeyUnknown as unknown:
            raise not_proved("key") from unknown

    def _exchanged(self, about: dict[str, Any], code: str, asking: Asking) -> str:
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self.back,
            "code_verifier": asking.verifier,
        }
        known = about.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
        basic = bool(self.secret) and "client_secret_basic" in known
        form |= {} if basic else {"client_id": self.client}
        form |= {"client_secret": self.secret} if self.secret and not basic else {}
        head = httpx.BasicAuth(quote(self.client, safe=""), quote(self.secret, safe="")) if basic else None
        status, answer = _read("POST", about["token_endpoint"], data=form, auth=head)
        token = answer.get("id_token")
        if status in (400, 401, 403) and answer.get("error") in ("invalid_grant", "access_denied"):
            raise not_proved("code")
        if status != 200 or not isinstance(token, str):
            raise _away(f"token: {status} {str(answer.get('error', ''))[:60]}")
        return token

    def _described(self, at: datetime) -> dict[str, Any]:
        found: dict[str, Any] = self._lately("about", at, self._describe)
        return found

    def _describe(self, _at: datetime) -> dict[str, Any]:
        status, about = _read("GET", f"{self.issuer.rstrip('/')}/.well-known/openid-configuration")
        if status != 200 or about.get("issuer") != self.issuer:
            raise _away(f"issuer: {status} {str(about.get('issuer'))[:120]}")
        if unsafe := [each for each in _ENDPOINTS if not is_safe_address(str(about.get(each, "")))]:
            raise _away(f"not https: {', '.join(unsafe)}")
        return about

    def _keys(self, at: datetime) -> KeySet:
        found: KeySet = self._lately("keys", at, self._read_keys)
        return found

    def _forget_keys(self, at: datetime) -> None:
        """Forget the keys, for one is unknown and they may have been changed; not again and again."""
        if self._forgot is None or not timedelta(0) <= at - self._forgot < ASKED_AGAIN:
            self._forgot = at
            self._known.pop("keys", None)

    def _read_keys(self, at: datetime) -> KeySet:
        status, answer = _read("GET", self._described(at)["jwks_uri"])
        listed = answer.get("keys")
        if status != 200 or not isinstance(listed, list):
            raise _away(f"keys: {status}")
        try:
            return KeySet.import_key_set({"keys": [each for each in listed if _is_public(each)]})
        except (JoseError, ValueError, KeyError, TypeError) as wrong:
            raise _away("keys") from wrong

    def _lately(self, name: str, at: datetime, read: Callable[[datetime], Any]) -> Any:
        kept = self._known.get(name)
        if kept is None or not timedelta(0) <= at - kept[0] < KNOWN_FOR:
            kept = self._known[name] = (at, read(at))
        return kept[1]


@lru_cache(maxsize=8)
def sign_in_service(settings: Settings) -> SignInService | None:
    """Give the sign-in service that the settings name; None: none."""
    if not settings.oidc_issuer:
        return None
    back = f"{settings.address}/sign-in/service/back"
    twice = tuple(settings.oidc_acr.split())
    return SignInService(settings.oidc_issuer, settings.oidc_client, settings.oidc_secret, back, twice)


def _is_public(key: Any) -> bool:
    return isinstance(key, dict) and key.get("kty") in ("RSA", "EC", "OKP")


def _read(method: str, address: str, **more: Any) -> tuple[int, dict[str, Any]]:
    """Send one request; give status and JSON object. No redirect is followed, and no more than 256 KiB are read."""
    body = bytearray()
    try:
        with (
            httpx.Client(timeout=PATIENCE, follow_redirects=False) as client,
            client.stream(method, address, headers={"Accept": "application/json"}, **more) as answer,
        ):
            for part in answer.iter_bytes():
                body += part
                if len(body) > _LARGEST:
                    raise _away("answer too long")
        found = json.loads(bytes(body))
    except (httpx.HTTPError, httpx.InvalidURL, ValueError, RecursionError) as wrong:
        raise _away(type(wrong).__name__) from wrong
    if not isinstance(found, dict):
        raise _away("no JSON object")
    return answer.status_code, found


def _away(what: str) -> ServiceAway:
    return ServiceAway(
        sentence("The sign-in service does not answer as it should."),
        mend=sentence(
            "Try again in a moment, or sign in another way; if it lasts, tell the operator: {what}", what=what
        ),
    )
