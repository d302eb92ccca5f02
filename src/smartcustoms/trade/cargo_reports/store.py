"""Tables of cargo reports, of what master and house say differently, and of matches; all their SQL."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

import msgspec
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from smartcustoms.kernel.database import lists
from smartcustoms.kernel.database.tables import TABLES, customs_only, owned_by, personal
from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.day import begin_of
from smartcustoms.kernel.words.kept import as_json, from_json
from smartcustoms.trade.cargo_reports.model import (
    Discrepancy,
    Filing,
    Format,
    How,
    Kind,
    Level,
    Match,
    Mode,
    Near,
    Party,
    Report,
    Sought,
    State,
    Wanted,
)

_TIME: Final = sa.DateTime(timezone=True)
_LONG: Final = "as long as the cargo report"

cargo_report = sa.Table(
    "cargo_report",
    TABLES,
    sa.Column("number", sa.Text, primary_key=True),
    sa.Column("organisation", sa.Text, nullable=False),
    sa.Column("lodged_by", sa.Text, nullable=False, info=personal(f"who lodged it, to answer for it; {_LONG}")),
    sa.Column("lodged_at", _TIME, nullable=False),
    sa.Column("changed_at", _TIME, nullable=False),
    sa.Column("format", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("original", sa.Text, nullable=False),
    sa.Column("mode", sa.Text, nullable=False),
    sa.Column("level", sa.Text, nullable=False),
    sa.Column("bill", sa.Text, nullable=False),
    sa.Column("about", sa.Text, nullable=False),
    sa.Column("pieces", sa.BigInteger),
    sa.Column("gross_mass_kg", sa.Numeric(20, 6)),
    sa.Column("body", pg.JSONB, nullable=False, info=personal(f"names and addresses of the parties; {_LONG}")),
    sa.Index(
        "uq_cargo_report_bill",
        "organisation",
        "mode",
        "level",
        "about",
        "bill",
        unique=True,
        postgresql_where=sa.text("state = 'lodged'"),
    ),
    sa.Index("ix_cargo_report_about", "mode", "about"),
    sa.Index("ix_cargo_report_bill_of", "bill"),
    sa.Index("ix_cargo_report_pieces", "mode", "pieces"),
    sa.Index("ix_cargo_report_organisation_lodged_at", "organisation", "lodged_at"),
    sa.Index("ix_cargo_report_changed_at", "changed_at"),
    info=owned_by("organisation"),
)
cargo_report_version = sa.Table(
    "cargo_report_version",
    TABLES,
    sa.Column("number", sa.Text, sa.ForeignKey("cargo_report.number"), primary_key=True),
    sa.Column("version", sa.Integer, primary_key=True),
    sa.Column("organisation", sa.Text, nullable=False),
    sa.Column("replaced_at", _TIME, nullable=False),
    sa.Column("because", sa.Text, nullable=False),
    sa.Column("original", sa.Text, nullable=False),
    sa.Column("body", pg.JSONB, nullable=False, info=personal(f"names and addresses as they were; {_LONG}")),
    info=owned_by("organisation"),
)
cargo_discrepancy = sa.Table(
    "cargo_discrepancy",
    TABLES,
    sa.Column("id", pg.UUID(as_uuid=True), primary_key=True),
    sa.Column("organisation", sa.Text, primary_key=True),
    sa.Column("report", sa.Text, nullable=False),
    sa.Column("side", sa.Text, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("mode", sa.Text, nullable=False),
    sa.Column("master", sa.Text, nullable=False),
    sa.Column("house", sa.Text, nullable=False),
    sa.Column("own", sa.Text, nullable=False, info=personal(f"may hold a party's name; {_LONG}")),
    sa.Column("other", sa.Text, nullable=False, info=personal(f"may hold a party's name; {_LONG}")),
    sa.Column("found_at", _TIME, nullable=False),
    sa.Column("due_at", _TIME, nullable=False),
    sa.Column("resolved_at", _TIME),
    sa.Column("because", sa.Text, nullable=False, server_default=""),
    sa.Index("ix_cargo_discrepancy_master", "mode", "master"),
    sa.Index("ix_cargo_discrepancy_organisation_found_at", "organisation", "found_at"),
    info=owned_by("organisation"),
)
cargo_match = sa.Table(
    "cargo_match",
    TABLES,
    sa.Column("declaration", sa.Text, primary_key=True),
    sa.Column("report", sa.Text, index=True),
    sa.Column("how", sa.Text, nullable=False, index=True),
    sa.Column("score", sa.Double, nullable=False),
    sa.Column("reasons", pg.JSONB, nullable=False),
    sa.Column("at", _TIME, nullable=False),
    sa.Column(
        "matched_by", sa.Text, nullable=False, server_default="", info=personal(f"officer who matched by hand; {_LONG}")
    ),
    info=customs_only(),
)
_CANDIDATES: Final = 300
_SOUGHT: Final = (
    sa.column("declaration", sa.Text),
    sa.column("mode", sa.Text),
    sa.column("since", _TIME),
    sa.column("until", _TIME),
    sa.column("bills", pg.ARRAY(sa.Text)),
    sa.column("pieces", sa.BigInteger),
    sa.column("lightest_kg", sa.Numeric),
    sa.column("heaviest_kg", sa.Numeric),
)
_R, _D, _M = cargo_report.c, cargo_discrepancy.c, cargo_match.c
_SORTS: Final = {
    "number": _R.number,
    "bill": _R.bill,
    "level": _R.level,
    "pieces": _R.pieces,
    "mass": _R.gross_mass_kg,
    "state": _R.state,
    "lodged_at": _R.lodged_at,
}


def insert(uow: UnitOfWork, filing: Filing, about: str) -> bool:
    """Keep a new report; False when the organisation has one of the same bill."""
    row = _columns(filing.report, about) | {
        "number": filing.number,
        "organisation": filing.organisation,
        "lodged_by": filing.lodged_by,
        "lodged_at": filing.lodged_at,
        "changed_at": filing.changed_at,
        "format": filing.format.value,
        "state": filing.state.value,
        "version": filing.version,
        "original": filing.original,
    }
    new = pg.insert(cargo_report).values(row).on_conflict_do_nothing().returning(_R.number)
    return uow.connection.execute(new).scalar() is not None


def replace(uow: UnitOfWork, old: Filing, report: Report, about: str, *, original: str, because: str) -> None:
    """Put a new version in the place of a report, keeping the old one."""
    uow.connection.execute(
        sa.insert(cargo_report_version).values(
            number=old.number,
            version=old.version,
            organisation=old.organisation,
            replaced_at=uow.at,
            because=because,
            original=old.original,
            body=_body(old.report),
        )
    )
    change(
        uow,
        old.number,
        {**_columns(report, about), "version": old.version + 1, "changed_at": uow.at, "original": original},
    )


def change(uow: UnitOfWork, number: str, changes: Mapping[str, Any]) -> None:
    """Change columns of a report."""
    uow.connection.execute(sa.update(cargo_report).where(_R.number == number).values(dict(changes)))


def by_number(uow: UnitOfWork, number: str, *, lock: bool = False) -> Filing | None:
    """Give one report that the asker may see."""
    found = sa.select(cargo_report).where(_R.number == number)
    row = uow.connection.execute(found.with_for_update() if lock else found).one_or_none()
    return _filing(row) if row else None


def own_of_bill(uow: UnitOfWork, organisation: str, report: Report, about: str) -> Filing | None:
    """Give the organisation's lodged report of a bill."""
    like = (_R.organisation == organisation, _R.mode == report.mode.value, _R.level == report.level.value)
    found = sa.select(cargo_report).where(*like, _R.about == about, _R.bill == report.bill, _R.state == "lodged")
    row = uow.connection.execute(found).one_or_none()
    return _filing(row) if row else None


def under(uow: UnitOfWork, mode: Mode, about: str) -> list[Filing]:
    """Give the lodged reports of a master bill and of the houses under it, oldest first."""
    found = sa.select(cargo_report).where(
        _R.mode == mode.value, _R.about == about, _R.state == "lodged", _R.level != Level.CONVEYANCE.value
    )
    return [_filing(row) for row in uow.connection.execute(found.order_by(_R.lodged_at, _R.number).limit(2000))]


def listed(uow: UnitOfWork, wanted: Wanted) -> tuple[list[Filing], int]:
    """Give a page of reports in the order asked for, and how many there are in all."""
    found = sa.select(cargo_report)
    for column, value in ((_R.mode, wanted.mode), (_R.level, wanted.level), (_R.state, wanted.state)):
        if value is not None:
            found = found.where(column == value.value)
    if wanted.text:
        found = found.where(lists.begins(wanted.text, _R.bill, _R.about, _R.number))
    if wanted.since:
        found = found.where(_R.lodged_at >= begin_of(wanted.since))
    if wanted.until:
        found = found.where(_R.lodged_at < begin_of(wanted.until + timedelta(days=1)))
    order = lists.ordered(wanted.sort, _SORTS, otherwise=_R.lodged_at, then=_R.number)
    rows, total = lists.page_of(uow, found, order, page=wanted.page, size=wanted.per_page)
    return [_filing(row) for row in rows], total


def versions(uow: UnitOfWork, number: str) -> list[tuple[int, datetime, str, Report]]:
    """Give the earlier versions of a report, newest first."""
    v = cargo_report_version.c
    found = sa.select(cargo_report_version).where(v.number == number).order_by(v.version.desc())
    return [(r.version, r.replaced_at, r.because, _report(r.body)) for r in uow.connection.execute(found)]


def add_discrepancies(uow: UnitOfWork, rows: Sequence[Discrepancy]) -> None:
    """Keep what two filers are told."""
    if rows:
        uow.connection.execute(sa.insert(cargo_discrepancy), [_told(each) for each in rows])


def discrepancies(
    uow: UnitOfWork,
    *,
    mode: Mode | None = None,
    master: str = "",
    report: str = "",
    is_open: bool | None = None,
    page: int = 1,
    size: int = 50,
) -> tuple[list[Discrepancy], int]:
    """Give what was told, newest first: of a master bill, of a report, open or resolved ones."""
    found = sa.select(cargo_discrepancy)
    for column, value in ((_D.mode, mode.value if mode else ""), (_D.master, master), (_D.report, report)):
        if value:
            found = found.where(column == value)
    if is_open is not None:
        found = found.where(_D.resolved_at.is_(None) if is_open else _D.resolved_at.is_not(None))
    total = uow.connection.execute(sa.select(sa.func.count()).select_from(found.subquery())).scalar_one()
    rows = uow.connection.execute(
        found.order_by(_D.found_at.desc(), _D.id, _D.side).limit(size).offset((page - 1) * size)
    )
    return [_discrepancy(row) for row in rows], total


def resolve(uow: UnitOfWork, ids: Iterable[UUID], *, because: str) -> None:
    """Note that discrepancies are over."""
    which = _D.id.in_(list(ids)) & _D.resolved_at.is_(None)
    uow.connection.execute(sa.update(cargo_discrepancy).where(which).values(resolved_at=uow.at, because=because))


def candidates(uow: UnitOfWork, sought: Sequence[Sought], *, near: Near) -> dict[str, list[str]]:
    """Give for each declaration the newest lodged bills of its mode and span that are near, and no other declaration's.

    One statement for all; their numbers only, since many declarations look at the same bills (`by_numbers` gives them whole).
    """
    asked = sa.bindparam("sought", [_sought(each) for each in sought], pg.JSONB)
    v = sa.func.jsonb_to_recordset(asked).table_valued(*_SOUGHT, name="v").render_derived(with_types=True)
    others = sa.exists().where(_M.report == _R.number, _M.declaration != v.c.declaration).correlate(cargo_report, v)
    found = sa.select(_R.number, _R.lodged_at).where(
        _R.mode == v.c.mode,
        _R.state == "lodged",
        _R.level != Level.CONVEYANCE.value,
        _R.lodged_at.between(v.c.since, v.c.until),
        ~others,
        *_near(near, v.c),
    )
    bills = found.order_by(_R.lodged_at.desc()).limit(_CANDIDATES).correlate(v).lateral("bills")
    rows = uow.connection.execute(
        sa.select(v.c.declaration, bills.c.number)
        .select_from(v.join(bills, sa.true()))
        .order_by(v.c.declaration, bills.c.lodged_at.desc())
    )
    given: dict[str, list[str]] = {each.declaration: [] for each in sought}
    for number, report in rows:
        given[number].append(report)
    return given


def by_numbers(uow: UnitOfWork, numbers: Collection[str]) -> dict[str, Filing]:
    """Give reports by their numbers."""
    found = uow.connection.execute(sa.select(cargo_report).where(_R.number.in_(numbers))) if numbers else ()
    return {row.number: _filing(row) for row in found}


def _sought(each: Sought) -> dict[str, Any]:
    kept = {name: getattr(each, name) for name in each.__dataclass_fields__}
    return {name: str(one) if isinstance(one, Decimal | datetime) else one for name, one in kept.items()}


def _near(near: Near, sought: Any) -> list[sa.ColumnElement[bool]]:
    match near:
        case Near.NUMBER:
            return [_R.bill == sa.any_(sought.bills)]
        case Near.FIGURES:
            return [_R.gross_mass_kg.between(sought.lightest_kg, sought.heaviest_kg) | (_R.pieces == sought.pieces)]
        case Near.TIME:
            return []


def put_matches(uow: UnitOfWork, matches: Sequence[Match], *, over: bool = False) -> None:
    """Keep what was found for declarations; what was matched by hand stays, unless by another's hand or it is over."""
    if not matches:
        return
    rows = [
        {
            "declaration": each.declaration,
            "report": each.report,
            "how": each.how.value,
            "score": each.score,
            "reasons": [as_json(one) for one in each.reasons],
            "at": each.at,
            "matched_by": each.by,
        }
        for each in matches
    ]
    new = pg.insert(cargo_match)
    given = {name: new.excluded[name] for name in rows[0]}
    stays = None if over else (_M.how != How.HAND.value) | (new.excluded.how == How.HAND.value)
    uow.connection.execute(new.on_conflict_do_update(index_elements=["declaration"], set_=given, where=stays), rows)


def drop_matches(uow: UnitOfWork, declarations: Collection[str]) -> dict[str, str]:
    """Forget what was found for declarations; give by declaration the bill that is free again."""
    gone = sa.delete(cargo_match).where(_M.declaration.in_(declarations)).returning(_M.declaration, _M.report)
    return {row.declaration: row.report for row in uow.connection.execute(gone) if row.report is not None}


def matched_by_hand(uow: UnitOfWork, declarations: Collection[str]) -> set[str]:
    """Give those of the declarations whose bill an officer named."""
    found = sa.select(_M.declaration).where(_M.declaration.in_(declarations), _M.how == How.HAND.value)
    return set(uow.connection.execute(found).scalars())


def match_of(uow: UnitOfWork, declaration: str) -> Match | None:
    """Give what was found for a declaration."""
    row = uow.connection.execute(sa.select(cargo_match).where(_M.declaration == declaration)).one_or_none()
    return _match(row) if row else None


def match_of_report(uow: UnitOfWork, report: str) -> Match | None:
    """Give the declaration that a bill was matched with."""
    row = uow.connection.execute(sa.select(cargo_match).where(_M.report == report)).first()
    return _match(row) if row else None


def consignors(uow: UnitOfWork, declarations: Sequence[str], hows: Iterable[How]) -> dict[str, Party]:
    """Give the consignors of the bills that declarations were matched with in one of some ways, by declaration."""
    found = sa.select(_M.declaration, _R.body).join(cargo_report, _R.number == _M.report)
    wanted = found.where(_M.declaration.in_(list(declarations)), _M.how.in_([each.value for each in hows]))
    return {row.declaration: _report(row.body).consignor for row in uow.connection.execute(wanted)}


def matches(uow: UnitOfWork, *, how: How, page: int, size: int) -> tuple[list[Match], int]:
    """Give the matches made in a way, newest first, and how many there are."""
    found = sa.select(cargo_match).where(_M.how == how.value)
    total = uow.connection.execute(sa.select(sa.func.count()).select_from(found.subquery())).scalar_one()
    rows = uow.connection.execute(found.order_by(_M.at.desc(), _M.declaration).limit(size).offset((page - 1) * size))
    return [_match(row) for row in rows], total


def newest_report(uow: UnitOfWork) -> datetime | None:
    """Give when the newest report was lodged or changed; None without any."""
    return uow.connection.execute(sa.select(sa.func.max(_R.changed_at))).scalar()


def unmatched_before(uow: UnitOfWork, moment: datetime | None, limit: int) -> list[str]:
    """Give declarations without a bill that last looked before a moment, those that looked longest ago first."""
    if moment is None:
        return []
    found = sa.select(_M.declaration).where(_M.how == How.NONE.value, _M.at < moment).order_by(_M.at).limit(limit)
    return list(uow.connection.execute(found).scalars())


def match_counts(uow: UnitOfWork) -> dict[str, int]:
    """Give how many declarations were matched in each way."""
    found = sa.select(_M.how, sa.func.count()).group_by(_M.how)
    return {str(how): int(count) for how, count in uow.connection.execute(found)}


def _columns(report: Report, about: str) -> dict[str, Any]:
    return {
        "mode": report.mode.value,
        "level": report.level.value,
        "bill": report.bill,
        "about": about,
        "pieces": report.pieces,
        "gross_mass_kg": report.gross_mass_kg,
        "body": _body(report),
    }


def _body(report: Report) -> Any:
    return msgspec.to_builtins(report)


def _report(body: Any) -> Report:
    return msgspec.convert(body, Report)


def _filing(row: sa.Row[Any]) -> Filing:
    return Filing(
        number=row.number,
        organisation=row.organisation,
        lodged_by=row.lodged_by,
        lodged_at=row.lodged_at,
        changed_at=row.changed_at,
        format=Format(row.format),
        state=State(row.state),
        version=row.version,
        original=row.original,
        report=_report(row.body),
    )


def _told(each: Discrepancy) -> dict[str, Any]:
    row: dict[str, Any] = {}
    for name in Discrepancy.__dataclass_fields__:
        value = getattr(each, name)
        row[name] = value.value if isinstance(value, Kind | Mode | Level) else value
    return row


def _discrepancy(row: sa.Row[Any]) -> Discrepancy:
    fields = dict(row._mapping)
    return Discrepancy(**{**fields, "kind": Kind(row.kind), "mode": Mode(row.mode), "side": Level(row.side)})


def _match(row: sa.Row[Any]) -> Match:
    reasons = tuple(from_json(each) for each in row.reasons)
    return Match(
        declaration=row.declaration,
        report=row.report,
        how=How(row.how),
        score=row.score,
        reasons=reasons,
        at=row.at,
        by=row.matched_by,
    )
