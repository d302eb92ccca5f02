"""Ask the risk engine for lanes, in the transaction that lodges: the officers' rules first, then the judge."""

from collections.abc import Mapping

import polars as pl

from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.trade.declarations.actions.pricing import factors
from smartcustoms.trade.declarations.facts import risk_rows
from smartcustoms.trade.declarations.model import Assessed, Checked, Reason, Status
from smartcustoms.trade.risk import actions as risk
from smartcustoms.trade.risk import queries as risks
from smartcustoms.trade.risk.model import Lane


def assessed(
    uow: UnitOfWork, number: str, found: Checked, *, first: bool = False, lodger: str | None = None
) -> Assessed:
    """Give one declaration's lane, and what its trader may be told.

    first: it was numbered in this transaction; lodger: the organisation that lodged it, None: the actor's.
    """
    factor = factors({found.header.currency}, on=found.header.declared_on)[found.header.currency]
    said = risk.assess(uow, risk_rows(number, found, factor=factor), first=first, lodger=lodger)
    return Assessed(said.lane, tuple(Reason(says, mend) for says, mend in risks.told_to_trader(said)))


def lanes(uow: UnitOfWork, rows: pl.DataFrame) -> Mapping[str, Lane]:
    """Give the lanes of many declarations by number; each office's budget is shared among those of a day."""
    return {one.declaration: one.lane for one in risk.assess_many(uow, rows)}


def status_after(lane: Lane) -> Status:
    """Tell where a declaration stands once it has its lane."""
    match lane:
        case Lane.GREEN | Lane.BLUE:
            return Status.RELEASED
        case Lane.YELLOW | Lane.RED:
            return Status.UNDER_CONTROL
