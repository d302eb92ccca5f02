"""What can be done in transhipment: register a company; apply, amend, withdraw; serve the queue; certify, revoke."""

from smartcustoms.trade.transhipment.actions.applying import (
    amend,
    attach,
    begin,
    detach,
    lodge,
    raise_fee,
    save,
    take_payment,
    withdraw,
)
from smartcustoms.trade.transhipment.actions.certifying import issue, revoke
from smartcustoms.trade.transhipment.actions.companies import decide_company, end_company, register
from smartcustoms.trade.transhipment.actions.serving import (
    give_result,
    leave_priority,
    order_control,
    refuse,
    set_aside,
    take_next,
)

__all__ = [
    "amend",
    "attach",
    "begin",
    "decide_company",
    "detach",
    "end_company",
    "give_result",
    "issue",
    "leave_priority",
    "lodge",
    "order_control",
    "raise_fee",
    "refuse",
    "register",
    "revoke",
    "save",
    "set_aside",
    "take_next",
    "take_payment",
    "withdraw",
]
