"""How a declaration stands beside others: the history of its parties, like cases that were examined, its peers' prices."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.trade.risk.store.profiles import risk_item, risk_peers


def tally_of_party(uow: UnitOfWork, role: str, number: str, *, since: date, but: str) -> dict[str, Any]:
    """Count a party's goods items since a day, those of one declaration left out: seen, examined, found, recovered, last."""
    table = risk_item
    query = sa.select(
        sa.func.count().label("seen"),
        sa.func.count(table.c.finding).label("examined"),
        sa.func.coalesce(sa.func.sum(table.c.finding), 0).label("found"),
        sa.func.coalesce(sa.func.sum(table.c.revenue), 0.0).label("recovered"),
        sa.func.max(table.c.on).label("last"),
    ).where(table.c.on >= since, table.c[role] == number, table.c.declaration != but)
    return dict(uow.connection.execute(query).mappings().one())


def like_cases(uow: UnitOfWork, item: dict[str, Any], *, since: date, most: int) -> list[dict[str, Any]]:
    """Give examined goods items most like one: the same code and origin first, then the code, then the heading; the nearest price first."""
    table = risk_item
    price = sa.func.ln(table.c.value / table.c.net_mass_kg)
    own = sa.func.ln(sa.literal(float(item["value"]) / float(item["net_mass_kg"])))
    query = (
        sa.select(table)
        .where(
            table.c.on >= since,
            table.c.hs_code.startswith(item["hs_code"][:4], autoescape=True),
            table.c.finding.is_not(None),
            table.c.declaration != item["declaration"],
            table.c.value > 0,
            table.c.net_mass_kg > 0,
        )
        .order_by(
            sa.desc(table.c.hs_code == item["hs_code"]),
            sa.desc(sa.func.coalesce(table.c.origin, "") == (item["origin"] or "")),
            sa.func.abs(price - own),
            table.c.declaration,
            table.c.item,
        )
        .limit(most)
    )
    return [dict(row) for row in uow.connection.execute(query).mappings()]


def peers_of(uow: UnitOfWork, keys: dict[str, str], month: date) -> dict[str, list[float]]:
    """Give the rows of the newest peer table not after a month for a few keys (level: key): numbers by level."""
    table = risk_peers
    newest = sa.select(sa.func.max(table.c.month)).where(table.c.month <= month).scalar_subquery()
    wanted = sa.or_(*(sa.and_(table.c.level == level, table.c.key == key) for level, key in keys.items()))
    query = sa.select(table.c.level, table.c.numbers).where(table.c.month == newest, wanted)
    return {level: list(numbers) for level, numbers in uow.connection.execute(query)}


def peers_among(uow: UnitOfWork, wanted: Sequence[tuple[str, str]], month: date) -> dict[tuple[str, str], list[float]]:
    """Give the rows of the newest peer table not after a month for many (level, key) at once: numbers by (level, key)."""
    query = sa.text(
        "select p.level, p.key, p.numbers from unnest(:levels, :keys) as w(level, key)"
        " join risk_peers p on p.level = w.level and p.key = w.key"
        " where p.month = (select max(month) from risk_peers where month <= :month)"
    ).bindparams(sa.bindparam("levels", type_=pg.ARRAY(sa.Text)), sa.bindparam("keys", type_=pg.ARRAY(sa.Text)))
    given = {"levels": [level for level, _ in wanted], "keys": [key for _, key in wanted], "month": month}
    return {(level, key): list(numbers) for level, key, numbers in uow.connection.execute(query, given)}
