"""What can be done with cases: opening and telling (by reactions and officers), giving out, working on one, closing and opening again."""

from smartcustoms.investigation.cases.actions.closing import close, hand_on, reopen, withdraw
from smartcustoms.investigation.cases.actions.giving import assign, join, leave, lift, rank, restrict, take
from smartcustoms.investigation.cases.actions.opening import open_case, refer, tell_case
from smartcustoms.investigation.cases.actions.working import add_task, finish_task, link, note

__all__ = [
    "add_task",
    "assign",
    "close",
    "finish_task",
    "hand_on",
    "join",
    "leave",
    "lift",
    "link",
    "note",
    "open_case",
    "rank",
    "refer",
    "reopen",
    "restrict",
    "take",
    "tell_case",
    "withdraw",
]
