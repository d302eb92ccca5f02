"""SQL of the types that administrators wrote."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.trade.documents.model import TypeVersion
from smartcustoms.trade.documents.store.tables import document_type_version

_V = document_type_version.c


def activated(uow: UnitOfWork, *, on: date) -> list[TypeVersion]:
    """Give of each code the version that holds on a day: the latest begun one that was activated."""
    found = (
        sa.select(document_type_version)
        .ext(pg.distinct_on(_V.code))
        .where(_V.state == "active", _V.since <= on)
        .order_by(_V.code, _V.since.desc(), _V.version.desc())
    )
    return [_version(row) for row in uow.connection.execute(found)]


def versions(uow: UnitOfWork, code: str = "") -> list[TypeVersion]:
    """Give the versions of one type, or of all, newest first."""
    found = sa.select(document_type_version).order_by(_V.code, _V.version.desc()).limit(500)
    return [_version(row) for row in uow.connection.execute(found.where(_V.code == code) if code else found)]


def version(uow: UnitOfWork, code: str, number: int, *, lock: bool = False) -> TypeVersion | None:
    """Give one version of a type; locked till the end of the transaction when asked."""
    found = sa.select(document_type_version).where(_V.code == code, _V.version == number)
    row = uow.connection.execute(found.with_for_update() if lock else found).one_or_none()
    return _version(row) if row is not None else None


def add_version(uow: UnitOfWork, code: str, body: str) -> int:
    """Keep a new draft of a type; give its version's number."""
    latest = sa.select(sa.func.coalesce(sa.func.max(_V.version), 0)).where(_V.code == code)
    number = int(uow.connection.execute(latest).scalar_one()) + 1
    row = {"code": code, "version": number, "state": "draft", "body": body}
    uow.connection.execute(
        sa.insert(document_type_version).values({**row, "written_by": uow.by.user, "written_at": uow.at})
    )
    return number


def change_version(uow: UnitOfWork, code: str, number: int, changes: Mapping[str, Any]) -> None:
    """Change columns of a version."""
    which = (_V.code == code) & (_V.version == number)
    uow.connection.execute(sa.update(document_type_version).where(which).values(dict(changes)))


def _version(row: sa.Row[Any]) -> TypeVersion:
    return TypeVersion(
        row.code, row.version, row.state, row.body, row.since, row.written_by, row.written_at, row.activated_at
    )
