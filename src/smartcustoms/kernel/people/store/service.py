"""SQL of signing in by a sign-in service: requests that wait for their answer, and whose account a subject is."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.people.store.tables import service_request, service_subject


def insert_service_request(
    uow: UnitOfWork, state_hash: bytes, *, then: str, person: str | None, ends: datetime
) -> None:
    """Keep a request until it is answered; those that nobody answered in time go."""
    uow.connection.execute(sa.delete(service_request).where(service_request.c.ends < uow.at))
    row = {"state_hash": state_hash, "then": then, "person": person, "ends": ends}
    uow.connection.execute(sa.insert(service_request).values(row))


def take_service_request(uow: UnitOfWork, state_hash: bytes) -> tuple[str, str | None, datetime] | None:
    """Take a request out, once: where it leads, whose proof it renews, when it ends; None when unknown or too old."""
    r = service_request.c
    gone = sa.delete(service_request).where(r.state_hash == state_hash, r.ends > uow.at)
    row = uow.connection.execute(gone.returning(r.then, r.person, r.ends)).one_or_none()
    return (row.then, row.person, row.ends) if row else None


def insert_subject(uow: UnitOfWork, issuer: str, subject: str, number: str) -> bool:
    """Link a subject with an account; False when one of the two is linked already."""
    row = {"issuer": issuer, "subject": subject, "person": number, "made": uow.at, "maker": uow.by.user}
    new = pg.insert(service_subject).values(row).on_conflict_do_nothing().returning(service_subject.c.subject)
    return uow.connection.execute(new).scalar() is not None


def delete_subject(uow: UnitOfWork, issuer: str, number: str) -> bool:
    """Take the link off an account; False when there is none."""
    s = service_subject.c
    gone = sa.delete(service_subject).where(s.issuer == issuer, s.person == number)
    return uow.connection.execute(gone).rowcount > 0


def person_of_subject(uow: UnitOfWork, issuer: str, subject: str) -> str | None:
    """Give the number of the person whose account a subject is."""
    s = service_subject.c
    return uow.connection.execute(
        sa.select(s.person).where(s.issuer == issuer, s.subject == subject)
    ).scalar_one_or_none()


def subject_of(uow: UnitOfWork, issuer: str, number: str) -> str | None:
    """Give the subject linked with a person's account."""
    s = service_subject.c
    return uow.connection.execute(
        sa.select(s.subject).where(s.issuer == issuer, s.person == number)
    ).scalar_one_or_none()
