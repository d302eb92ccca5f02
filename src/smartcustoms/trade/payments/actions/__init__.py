"""What can be done about payments: raise, write off; ask, take; refund; guarantee; reconcile."""

from smartcustoms.trade.payments.actions.collecting import TOGETHER, ask, assign, take, take_at_counter
from smartcustoms.trade.payments.actions.guaranteeing import ask_deposit, draw, hold, release
from smartcustoms.trade.payments.actions.raising import (
    charge_lateness,
    drop_for_declaration,
    raise_for_declaration,
    raise_for_declarations,
    raise_note,
    write_off,
)
from smartcustoms.trade.payments.actions.receipting import issue_receipt
from smartcustoms.trade.payments.actions.reconciling import reconcile, settle
from smartcustoms.trade.payments.actions.refunding import ask_refund, confirm_refund, decide_refund, send_refund

__all__ = [
    "TOGETHER",
    "ask",
    "ask_deposit",
    "ask_refund",
    "assign",
    "charge_lateness",
    "confirm_refund",
    "decide_refund",
    "draw",
    "drop_for_declaration",
    "hold",
    "issue_receipt",
    "raise_for_declaration",
    "raise_for_declarations",
    "raise_note",
    "reconcile",
    "release",
    "send_refund",
    "settle",
    "take",
    "take_at_counter",
    "write_off",
]
