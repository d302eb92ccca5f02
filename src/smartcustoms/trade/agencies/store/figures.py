"""SQL of how long agencies take against their promise."""

from datetime import datetime

import sqlalchemy as sa

from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.trade.agencies.model import TICKING, WORKED, Figures, StepState
from smartcustoms.trade.agencies.store.tables import review_step

_S = review_step.c
_HOUR = 3600.0


def figures(uow: UnitOfWork, *, since: datetime, organisation: str | None) -> list[Figures]:
    """Give the figures of each agency and kind: decided since a moment by an officer or a rule, and open now."""
    decided = (_S.state == StepState.DECIDED.value) & (_S.decided_at >= since)
    by_officer = decided & _S.decided_by.is_not(None)
    opened = _S.state.in_([each.value for each in WORKED])
    late = (_S.due_at < uow.at) & _S.state.in_([each.value for each in TICKING])

    def share(part: float) -> sa.ColumnElement[float]:
        return sa.func.percentile_cont(part).within_group(_S.spent).filter(by_officer)

    def count(which: sa.ColumnElement[bool]) -> sa.ColumnElement[int]:
        return sa.func.count().filter(which)

    found = sa.select(
        _S.agency,
        _S.kind,
        count(by_officer).label("decided"),
        count(decided & _S.decided_by.is_(None)).label("automatic"),
        share(0.5).label("half"),
        share(0.9).label("nine_tenths"),
        share(0.99).label("most"),
        count(by_officer & (_S.spent <= _S.promised)).label("kept"),
        count(opened).label("open"),
        count(late).label("late"),
    ).where(decided | opened)
    if organisation is not None:
        found = found.where(_S.organisation == organisation)
    rows = uow.connection.execute(found.group_by(_S.agency, _S.kind).order_by(_S.agency, _S.kind))
    return [
        Figures(
            agency=r.agency,
            kind=r.kind,
            decided=r.decided,
            automatic=r.automatic,
            half=float(r.half or 0) / _HOUR,
            nine_tenths=float(r.nine_tenths or 0) / _HOUR,
            most=float(r.most or 0) / _HOUR,
            kept=r.kept / r.decided if r.decided else 0.0,
            open=r.open,
            late=r.late,
        )
        for r in rows
    ]
