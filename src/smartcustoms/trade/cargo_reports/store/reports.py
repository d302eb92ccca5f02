"""Cargo reports and what master and house say differently: keep them, find them, and the lists."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import msgspec
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from smartcustoms.kernel.database import lists
from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.trade.cargo_reports.model import (
    Discrepancy,
    Filing,
    Format,
    Kind,
    Level,
    Mode,
    Report,
    State,
    Wanted,
)
from smartcustoms.trade.cargo_reports.store.tables import cargo_discrepancy, cargo_report, cargo_report_version

_R, _D = cargo_report.c, cargo_discrepancy.c
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
    return filing(row) if row else None


def own_of_bill(uow: UnitOfWork, organisation: str, report: Report, about: str) -> Filing | None:
    """Give the organisation's lodged report of a bill."""
    like = (_R.organisation == organisation, _R.mode == report.mode.value, _R.level == report.level.value)
    found = sa.select(cargo_report).where(*like, _R.about == about, _R.bill == report.bill, _R.state == "lodged")
    row = uow.connection.execute(found).one_or_none()
    return filing(row) if row else None


def under(uow: UnitOfWork, mode: Mode, about: str) -> list[Filing]:
    """Give the lodged reports of a master bill and of the houses under it, oldest first."""
    found = sa.select(cargo_report).where(
        _R.mode == mode.value, _R.about == about, _R.state == "lodged", _R.level != Level.CONVEYANCE.value
    )
    return [filing(row) for row in uow.connection.execute(found.order_by(_R.lodged_at, _R.number).limit(2000))]


def listed(uow: UnitOfWork, wanted: Wanted) -> tuple[list[Filing], int]:
    """Give a page of reports in the order asked for, and how many there are in all."""
    found = sa.select(cargo_report)
    for column, value in ((_R.mode, wanted.mode), (_R.level, wanted.level), (_R.state, wanted.state)):
        if value is not None:
            found = found.where(column == value.value)
    if wanted.text:
        found = found.where(lists.begins(wanted.text, _R.bill, _R.about, _R.number))
    found = found.where(*lists.within(wanted.since, wanted.until, _R.lodged_at))
    order = lists.ordered(wanted.sort, _SORTS, otherwise=_R.lodged_at, then=_R.number)
    rows, total = lists.page_of(uow, found, order, page=wanted.page, size=wanted.per_page)
    return [filing(row) for row in rows], total


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


def by_numbers(uow: UnitOfWork, numbers: Collection[str]) -> dict[str, Filing]:
    """Give reports by their numbers."""
    found = uow.connection.execute(sa.select(cargo_report).where(_R.number.in_(numbers))) if numbers else ()
    return {row.number: filing(row) for row in found}


def newest_report(uow: UnitOfWork) -> datetime | None:
    """Give when the newest report was lodged or changed; None without any."""
    return uow.connection.execute(sa.select(sa.func.max(_R.changed_at))).scalar()


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


def filing(row: sa.Row[Any]) -> Filing:
    """Make a report of its row."""
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
