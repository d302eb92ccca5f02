"""What lists on pages share: the order that was asked for, texts that begin so, spans of days, a page with its total."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any, Final

import sqlalchemy as sa

from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.day import begin_of

Column = sa.ColumnElement[Any]
COUNTED: Final = 10_000
"""A long list counts no further than this: beyond it nobody turns pages, and counting would cost more than the page."""


def ordered(asked: str, by: Mapping[str, Column], *, otherwise: Column, then: Column) -> list[Column]:
    """Give the order that a page asks for: a key of `by`, with `-` before it for falling; what is empty comes last.

    Args:
        asked: the key; an unknown one asks for `otherwise`.
        by: what can be asked for.
        otherwise: the column for anything else.
        then: a column without equals, so that pages never overlap.
    """
    column = by.get(asked.removeprefix("-"), otherwise)
    if asked.startswith("-"):
        return [column.desc().nulls_last(), then.desc()]
    return [column.asc().nulls_last(), then.asc()]


def begins(text: str, *columns: Column) -> Column:
    """Say: one of the columns begins with a text, whatever its case; its `%` and `_` mean themselves."""
    start = text.replace("\x00", "")
    return sa.or_(*(column.istartswith(start, autoescape=True) for column in columns))


def within(since: date | None, until: date | None, first: Column, last: Column | None = None) -> list[Column]:
    """Say: from the begin of a day on and to the end of another, each where it is asked for.

    Args:
        since: the first day.
        until: the last day.
        first: the moment, or of a span of time its begin.
        last: the end of the span.
    """
    wheres: list[Column] = []
    if since:
        wheres.append((first if last is None else last) >= begin_of(since))
    if until:
        wheres.append(first < begin_of(until + timedelta(days=1)))
    return wheres


def counted(uow: UnitOfWork, found: sa.Select[Any]) -> int:
    """Give how many rows were found, counted no further than `COUNTED`."""
    some = found.order_by(None).limit(COUNTED).subquery()
    return int(uow.connection.execute(sa.select(sa.func.count()).select_from(some)).scalar_one())


def page_of(
    uow: UnitOfWork, found: sa.Select[Any], order: Sequence[Column], *, page: int, size: int
) -> tuple[Sequence[sa.Row[Any]], int]:
    """Give the rows of a page (1 is the first) of what was found, and how many there are in all."""
    total = uow.connection.execute(sa.select(sa.func.count()).select_from(found.order_by(None).subquery())).scalar_one()
    rows = uow.connection.execute(found.order_by(*order).limit(size).offset((page - 1) * size))
    return rows.all(), total
