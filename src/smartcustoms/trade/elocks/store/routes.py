"""Corridors of routes, each version kept."""

from dataclasses import asdict
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.trade.elocks.running import Corridor
from smartcustoms.trade.elocks.store.tables import elock_corridor, elock_journey

_C: Final = elock_corridor.c
_J: Final = elock_journey.c


def put(uow: UnitOfWork, each: Corridor) -> bool:
    """Keep a version; False when it is taken."""
    row = asdict(each) | {
        "line": [list(one) for one in each.line],
        "zones": {k: list(v) for k, v in each.zones.items()},
    }
    new = pg.insert(elock_corridor).values(row).on_conflict_do_nothing().returning(_C.version)
    return uow.connection.execute(new).scalar() is not None


def newest(uow: UnitOfWork, route: str) -> Corridor | None:
    """Give a route's corridor as it is now."""
    found = sa.select(elock_corridor).where(_C.route == route).order_by(_C.version.desc()).limit(1)
    row = uow.connection.execute(found).one_or_none()
    return None if row is None else _corridor(row)


def routes(uow: UnitOfWork, *, text: str = "", limit: int = 50, offset: int = 0) -> tuple[list[Corridor], int]:
    """Give a page of routes with their corridors as they are now, and how many there are."""
    found = sa.select(elock_corridor).ext(pg.distinct_on(_C.route)).order_by(_C.route, _C.version.desc())
    if text:
        found = found.where(_C.route.contains(text, autoescape=True))
    total = uow.connection.execute(sa.select(sa.func.count()).select_from(found.subquery())).scalar_one()
    return [_corridor(row) for row in uow.connection.execute(found.limit(limit).offset(offset))], total


def ended_journeys(uow: UnitOfWork, route: str, *, limit: int = 200) -> list[str]:
    """Give the newest journeys of a route that are over."""
    found = sa.select(_J.number).where(_J.route == route, _J.closed_at.is_not(None))
    return list(uow.connection.execute(found.order_by(_J.closed_at.desc()).limit(limit)).scalars())


def _corridor(row: Any) -> Corridor:
    line = tuple((float(a), float(b)) for a, b in row.line)
    zones = {str(name): (float(place[0]), float(place[1])) for name, place in row.zones.items()}
    return Corridor(
        row.route, row.version, line, zones, row.corridor_m, row.trips, row.inside, row.made_by, row.made_at
    )
