"""SQL of agencies' rulebooks."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.trade.agencies.model import RulesVersion
from smartcustoms.trade.agencies.store.tables import agency_rulebook

_V = agency_rulebook.c


def rules_in_force(uow: UnitOfWork, agencies: Collection[str], *, on: date) -> dict[str, RulesVersion]:
    """Give the version of some agencies' rulebooks that holds on a day: the latest begun one that was activated."""
    found = (
        sa.select(agency_rulebook)
        .ext(pg.distinct_on(_V.agency))
        .where(_V.agency.in_(list(agencies)), _V.state == "active", _V.since <= on)
        .order_by(_V.agency, _V.since.desc(), _V.version.desc())
    )
    return {row.agency: _version(row) for row in uow.connection.execute(found)}


def rules_versions(uow: UnitOfWork, agency: str) -> list[RulesVersion]:
    """Give the versions of an agency's rulebook, newest first."""
    found = sa.select(agency_rulebook).where(_V.agency == agency).order_by(_V.version.desc()).limit(100)
    return [_version(row) for row in uow.connection.execute(found)]


def rules_version(uow: UnitOfWork, agency: str, number: int, *, lock: bool = False) -> RulesVersion | None:
    """Give one version; locked till the end of the transaction when asked."""
    found = sa.select(agency_rulebook).where(_V.agency == agency, _V.version == number)
    row = uow.connection.execute(found.with_for_update() if lock else found).one_or_none()
    return _version(row) if row is not None else None


def add_rules(uow: UnitOfWork, agency: str, cells: Mapping[str, str]) -> int:
    """Keep a new draft; give its number."""
    latest = sa.select(sa.func.coalesce(sa.func.max(_V.version), 0)).where(_V.agency == agency)
    number = int(uow.connection.execute(latest).scalar_one()) + 1
    row = {"agency": agency, "version": number, "state": "draft", "cells": dict(cells)}
    uow.connection.execute(sa.insert(agency_rulebook).values({**row, "written_by": uow.by.user, "written_at": uow.at}))
    return number


def change_rules(uow: UnitOfWork, agency: str, number: int, changes: Mapping[str, Any]) -> None:
    """Change columns of a version."""
    which = (_V.agency == agency) & (_V.version == number)
    uow.connection.execute(sa.update(agency_rulebook).where(which).values(dict(changes)))


def _version(row: sa.Row[Any]) -> RulesVersion:
    return RulesVersion(
        row.agency, row.version, row.state, row.cells, row.since, row.written_by, row.written_at, row.activated_at
    )
