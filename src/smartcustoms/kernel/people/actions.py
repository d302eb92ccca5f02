"""What can be done about people: invite, set a password, sign in, prove again, sign out, suspend."""

import hashlib
import secrets
from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from smartcustoms.kernel.actor import Kind
from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.errors import Conflict, NotFound, Refused
from smartcustoms.kernel.identifiers import numbered
from smartcustoms.kernel.keys import key
from smartcustoms.kernel.people import store
from smartcustoms.kernel.people.model import Organisation, Person, Session, State
from smartcustoms.kernel.people.passwords import (
    LOCKED_FOR,
    TRIES,
    check_new,
    code_step,
    hashed,
    matches,
    new_code_secret,
)
from smartcustoms.kernel.people.queries import demo_cast
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


def found_organisation(uow: UnitOfWork, organisation: Organisation) -> None:
    """Register an organisation; doing it again changes nothing."""
    store.insert_organisation(uow, organisation)
    uow.note("organisation.registered", organisation.number)


def invite(
    uow: UnitOfWork,
    *,
    name: str,
    email: str,
    organisation: str,
    roles_given: Iterable[str],
    language: str = "en",
    number: str = "",
) -> Person:
    """Invite a person into an organisation; a password or passkey makes the account active.

    Raises:
        Conflict: the address has an account already.
    """
    made = number or numbered("P", uow.at.year, secrets.randbelow(10**9))
    person = Person(made, organisation, name, email, language, State.INVITED, frozenset(roles_given), False, None)
    if not store.insert_person(uow, person):
        raise Conflict(
            sentence("There is an account with this address already."),
            mend=sentence("Use another address, or find the account and change it."),
            field="email",
            seen=email,
        )
    uow.note("person.invited", made, roles=sorted(person.roles), organisation=organisation)
    return person


def set_password(uow: UnitOfWork, email: str, password: str) -> None:
    """Set a person's password and make the account active. All sessions of the person end.

    Raises:
        NotFound: nobody has this address.
        PasswordTooWeak: see `passwords.check_new`.
    """
    row = store.secrets_of(uow, email)
    if row is None:
        raise NotFound(
            sentence("Nobody has this address."), mend=sentence("Check the address."), field="email", seen=email
        )
    earlier = [*row.earlier_passwords, *([row.password] if row.password else [])]
    check_new(password, earlier=earlier)
    state = State.ACTIVE.value if row.state == State.INVITED.value else row.state
    changes = {"password": hashed(password), "earlier_passwords": earlier[-8:], "state": state, "tries": 0}
    store.change_person(uow, row.number, **changes)
    store.end_sessions(uow, number=row.number)
    uow.note("person.password_set", row.number)


def sign_in(
    uow: UnitOfWork, email: str, password: str, *, code: str = "", client: str = "", settings: Settings
) -> "str | Refused":
    """Sign somebody in; give the session's token, or the refusal (not raised: the count of wrong tries must commit)."""
    row = store.secrets_of(uow, email)
    if row is not None and row.locked_until is not None and row.locked_until > uow.at:
        return AccountLocked(
            sentence("The account is locked until {until} after too many wrong tries.", until=row.locked_until),
            mend=sentence("Wait, or ask an administrator to open it."),
        )
    if (
        not matches(password, row.password if row is not None else None)
        or row is None
        or row.state != State.ACTIVE.value
    ):
        return _wrong(uow, row)
    if row.totp is not None:
        if not code:
            return SecondFactorAsked(
                sentence("Enter the code of your authenticator application."),
                mend=sentence("It shows six digits."),
                field="code",
            )
        step = code_step(_opened(settings, row.number, row.totp), code, at=uow.at, after=row.totp_step)
        if step is None:
            return _wrong(uow, row)
        store.change_person(uow, row.number, totp_step=step)
    return begin_session(uow, row.number, frozenset(row.roles), client=client)


def begin_session(uow: UnitOfWork, number: str, given: frozenset[str], *, client: str) -> str:
    """Begin a session for a person who has proved who he is; give its token, which is kept only as a hash."""
    token = secrets.token_urlsafe(32)
    limits = [each for code, each in roles().items() if code in given]
    idle = min((each.idle for each in limits), default=timedelta(minutes=15))
    lasts = min((each.lasts for each in limits), default=timedelta(hours=12))
    store.insert_session(uow, token_hash(token), number, idle=idle, ends=uow.at + lasts, client=client)
    store.change_person(uow, number, tries=0, locked_until=None)
    uow.note("person.signed_in", number)
    return token


def sign_out(uow: UnitOfWork, token: str) -> None:
    """End a session."""
    if store.end_sessions(uow, token_hash=token_hash(token)):
        uow.note("person.signed_out", uow.by.user)


def use_session(uow: UnitOfWork, token: str, *, second_factor: bool = True) -> Session | None:
    """Give the session of a token, and note its use at most once a minute; None when it is unknown, idle too long or over.

    With `second_factor` (everywhere but in the demo) a role that needs one has no effect until the person has set it up.
    """
    found = store.session(uow, token_hash(token), at=uow.at)
    if found is None:
        return None
    if uow.at - found.seen > timedelta(minutes=1):
        store.touch_session(uow, token_hash(token))
    if second_factor and not found.second_factor:
        given = frozenset(each for each in found.actor.roles if each in roles() and not roles()[each].second_factor)
        return replace(found, actor=replace(found.actor, roles=given))
    return found


def make_demo_cast(uow: UnitOfWork) -> None:
    """Make the people of the demo world, with passwords that are shown on the sign-in page; doing it again changes nothing."""
    for row in demo_cast():
        kind = Kind(row["kind"])
        store.insert_organisation(uow, Organisation(row["organisation"], row["organisation_name"], kind))
        new = Person(
            row["number"],
            row["organisation"],
            row["name"],
            row["email"],
            "en",
            State.INVITED,
            frozenset({row["role"]}),
            False,
            None,
        )
        if store.insert_person(uow, new):
            set_password(uow, row["email"], row["password"])


def prove_again(uow: UnitOfWork, token: str, password: str) -> bool:
    """Note that the person of a session proved again who he is, for a step that wants it fresh; False when he did not."""
    found = store.session(uow, token_hash(token), at=uow.at)
    person = store.person_by_number(uow, found.actor.user) if found else None
    row = store.secrets_of(uow, person.email) if person else None
    if row is None or not matches(password, row.password):
        return False
    store.prove_session(uow, token_hash(token))
    return True


def make_code_secret(uow: UnitOfWork, number: str, *, settings: Settings) -> str:
    """Give a person a new secret for an authenticator application; from now on sign-in asks for its code."""
    secret = new_code_secret()
    nonce = secrets.token_bytes(12)
    sealed = nonce + AESGCM(key(settings, "second factor")).encrypt(nonce, secret.encode(), number.encode())
    store.change_person(uow, number, totp=sealed, totp_step=0)
    uow.note("person.second_factor_set", number)
    return secret


def suspend(uow: UnitOfWork, number: str, *, because: str) -> None:
    """Suspend a person's account and end all sessions."""
    store.change_person(uow, number, state=State.SUSPENDED.value)
    store.end_sessions(uow, number=number)
    uow.note("person.suspended", number, because=because)


def restore(uow: UnitOfWork, number: str) -> None:
    """Open a suspended or locked account again."""
    store.change_person(uow, number, state=State.ACTIVE.value, tries=0, locked_until=None)
    uow.note("person.restored", number)


def give_roles(uow: UnitOfWork, number: str, given: Iterable[str]) -> None:
    """Set the roles of a person; sessions end, so that nobody goes on with rights he no longer has."""
    codes = sorted(set(given) & set(roles()))
    store.change_person(uow, number, roles=codes)
    store.end_sessions(uow, number=number)
    uow.note("person.roles_given", number, roles=codes)


def token_hash(token: str) -> bytes:
    """Give what is kept of a session's token."""
    return hashlib.sha256(token.encode()).digest()


def _opened(settings: Settings, number: str, sealed: bytes) -> str:
    return AESGCM(key(settings, "second factor")).decrypt(sealed[:12], sealed[12:], number.encode()).decode()


def _wrong(uow: UnitOfWork, row: object) -> Refused:
    number = getattr(row, "number", None)
    if number is not None:
        tries = int(getattr(row, "tries", 0)) + 1
        locked = {"locked_until": uow.at + LOCKED_FOR, "tries": 0} if tries >= TRIES else {"tries": tries}
        store.change_person(uow, number, **locked)
        uow.note("person.sign_in_failed", number, tries=tries)
    return NotSignedIn(
        sentence("Address, password or code are not right."),
        mend=sentence("Try again; after {tries} wrong tries the account is locked for a while.", tries=TRIES),
    )
