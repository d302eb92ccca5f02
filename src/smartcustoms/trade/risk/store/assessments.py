"""The assessments: what was decided about each declaration and from what; the newest of a declaration holds."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from smartcustoms.kernel.database.statements import Rows
from smartcustoms.kernel.database.tables import TABLES, customs_only, personal
from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.words.model import Sentence
from smartcustoms.trade.risk.model import Assessment, Examined, Lane, Reason

risk_assessment = sa.Table(
    "risk_assessment",
    TABLES,
    sa.Column("number", sa.BigInteger, sa.Identity(), primary_key=True),
    sa.Column("declaration", sa.Text, nullable=False),
    sa.Column("current", sa.Boolean, nullable=False, server_default=sa.true()),
    sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("on", sa.Date, nullable=False),
    sa.Column("office", sa.Text, nullable=False),
    sa.Column("lane", sa.Text, nullable=False),
    sa.Column("chosen_by", sa.Text, nullable=False),
    sa.Column("propensity", sa.Float(53), nullable=False),
    sa.Column("sampled", sa.Boolean, nullable=False),
    sa.Column("probability", sa.Float(53), nullable=False),
    sa.Column("challenger", sa.Float(53)),
    sa.Column("revenue", sa.Float(53), nullable=False),
    sa.Column("value", sa.Float(53), nullable=False),
    sa.Column("hours", sa.Float(53), nullable=False),
    sa.Column("new_goods", sa.Boolean, nullable=False),
    sa.Column("new_party", sa.Boolean, nullable=False),
    sa.Column("judge", sa.Text, nullable=False),
    sa.Column("features", sa.LargeBinary, nullable=False),
    sa.Column("reasons", pg.JSONB, nullable=False),
    sa.Column("rules", pg.ARRAY(sa.Text), nullable=False),
    sa.Column("importer", sa.Text, info=personal("importer's number; to work through the list; ten years")),
    sa.Column("hs_code", sa.Text),
    sa.Column("origin", sa.Text),
    sa.Column("overridden", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("found", sa.Boolean),
    sa.Column("recovered", sa.Float(53)),
    sa.Column("spared", sa.Float(53), nullable=False, server_default="0"),
    sa.Index("ix_risk_assessment_declaration", "declaration", "number"),
    sa.Index("ix_risk_assessment_work", "on", "office", "lane"),
    info=customs_only(),
)

_COLUMNS = tuple(field.name for field in fields(Assessment))


_ROWS = Rows(risk_assessment, _COLUMNS)


def keep_first(uow: UnitOfWork, one: Assessment) -> None:
    """Keep the first assessment of a declaration that was numbered in this transaction."""
    uow.later(_ROWS.given([_row(one)]))


def keep(uow: UnitOfWork, assessments: Sequence[Assessment]) -> None:
    """Keep assessments; they take the place of the declarations' earlier ones, which stay for replay."""
    names = [one.declaration for one in assessments]
    table = risk_assessment
    earlier = sa.update(table).where(
        table.c.current, table.c.declaration == sa.any_(sa.bindparam("names", names, pg.ARRAY(sa.Text)))
    )
    uow.connection.execute(earlier.values(current=False))
    rows = [_row(one) for one in assessments]
    if len(rows) > 20:
        uow.copy(table, _COLUMNS, ([_copied(row[name], name) for name in _COLUMNS] for row in rows))
    elif rows:
        uow.connection.execute(sa.insert(table), rows)


def _copied(value: Any, name: str) -> Any:
    return json.dumps(value) if name == "reasons" else value


def _row(one: Assessment) -> dict[str, Any]:
    row = {name: getattr(one, name) for name in _COLUMNS}
    return {
        **row,
        "lane": one.lane.value,
        "rules": list(one.rules),
        "reasons": [_told(reason) for reason in one.reasons],
    }


def _told(reason: Reason) -> dict[str, Any]:
    return {
        "code": reason.code,
        "says": _words(reason.says),
        "weight": reason.weight,
        "item": reason.item,
        "for_trader": _words(reason.for_trader),
        "mend": _words(reason.mend),
    }


def _words(said: Sentence | None) -> Any:
    if said is None:
        return None
    return [said.text, {name: _value(value) for name, value in said.values.items()}]


def _value(value: Any) -> Any:
    if isinstance(value, Sentence):
        return {"sentence": _words(value)}
    return value.isoformat() if isinstance(value, date) else value


def _read_words(kept: Any) -> Sentence | None:
    if kept is None:
        return None
    text, values = kept
    return Sentence(text, {name: _read_value(value) for name, value in values.items()})


def _read_value(value: Any) -> Any:
    return _read_words(value["sentence"]) if isinstance(value, dict) else value


def _assessment(row: Any) -> Assessment:
    reasons = tuple(
        Reason(
            entry["code"],
            _read_words(entry["says"]) or Sentence(""),
            entry["weight"],
            entry["item"],
            _read_words(entry["for_trader"]),
            _read_words(entry["mend"]),
        )
        for entry in row["reasons"]
    )
    kept = {name: row[name] for name in _COLUMNS}
    return Assessment(**{**kept, "lane": Lane(row["lane"]), "reasons": reasons, "rules": tuple(row["rules"])})


def current(uow: UnitOfWork, declaration: str, *, lock: bool = False) -> Assessment | None:
    """Give a declaration's newest assessment."""
    query = sa.select(risk_assessment).where(risk_assessment.c.declaration == declaration, risk_assessment.c.current)
    row = uow.connection.execute(query.with_for_update() if lock else query).mappings().one_or_none()
    return None if row is None else _assessment(row)


def set_lane(uow: UnitOfWork, declaration: str, lane: Lane, reasons: Iterable[Reason]) -> None:
    """Change the lane of a declaration's newest assessment, adding the reasons to it."""
    added = [_told(reason) for reason in reasons]
    uow.connection.execute(
        sa.update(risk_assessment)
        .where(risk_assessment.c.declaration == declaration, risk_assessment.c.current)
        .values(
            lane=lane.value,
            overridden=True,
            reasons=sa.cast(added, pg.JSONB).op("||")(risk_assessment.c.reasons),
        )
    )


def set_found(uow: UnitOfWork, declaration: str, *, found: bool, recovered: float) -> None:
    """Write an examination's result beside the assessment that asked for it."""
    uow.connection.execute(
        sa.update(risk_assessment)
        .where(risk_assessment.c.declaration == declaration, risk_assessment.c.current)
        .values(found=found, recovered=recovered)
    )


def hours_spent(uow: UnitOfWork, office: str, on: date) -> float:
    """Give the officers' hours that an office's red declarations of a day take."""
    table = risk_assessment
    asked = sa.select(sa.func.coalesce(sa.func.sum(table.c.hours), 0.0)).where(
        table.c.on == on, table.c.office == office, table.c.lane == "red", table.c.current
    )
    return float(uow.connection.execute(asked).scalar_one())


_SORTS = {"value": "value", "probability": "probability", "at": "at", "hours": "hours", "office": "office"}


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which assessments a list shows; None and the empty text leave all."""

    lane: Lane | None = None
    office: str | None = None
    text: str = ""
    examined: Examined | None = None
    since: date | None = None
    until: date | None = None


def worklist(uow: UnitOfWork, wanted: Wanted, *, sort: str, start: int, most: int) -> tuple[list[Assessment], int]:
    """Give a page of assessments by filter and sort, and how many there are."""
    table, asked = risk_assessment, _where(wanted)
    total = uow.connection.execute(sa.select(sa.func.count()).select_from(table).where(*asked)).scalar_one()
    column = table.c[_SORTS.get(sort.removeprefix("-"), "value")]
    order = column.desc() if sort.startswith("-") else column.asc()
    query = sa.select(table).where(*asked).order_by(order, table.c.declaration).offset(start).limit(most)
    return [_assessment(row) for row in uow.connection.execute(query).mappings()], int(total)


def _where(wanted: Wanted) -> list[sa.ColumnElement[bool]]:
    table = risk_assessment
    asked: list[sa.ColumnElement[bool]] = [table.c.current]
    if wanted.lane is not None:
        asked.append(table.c.lane == wanted.lane.value)
    if wanted.office:
        asked.append(table.c.office == wanted.office)
    if wanted.since:
        asked.append(table.c.on >= wanted.since)
    if wanted.until:
        asked.append(table.c.on <= wanted.until)
    if wanted.examined is not None:
        known = {Examined.NOT_YET: None, Examined.FINDING: True, Examined.NOTHING: False}
        asked.append(table.c.found.is_(known[wanted.examined]))
    if text := wanted.text:
        same = (table.c.declaration == text, table.c.importer == text)
        asked.append(sa.or_(*same, table.c.hs_code.startswith(text, autoescape=True)))
    return asked


def tally_by_week(uow: UnitOfWork, *, since: date, until: date) -> list[dict[str, Any]]:
    """Count the examined by week (its Monday) and arm: examined, found, recovered; the random sample apart."""
    table = risk_assessment
    week = sa.cast(sa.func.date_trunc("week", table.c.on), sa.Date).label("week")
    query = (
        sa.select(
            week,
            table.c.sampled,
            sa.func.count().label("examined"),
            sa.func.count().filter(table.c.found).label("found"),
            sa.func.coalesce(sa.func.sum(table.c.recovered), 0.0).label("recovered"),
        )
        .where(table.c.current, table.c.on.between(since, until), table.c.found.is_not(None))
        .group_by(week, table.c.sampled)
        .order_by(week)
    )
    return [dict(row) for row in uow.connection.execute(query).mappings()]


def tally_of_lanes(uow: UnitOfWork, *, since: date) -> list[dict[str, Any]]:
    """Give per office, lane and chooser: how many, how many examined, found, revenue; since a day."""
    table = risk_assessment
    query = (
        sa.select(
            table.c.office,
            table.c.lane,
            table.c.chosen_by,
            table.c.sampled,
            sa.func.count().label("count"),
            sa.func.count(table.c.found).label("examined"),
            sa.func.count().filter(table.c.found).label("found"),
            sa.func.coalesce(sa.func.sum(table.c.recovered), 0.0).label("recovered"),
            sa.func.coalesce(sa.func.sum(table.c.hours).filter(table.c.lane == "red"), 0.0).label("hours"),
        )
        .where(table.c.current, table.c.on >= since)
        .group_by(table.c.office, table.c.lane, table.c.chosen_by, table.c.sampled)
    )
    return [dict(row) for row in uow.connection.execute(query).mappings()]


def tally_of_trusted(uow: UnitOfWork, *, since: date) -> list[dict[str, Any]]:
    """Count trusted operators' declarations since a day, by the share spared: all, selected, spared; examined, found of the selected."""
    table, one = risk_assessment, sa.func.count()
    selected = table.c.chosen_by.in_(("model", "exploration")) & (table.c.lane == "red")
    query = (
        sa.select(
            table.c.spared.label("share"),
            one.label("lodged"),
            one.filter(selected).label("selected"),
            one.filter(table.c.chosen_by == "spared").label("spared"),
            one.filter(selected & table.c.found.is_not(None)).label("examined"),
            one.filter(selected & table.c.found).label("found"),
        )
        .where(table.c.current, table.c.on >= since, table.c.spared > 0)
        .group_by(table.c.spared)
        .order_by(table.c.spared)
    )
    return [dict(row) for row in uow.connection.execute(query).mappings()]


def recent_claims(uow: UnitOfWork, *, since: date) -> dict[str, list[tuple[float, float, float, bool]]]:
    """Give each office's declarations since a day: (probability, expected value, hours, something never seen)."""
    table = risk_assessment
    query = sa.select(
        table.c.office, table.c.probability, table.c.value, table.c.hours, sa.or_(table.c.new_goods, table.c.new_party)
    ).where(table.c.current, table.c.on >= since)
    found: dict[str, list[tuple[float, float, float, bool]]] = {}
    for office, probability, value, hours, new in uow.connection.execute(query):
        found.setdefault(office, []).append((float(probability), float(value), float(hours), bool(new)))
    return found


def results(uow: UnitOfWork, *, since: date) -> list[tuple[date, bool, bool, str, bytes]]:
    """Give examined declarations in order: (day, sampled, found, chosen_by, features)."""
    table = risk_assessment
    query = (
        sa.select(table.c.on, table.c.sampled, table.c.found, table.c.chosen_by, table.c.features)
        .where(table.c.current, table.c.on >= since, table.c.found.is_not(None))
        .order_by(table.c.on, table.c.number)
    )
    return [tuple(row) for row in uow.connection.execute(query)]
