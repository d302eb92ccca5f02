"""What can be done in the intake."""

from smartcustoms.trade.intake.actions.accepting import accept, check_size, new_number, receipt_of, spool_away
from smartcustoms.trade.intake.actions.slips import (
    issue_slips,
    settle_slip,
    settle_slip_by_passage,
    void_slip,
    write_slip,
)
from smartcustoms.trade.intake.actions.taking import everything, take_folders, take_spool
from smartcustoms.trade.intake.actions.working import work_off

__all__ = [
    "accept",
    "check_size",
    "everything",
    "issue_slips",
    "new_number",
    "receipt_of",
    "settle_slip",
    "settle_slip_by_passage",
    "spool_away",
    "take_folders",
    "take_spool",
    "void_slip",
    "work_off",
    "write_slip",
]
