"""SQL of registrations of companies and individuals."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from smartcustoms.business.traders.model import Account, Registration, Stage
from smartcustoms.business.traders.plainly import particulars_of, plain_particulars
from smartcustoms.business.traders.store.tables import company_registration
from smartcustoms.kernel.database.unit import UnitOfWork

_C = company_registration.c


def insert(uow: UnitOfWork, made: Registration, *, secret_hash: bytes, until: Any) -> bool:
    """Keep a registration; False when one of this address is open already."""
    row = {
        "number": made.number,
        "account": made.account.value,
        "state": made.stage.value,
        "written": plain_particulars(made.written),
        "contact": made.contact,
        "email": made.email,
        "language": made.language,
        "secret_hash": secret_hash,
        "secret_until": until,
        "asked_at": made.asked_at,
    }
    kept = pg.insert(company_registration).values(row).on_conflict_do_nothing().returning(_C.number)
    return uow.connection.execute(kept).scalar() is not None


def renew(uow: UnitOfWork, made: Registration, *, secret_hash: bytes, until: Any) -> None:
    """Replace what was asked under an address and not confirmed yet."""
    changed = sa.update(company_registration).where(_C.email == made.email, _C.state == Stage.ASKED.value)
    uow.connection.execute(
        changed.values(
            account=made.account.value,
            written=plain_particulars(made.written),
            contact=made.contact,
            language=made.language,
            secret_hash=secret_hash,
            secret_until=until,
            asked_at=made.asked_at,
        )
    )


def open_of(uow: UnitOfWork, email: str) -> Registration | None:
    """Give the registration of an address that is not decided yet."""
    found = sa.select(company_registration).where(_C.email == email)
    found = found.where(_C.state.in_([Stage.ASKED.value, Stage.CONFIRMED.value]))
    row = uow.connection.execute(found.with_for_update()).one_or_none()
    return _registration(row) if row is not None else None


def by_secret(uow: UnitOfWork, secret_hash: bytes) -> Registration | None:
    """Give the registration of a living link."""
    found = sa.select(company_registration).where(_C.secret_hash == secret_hash, _C.secret_until > uow.at)
    row = uow.connection.execute(found.with_for_update()).one_or_none()
    return _registration(row) if row is not None else None


def by_number(uow: UnitOfWork, number: str, *, lock: bool = False) -> Registration | None:
    """Give one registration."""
    found = sa.select(company_registration).where(_C.number == number)
    row = uow.connection.execute(found.with_for_update() if lock else found).one_or_none()
    return _registration(row) if row is not None else None


def change(uow: UnitOfWork, number: str, **values: Any) -> None:
    """Change columns of a registration."""
    uow.connection.execute(sa.update(company_registration).where(_C.number == number).values(**values))


def registrations(
    uow: UnitOfWork, *, stage: Stage | None, text: str, limit: int, offset: int = 0
) -> tuple[list[Registration], int]:
    """Give a page of registrations, those that wait longest first, and how many there are in all."""
    found = sa.select(company_registration)
    if stage is not None:
        found = found.where(_C.state == stage.value)
    if text:
        like = f"%{text.replace('%', '').replace('_', '')}%"
        found = found.where(_C.number.ilike(like) | _C.email.ilike(like) | sa.cast(_C.written, sa.Text).ilike(like))
    total = uow.connection.execute(sa.select(sa.func.count()).select_from(found.subquery())).scalar_one()
    page = found.order_by(_C.asked_at, _C.number).limit(limit).offset(offset)
    return [_registration(row) for row in uow.connection.execute(page)], total


def _registration(row: sa.Row[Any]) -> Registration:
    return Registration(
        number=row.number,
        account=Account(row.account),
        stage=Stage(row.state),
        written=particulars_of(row.written),
        contact=row.contact,
        email=row.email,
        language=row.language,
        asked_at=row.asked_at,
        due_at=row.due_at,
        decided_at=row.decided_at,
        because=row.because,
        trader=row.trader,
        organisation=row.organisation,
    )
