"""Accounts: organisations registered; people invited, let in, suspended, given roles."""

import secrets
from collections.abc import Iterable
from datetime import timedelta
from typing import Final

from smartcustoms.kernel.actor import Kind
from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.errors import Conflict, NotFound, Refused
from smartcustoms.kernel.identifiers import numbered
from smartcustoms.kernel.people import store
from smartcustoms.kernel.people.actions.sessions import token_hash
from smartcustoms.kernel.people.model import Organisation, Person, State
from smartcustoms.kernel.people.passwords import check_new, hashed
from smartcustoms.kernel.people.queries import demo_cast
from smartcustoms.kernel.people.roles import roles
from smartcustoms.kernel.words.model import sentence

INVITED_FOR: Final = timedelta(days=7)


class InvitationOver(Refused):
    """The link is unknown, was used or is too old."""

    code = "invitation_over"
    status = 404


class RoleOfAnotherKind(Refused):
    """A role is for another kind of organisation: a trader cannot be an officer."""

    code = "role_of_another_kind"


def found_organisation(uow: UnitOfWork, organisation: Organisation) -> None:
    """Register an organisation; doing it again changes nothing."""
    store.insert_organisation(uow, organisation)
    uow.note("organisation.registered", organisation.number)


def suspend_organisation(uow: UnitOfWork, number: str, *, because: str) -> None:
    """Suspend an organisation: its people and machines are out at once.

    Raises:
        NotFound: no such organisation.
        Conflict: it is customs itself, and nobody would be left to let it in again.
    """
    if store.kind_of(uow, number) is Kind.CUSTOMS:
        raise Conflict(sentence("Customs itself cannot be suspended."), mend=sentence("Suspend single people instead."))
    if not store.change_organisation(uow, number, suspended=uow.at):
        raise NotFound(sentence("There is no such organisation."), mend=sentence("Look in the list."))
    store.end_sessions_of_organisation(uow, number)
    uow.note("organisation.suspended", number, because=because)


def restore_organisation(uow: UnitOfWork, number: str) -> None:
    """Let a suspended organisation in again."""
    if store.change_organisation(uow, number, suspended=None):
        uow.note("organisation.restored", number)


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
        NotFound: no such organisation.
        RoleOfAnotherKind: a role does not fit the organisation.
    """
    given = frozenset(roles_given)
    _check_roles(uow, organisation, given)
    made = number or numbered("P", uow.at.year, secrets.randbelow(10**9))
    person = Person(made, organisation, name, email, language, State.INVITED, given, False, None)
    if not store.insert_person(uow, person):
        raise Conflict(
            sentence("There is an account with this address already."),
            mend=sentence("Use another address, or find the account and change it."),
            field="email",
            seen=email,
        )
    uow.note("person.invited", made, roles=sorted(person.roles), organisation=organisation)
    return person


def open_invitation(uow: UnitOfWork, number: str) -> str:
    """Give the secret of a link with which a person sets a password: for the first time, or because it was forgotten.

    It serves once and for seven days; a link given earlier is worth nothing any more.

    Raises:
        NotFound: no such person.
    """
    secret = secrets.token_urlsafe(32)
    ends = uow.at + INVITED_FOR
    if not store.change_person(uow, number, invitation_hash=token_hash(secret), invited_until=ends):
        raise _nobody()
    uow.note("person.invitation_opened", number)
    return secret


def open_account(uow: UnitOfWork, secret: str, password: str) -> Person:
    """Set the password through the link of an invitation; the account becomes active.

    Raises:
        InvitationOver: the link is unknown, used or too old, or the account is suspended.
        PasswordTooWeak: see `passwords.check_new`.
    """
    found = store.invited(uow, token_hash(secret))
    if found is None:
        raise InvitationOver(
            sentence("This link is no longer good."), mend=sentence("Ask an administrator for a new one.")
        )
    set_password(uow, found.email, password)
    store.change_person(uow, found.number, invitation_hash=None, invited_until=None, locked_until=None)
    return found


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
            store.change_person(uow, row["number"], simulated=True)


def suspend(uow: UnitOfWork, number: str, *, because: str) -> None:
    """Suspend a person's account and end all sessions; the tokens he made for machines are worth nothing as long.

    Raises:
        NotFound: no such person.
    """
    if not store.change_person(uow, number, state=State.SUSPENDED.value):
        raise _nobody()
    store.end_sessions(uow, number=number)
    uow.note("person.suspended", number, because=because)


def restore(uow: UnitOfWork, number: str) -> None:
    """Open a suspended or locked account again; who has no means to sign in yet is invited still.

    Raises:
        NotFound: no such person.
    """
    state = State.ACTIVE if store.has_means(uow, number) else State.INVITED
    if not store.change_person(uow, number, state=state.value, tries=0, locked_until=None):
        raise _nobody()
    uow.note("person.restored", number)


def give_roles(uow: UnitOfWork, number: str, given: Iterable[str]) -> None:
    """Set the roles of a person; sessions end, so that nobody goes on with rights he no longer has.

    Raises:
        NotFound: no such person.
        RoleOfAnotherKind: a role does not fit the person's organisation.
    """
    codes = sorted(set(given) & set(roles()))
    person = store.person_by_number(uow, number)
    if person is None:
        raise _nobody()
    _check_roles(uow, person.organisation, frozenset(codes))
    store.change_person(uow, number, roles=codes)
    store.end_sessions(uow, number=number)
    uow.note("person.roles_given", number, roles=codes)


def _nobody() -> NotFound:
    return NotFound(sentence("There is no such person."), mend=sentence("Look in the list of people."))


def _check_roles(uow: UnitOfWork, organisation: str, given: frozenset[str]) -> None:
    kind = store.kind_of(uow, organisation)
    if kind is None:
        raise NotFound(
            sentence("There is no such organisation."),
            mend=sentence("Register it first."),
            field="organisation",
            seen=organisation[:60],
        )
    wrong = sorted(code for code in given if code not in roles() or roles()[code].kind is not kind)
    if wrong:
        raise RoleOfAnotherKind(
            sentence("This role is not for people of this organisation."),
            mend=sentence("Choose roles of the organisation's own kind."),
            field="role",
            seen=", ".join(wrong),
        )
