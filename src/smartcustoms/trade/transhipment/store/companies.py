"""Companies that registered."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.trade.transhipment.model import Company, CompanyState
from smartcustoms.trade.transhipment.store.tables import transhipment_company as table

_C = table.c


def company(uow: UnitOfWork, organisation: str, *, lock: bool = False) -> Company | None:
    """Give a company's registration; locked till the end of the transaction when asked."""
    found = sa.select(table).where(_C.organisation == organisation)
    row = uow.connection.execute(found.with_for_update() if lock else found).one_or_none()
    return None if row is None else _company(row)


def put(uow: UnitOfWork, row: Mapping[str, Any]) -> None:
    """Keep a registration as it is asked for now."""
    new = pg.insert(table).values(dict(row))
    uow.connection.execute(new.on_conflict_do_update(index_elements=["organisation"], set_=dict(row)))


def change(uow: UnitOfWork, organisation: str, changes: Mapping[str, Any]) -> None:
    """Change columns of a registration."""
    uow.connection.execute(sa.update(table).where(_C.organisation == organisation).values(dict(changes)))


def companies(
    uow: UnitOfWork, *, state: CompanyState | None, text: str, limit: int, offset: int
) -> tuple[list[Company], int]:
    """Give a page of registrations, those to be checked first, and how many there are."""
    found = sa.select(table)
    if state is not None:
        found = found.where(_C.state == state.value)
    if text:
        found = found.where(
            _C.name.icontains(text, autoescape=True)
            | (_C.business_number == text)
            | _C.organisation.icontains(text, autoescape=True)
        )
    total = uow.connection.execute(sa.select(sa.func.count()).select_from(found.subquery())).scalar_one()
    first = sa.case((_C.state == CompanyState.ASKED.value, 0), else_=1)
    rows = uow.connection.execute(
        found.order_by(first, _C.asked_at.desc(), _C.organisation).limit(limit).offset(offset)
    )
    return [_company(each) for each in rows], total


def _company(row: sa.Row[Any]) -> Company:
    said = dict(row._mapping)
    return Company(**{**said, "state": CompanyState(said["state"])})
