"""The session of a request, and steps that want a fresh proof of who acts."""

from datetime import timedelta

from fastapi import Request

from smartcustoms.kernel import clock
from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.errors import Refused
from smartcustoms.kernel.people import actions, queries
from smartcustoms.kernel.people.model import Session
from smartcustoms.kernel.web.access import actor_of, permitted_by
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
    if "authorization" not in request.headers:
        with request.app.state.database.unit(by=actor_of(request), at=at) as uow:
            found = queries.session(uow, actions.token_hash(token(request)))
            if found is not None and at - found.proved <= timedelta(minutes=minutes):
                _note(request, uow, found)
                return
    raise ProveAgain(
        sentence("This step asks you to prove again who you are."),
        mend=sentence("Enter your password on the page /prove, then repeat the step."),
    )


def _note(request: Request, uow: UnitOfWork, session: Session) -> None:
    """Note in the audit trail that a weighty step was let through: which, by which policies, on a proof of when."""
    step = f"{request.method} {getattr(request.scope.get('route'), 'path', request.url.path)}"
    proved, policies = session.proved.isoformat(timespec="seconds"), list(permitted_by(request))
    uow.note("person.step_permitted", step, policies=policies, proved=proved, means=session.means.value)
