"""What can be asked of risk: lanes, assessments with reasons, the worklist, hit rates, judges, plans, replay."""

from smartcustoms.trade.risk.prices import Unusual
from smartcustoms.trade.risk.queries.asking import (
    Worklist,
    assessment,
    exploration,
    judges,
    lane,
    overrides,
    plans,
    reasons_for_trader,
    told_to_trader,
    worklist,
)
from smartcustoms.trade.risk.queries.measuring import Board, Rate, Sparing, board, drift_of, trusted
from smartcustoms.trade.risk.queries.past import history
from smartcustoms.trade.risk.queries.prices import unusual_prices
from smartcustoms.trade.risk.queries.replaying import Replay, replayed
from smartcustoms.trade.risk.queries.standing import LikeCase, Party, Price, Standing, standing

__all__ = [
    "Board",
    "LikeCase",
    "Party",
    "Price",
    "Rate",
    "Replay",
    "Sparing",
    "Standing",
    "Unusual",
    "Worklist",
    "assessment",
    "board",
    "drift_of",
    "exploration",
    "history",
    "judges",
    "lane",
    "overrides",
    "plans",
    "reasons_for_trader",
    "replayed",
    "standing",
    "told_to_trader",
    "trusted",
    "unusual_prices",
    "worklist",
]
