"""The bank's statements and their lines."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.money import Money
from smartcustoms.kernel.words.kept import as_json, from_json
from smartcustoms.trade.payments.model import BankLine, BankLineState, Reconciled, Statement
from smartcustoms.trade.payments.store.tables import bank_line, bank_statement

_S, _B = bank_statement.c, bank_line.c


def insert_statement(uow: UnitOfWork, found: Statement, name: str) -> bool:
    """Keep a statement's head; False when it was read already."""
    row = {
        "identity": found.identity,
        "name": name,
        "account": found.account,
        "currency": found.opening.currency,
        "opening": found.opening.amount,
        "closing": found.closing.amount,
        "read_at": uow.at,
        "read_by": uow.by.user,
    }
    new = pg.insert(bank_statement).values(row).on_conflict_do_nothing().returning(_S.identity)
    return uow.connection.execute(new).scalar() is not None


def insert_lines(uow: UnitOfWork, found: Statement) -> None:
    """Keep a statement's lines."""
    rows = [
        {
            "statement": found.identity,
            "position": each.position,
            "booked_on": each.booked_on,
            "amount": each.amount.amount,
            "reference": each.reference,
            "text": each.text,
            "state": each.state.value,
            "payment": each.payment,
            "why": as_json(each.why) if each.why else None,
        }
        for each in found.lines
    ]
    if rows:
        uow.connection.execute(sa.insert(bank_line), rows)


def change_line(uow: UnitOfWork, identity: str, position: int, changes: Mapping[str, Any]) -> None:
    """Change columns of a line."""
    which = (_B.statement == identity) & (_B.position == position)
    uow.connection.execute(sa.update(bank_line).where(which).values(dict(changes)))


def statement(uow: UnitOfWork, identity: str, *, lock: bool = False) -> Reconciled | None:
    """Give a statement with its lines."""
    found = sa.select(bank_statement).where(_S.identity == identity)
    row = uow.connection.execute(found.with_for_update() if lock else found).one_or_none()
    if row is None:
        return None
    lines = uow.connection.execute(sa.select(bank_line).where(_B.statement == identity).order_by(_B.position))
    return _reconciled(row, [_line(each, row.currency) for each in lines])


def statements(uow: UnitOfWork, limit: int = 100) -> list[tuple[Reconciled, int, int]]:
    """Give the statements read, newest first, without lines: with how many lines each has and how many are left over."""
    count = sa.func.count(_B.position)
    left = sa.func.count().filter(_B.state == BankLineState.LEFT.value)
    found = (
        sa.select(bank_statement, count.label("n"), left.label("left_over"))
        .outerjoin(bank_line, _B.statement == _S.identity)
        .group_by(*bank_statement.c)
        .order_by(_S.read_at.desc())
        .limit(limit)
    )
    return [(_reconciled(row, []), row.n, row.left_over) for row in uow.connection.execute(found)]


def _reconciled(row: sa.Row[Any], lines: list[BankLine]) -> Reconciled:
    opening, closing = Money(row.opening, row.currency).rounded(), Money(row.closing, row.currency).rounded()
    return Reconciled(
        Statement(identity=row.identity, account=row.account, opening=opening, closing=closing, lines=tuple(lines)),
        row.read_at,
        row.read_by,
        row.name,
    )


def _line(row: sa.Row[Any], currency: str) -> BankLine:
    return BankLine(
        position=row.position,
        booked_on=row.booked_on,
        amount=Money(row.amount, currency).rounded(),
        reference=row.reference,
        text=row.text,
        state=BankLineState(row.state),
        payment=row.payment,
        why=from_json(row.why) if row.why else None,
    )
