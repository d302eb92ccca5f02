"""Signing in by a sign-in service (OpenID Connect): it says who somebody is; what he may do, his account here says."""

import hashlib
import hmac
import secrets
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.errors import Conflict, NotFound, Refused
from smartcustoms.kernel.keys import key
from smartcustoms.kernel.people import store
from smartcustoms.kernel.people.actions.sessions import begin_session, locked, may_enter, token_hash
from smartcustoms.kernel.people.model import Means, State
from smartcustoms.kernel.people.oidc_claims import SKEW, Proved
from smartcustoms.kernel.people.oidc_gateway import Asking
from smartcustoms.kernel.settings import Settings
from smartcustoms.kernel.words.model import sentence

OPEN_FOR: Final = timedelta(minutes=10)
_LONG_AGO: Final = timedelta(days=1)


class SubjectUnknown(Refused):
    """The service knows him, and no account here is his. None is made: an administrator links one."""

    code = "subject_unknown"
    status = 403


@dataclass(frozen=True, slots=True)
class Asked:
    """A request to sign in that waits for its answer: what it was, since when, where it leads, whose proof it renews."""

    asking: Asking
    begun: datetime
    then: str
    person: str | None


def ask_service(uow: UnitOfWork, *, then: str, person: str | None = None, settings: Settings) -> Asking:
    """Begin a request to sign in by the service; it serves once and for ten minutes.

    Args:
        uow: the unit of work.
        then: the page to go on to.
        person: number of the person signed in already, who proves again who he is; None to sign in.
        settings: whose secret the nonce and the verifier follow from, so that neither is kept.
    """
    state = secrets.token_urlsafe(32)
    store.insert_service_request(uow, token_hash(state), then=then[:500], person=person, ends=uow.at + OPEN_FOR)
    return _asking(state, settings)


def take_request(uow: UnitOfWork, state: str, *, settings: Settings) -> Asked | None:
    """Take a waiting request, once; None when there is none of this state, it was taken before or is too old."""
    found = store.take_service_request(uow, token_hash(state))
    if found is None:
        return None
    then, person, ends = found
    return Asked(_asking(state, settings), ends - OPEN_FOR, then, person)


def sign_in_by_service(uow: UnitOfWork, found: Proved, *, client: str, settings: Settings) -> str | Refused:
    """Sign in whom the service vouches for; give the session's token, or the refusal (not raised: its note must commit)."""
    number = store.person_of_subject(uow, found.issuer, found.subject) or _by_claim(uow, found, settings)
    row = store.person_row(uow, number) if number else None
    if row is None or not may_enter(row, settings):
        uow.note("person.service_refused", number or "", issuer=found.issuer, subject=found.subject)
        return _unknown(found.subject)
    if refused := locked(uow, row.locked_until):
        uow.note("person.service_refused", row.number, issuer=found.issuer, subject=found.subject)
        return refused
    means = Means.SERVICE_TWICE if found.twice else Means.SERVICE
    proved = found.authenticated or uow.at - _LONG_AGO  # a service that does not say when proves nothing fresh
    return begin_session(uow, row.number, frozenset(row.roles), client=client, means=means, proved=proved)


def prove_again_by_service(uow: UnitOfWork, token: str, found: Proved, asked: Asked) -> bool:
    """Note that the person of a session proved again who he is, at the service; False when it was another, or not anew."""
    session = store.session(uow, token_hash(token), at=uow.at)
    person = store.person_of_subject(uow, found.issuer, found.subject)
    anew = found.authenticated is not None and found.authenticated >= asked.begun - SKEW
    if session is None or not anew or person is None or not session.actor.user == person == asked.person:
        uow.note("person.service_refused", asked.person or "", issuer=found.issuer, subject=found.subject)
        return False
    store.prove_session(uow, token_hash(token))
    return True


def link_subject(uow: UnitOfWork, number: str, subject: str, *, settings: Settings) -> None:
    """Link a person's account with a subject of the sign-in service, in place of the one before.

    The account of somebody invited becomes active: he needs no password.

    Raises:
        NotFound: no such person.
        Conflict: the subject is linked with another account.
    """
    person = store.person_by_number(uow, number)
    if person is None:
        raise NotFound(sentence("There is no such person."), mend=sentence("Look in the list of people."))
    unlink_subject(uow, number, settings=settings)
    if not store.insert_subject(uow, settings.oidc_issuer, subject.strip(), number):
        raise Conflict(
            sentence("This identifier is linked with another account."),
            mend=sentence("Take it off that account first."),
            field="subject",
            seen=subject[:80],
        )
    if person.state is State.INVITED:
        store.change_person(uow, number, state=State.ACTIVE.value)
    uow.note("person.subject_linked", number, issuer=settings.oidc_issuer, subject=subject.strip())


def unlink_subject(uow: UnitOfWork, number: str, *, settings: Settings) -> None:
    """Take the link with the sign-in service off an account; its sessions end. Without a link nothing changes."""
    if store.delete_subject(uow, settings.oidc_issuer, number):
        store.end_sessions(uow, number=number)
        uow.note("person.subject_unlinked", number, issuer=settings.oidc_issuer)


def _by_claim(uow: UnitOfWork, found: Proved, settings: Settings) -> str | None:
    """Find the account that the configured claim names, and link it: from now on the subject decides, not the claim."""
    value = found.claims.get(settings.oidc_claim) if settings.oidc_claim else None
    if not isinstance(value, str) or not value.isascii():
        return None
    row: Any = None
    if settings.oidc_claim != "email":
        row = store.person_row(uow, value)
    elif found.claims.get("email_verified") is True:
        row = store.secrets_of(uow, value)
    if row is None or not may_enter(row, settings):
        return None
    if not store.insert_subject(uow, found.issuer, found.subject, row.number):
        return None  # it is another subject's already: an address that went to somebody else opens nothing
    uow.note("person.subject_linked", row.number, issuer=found.issuer, subject=found.subject, by=settings.oidc_claim)
    return str(row.number)


def _asking(state: str, settings: Settings) -> Asking:
    return Asking(state, _of(state, "nonce", settings), _of(state, "verifier", settings))


def _of(state: str, what: str, settings: Settings) -> str:
    mac = hmac.digest(key(settings, "sign-in service"), f"{what}|{state}".encode(), hashlib.sha256)
    return urlsafe_b64encode(mac).rstrip(b"=").decode()


def _unknown(subject: str) -> Refused:
    return SubjectUnknown(
        sentence("The sign-in service knows you, but no open account here is yours."),
        mend=sentence(
            "Ask an administrator to link your account; give him this identifier: {subject}", subject=subject
        ),
        seen=subject,
    )
