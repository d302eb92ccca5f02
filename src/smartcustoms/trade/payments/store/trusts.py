"""Guarantee accounts and what is held of them: each change is one statement that cannot take more than there is."""

from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.money import Money
from smartcustoms.trade.payments.model import Account, Hold
from smartcustoms.trade.payments.store.tables import guarantee_account, guarantee_hold

_C, _H = guarantee_account.c, guarantee_hold.c


def deposit(uow: UnitOfWork, organisation: str, amount: Money) -> None:
    """Add to what is available; opens the account."""
    row = {"organisation": organisation, "currency": amount.currency, "available": amount.amount, "held": Decimal(0)}
    new = pg.insert(guarantee_account).values(row)
    uow.connection.execute(
        new.on_conflict_do_update(
            index_elements=["organisation"], set_={"available": _C.available + new.excluded.available}
        )
    )


def hold(uow: UnitOfWork, organisation: str, amount: Money) -> bool:
    """Move from available to held; False when there is not so much."""
    moved = (
        sa.update(guarantee_account)
        .where(_C.organisation == organisation, _C.currency == amount.currency, _C.available >= amount.amount)
        .values(available=_C.available - amount.amount, held=_C.held + amount.amount)
    )
    return uow.connection.execute(moved.returning(_C.organisation)).scalar() is not None


def let_go(uow: UnitOfWork, organisation: str, amount: Money, *, back: Money) -> None:
    """Take from what is held; give some of it back to what is available."""
    uow.connection.execute(
        sa.update(guarantee_account)
        .where(_C.organisation == organisation)
        .values(held=_C.held - amount.amount, available=_C.available + back.amount)
    )


def account(uow: UnitOfWork, organisation: str) -> Account | None:
    """Give an account."""
    row = uow.connection.execute(sa.select(guarantee_account).where(_C.organisation == organisation)).one_or_none()
    return None if row is None else _account(row)


def accounts(uow: UnitOfWork, limit: int, offset: int) -> tuple[list[Account], int]:
    """Give a page of the accounts the asker sees, and how many there are."""
    total = uow.connection.execute(sa.select(sa.func.count()).select_from(guarantee_account)).scalar_one()
    rows = uow.connection.execute(sa.select(guarantee_account).order_by(_C.organisation).limit(limit).offset(offset))
    return [_account(row) for row in rows], total


def insert_hold(uow: UnitOfWork, kept: Hold) -> bool:
    """Keep what is held for a movement; False when something is held for it already, or was."""
    row = {
        "about": kept.about,
        "organisation": kept.organisation,
        "currency": kept.amount.currency,
        "amount": kept.amount.amount,
        "held_at": kept.held_at,
    }
    new = pg.insert(guarantee_hold).values(row).on_conflict_do_nothing().returning(_H.about)
    return uow.connection.execute(new).scalar() is not None


def held_for(uow: UnitOfWork, about: str, *, lock: bool = False) -> Hold | None:
    """Give what is, or was, held for a movement."""
    found = sa.select(guarantee_hold).where(_H.about == about)
    row = uow.connection.execute(found.with_for_update() if lock else found).one_or_none()
    return None if row is None else _hold(row)


def end_hold(uow: UnitOfWork, about: str, *, drawn: Money) -> None:
    """Say that a hold is over, and how much of it was drawn."""
    uow.connection.execute(
        sa.update(guarantee_hold).where(_H.about == about).values(over_at=uow.at, drawn=drawn.amount)
    )


def holds(uow: UnitOfWork, organisation: str, limit: int = 200) -> list[Hold]:
    """Give what is and was held of an account, newest first."""
    found = sa.select(guarantee_hold).where(_H.organisation == organisation).order_by(_H.held_at.desc()).limit(limit)
    return [_hold(row) for row in uow.connection.execute(found)]


def sums(uow: UnitOfWork) -> dict[str, Decimal]:
    """Give by currency what all accounts have, available and held."""
    found = sa.select(_C.currency, sa.func.sum(_C.available + _C.held)).group_by(_C.currency)
    return {row[0]: row[1] for row in uow.connection.execute(found)}


def _account(row: sa.Row[Any]) -> Account:
    return Account(
        row.organisation, Money(row.available, row.currency).rounded(), Money(row.held, row.currency).rounded()
    )


def _hold(row: sa.Row[Any]) -> Hold:
    return Hold(
        about=row.about,
        organisation=row.organisation,
        amount=Money(row.amount, row.currency).rounded(),
        held_at=row.held_at,
        over_at=row.over_at,
        drawn=Money(row.drawn, row.currency).rounded(),
    )
