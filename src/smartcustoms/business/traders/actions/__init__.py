"""What can be done in the register of traders: the verbs, by their matter."""

from smartcustoms.business.traders.actions.accounts import (
    COMPANY_ROLES,
    ask,
    confirm,
    invite_user,
    refuse,
    verify,
    waiting,
)
from smartcustoms.business.traders.actions.agents import authorise, relate, tell_if_not_authorised, withdraw
from smartcustoms.business.traders.actions.correcting import decide, propose, withdraw_correction
from smartcustoms.business.traders.actions.merging import find_duplicates, merge, set_apart, undo
from smartcustoms.business.traders.actions.registering import (
    change,
    close,
    count,
    ensure_account,
    link,
    register,
    take_in,
)

__all__ = [
    "COMPANY_ROLES",
    "ask",
    "authorise",
    "change",
    "close",
    "confirm",
    "count",
    "decide",
    "ensure_account",
    "find_duplicates",
    "invite_user",
    "link",
    "merge",
    "propose",
    "refuse",
    "register",
    "relate",
    "set_apart",
    "take_in",
    "tell_if_not_authorised",
    "undo",
    "verify",
    "waiting",
    "withdraw",
    "withdraw_correction",
]
