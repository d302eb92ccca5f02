"""Signing in with password and code; sessions: begun, used, proved again, ended."""

import hashlib
import secrets
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from smartcustoms.kernel.actor import Actor
from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.errors import Refused
from smartcustoms.kernel.people import store
from smartcustoms.kernel.people.actions import tries
from smartcustoms.kernel.people.actions.codes import opened_secret
from smartcustoms.kernel.people.model import ONE_FACTOR, Means, Session, State
from smartcustoms.kernel.people.passwords import LOCKED_FOR, TRIES, code_step, matches
from smartcustoms.kernel.people.roles import roles
from smartcustoms.kernel.settings import Settings
from smartcustoms.kernel.words.model import sentence


class NotSignedIn(Refused):
    """Address, password or code are not right together; the sentence never says which."""

    code = "sign_in_failed"
    status = 401


class SecondFactorAsked(Refused):
    """Address and password are right; the code of the authenticator application is still to come."""

    code = "second_factor_asked"
    status = 401


class AccountLocked(Refused):
    """Too many wrong tries; the account opens again by itself or by an administrator."""

    code = "account_locked"
    status = 403


def sign_in(
    uow: UnitOfWork,
    email: str,
    password: str,
    *,
    code: str = "",
    client: str = "",
    address: str = "",
    settings: Settings,
) -> "str | Refused":
    """Sign somebody in; give the session's token, or the refusal (not raised: the count of wrong tries must commit).

    Args:
        uow: the unit of work.
        email: the account's address.
        password: the password.
        code: the code of the authenticator application; empty when not asked for yet.
        client: what the browser calls itself.
        address: where the request comes from; too many wrong tries from one are refused, whatever accounts they are for.
        settings: whose secret the counts are kept under.
    """
    if refused := tries.too_many(uow, address, settings):
        return refused
    signed = _signed_in(uow, email, password, code=code, client=client, settings=settings)
    if isinstance(signed, NotSignedIn):
        tries.count_address(uow, address, settings)
    return signed


def _signed_in(
    uow: UnitOfWork, email: str, password: str, *, code: str, client: str, settings: Settings
) -> "str | Refused":
    row = store.secrets_of(uow, email)
    until = row.locked_until if row is not None else tries.locked_until(uow, email, settings)
    if refused := locked(uow, until):
        return refused
    if row is None:
        matches(password, None)  # takes as long as with an account
        tries.count_unknown(uow, email, settings)
        return _not_right()
    if not matches(password, row.password) or not may_enter(row, settings):
        return _wrong(uow, row)
    if row.totp is None:
        return begin_session(uow, row.number, frozenset(row.roles), client=client)
    if not code:
        return SecondFactorAsked(
            sentence("Enter the code of your authenticator application."),
            mend=sentence("It shows six digits."),
            field="code",
        )
    step = code_step(opened_secret(settings, row.number, row.totp), code, at=uow.at, after=row.totp_step)
    if step is None:
        return _wrong(uow, row)
    store.change_person(uow, row.number, totp_step=step)
    return begin_session(uow, row.number, frozenset(row.roles), client=client, means=Means.CODE)


def locked(uow: UnitOfWork, until: datetime | None) -> Refused | None:
    """Give the refusal of an account that is locked until a moment; None when it is not, or no more."""
    if until is None or until <= uow.at:
        return None
    return AccountLocked(
        sentence("The account is locked until {until} after too many wrong tries.", until=until),
        mend=sentence("Wait, or ask an administrator to open it."),
    )


def may_enter(row: Any, settings: Settings) -> bool:
    """Tell whether an account may sign in: active, and never one of the demo (its password is known) outside the demo."""
    return row is not None and row.state == State.ACTIVE.value and (settings.demo or not row.simulated)


def begin_session(
    uow: UnitOfWork,
    number: str,
    given: frozenset[str],
    *,
    client: str,
    means: Means = Means.PASSWORD,
    proved: datetime | None = None,
) -> str:
    """Begin a session for a person who has proved who he is; give its token, which is kept only as a hash.

    Args:
        uow: the unit of work.
        number: the person.
        given: codes of his roles, which say how long the session lasts.
        client: what the browser calls itself.
        means: by what he proved it.
        proved: when he proved it, for a service that vouches for earlier; None: now.
    """
    token = secrets.token_urlsafe(32)
    limits = [each for code, each in roles().items() if code in given]
    idle = min((each.idle for each in limits), default=timedelta(minutes=15))
    lasts = min((each.lasts for each in limits), default=timedelta(hours=12))
    ends = uow.at + lasts
    hashed, at = token_hash(token), proved or uow.at
    store.insert_session(uow, hashed, number, idle=idle, ends=ends, client=client, means=means, proved=at)
    store.change_person(uow, number, tries=0, locked_until=None)
    uow.note("person.signed_in", number, means=means.value)
    return token


def sign_out(uow: UnitOfWork, token: str) -> None:
    """End a session."""
    if store.end_sessions(uow, token_hash=token_hash(token)):
        uow.note("person.signed_out", uow.by.user)


def end_all_sessions(uow: UnitOfWork, number: str) -> None:
    """End every session of a person."""
    ended = store.end_sessions(uow, number=number)
    uow.note("person.signed_out", number, sessions=ended)


def use_session(uow: UnitOfWork, token: str, *, second_factor: bool = True, noted: bool = True) -> Session | None:
    """Give the session of a token, and note its use at most once a minute; None when it is unknown, idle too long or over.

    With `second_factor` (everywhere but in the demo) a role that needs one has no effect in a session begun without,
    and accounts of the demo have none at all.
    """
    found = store.session(uow, token_hash(token), at=uow.at)
    if found is None or (second_factor and found.simulated):
        return None
    if noted and uow.at - found.seen > timedelta(minutes=1):
        store.touch_session(uow, token_hash(token))
    if second_factor and found.means in ONE_FACTOR:
        return replace(found, actor=replace(found.actor, roles=without_second_factor(found.actor)))
    return found


def without_second_factor(actor: Actor) -> frozenset[str]:
    """Give the roles that have an effect without a second factor."""
    return frozenset(each for each in actor.roles if each in roles() and not roles()[each].second_factor)


def prove_again(uow: UnitOfWork, token: str, password: str) -> bool:
    """Note that the person of a session proved again who he is, for a step that wants it fresh; False when he did not."""
    found = store.session(uow, token_hash(token), at=uow.at)
    person = store.person_by_number(uow, found.actor.user) if found else None
    row = store.secrets_of(uow, person.email) if person else None
    if row is None or (row.locked_until is not None and row.locked_until > uow.at):
        return False
    if not matches(password, row.password):
        _wrong(uow, row)
        return False
    store.prove_session(uow, token_hash(token))
    return True


def token_hash(token: str) -> bytes:
    """Give what is kept of a secret token."""
    return hashlib.sha256(token.encode()).digest()


def _wrong(uow: UnitOfWork, row: Any) -> Refused:
    count = int(row.tries) + 1
    changed = {"locked_until": uow.at + LOCKED_FOR, "tries": 0} if count >= TRIES else {"tries": count}
    store.change_person(uow, row.number, **changed)
    uow.note("person.sign_in_failed", row.number, tries=count)
    return _not_right()


def _not_right() -> NotSignedIn:
    return NotSignedIn(
        sentence("Address, password or code are not right."),
        mend=sentence("Try again; after {tries} wrong tries the account is locked for a while.", tries=TRIES),
    )
