"""A small OpenID Connect provider served on localhost: discovery, keys, authorisation code with PKCE, tokens.

It is a real one in what it checks (client, redirect address, one use of a code, PKCE), and can be told to be hostile.
"""

import hmac
import json
import secrets
import threading
import time
from base64 import b64decode, urlsafe_b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import Key, OKPKey, RSAKey

CLIENT, SECRET = "smart-customs", "a client's secret/with+signs"
Twist = Callable[[dict[str, Any]], Any]


def new_key(kid: str) -> RSAKey:
    return RSAKey.generate_key(2048, {"kid": kid, "use": "sig", "alg": "RS256"})


@dataclass
class Provider:
    """What the provider knows and how it behaves; tests change it between requests."""

    subject: str = "subject-of-bela"
    claims: dict[str, Any] = field(default_factory=dict)
    key: Key = field(default_factory=lambda: new_key("first"))
    published: list[Key] = field(default_factory=list)
    about: dict[str, Any] = field(default_factory=dict)
    twist: Twist = lambda claims: claims
    signed: Callable[[dict[str, Any]], str] | None = None
    checks_pkce: bool = True
    down: bool = False
    issuer: str = ""
    asked: list[str] = field(default_factory=list)
    waiting: dict[str, dict[str, str]] = field(default_factory=dict)

    def describe(self) -> dict[str, Any]:
        here = {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
            "response_types_supported": ["code"],
            "authorization_response_iss_parameter_supported": True,
        }
        return here | self.about

    def keys(self) -> dict[str, Any]:
        return {"keys": [each.as_dict(private=False) for each in self.published or [self.key]]}

    def authorise(self, asked: dict[str, str]) -> str:
        """Sign its one person in, without a word, and give the address to go back to."""
        assert (asked["client_id"], asked["response_type"], asked["code_challenge_method"]) == (CLIENT, "code", "S256")
        assert "openid" in asked["scope"].split()
        code = secrets.token_urlsafe(16)
        self.waiting[code] = asked
        back = {"code": code, "state": asked["state"], "iss": self.issuer}
        return f"{asked['redirect_uri']}?{urlencode(back)}"

    def exchange(self, form: dict[str, str], authorization: str) -> tuple[int, dict[str, Any]]:
        name, _, word = b64decode(authorization.removeprefix("Basic ")).decode().partition(":")
        if (unquote(name), unquote(word)) != (CLIENT, SECRET):
            return 401, {"error": "invalid_client"}
        asked = self.waiting.pop(form.get("code", ""), None)
        if asked is None or form.get("redirect_uri") != asked["redirect_uri"]:
            return 400, {"error": "invalid_grant"}
        proof = _base64url(sha256(form.get("code_verifier", "").encode()).digest())
        if self.checks_pkce and proof != asked["code_challenge"]:
            return 400, {"error": "invalid_grant"}
        return 200, {"token_type": "Bearer", "access_token": "unused", "id_token": self.token(asked)}

    def token(self, asked: dict[str, str]) -> str:
        now = int(time.time())
        claims = {
            "iss": self.issuer,
            "sub": self.subject,
            "aud": CLIENT,
            "iat": now,
            "exp": now + 300,
            "auth_time": now,
            "nonce": asked["nonce"],
        }
        claims = self.twist(claims | self.claims) or claims
        if self.signed:
            return self.signed(claims)
        alg = "Ed25519" if isinstance(self.key, OKPKey) else "RS256"
        return jwt.encode({"alg": alg, "kid": self.key.kid}, claims, self.key, algorithms=["RS256", "Ed25519"])


def unsigned(claims: dict[str, Any]) -> str:
    return f"{_parts({'alg': 'none'}, claims)}."


def with_shared_secret(claims: dict[str, Any], secret: bytes) -> str:
    """Sign by hand: the library itself refuses a public key as a shared secret."""
    signed = _parts({"alg": "HS256", "kid": "first"}, claims)
    return f"{signed}.{_base64url(hmac.digest(secret, signed.encode(), 'sha256'))}"


def _parts(*parts: dict[str, Any]) -> str:
    return ".".join(_base64url(json.dumps(each).encode()) for each in parts)


def _base64url(what: bytes) -> str:
    return urlsafe_b64encode(what).rstrip(b"=").decode()


@contextmanager
def provider() -> Iterator[Provider]:
    """Serve a provider on a free port of this machine."""
    made = Provider()

    class Answers(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            made.asked.append(parts.path)
            if parts.path == "/authorize":
                asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
                self.send_response(302)
                self.send_header("Location", made.authorise(asked))
                self.end_headers()
                return
            answers = {"/.well-known/openid-configuration": made.describe, "/keys": made.keys}
            self.tell(503, {}) if made.down else self.tell(200, answers[parts.path]())

        def do_POST(self) -> None:
            text = self.rfile.read(int(self.headers["content-length"])).decode()
            form = {name: values[0] for name, values in parse_qs(text).items()}
            made.asked.append(self.path)
            self.tell(*made.exchange(form, self.headers.get("authorization", "Basic ")))

        def tell(self, status: int, body: dict[str, Any]) -> None:
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(json.dumps(body).encode())

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    made.issuer = f"http://127.0.0.1:{server.server_address[1]}"
    running = threading.Thread(target=server.serve_forever, daemon=True)
    running.start()
    try:
        yield made
    finally:
        server.shutdown()
        server.server_close()
        running.join()
