"""What can be done with cargo reports."""

from smartcustoms.trade.cargo_reports.actions.arriving import arrive
from smartcustoms.trade.cargo_reports.actions.comparing import compare
from smartcustoms.trade.cargo_reports.actions.filing import amend, lodge, lodge_file, withdraw
from smartcustoms.trade.cargo_reports.actions.matching import forget, free_bill, match, match_by_hand, match_waiting

__all__ = [
    "amend",
    "arrive",
    "compare",
    "forget",
    "free_bill",
    "lodge",
    "lodge_file",
    "match",
    "match_by_hand",
    "match_waiting",
    "withdraw",
]
