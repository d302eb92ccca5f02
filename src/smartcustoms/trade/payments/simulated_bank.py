"""What the simulated services say of a payment that goes well, comes twice, short, too much, foreign or late. No real money."""

import hashlib
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Final

from smartcustoms.kernel.money import Money
from smartcustoms.trade.payments.collecting_gateway import message
from smartcustoms.trade.payments.model import Attempt


class Outcome(StrEnum):
    """How a simulated payment goes."""

    PAID = "paid"
    TWICE = "twice"
    SHORT = "short"
    TOO_MUCH = "too_much"
    FOREIGN = "foreign"
    LATE = "late"


_CENT: Final = Decimal("0.01")


def messages(attempt: Attempt, outcome: Outcome, at: datetime) -> list[bytes]:
    """Give the messages that a service sends for an attempt, unsigned."""
    paid, when = attempt.amount, at
    match outcome:
        case Outcome.SHORT:
            paid = Money(max(paid.amount / 2, _CENT), paid.currency).rounded()
        case Outcome.TOO_MUCH:
            paid = (paid * 2).rounded()
        case Outcome.FOREIGN:
            paid = Money(paid.amount, "USD" if paid.currency != "USD" else "HKD").rounded()
        case Outcome.LATE:
            when = attempt.expires_at + timedelta(days=1)
        case Outcome.PAID | Outcome.TWICE:
            pass
    said = f"{attempt.reference}:{outcome.value}".encode()
    transaction = f"SIM{hashlib.sha256(said).hexdigest()[:16].upper()}"
    body = message(transaction, attempt.reference, paid, when)
    return [body, body] if outcome is Outcome.TWICE else [body]
