"""SQL of organisations and persons. Secrets leave it only towards the actions."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from smartcustoms.kernel.actor import Kind
from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.people.model import Organisation, Person, State
from smartcustoms.kernel.people.store.tables import organisation, passkey, person, service_subject, sign_in_session


def insert_organisation(uow: UnitOfWork, new: Organisation) -> None:
    """Keep a new organisation; one that is there stays as it is."""
    row = {"number": new.number, "name": new.name, "kind": new.kind.value}
    uow.connection.execute(pg.insert(organisation).values(row).on_conflict_do_nothing())


def insert_person(uow: UnitOfWork, new: Person) -> bool:
    """Keep a new person; False when the number or the address is taken."""
    row = {
        "number": new.number,
        "organisation": new.organisation,
        "name": new.name,
        "email": new.email.lower(),
        "language": new.language,
        "state": new.state.value,
        "roles": sorted(new.roles),
    }
    new_row = pg.insert(person).values(row).on_conflict_do_nothing().returning(person.c.number)
    return uow.connection.execute(new_row).scalar() is not None


def change_person(uow: UnitOfWork, number: str, **changes: Any) -> bool:
    """Change columns of one person; False when there is none."""
    return uow.connection.execute(sa.update(person).where(person.c.number == number).values(changes)).rowcount == 1


def secrets_of(uow: UnitOfWork, email: str) -> sa.Row[Any] | None:
    """Give a person's row, secrets included, locked until the transaction ends, so that tries are counted one by one."""
    return uow.connection.execute(
        sa.select(person).where(person.c.email == email.lower()).with_for_update()
    ).one_or_none()


def person_row(uow: UnitOfWork, number: str) -> sa.Row[Any] | None:
    """Give a person's row by his number, secrets included; None when his organisation is suspended."""
    found = sa.select(person).join(organisation, organisation.c.number == person.c.organisation)
    return uow.connection.execute(
        found.where(person.c.number == number, organisation.c.suspended.is_(None))
    ).one_or_none()


def has_means(uow: UnitOfWork, number: str) -> bool:
    """Tell whether a person has anything to sign in with: a password, a passkey, or a link with the sign-in service."""
    means = sa.union_all(
        sa.select(person.c.number).where(person.c.number == number, person.c.password.is_not(None)),
        sa.select(passkey.c.person).where(passkey.c.person == number),
        sa.select(service_subject.c.person).where(service_subject.c.person == number),
    )
    return uow.connection.execute(means.limit(1)).first() is not None


def kind_of(uow: UnitOfWork, number: str) -> Kind | None:
    """Give the kind of an organisation; None when there is none of this number."""
    kind = uow.connection.execute(sa.select(organisation.c.kind).where(organisation.c.number == number)).scalar()
    return Kind(kind) if kind else None


def invited(uow: UnitOfWork, invitation_hash: bytes) -> Person | None:
    """Give the person a living invitation was made for."""
    c = person.c
    found = sa.select(person).where(c.invitation_hash == invitation_hash, c.invited_until > uow.at)
    row = uow.connection.execute(found.where(c.state != State.SUSPENDED.value).with_for_update()).one_or_none()
    return _person(row) if row else None


def waiting_secret(uow: UnitOfWork, number: str) -> bytes | None:
    """Give the sealed secret of an authenticator application that was not confirmed yet."""
    return uow.connection.execute(sa.select(person.c.totp_waiting).where(person.c.number == number)).scalar()


def person_by_number(uow: UnitOfWork, number: str) -> Person | None:
    """Give one person."""
    row = uow.connection.execute(sa.select(person).where(person.c.number == number)).one_or_none()
    return _person(row) if row else None


def names(uow: UnitOfWork, numbers: list[str], *, organisation_number: str | None) -> dict[str, str]:
    """Give names by number, of one organisation only when it is given."""
    found = sa.select(person.c.number, person.c.name).where(person.c.number.in_(numbers))
    if organisation_number:
        found = found.where(person.c.organisation == organisation_number)
    return {row.number: row.name for row in uow.connection.execute(found)}


def people(
    uow: UnitOfWork, *, text: str, organisation_number: str | None, limit: int, offset: int
) -> tuple[list[Person], int]:
    """Give a page of people whose name or address holds a text, and how many there are in all."""
    found = sa.select(person)
    if text:
        like = f"%{text.replace('%', '').replace('_', '')}%"
        found = found.where(person.c.name.ilike(like) | person.c.email.ilike(like) | person.c.organisation.ilike(like))
    if organisation_number:
        found = found.where(person.c.organisation == organisation_number)
    total = uow.connection.execute(sa.select(sa.func.count()).select_from(found.subquery())).scalar_one()
    rows = uow.connection.execute(found.order_by(person.c.organisation, person.c.name).limit(limit).offset(offset))
    return [_person(row) for row in rows], total


def with_roles(uow: UnitOfWork, roles: list[str]) -> list[Person]:
    """Give the people who have one of some roles and may sign in, by name."""
    found = sa.select(person).where(person.c.roles.overlap(roles), person.c.state != State.SUSPENDED.value)
    return [_person(row) for row in uow.connection.execute(found.order_by(person.c.name, person.c.number))]


def organisations(uow: UnitOfWork, *, text: str, limit: int, offset: int) -> tuple[list[Organisation], int]:
    """Give a page of organisations whose number or name holds a text, and how many there are in all."""
    found = sa.select(organisation)
    if text:
        like = f"%{text.replace('%', '').replace('_', '')}%"
        found = found.where(organisation.c.name.ilike(like) | organisation.c.number.ilike(like))
    total = uow.connection.execute(sa.select(sa.func.count()).select_from(found.subquery())).scalar_one()
    rows = uow.connection.execute(found.order_by(organisation.c.name).limit(limit).offset(offset))
    return [Organisation(row.number, row.name, Kind(row.kind), row.suspended is not None) for row in rows], total


def organisation_name(uow: UnitOfWork, number: str) -> str | None:
    """Give an organisation's name."""
    return uow.connection.execute(sa.select(organisation.c.name).where(organisation.c.number == number)).scalar()


def change_organisation(uow: UnitOfWork, number: str, **changes: Any) -> bool:
    """Change columns of one organisation; False when there is none."""
    changed = sa.update(organisation).where(organisation.c.number == number).values(changes)
    return uow.connection.execute(changed).rowcount == 1


def end_sessions_of_organisation(uow: UnitOfWork, number: str) -> None:
    """End the sessions of everybody in an organisation."""
    whose = sa.select(person.c.number).where(person.c.organisation == number)
    uow.connection.execute(sa.delete(sign_in_session).where(sign_in_session.c.person.in_(whose)))


def _person(row: sa.Row[Any]) -> Person:
    return Person(
        row.number,
        row.organisation,
        row.name,
        row.email,
        row.language,
        State(row.state),
        frozenset(row.roles),
        row.totp is not None,
        row.locked_until,
    )
