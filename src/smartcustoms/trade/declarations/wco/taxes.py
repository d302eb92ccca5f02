"""Tax lines of a notification, worked again from base × rate, and every one that is not plain explained."""

from dataclasses import dataclass, replace
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal, InvalidOperation
from enum import StrEnum
from typing import Any, Final

from smartcustoms.kernel.words.model import Sentence, sentence

_CENT: Final = Decimal("0.01")
_LARGEST: Final = Decimal(10) ** 18
NOTHING: Final = Decimal(0)


class Working(StrEnum):
    """How a tax line's amount comes about."""

    EXACT = "exact"
    ROUNDED = "rounded"
    SPECIFIC = "specific"
    DEDUCTED = "deducted"
    ELSEWHERE = "elsewhere"
    RELIEVED = "relieved"
    NO_RATE = "no_rate"
    SEPARATE = "separate"
    DIFFERS = "differs"


PLAIN: Final = frozenset({Working.EXACT, Working.ROUNDED, Working.SPECIFIC, Working.DEDUCTED})

SAYS: Final = {
    Working.EXACT: sentence("Base × rate gives the amount."),
    Working.ROUNDED: sentence("Base × rate gives the amount, rounded to the cent."),
    Working.SPECIFIC: sentence("Quantity × rate gives the amount."),
    Working.DEDUCTED: sentence("Base × rate, less the deduction, gives the amount."),
    Working.ELSEWHERE: sentence(
        "Less is assessed than base × rate; what is missing stands on a line of its own, by its tax type."
    ),
    Working.RELIEVED: sentence(
        "Nothing is assessed though base × rate gives an amount: a relief, suspension or exemption."
    ),
    Working.NO_RATE: sentence(
        "The line names no base and rate: a specific, combined or manual rate, worked outside the message."
    ),
    Working.SEPARATE: sentence(
        "The line carries an amount alone, which is not payable by itself: a sum set aside or not charged."
    ),
    Working.DIFFERS: sentence("The amount is not what base × rate gives."),
}


@dataclass(frozen=True, slots=True)
class TaxLine:
    """One tax of one goods item."""

    item: int | None
    tax: str
    regime: str | None
    currency: str | None
    base: Decimal | None
    quantity: Decimal | None
    rate: Decimal | None
    deduction: Decimal
    assessed: Decimal | None
    payable: Decimal | None
    line: int | None
    working: Working = Working.DIFFERS
    worked: Decimal | None = None

    @property
    def says(self) -> Sentence:
        """How the amount comes about, in words."""
        return SAYS[self.working]


def tax_lines(response: Any) -> tuple[TaxLine, ...]:
    """Read and work the tax lines of a response, each goods item by itself."""
    worked: list[TaxLine] = []
    for holder in (each for each in response.iter("{*}*") if _name(each.tag) in {"Commodity", "Declaration"}):
        rows = [each for each in holder if _name(each.tag) == "DutyTaxFee"]
        worked.extend(_worked([_line(each, _item(holder)) for each in rows]))
    return tuple(worked)


def _worked(lines: list[TaxLine]) -> list[TaxLine]:
    first = [_working(each) for each in lines]
    missing = [each for each in first if each.working is Working.RELIEVED]
    apart = sum((each.assessed or NOTHING for each in first if each.working is Working.SEPARATE), NOTHING)
    short = sum(((each.worked or NOTHING) - (each.assessed or NOTHING) for each in missing), NOTHING)
    if not missing or not apart or _cents(short) != _cents(apart):
        return first
    return [_with(each, Working.ELSEWHERE, each.worked) if each.working is Working.RELIEVED else each for each in first]


def _working(line: TaxLine) -> TaxLine:
    if line.rate is None or (line.base is None and line.quantity is None):
        apart = line.payable is None and line.regime is None
        return _with(line, Working.SEPARATE if apart else Working.NO_RATE, None)
    whole = line.base * line.rate / 100 if line.base is not None else (line.quantity or NOTHING) * line.rate
    assessed = line.assessed if line.assessed is not None else NOTHING
    kind = Working.SPECIFIC if line.base is None else Working.EXACT
    for amount, plain in ((whole, kind), (whole - line.deduction, Working.DEDUCTED)):
        if amount == assessed:
            return _with(line, plain, amount)
        if assessed in (amount.quantize(_CENT, ROUND_DOWN), amount.quantize(_CENT, ROUND_HALF_UP)):
            return _with(line, Working.ROUNDED if plain is Working.EXACT else plain, amount)
    return _with(line, Working.RELIEVED if assessed == 0 else Working.DIFFERS, whole)


def _with(line: TaxLine, working: Working, worked: Decimal | None) -> TaxLine:
    return replace(line, working=working, worked=worked)


def _line(at: Any, item: int | None) -> TaxLine:
    found: dict[str, Any] = {}
    for each in at.iter("{*}*"):
        found.setdefault(_name(each.tag), each)
    amount = found.get("TaxAssessedAmount")
    if amount is None:
        amount = found.get("AdValoremTaxBaseAmount")
    return TaxLine(
        item=item,
        tax=(_text(found, "TypeCode") or "")[:20],
        regime=_text(found, "DutyRegimeCode"),
        currency=amount.get("currencyID") if amount is not None else None,
        base=_number(found, "AdValoremTaxBaseAmount"),
        quantity=_number(found, "SpecificTaxBaseQuantity"),
        rate=_number(found, "TaxRateNumeric"),
        deduction=_number(found, "DeductAmount") or NOTHING,
        assessed=_number(found, "TaxAssessedAmount"),
        payable=_number(found, "PaymentAmount"),
        line=at.sourceline,
    )


def _item(holder: Any) -> int | None:
    item = holder.getparent()
    if item is None or _name(item.tag) != "GovernmentAgencyGoodsItem":
        return None
    said = next((each.text or "" for each in item if _name(each.tag) == "SequenceNumeric"), "").strip()
    return int(said) if said.isascii() and said.isdigit() and len(said) < 6 else None


def _text(found: dict[str, Any], name: str) -> str | None:
    return (found[name].text or "").strip() if name in found else None


def _number(found: dict[str, Any], name: str) -> Decimal | None:
    text = _text(found, name)
    try:
        number = Decimal(text) if text and len(text) < 40 else None
    except InvalidOperation:
        return None
    return number if number is not None and number.is_finite() and abs(number) < _LARGEST else None


def _cents(amount: Decimal) -> Decimal:
    return amount.quantize(_CENT, ROUND_DOWN)


def _name(tag: str) -> str:
    return tag.rpartition("}")[2]


def tax_line_shown(line: TaxLine) -> dict[str, Any]:
    """Show a tax line with its working."""
    numbers = {
        name: None if (value := getattr(line, name)) is None else str(value)
        for name in ("base", "quantity", "rate", "deduction", "assessed", "payable", "worked")
    }
    plain = {"item": line.item, "tax": line.tax, "regime": line.regime, "currency": line.currency}
    return plain | numbers | {"working": str(line.working), "says": str(line.says)}
