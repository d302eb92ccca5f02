"""Tables of alarms, looks and the operating point, and all their SQL."""

from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from smartcustoms.boundary.detection.model import (
    OPEN,
    Alarm,
    Answered,
    BroughtReport,
    Examined,
    Look,
    Outcome,
    Point,
    Projecting,
    Projection,
    Row,
    State,
    ToldWanted,
    Verdict,
)
from smartcustoms.boundary.detection.reporting import as_kept, from_kept
from smartcustoms.kernel.database.tables import TABLES, customs_only, personal
from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.words.kept import as_json, from_json

_TIME = sa.DateTime(timezone=True)

scan_judged = sa.Table(
    "scan_judged",
    TABLES,
    sa.Column("scan", sa.Text, primary_key=True),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("subject", sa.Text, nullable=False),
    sa.Column("simulated", sa.Boolean, nullable=False),
    sa.Column("judged_at", _TIME, nullable=False),
    sa.Column("point", sa.Integer, nullable=False, server_default="0"),
    sa.Column("least", sa.Double, nullable=False),
    sa.Column("methods", pg.ARRAY(sa.Text), nullable=False),
    sa.Column("left_out", pg.JSONB, nullable=False),
    sa.Column("alarms", pg.JSONB, nullable=False),
    sa.Column("whats", pg.ARRAY(sa.Text), nullable=False),
    sa.Column("surest", sa.Double, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column(
        "looker",
        sa.Text,
        nullable=False,
        server_default="",
        info=personal("officer who has the scan open; till it is decided"),
    ),
    sa.Column("began_at", _TIME),
    sa.Index("ix_scan_judged_state", "state", "surest"),
    sa.Index("ix_scan_judged_judged_at", "judged_at"),
    info=customs_only(),
)
scan_look = sa.Table(
    "scan_look",
    TABLES,
    sa.Column("scan", sa.Text, sa.ForeignKey("scan_judged.scan"), primary_key=True),
    sa.Column("place", sa.SmallInteger, primary_key=True),
    sa.Column("by", sa.Text, nullable=False, info=personal("officer who looked; evidence, kept as long as the scan")),
    sa.Column("began_at", _TIME, nullable=False),
    sa.Column("decided_at", _TIME, nullable=False),
    sa.Column("outcome", sa.Text, nullable=False),
    sa.Column("verdicts", pg.JSONB, nullable=False),
    sa.Column("note", sa.Text, nullable=False),
    sa.UniqueConstraint("scan", "by"),
    info=customs_only(),
)
scan_operating_point = sa.Table(
    "scan_operating_point",
    TABLES,
    sa.Column("number", sa.Integer, sa.Identity(), primary_key=True),
    sa.Column("least", sa.Double, nullable=False),
    sa.Column("leasts", pg.JSONB, nullable=False, server_default="{}"),
    sa.Column("methods", pg.ARRAY(sa.Text), nullable=False, server_default="{}"),
    sa.Column("curve", sa.Text, nullable=False, server_default=""),
    sa.Column("because", sa.Text, nullable=False),
    sa.Column("by", sa.Text, nullable=False, info=personal("supervisor who chose it; evidence, kept for good")),
    sa.Column("at", _TIME, nullable=False),
    info=customs_only(),
)
scan_report = sa.Table(
    "scan_report",
    TABLES,
    sa.Column("scan", sa.Text, primary_key=True),
    sa.Column("file", sa.Text, primary_key=True),
    sa.Column("report", pg.JSONB, nullable=False),
    sa.Column(
        "by", sa.Text, nullable=False, info=personal("who brought the report; evidence, kept as long as the scan")
    ),
    sa.Column("at", _TIME, nullable=False),
    info=customs_only(),
)
scan_projecting = sa.Table(
    "scan_projecting",
    TABLES,
    sa.Column("number", sa.Integer, sa.Identity(), primary_key=True),
    sa.Column("ratio", sa.Double, nullable=False),
    sa.Column("days", pg.ARRAY(sa.Integer), nullable=False),
    sa.Column("windows", sa.Text, nullable=False),
    sa.Column("most_a_day", sa.Integer, nullable=False),
    sa.Column("categories", pg.ARRAY(sa.Text), nullable=False),
    sa.Column("most_superposition", sa.Double, nullable=False),
    sa.Column("because", sa.Text, nullable=False),
    sa.Column("by", sa.Text, nullable=False, info=personal("supervisor who chose it; kept for good")),
    sa.Column("at", _TIME, nullable=False),
    info=customs_only(),
)
scan_projection = sa.Table(
    "scan_projection",
    TABLES,
    sa.Column("number", sa.Integer, sa.Identity(), primary_key=True),
    sa.Column("scan", sa.Text, sa.ForeignKey("scan_judged.scan"), nullable=False),
    sa.Column("officer", sa.Text, nullable=False, info=personal("officer who was shown it; his result, for two years")),
    sa.Column("truth", pg.JSONB, nullable=False),
    sa.Column("began_at", _TIME, nullable=False),
    sa.Column("told_at", _TIME),
    sa.Column("outcome", sa.Text),
    sa.UniqueConstraint("scan", "officer"),
    sa.Index("ix_scan_projection_officer_began_at", "officer", "began_at"),
    sa.Index("ix_scan_projection_told_at", "told_at"),
    info=customs_only(),
)
_J, _L, _P, _R = scan_judged.c, scan_look.c, scan_projection.c, scan_projecting.c
_SETTING = ("ratio", "days", "windows", "most_a_day", "categories", "most_superposition", "because", "by", "at")
_POINT = ("number", "least", "leasts", "because", "by", "at", "methods", "curve")
SORTS: dict[str, Any] = {"judged_at": _J.judged_at, "surest": _J.surest, "scan": _J.scan, "subject": _J.subject}


def insert(uow: UnitOfWork, judged: Examined) -> bool:
    """Keep the alarms of a scan; False when they are kept already."""
    row = {
        "scan": judged.scan,
        "kind": judged.kind,
        "subject": judged.subject,
        "simulated": judged.simulated,
        "judged_at": judged.judged_at,
        "point": judged.point,
        "least": judged.least,
        "methods": list(judged.methods),
        "left_out": [as_json(each) for each in judged.left_out],
        "alarms": [_as_json(each) for each in judged.alarms],
        "whats": sorted({each.what for each in judged.alarms}),
        "surest": judged.surest,
        "state": judged.state.value,
    }
    new = pg.insert(scan_judged).values(row).on_conflict_do_nothing().returning(_J.scan)
    return uow.connection.execute(new).scalar() is not None


def judged(uow: UnitOfWork, scan: str, *, lock: bool = False) -> Examined | None:
    """Give a scan's alarms and looks; locked till the end of the transaction when asked."""
    found = sa.select(scan_judged).where(_J.scan == scan)
    row = uow.connection.execute(found.with_for_update() if lock else found).one_or_none()
    if row is None:
        return None
    looks = uow.connection.execute(sa.select(scan_look).where(_L.scan == scan).order_by(_L.place))
    return Examined(
        scan=row.scan,
        kind=row.kind,
        subject=row.subject,
        simulated=row.simulated,
        judged_at=row.judged_at,
        point=row.point,
        least=row.least,
        methods=tuple(row.methods),
        left_out=tuple(from_json(each) for each in row.left_out),
        alarms=tuple(_alarm(each) for each in row.alarms),
        state=State(row.state),
        looker=row.looker,
        began_at=row.began_at,
        looks=tuple(_look(each) for each in looks),
    )


def next_for(uow: UnitOfWork, officer: str, *, open_since: Any) -> str | None:
    """Give the scan with the surest alarm that waits, that nobody has open and this officer has not decided; locked."""
    mine = sa.select(_L.scan).where(_L.by == officer)
    free = (_J.looker == "") | (_J.looker == officer) | (_J.began_at < open_since)
    found = (
        sa.select(_J.scan)
        .where(_J.state.in_([each.value for each in OPEN]), free, _J.scan.not_in(mine))
        .order_by(_J.surest.desc(), _J.judged_at, _J.scan)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    return uow.connection.execute(found).scalar()


def change(uow: UnitOfWork, scan: str, changes: dict[str, Any]) -> None:
    """Change columns of a judged scan."""
    uow.connection.execute(sa.update(scan_judged).where(_J.scan == scan).values(changes))


def insert_look(uow: UnitOfWork, scan: str, look: Look) -> None:
    """Keep a look."""
    row = {
        "scan": scan,
        "place": look.place,
        "by": look.by,
        "began_at": look.began_at,
        "decided_at": look.decided_at,
        "outcome": look.outcome.value,
        "verdicts": {str(place): verdict.value for place, verdict in look.verdicts.items()},
        "note": look.note,
    }
    uow.connection.execute(sa.insert(scan_look).values(row))


def rows(
    uow: UnitOfWork, *, states: tuple[str, ...], what: str, text: str, sort: str, limit: int, offset: int
) -> tuple[list[Row], int]:
    """Give a page of judged scans and how many there are in all."""
    names = ("scan", "kind", "subject", "simulated", "judged_at", "whats", "surest", "state", "looker")
    found = sa.select(*(_J[name] for name in names))
    if states:
        found = found.where(_J.state.in_(states))
    if what:
        found = found.where(_J.whats.contains([what]))
    if text:
        found = found.where(_J.scan.icontains(text, autoescape=True) | _J.subject.icontains(text, autoescape=True))
    total = uow.connection.execute(sa.select(sa.func.count()).select_from(found.subquery())).scalar_one()
    by = SORTS[sort.lstrip("-")]
    ordered = found.order_by(by.desc() if sort.startswith("-") else by.asc(), _J.scan).limit(limit).offset(offset)
    made = [
        Row(**{name: getattr(row, name) for name in names} | {"whats": tuple(row.whats), "state": State(row.state)})
        for row in uow.connection.execute(ordered)
    ]
    return made, int(total)


def decided(uow: UnitOfWork, *, limit: int) -> list[Examined]:
    """Give decided scans with their looks, the newest first."""
    over = [each.value for each in State if each not in OPEN]
    wanted = sa.select(_J.scan).where(_J.state.in_(over)).order_by(_J.judged_at.desc()).limit(limit)
    found = [judged(uow, scan) for scan in uow.connection.execute(wanted).scalars().all()]
    return [each for each in found if each is not None]


def insert_point(uow: UnitOfWork, point: Point) -> int:
    """Keep a newly chosen operating point; give its number."""
    row = {name: getattr(point, name) for name in _POINT if name != "number"}
    row |= {"leasts": dict(point.leasts), "methods": list(point.methods)}
    new = sa.insert(scan_operating_point).values(row).returning(scan_operating_point.c.number)
    return int(uow.connection.execute(new).scalar_one())


def points(uow: UnitOfWork, *, limit: int, number: int | None = None) -> list[Point]:
    """Give the operating points, the newest first; of one number when asked."""
    p = scan_operating_point.c
    found = sa.select(*(p[name] for name in _POINT)).order_by(p.number.desc()).limit(limit)
    if number is not None:
        found = found.where(p.number == number)
    return [Point(**{**row._mapping, "methods": tuple(row.methods)}) for row in uow.connection.execute(found)]


def insert_report(uow: UnitOfWork, brought: BroughtReport) -> bool:
    """Keep a report of another system; False when it is kept already."""
    row = {"scan": brought.scan, "file": brought.file, "by": brought.by, "at": brought.at}
    row["report"] = as_kept(brought.report)
    new = pg.insert(scan_report).values(row).on_conflict_do_nothing().returning(scan_report.c.file)
    return uow.connection.execute(new).scalar() is not None


def reports(uow: UnitOfWork, scan: str) -> list[BroughtReport]:
    """Give the reports that other systems made of a scan, the oldest first."""
    r = scan_report.c
    found = sa.select(scan_report).where(r.scan == scan).order_by(r.at, r.file)
    return [
        BroughtReport(row.scan, row.file, from_kept(row.report), row.by, row.at)
        for row in uow.connection.execute(found)
    ]


def insert_projecting(uow: UnitOfWork, setting: Projecting) -> None:
    """Keep how often and when threats are projected from now on."""
    row = {name: getattr(setting, name) for name in _SETTING}
    row |= {"days": list(setting.days), "categories": list(setting.categories)}
    uow.connection.execute(sa.insert(scan_projecting).values(row))


def projectings(uow: UnitOfWork, *, limit: int) -> list[Projecting]:
    """Give how threats were projected, the newest choice first."""
    found = sa.select(*(_R[name] for name in _SETTING)).order_by(_R.number.desc()).limit(limit)
    return [
        Projecting(**row._asdict() | {"days": tuple(row.days), "categories": tuple(row.categories)})
        for row in uow.connection.execute(found)
    ]


def insert_projection(uow: UnitOfWork, scan: str, officer: str, truth: dict[str, Any]) -> None:
    """Keep that an officer is shown a projection."""
    row = {"scan": scan, "officer": officer, "truth": truth, "began_at": uow.at}
    uow.connection.execute(sa.insert(scan_projection).values(row))


def projections_since(uow: UnitOfWork, officer: str, since: Any) -> int:
    """Count an officer's projections from a moment on, told or not: to keep to the most of a day alone."""
    found = sa.select(sa.func.count()).where(_P.officer == officer, _P.began_at >= since)
    return int(uow.connection.execute(found).scalar_one())


def had_projection(uow: UnitOfWork, scan: str, officer: str) -> bool:
    """Tell whether an officer was shown a projection in this scan before: there is never a second."""
    found = sa.select(_P.number).where(_P.scan == scan, _P.officer == officer)
    return uow.connection.execute(found).scalar() is not None


def tell_projection(uow: UnitOfWork, scan: str, officer: str, *, outcome: str | None) -> bool:
    """End the projection that an officer is shown and let it be told; False when there is none."""
    mine = sa.update(scan_projection).where(_P.scan == scan, _P.officer == officer, _P.told_at.is_(None))
    ended = mine.values(told_at=uow.at, outcome=outcome).returning(_P.number)
    return uow.connection.execute(ended).scalar() is not None


def told_projections(
    uow: UnitOfWork, wanted: ToldWanted, *, scan: str = "", limit: int | None = None, offset: int = 0
) -> list[Projection]:
    """Give projections that were told, the newest first."""
    found = sa.select(scan_projection).where(*_told(wanted, scan)).order_by(_P.told_at.desc(), _P.number.desc())
    return [_projection(row) for row in uow.connection.execute(found.limit(limit).offset(offset))]


def count_told(uow: UnitOfWork, wanted: ToldWanted) -> int:
    """Count projections that were told."""
    found = sa.select(sa.func.count()).select_from(scan_projection).where(*_told(wanted, ""))
    return int(uow.connection.execute(found).scalar_one())


def forget_projections(uow: UnitOfWork, *, before: Any) -> int:
    """Forget projections that were told before a time; give how many."""
    return int(uow.connection.execute(sa.delete(scan_projection).where(_P.told_at < before)).rowcount)


_ENDED: Final = {
    Answered.FOUND: _P.outcome == Outcome.SUSPECT.value,
    Answered.MISSED: _P.outcome == Outcome.CLEAR.value,
    Answered.LEFT: _P.outcome.is_(None),
}


def _told(wanted: ToldWanted, scan: str) -> list[sa.ColumnElement[bool]]:
    wheres: list[sa.ColumnElement[bool]] = [_P.told_at.is_not(None)]
    same = (scan, _P.scan), (wanted.officer, _P.officer), (wanted.category, _P.truth["category"].as_string())
    wheres += [column == asked for asked, column in same if asked]
    if wanted.answered is not None:
        wheres.append(_ENDED[wanted.answered])
    if wanted.since is not None:
        wheres.append(_P.told_at >= wanted.since)
    if wanted.until is not None:
        wheres.append(_P.told_at < wanted.until)
    return wheres


def _projection(row: sa.Row[Any]) -> Projection:
    left, top, wide, high = row.truth["box"]
    truth = {name: row.truth[name] for name in ("category", "turned_away", "superposition", "complexity")}
    times = {"began_at": row.began_at, "told_at": row.told_at}
    outcome = Outcome(row.outcome) if row.outcome else None
    return Projection(row.number, row.scan, row.officer, box=(left, top, wide, high), **truth, **times, outcome=outcome)


def _as_json(each: Alarm) -> dict[str, Any]:
    told = {name: getattr(each, name) for name in ("what", "view", "score", "method")}
    return told | {"why": as_json(each.why), "box": list(each.box), "mask": list(each.mask)}


def _alarm(kept: dict[str, Any]) -> Alarm:
    left, top, wide, high = kept["box"]
    where = {"view": kept["view"], "box": (left, top, wide, high), "mask": tuple(kept["mask"])}
    return Alarm(kept["what"], from_json(kept["why"]), **where, score=kept["score"], method=kept["method"])


def _look(row: sa.Row[Any]) -> Look:
    verdicts = {int(place): Verdict(each) for place, each in row.verdicts.items()}
    return Look(row.place, row.by, row.began_at, row.decided_at, Outcome(row.outcome), verdicts, row.note)
