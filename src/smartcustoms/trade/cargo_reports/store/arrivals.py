"""Which declarations' goods a ship or aircraft carried, and which ships and aircraft that carried some bills have arrived."""

from collections.abc import Iterable, Sequence
from datetime import datetime

import sqlalchemy as sa

from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.trade.cargo_reports.model import Filing, How, Level
from smartcustoms.trade.cargo_reports.store.reports import filing
from smartcustoms.trade.cargo_reports.store.tables import cargo_match, cargo_report

_R, _M = cargo_report.c, cargo_match.c


def carried(uow: UnitOfWork, conveyance: Filing, hows: Iterable[How], *, since: datetime) -> list[str]:
    """Give the declarations matched in some ways with the bills of a voyage: its filer's own, and the houses under his masters."""
    report = conveyance.report
    if not report.voyage and not report.conveyance:
        return []
    named = _R.body["conveyance"].astext
    aboard = (
        _R.organisation == conveyance.organisation,
        _R.mode == report.mode.value,
        _R.state == "lodged",
        _R.lodged_at >= since,
        _R.body["voyage"].astext == report.voyage,
        sa.true() if not report.conveyance else (named == "") | (sa.func.upper(named) == report.conveyance.upper()),
    )
    own = sa.select(_R.number).where(*aboard, _R.level != Level.CONVEYANCE.value)
    masters = sa.select(_R.about).where(*aboard, _R.level == Level.MASTER.value)
    house = cargo_report.alias("house")
    under = sa.select(house.c.number).where(
        house.c.mode == report.mode.value, house.c.state == "lodged", house.c.about.in_(masters)
    )
    covers = _M.report.in_(own) | _M.report.in_(under)
    found = sa.select(_M.declaration).where(_M.how.in_([each.value for each in hows]), covers)
    return list(uow.connection.execute(found.order_by(_M.declaration)).scalars())


def arrived_with(uow: UnitOfWork, bills: Sequence[str], *, since: datetime) -> list[Filing]:
    """Give the reports of ships and aircraft that arrived and may have carried some bills, by their voyage."""
    bill, carrier = cargo_report.alias("bill"), cargo_report.alias("carrier")
    voyages = (
        sa.select(carrier.c.organisation, carrier.c.mode, carrier.c.body["voyage"].astext.label("voyage"))
        .join(bill, (bill.c.mode == carrier.c.mode) & (bill.c.about == carrier.c.about))
        .where(bill.c.number.in_(list(bills)), carrier.c.state == "lodged", carrier.c.level != Level.CONVEYANCE.value)
        .distinct()
        .subquery()
    )
    found = (
        sa.select(cargo_report)
        .join(
            voyages,
            (_R.organisation == voyages.c.organisation)
            & (_R.mode == voyages.c.mode)
            & (_R.body["voyage"].astext == voyages.c.voyage),
        )
        .where(
            _R.level == Level.CONVEYANCE.value,
            _R.state == "lodged",
            _R.lodged_at >= since,
            _R.body["arrived"].astext != "",
        )
    )
    return [filing(row) for row in uow.connection.execute(found.order_by(_R.number))] if bills else []
