"""Ask the risk engine for lanes, in the transaction that lodges."""

from collections.abc import Mapping

import polars as pl

from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.trade.declarations.model import Assessed, Status
from smartcustoms.trade.risk.model import Lane


def assessed(uow: UnitOfWork, rows: pl.DataFrame) -> Mapping[str, Assessed]:  # noqa: ARG001 - the engine takes it
    """Give each declaration's lane and what its trader may be told, by number.

    Until the engine offers `risk.actions.assess`, every declaration awaits its assessment: lane None, no reasons.
    """
    return {number: Assessed(None) for number in rows["declaration"].unique()}


def status_after(lane: Lane | None) -> Status:
    """Tell where a declaration stands once it has its lane."""
    match lane:
        case None:
            return Status.LODGED
        case Lane.GREEN | Lane.BLUE:
            return Status.RELEASED
        case Lane.YELLOW | Lane.RED:
            return Status.UNDER_CONTROL
