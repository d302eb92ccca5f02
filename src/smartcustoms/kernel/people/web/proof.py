"""The session of a request, and steps that want a fresh proof of who acts."""

from datetime import timedelta

from fastapi import Request

from smartcustoms.kernel import clock
from smartcustoms.kernel.actor import PLATFORM
from smartcustoms.kernel.errors import Refused
from smartcustoms.kernel.people import actions, queries
from smartcustoms.kernel.web.csrf import session_cookie
from smartcustoms.kernel.words.model import sentence


class ProveAgain(Refused):
    """The step is weighty and the last proof of who acts is too old."""

    code = "prove_again"
    status = 403


def token(request: Request) -> str:
    """Give the session's token of a request; empty when it has none."""
    return request.cookies.get(session_cookie(request.app.state.settings), "")


def fresh(request: Request, minutes: int = 10) -> None:
    """Refuse unless the person proved within so many minutes who he is. Machines never are fresh.

    Raises:
        ProveAgain: it is longer ago; the page /prove asks for the password, and the step can be repeated.
    """
    at = clock.now()
    found = None
    if "authorization" not in request.headers:
        with request.app.state.database.unit(by=PLATFORM, at=at) as uow:
            found = queries.session(uow, actions.token_hash(token(request)))
    if found is None or at - found.proved > timedelta(minutes=minutes):
        raise ProveAgain(
            sentence("This step asks you to prove again who you are."),
            mend=sentence("Enter your password on the page /prove, then repeat the step."),
        )
