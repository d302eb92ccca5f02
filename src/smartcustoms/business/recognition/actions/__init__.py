"""What can be done in recognition: consent, tell of an operator, send, receive, reconcile, trust keys; match consignors with operators."""

from smartcustoms.business.recognition.actions.consenting import consent, end_consent, publish_own, tell_again
from smartcustoms.business.recognition.actions.exchanging import (
    exchange,
    give_consent,
    publish,
    publish_many,
    receive,
    reconcile,
    reconcile_due,
    send_due,
    tell_late,
    thin_quarantine,
    trust,
    withdraw_consent,
)
from smartcustoms.business.recognition.actions.matching import (
    decide_match,
    forget_looked,
    index_operators,
    look_for,
    undo_match,
)

__all__ = [
    "consent",
    "decide_match",
    "end_consent",
    "exchange",
    "forget_looked",
    "give_consent",
    "index_operators",
    "look_for",
    "publish",
    "publish_many",
    "publish_own",
    "receive",
    "reconcile",
    "reconcile_due",
    "send_due",
    "tell_again",
    "tell_late",
    "thin_quarantine",
    "trust",
    "undo_match",
    "withdraw_consent",
]
