"""Money: an exact amount with its currency (ISO 4217)."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from smartcustoms.kernel.errors import Refused
from smartcustoms.kernel.words.model import sentence

_PLACES = {"JPY": 0, "KRW": 0, "VND": 0, "CLP": 0, "ISK": 0, "BHD": 3, "KWD": 3, "OMR": 3, "JOD": 3, "TND": 3}


class CurrencyDiffers(ValueError):
    """Two amounts of different currencies were combined; convert one first."""


class NotAnAmount(Refused):
    """A text is no decimal amount."""

    code = "not_an_amount"


@dataclass(frozen=True, slots=True, order=False)
class Money:
    """An amount in one currency. Sums and differences want the same currency; products take a plain decimal."""

    amount: Decimal
    currency: str

    def __add__(self, other: "Money") -> "Money":
        return Money(self.amount + self._same(other), self.currency)

    def __sub__(self, other: "Money") -> "Money":
        return Money(self.amount - self._same(other), self.currency)

    def __mul__(self, by: Decimal | int) -> "Money":
        return Money(self.amount * by, self.currency)

    def __lt__(self, other: "Money") -> bool:
        return self.amount < self._same(other)

    def __le__(self, other: "Money") -> bool:
        return self.amount <= self._same(other)

    def __str__(self) -> str:
        return f"{self.currency} {self.amount:,}"

    def rounded(self) -> "Money":
        """Round half up to the currency's smallest unit."""
        unit = Decimal(1).scaleb(-_PLACES.get(self.currency, 2))
        return Money(self.amount.quantize(unit, ROUND_HALF_UP), self.currency)

    def _same(self, other: "Money") -> Decimal:
        if other.currency != self.currency:
            raise CurrencyDiffers(f"{self.currency} and {other.currency} cannot be combined; convert one first")
        return other.amount


def amount(text: str) -> Decimal:
    """Read a plain decimal such as `1234.50`.

    Raises:
        NotAnAmount: the text is empty, no number, not finite, or longer than 30 characters.
    """
    try:
        value = Decimal(text.strip()) if len(text) <= 30 else Decimal("NaN")
    except InvalidOperation:
        value = Decimal("NaN")
    if not value.is_finite():
        raise NotAnAmount(
            sentence("This is not an amount."),
            mend=sentence("Write digits with a point, such as 1234.50."),
            seen=text[:40],
        )
    return value
