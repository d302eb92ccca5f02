"""Which bill does a declaration cover? Rules first: bill number, container, packages and mass; then likeness of the texts. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from smartcustoms.kernel.identifiers import container_number
from smartcustoms.kernel.words.model import Sentence, sentence
from smartcustoms.trade.cargo_reports.likeness import likeness
from smartcustoms.trade.cargo_reports.model import Filing, How, Level, Mode
from smartcustoms.trade.cargo_reports.reference_rules import Matching

_TOKEN = re.compile(r"[^\s,;|]+")
_CONTAINER = re.compile(r"\b[A-Z]{3}[UJZ][ -]?[0-9]{6}[ -]?[0-9]\b")


@dataclass(frozen=True, slots=True)
class Declared:
    """What of a declaration can be compared with a bill."""

    mode: Mode | None
    reference: str
    goods: str
    pieces: int | None
    gross_mass_kg: Decimal | None
    departure: str

    @property
    def bills(self) -> frozenset[str]:
        """The numbers in its reference, without signs between."""
        return frozenset(plain(each) for each in _TOKEN.findall(self.reference.upper()))

    @property
    def containers(self) -> frozenset[str]:
        """The container numbers in its reference and its descriptions."""
        found = _CONTAINER.findall(f"{self.reference} {self.goods}".upper())
        return frozenset(number for each in found if (number := container_number(each)))


@dataclass(frozen=True, slots=True)
class Found:
    """The bill that was found and how, or none; and the reasons to tell an officer."""

    report: str | None
    how: How
    score: float
    reasons: tuple[Sentence, ...]


def plain(bill: str) -> str:
    """Give a number without the signs between its letters and digits."""
    return re.sub(r"[^A-Z0-9]", "", bill.upper())


def find(declared: Declared, bills: Sequence[Filing], by: Matching) -> Found:
    """Find the bill of a declaration among some; only one that nothing else equals is taken."""
    reasons: list[Sentence] = []
    for how, like in (
        (How.BILL, [each for each in bills if plain(each.report.bill) in declared.bills]),
        (How.CONTAINER, [each for each in bills if declared.containers & set(each.report.containers)]),
        (How.FIGURES, [each for each in bills if _same_figures(declared, each, by)]),
    ):
        several = _lowest(like)
        if len(several) == 1:
            (one,) = several
            return Found(one.number, how, 1.0, (_because(how, one),))
        if several:
            reasons.append(sentence("{count} bills agree {how}.", count=len(several), how=_NAMES[how]))
            bills = several
    return _by_likeness(declared, bills, by, reasons)


def _by_likeness(declared: Declared, bills: Sequence[Filing], by: Matching, reasons: list[Sentence]) -> Found:
    """Take the likest text, only above the threshold and only if it is ahead of the next best."""
    ranked = sorted(((likeness(declared.goods, each.report.goods), each) for each in bills), key=lambda one: -one[0])
    if not ranked:
        return Found(None, How.NONE, 0.0, (*reasons, sentence("No bill that is still open comes near.")))
    score, best = ranked[0]
    ahead = score - (ranked[1][0] if len(ranked) > 1 else 0.0)
    says = sentence(
        "The goods of the bill {bill} are alike to {percent} %.", bill=best.report.bill, percent=round(score * 100)
    )
    if score < by.alike:
        less = sentence("That is less than the {percent} % that is needed.", percent=round(by.alike * 100))
        return Found(None, How.NONE, score, (*reasons, says, less))
    if ahead < by.ahead:
        near = sentence("Another bill, {bill}, is nearly as like.", bill=ranked[1][1].report.bill)
        return Found(None, How.NONE, score, (*reasons, says, near))
    return Found(best.number, How.LIKENESS, score, (*reasons, says))


def _lowest(like: list[Filing]) -> list[Filing]:
    """A house bill says more of the goods than the master bill above it."""
    houses = [each for each in like if each.report.level is Level.HOUSE]
    return houses or like


def _same_figures(declared: Declared, each: Filing, by: Matching) -> bool:
    report = each.report
    if declared.pieces is None or declared.gross_mass_kg is None or report.gross_mass_kg is None:
        return False
    if declared.pieces != report.pieces or report.consolidated:
        return False
    country = report.origin[:2] if len(report.origin) == 5 else report.consignor.country
    if country and declared.departure and country != declared.departure:
        return False
    return abs(declared.gross_mass_kg - report.gross_mass_kg) <= by.mass_share * report.gross_mass_kg


def _because(how: How, one: Filing) -> Sentence:
    match how:
        case How.BILL:
            return sentence("The reference of the declaration is the bill {bill}.", bill=one.report.bill)
        case How.CONTAINER:
            return sentence("The declaration names a container of the bill {bill}.", bill=one.report.bill)
        case _:
            return sentence(
                "Packages and gross mass are those of the bill {bill}, and of no other: {pieces}, {mass} kg.",
                bill=one.report.bill,
                pieces=one.report.pieces or 0,
                mass=f"{(one.report.gross_mass_kg or Decimal(0)).normalize():f}",
            )


_NAMES = {
    How.BILL: sentence("in their number"),
    How.CONTAINER: sentence("in a container"),
    How.FIGURES: sentence("in packages and mass"),
}
