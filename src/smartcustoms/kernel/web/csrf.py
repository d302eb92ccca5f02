"""Guards against forged requests: SameSite cookies, the Origin header, and a token bound to the session.

A token is `nonce.mac`: the MAC covers a fresh nonce and the session (or the visitor's cookie before signing in), so a
token of one person is worth nothing with another's cookie, and two answers never hold the same token (compression leaks nothing).
"""

import hashlib
import hmac
import secrets
from urllib.parse import urlsplit

from fastapi import Request

from smartcustoms.kernel.errors import Refused
from smartcustoms.kernel.keys import key
from smartcustoms.kernel.settings import Settings
from smartcustoms.kernel.words.model import sentence

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
FIELD = "csrf"
HEADER = "x-csrf-token"
VISITOR = "visitor"


class Forged(Refused):
    """A form or request does not come from our own page in this session."""

    code = "forged_request"
    status = 403


def session_cookie(settings: Settings) -> str:
    """Give the name of the session's cookie: `__Host-` when served by https, so that no other host can set it."""
    return "__Host-session" if settings.address.startswith("https") else "session"


def binding(request: Request) -> str:
    """Give what a token is bound to: the session, else the visitor's cookie, else one made for this answer."""
    settings: Settings = request.app.state.settings
    bound = request.cookies.get(session_cookie(settings)) or request.cookies.get(VISITOR)
    if not bound:
        bound = getattr(request.state, "new_visitor", None) or secrets.token_urlsafe(24)
        request.state.new_visitor = bound
    return bound


def token(request: Request) -> str:
    """Make a token for a form on this page."""
    nonce = secrets.token_urlsafe(12)
    return f"{nonce}.{_mac(request.app.state.settings, nonce, binding(request))}"


async def check(request: Request) -> None:
    """Refuse a changing request that is not ours. What carries no cookie's power cannot be forged, and is let through:
    requests with an Authorization header, and calls of the API without a session.

    Raises:
        Forged: another origin, or no token, or a token of another session.
    """
    if request.method in SAFE or "authorization" in request.headers or _powerless(request):
        return
    _check_origin(request)
    given = request.headers.get(HEADER, "")
    if not given and "form" in request.headers.get("content-type", ""):
        given = str((await request.form()).get(FIELD, ""))
    nonce, _, mac = given.partition(".")
    right = _mac(request.app.state.settings, nonce, binding(request))
    if not hmac.compare_digest(right.encode(), mac.encode("utf-8", "replace")):
        raise Forged(
            sentence("This form was not sent from its own page, or you signed in again since it was opened"),
            mend=sentence("Go back, reload the page and send it again"),
        )


def _powerless(request: Request) -> bool:
    return request.url.path.startswith("/api/") and session_cookie(request.app.state.settings) not in request.cookies


def _check_origin(request: Request) -> None:
    origin = request.headers.get("origin")
    if origin is None:
        return
    ours = {request.headers.get("host", ""), urlsplit(request.app.state.settings.address).netloc}
    if urlsplit(origin).netloc not in ours:
        raise Forged(
            sentence("This request comes from another site"),
            mend=sentence("Open Smart Customs itself and do it there"),
            seen=origin[:200],
        )


def _mac(settings: Settings, nonce: str, bound: str) -> str:
    return hmac.new(key(settings, "forms"), f"{nonce}|{bound}".encode("utf-8", "replace"), hashlib.sha256).hexdigest()
