"""Tables of officers' rules, their versions and their hits, and all SQL on them."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from smartcustoms.kernel.database.tables import TABLES, customs_only, personal
from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.trade.risk.model import Lane, RuleRecord, RuleState, RuleVersion
from smartcustoms.trade.risk.store.profiles import risk_item

_OFFICER = "number of the officer who acted; to answer for it; as long as the rule"

risk_rule = sa.Table(
    "risk_rule",
    TABLES,
    sa.Column("code", sa.Text, primary_key=True),
    sa.Column("owner", sa.Text, nullable=False, info=personal(_OFFICER)),
    sa.Column("purpose", sa.Text, nullable=False),
    sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("changes", sa.BigInteger, nullable=False, server_default="1"),
    info=customs_only(),
)

risk_rule_version = sa.Table(
    "risk_rule_version",
    TABLES,
    sa.Column("rule", sa.Text, sa.ForeignKey("risk_rule.code"), primary_key=True),
    sa.Column("version", sa.Integer, primary_key=True),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("lane", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("written_by", sa.Text, nullable=False, info=personal(_OFFICER)),
    sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("proposed_by", sa.Text, nullable=True, info=personal(_OFFICER)),
    sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=True),
    sa.Column("decided_by", sa.Text, nullable=True, info=personal(_OFFICER)),
    sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
    sa.Column("activated_at", sa.DateTime(timezone=True), nullable=True),
    sa.Column("because", sa.Text, nullable=True),
    sa.Column("backtest", pg.JSONB(none_as_null=True), nullable=True),
    sa.Index(
        "uq_risk_rule_version_active", "rule", unique=True, postgresql_where=sa.text("state = 'active'")
    ),  # the database itself holds to one version in force
    info=customs_only(),
)

risk_rule_hit = sa.Table(
    "risk_rule_hit",
    TABLES,
    sa.Column("rule", sa.Text, primary_key=True),
    sa.Column("declaration", sa.Text, primary_key=True),
    sa.Column("item", sa.Integer, primary_key=True),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("on", sa.Date, nullable=False),
    sa.Column("office", sa.Text, nullable=False),
    sa.Column("selects", sa.Boolean, nullable=False),
    sa.Column("propensity", sa.Float(53), nullable=False),
    sa.Column("found", sa.Boolean, nullable=True),
    sa.Column("revenue", sa.Float(53), nullable=True),
    sa.Column("result_on", sa.Date, nullable=True),
    sa.Index("ix_risk_rule_hit_declaration", "declaration"),
    sa.Index("ix_risk_rule_hit_results", "rule", "result_on", postgresql_where=sa.text("result_on is not null")),
    info=customs_only(),
)

risk_rule_unselected = sa.Table(
    "risk_rule_unselected",
    TABLES,
    sa.Column("rule", sa.Text, primary_key=True),
    sa.Column("office", sa.Text, primary_key=True),
    sa.Column("hits", sa.Integer, nullable=False),
    info=customs_only(),
)

_VERSION = list(risk_rule_version.c)


def add_rule(uow: UnitOfWork, code: str, *, purpose: str) -> None:
    """Put a new rule in, without a version yet."""
    row = {"code": code, "owner": uow.by.user, "purpose": purpose, "made_at": uow.at}
    uow.connection.execute(sa.insert(risk_rule).values(row))


def hold(uow: UnitOfWork, code: str) -> RuleRecord | None:
    """Give a rule, held for change until the transaction ends, and count the change."""
    held = sa.update(risk_rule).where(risk_rule.c.code == code).values(changes=risk_rule.c.changes + 1)
    uow.connection.execute(held)
    return record(uow, code)


def put_version(uow: UnitOfWork, values: Mapping[str, Any]) -> None:
    """Put a version in, or change it; `values` names rule and version."""
    statement = pg.insert(risk_rule_version).values(**values)
    rest = {name: value for name, value in values.items() if name not in ("rule", "version")}
    uow.connection.execute(statement.on_conflict_do_update(index_elements=["rule", "version"], set_=rest))


def change_version(uow: UnitOfWork, rule: str, version: int, values: Mapping[str, Any]) -> None:
    """Change a version."""
    which = (risk_rule_version.c.rule == rule) & (risk_rule_version.c.version == version)
    uow.connection.execute(sa.update(risk_rule_version).where(which).values(**values))


def versions(uow: UnitOfWork, code: str) -> list[RuleVersion]:
    """Give all versions of a rule, newest first."""
    query = sa.select(*_VERSION).where(risk_rule_version.c.rule == code).order_by(risk_rule_version.c.version.desc())
    return [_version(row) for row in uow.connection.execute(query).mappings()]


def record(uow: UnitOfWork, code: str) -> RuleRecord | None:
    """Give a rule with its latest version."""
    return next(iter(_records(uow, risk_rule.c.code == code)), None)


def records(uow: UnitOfWork) -> list[RuleRecord]:
    """Give all rules by code."""
    return _records(uow, sa.true())


def _records(uow: UnitOfWork, which: sa.ColumnElement[bool]) -> list[RuleRecord]:
    latest = (
        sa.select(*_VERSION)
        .ext(pg.distinct_on(risk_rule_version.c.rule))
        .order_by(risk_rule_version.c.rule, risk_rule_version.c.version.desc())
    ).subquery()
    active = (
        sa.select(risk_rule_version.c.rule, risk_rule_version.c.version.label("active"))
        .where(risk_rule_version.c.state == RuleState.ACTIVE.value)
        .subquery()
    )
    joined = risk_rule.join(latest, latest.c.rule == risk_rule.c.code).outerjoin(
        active, active.c.rule == risk_rule.c.code
    )
    query = sa.select(
        risk_rule.c.code, risk_rule.c.owner, risk_rule.c.purpose, risk_rule.c.made_at, latest, active.c.active
    )
    rows = uow.connection.execute(query.select_from(joined).where(which).order_by(risk_rule.c.code)).mappings()
    return [
        RuleRecord(row["code"], row["owner"], row["purpose"], row["made_at"], _version(row), row["active"])
        for row in rows
    ]


def active_versions(uow: UnitOfWork) -> list[tuple[RuleVersion, str]]:
    """Give every version in force with its rule's purpose, by code."""
    query = (
        sa.select(*_VERSION, risk_rule.c.purpose)
        .join(risk_rule, risk_rule.c.code == risk_rule_version.c.rule)
        .where(risk_rule_version.c.state == RuleState.ACTIVE.value)
        .order_by(risk_rule_version.c.rule)
    )
    return [(_version(row), row["purpose"]) for row in uow.connection.execute(query).mappings()]


def changes(uow: UnitOfWork) -> int:
    """Count all changes ever made to rules."""
    return int(uow.connection.execute(sa.select(sa.func.coalesce(sa.func.sum(risk_rule.c.changes), 0))).scalar_one())


def _version(row: Mapping[Any, Any]) -> RuleVersion:
    values = {column.name: row[column.name] for column in _VERSION}
    return RuleVersion(**{**values, "lane": Lane(values["lane"]), "state": RuleState(values["state"])})


def hold_unselected(uow: UnitOfWork, counters: Iterable[tuple[str, str]]) -> dict[tuple[str, str], int]:
    """Give the hits in a row without selection of each (rule, office), held until the transaction ends."""
    wanted = sorted(set(counters))
    if not wanted:
        return {}
    begun = pg.insert(risk_rule_unselected).on_conflict_do_nothing()
    uow.connection.execute(begun, [{"rule": rule, "office": office, "hits": 0} for rule, office in wanted])
    table = risk_rule_unselected
    query = sa.select(table).where(sa.tuple_(table.c.rule, table.c.office).in_(wanted))
    rows = uow.connection.execute(query.order_by(table.c.rule, table.c.office).with_for_update())
    return {(row.rule, row.office): row.hits for row in rows}


def keep_unselected(uow: UnitOfWork, counters: Mapping[tuple[str, str], int]) -> None:
    """Keep the counters."""
    table = risk_rule_unselected
    which = (table.c.rule == sa.bindparam("of_rule")) & (table.c.office == sa.bindparam("at_office"))
    rows = [{"of_rule": rule, "at_office": office, "count": hits} for (rule, office), hits in counters.items()]
    if rows:
        uow.connection.execute(sa.update(table).where(which).values(hits=sa.bindparam("count")), rows)


def add_hits(uow: UnitOfWork, rows: Sequence[Mapping[str, Any]]) -> None:
    """Keep hits; a hit of the same rule and item lodged again takes the place of the earlier one."""
    for start in range(0, len(rows), 5_000):
        statement = pg.insert(risk_rule_hit)
        new = {name: statement.excluded[name] for name in ("version", "on", "office", "selects", "propensity")}
        changed = statement.on_conflict_do_update(index_elements=["rule", "declaration", "item"], set_=new)
        uow.connection.execute(changed, list(rows[start : start + 5_000]))


def decisions(uow: UnitOfWork, declarations: Sequence[str]) -> dict[tuple[str, int, str, int], tuple[bool, float]]:
    """Give the decisions kept for declarations, (selects, propensity) by (rule, version, declaration, item)."""
    table = risk_rule_hit
    wanted = sa.any_(sa.bindparam("numbers", list(declarations), pg.ARRAY(sa.Text)))
    columns = (table.c.rule, table.c.version, table.c.declaration, table.c.item, table.c.selects, table.c.propensity)
    rows = uow.connection.execute(sa.select(*columns).where(table.c.declaration == wanted))
    return {(row[0], row[1], row[2], row[3]): (row[4], row[5]) for row in rows}


def learn(uow: UnitOfWork, declaration: str, item: int | None, *, found: bool, revenue: float, on: date) -> int:
    """Tell the hits of a declaration (of one item, or all) what its examination gave; give how many hits learned."""
    which = risk_rule_hit.c.declaration == declaration
    if item is not None:
        which &= risk_rule_hit.c.item == item
    told = sa.update(risk_rule_hit).where(which).values(found=found, revenue=revenue, result_on=on)
    return int(uow.connection.execute(told).rowcount)


def results(uow: UnitOfWork) -> list[tuple[str, date, bool, float]]:
    """Give (rule, day known, found, revenue) of every examined hit."""
    columns = (risk_rule_hit.c.rule, risk_rule_hit.c.result_on, risk_rule_hit.c.found, risk_rule_hit.c.revenue)
    rows = uow.connection.execute(sa.select(*columns).where(risk_rule_hit.c.result_on.is_not(None)))
    return [(row[0], row[1], bool(row[2]), float(row[3] or 0)) for row in rows]


def hit_counts(uow: UnitOfWork) -> dict[str, tuple[int, int, date]]:
    """Give hits, selecting hits and the last day hit, by rule."""
    table = risk_rule_hit
    selecting = sa.func.count().filter(table.c.selects)
    query = sa.select(table.c.rule, sa.func.count(), selecting, sa.func.max(table.c.on)).group_by(table.c.rule)
    return {row[0]: (row[1], row[2], row[3]) for row in uow.connection.execute(query)}


def hits_by_day(uow: UnitOfWork, rule: str, since: date) -> list[tuple[date, int, int]]:
    """Give (day, hits, selecting hits) of a rule from a day on."""
    table = risk_rule_hit
    counted = (table.c.on, sa.func.count(), sa.func.count().filter(table.c.selects))
    query = sa.select(*counted).where((table.c.rule == rule) & (table.c.on >= since)).group_by(table.c.on)
    return [(row[0], row[1], row[2]) for row in uow.connection.execute(query.order_by(table.c.on))]


def random_arm(uow: UnitOfWork) -> tuple[int, int]:
    """Count the goods items examined at random, and those with a finding among them."""
    table = risk_item
    found = sa.func.count().filter(table.c.finding > 0)
    query = sa.select(sa.func.count(), found).where((table.c.chosen_by == "random") & table.c.finding.is_not(None))
    row = uow.connection.execute(query).one()
    return int(row[0]), int(row[1])
