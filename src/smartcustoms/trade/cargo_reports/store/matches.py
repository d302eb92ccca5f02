"""Matches of declarations with bills: which bills come near, what was found, and what was found for nothing."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

import msgspec
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.words.kept import as_json, from_json
from smartcustoms.trade.cargo_reports.model import (
    How,
    Level,
    Match,
    Near,
    Party,
    Report,
    Sought,
)
from smartcustoms.trade.cargo_reports.store.tables import TIME, cargo_match, cargo_report

_CANDIDATES: Final = 300
_SOUGHT: Final = (
    sa.column("declaration", sa.Text),
    sa.column("mode", sa.Text),
    sa.column("since", TIME),
    sa.column("until", TIME),
    sa.column("bills", pg.ARRAY(sa.Text)),
    sa.column("pieces", sa.BigInteger),
    sa.column("lightest_kg", sa.Numeric),
    sa.column("heaviest_kg", sa.Numeric),
)
_R, _M = cargo_report.c, cargo_match.c


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
    return {row.declaration: msgspec.convert(row.body, Report).consignor for row in uow.connection.execute(wanted)}


def matches(uow: UnitOfWork, *, how: How, page: int, size: int) -> tuple[list[Match], int]:
    """Give the matches made in a way, newest first, and how many there are."""
    found = sa.select(cargo_match).where(_M.how == how.value)
    total = uow.connection.execute(sa.select(sa.func.count()).select_from(found.subquery())).scalar_one()
    rows = uow.connection.execute(found.order_by(_M.at.desc(), _M.declaration).limit(size).offset((page - 1) * size))
    return [_match(row) for row in rows], total


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
