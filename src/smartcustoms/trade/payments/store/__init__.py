"""Tables of payments and all SQL about them: `notes`, `money` (payments, refunds, ledger), `trusts` (guarantees), `bank`."""

from smartcustoms.trade.payments.store import bank, money, notes, trusts
from smartcustoms.trade.payments.store.tables import (
    bank_line,
    bank_statement,
    guarantee_account,
    guarantee_hold,
    ledger_posting,
    payment_attempt,
    payment_note,
    payment_note_line,
    payment_part,
    payment_received,
    payment_refund,
    payment_serial,
)

__all__ = [
    "bank",
    "bank_line",
    "bank_statement",
    "guarantee_account",
    "guarantee_hold",
    "ledger_posting",
    "money",
    "notes",
    "payment_attempt",
    "payment_note",
    "payment_note_line",
    "payment_part",
    "payment_received",
    "payment_refund",
    "payment_serial",
    "trusts",
]
