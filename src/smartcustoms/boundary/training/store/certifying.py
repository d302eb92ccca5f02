"""All SQL of certification tests, attempts at them and certificates. Secrets and seeds leave it only to draw a picture or to end a test."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from smartcustoms.boundary.training.model import Attempt, Certificate, Certification, PassRules
from smartcustoms.boundary.training.store.tables import training_attempt, training_certificate, training_test
from smartcustoms.kernel.database.lists import ordered, page_of
from smartcustoms.kernel.database.unit import UnitOfWork

_T, _A, _C = training_test.c, training_attempt.c, training_certificate.c
_TEST = tuple(_T["titles" if name == "names" else name].label(name) for name in Certification.__slots__)
_ATTEMPT, _CERTIFICATE = Attempt.__slots__, Certificate.__slots__
ATTEMPT_SORTS: dict[str, Any] = {
    "officer": _A.officer,
    "test": _A.test,
    "began_at": _A.began_at,
    "ended_at": _A.ended_at,
    "passed": _A.passed,
}
CERTIFICATE_SORTS: dict[str, Any] = {
    "officer": _C.officer,
    "test": _C.test,
    "valid_from": _C.valid_from,
    "valid_until": _C.valid_until,
}


def insert_test(uow: UnitOfWork, test: Certification, secret: bytes) -> None:
    """Keep a test with its secret."""
    row = {name: getattr(test, name) for name in Certification.__slots__ if name != "names"} | {"secret": secret}
    row |= {"titles": dict(test.names), "categories": list(test.categories)}
    uow.connection.execute(sa.insert(training_test).values(row))


def tests(uow: UnitOfWork) -> list[Certification]:
    """Give the tests, the newest first."""
    found = sa.select(*_TEST).order_by(_T.at.desc(), _T.number)
    return [_test(row) for row in uow.connection.execute(found)]


def test(uow: UnitOfWork, number: str) -> Certification | None:
    """Give one test."""
    row = uow.connection.execute(sa.select(*_TEST).where(_T.number == number)).one_or_none()
    return None if row is None else _test(row)


def secret_of(uow: UnitOfWork, number: str) -> bytes:
    """Give the secret of a test: to draw the seed of an attempt alone."""
    return bytes(uow.connection.execute(sa.select(_T.secret).where(_T.number == number)).scalar_one())


def change_test(uow: UnitOfWork, number: str, changes: dict[str, Any]) -> None:
    """Change columns of a test."""
    uow.connection.execute(sa.update(training_test).where(_T.number == number).values(changes))


def insert_attempt(uow: UnitOfWork, attempt: Attempt, *, seed: str, stock: list[str]) -> bool:
    """Keep an attempt that begins; False where the officer has one open."""
    rules = {name: getattr(attempt.rules, name) for name in PassRules.__slots__}
    row = {name: getattr(attempt, name) for name in _ATTEMPT} | {"rules": rules, "seed": seed, "stock": stock}
    new = pg.insert(training_attempt).values(row).on_conflict_do_nothing().returning(_A.number)
    return uow.connection.execute(new).scalar() is not None


def attempt(uow: UnitOfWork, number: str, *, lock: bool = False) -> Attempt | None:
    """Give an attempt; locked till the end of the transaction when asked."""
    found = sa.select(*(_A[name] for name in _ATTEMPT)).where(_A.number == number)
    row = uow.connection.execute(found.with_for_update() if lock else found).one_or_none()
    return None if row is None else _attempt(row)


def set_of(uow: UnitOfWork, number: str) -> tuple[str, list[str]]:
    """Give the seed of an attempt and the clean pictures it draws from: to draw a picture or to end the test alone."""
    row = uow.connection.execute(sa.select(_A.seed, _A.stock).where(_A.number == number)).one()
    return row.seed, list(row.stock)


def open_attempt(uow: UnitOfWork, officer: str) -> Attempt | None:
    """Give the attempt an officer has open, at whichever test."""
    found = sa.select(*(_A[name] for name in _ATTEMPT)).where(_A.officer == officer, _A.ended_at.is_(None))
    row = uow.connection.execute(found).one_or_none()
    return None if row is None else _attempt(row)


def overdue(uow: UnitOfWork, *, at: datetime) -> list[str]:
    """Give the numbers of attempts whose time is over; locked, those that somebody else ends left out."""
    found = sa.select(_A.number).where(_A.ended_at.is_(None), _A.ends_at < at).with_for_update(skip_locked=True)
    return list(uow.connection.execute(found).scalars())


def attempts(
    uow: UnitOfWork, *, officer: str = "", test: str = "", sort: str = "-began_at", page: int = 1, size: int = 50
) -> tuple[list[Attempt], int]:
    """Give a page of attempts, and how many there are in all."""
    found = sa.select(*(_A[name] for name in _ATTEMPT))
    for asked, column in ((officer, _A.officer), (test, _A.test)):
        if asked:
            found = found.where(column == asked)
    order = ordered(sort, ATTEMPT_SORTS, otherwise=_A.began_at, then=_A.number)
    rows, total = page_of(uow, found, order, page=page, size=size)
    return [_attempt(row) for row in rows], total


def change_attempt(uow: UnitOfWork, number: str, changes: dict[str, Any]) -> None:
    """Change columns of an attempt."""
    uow.connection.execute(sa.update(training_attempt).where(_A.number == number).values(changes))


def insert_certificate(uow: UnitOfWork, certificate: Certificate) -> None:
    """Keep a certificate."""
    row = {name: getattr(certificate, name) for name in _CERTIFICATE}
    uow.connection.execute(sa.insert(training_certificate).values(row))


def certificate(uow: UnitOfWork, number: str, *, lock: bool = False) -> Certificate | None:
    """Give one certificate; locked till the end of the transaction when asked."""
    found = sa.select(*(_C[name] for name in _CERTIFICATE)).where(_C.number == number)
    row = uow.connection.execute(found.with_for_update() if lock else found).one_or_none()
    return None if row is None else _certificate(row)


def certificates(
    uow: UnitOfWork,
    *,
    officer: str = "",
    test: str = "",
    attempt: str = "",
    valid_on: date | None = None,
    sort: str = "-valid_until",
    page: int = 1,
    size: int = 50,
) -> tuple[list[Certificate], int]:
    """Give a page of certificates, and how many there are in all; those that hold on a day where one is asked for."""
    found = sa.select(*(_C[name] for name in _CERTIFICATE))
    for asked, column in ((officer, _C.officer), (test, _C.test), (attempt, _C.attempt)):
        if asked:
            found = found.where(column == asked)
    if valid_on is not None:
        found = found.where(_C.withdrawn_at.is_(None), _C.valid_from <= valid_on, _C.valid_until >= valid_on)
    order = ordered(sort, CERTIFICATE_SORTS, otherwise=_C.valid_until, then=_C.number)
    rows, total = page_of(uow, found, order, page=page, size=size)
    return [_certificate(row) for row in rows], total


def change_certificate(uow: UnitOfWork, number: str, changes: dict[str, Any]) -> None:
    """Change columns of a certificate."""
    uow.connection.execute(sa.update(training_certificate).where(_C.number == number).values(changes))


def forget(uow: UnitOfWork, *, before: datetime) -> None:
    """Forget attempts that ended, and certificates that ran out, before a time."""
    uow.connection.execute(sa.delete(training_attempt).where(_A.ended_at < before))
    uow.connection.execute(sa.delete(training_certificate).where(_C.valid_until < before.date()))


def _test(row: sa.Row[Any]) -> Certification:
    return Certification(**row._asdict() | {"categories": tuple(row.categories)})


def _attempt(row: sa.Row[Any]) -> Attempt:
    return Attempt(**row._asdict() | {"rules": PassRules(**row.rules)})


def _certificate(row: sa.Row[Any]) -> Certificate:
    return Certificate(**row._asdict())
