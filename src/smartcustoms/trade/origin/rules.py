"""How each requirement is looked at: pure rules on exact decimals, each giving the lines of its working.

Materials that papers show to originate count as the maker's own, those of other parties only where the agreement cumulates.
Of the materials that do not change their classification, a share of the goods' value is tolerated.
"""

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Final, NamedTuple

from smartcustoms.kernel.money import Money
from smartcustoms.kernel.words.model import Sentence, sentence
from smartcustoms.trade.origin.model import (
    Agreement,
    Case,
    Cumulation,
    Kind,
    Level,
    Line,
    Material,
    Method,
    Requirement,
)

_LEVELS: Final[dict[Level, Sentence]] = {
    Level.CHAPTER: sentence("chapter"),
    Level.HEADING: sentence("heading"),
    Level.SUBHEADING: sentence("subheading"),
}


class Seen(NamedTuple):
    """Goods with their materials sorted: the maker's own, and the others."""

    case: Case
    agreement: Agreement
    own: tuple[Material, ...]
    foreign: tuple[Material, ...]

    @property
    def foreign_value(self) -> Money:
        """The value of the materials that do not originate."""
        return _sum(self.foreign, self.case)

    @property
    def own_value(self) -> Money:
        """The value of the materials that originate, and the maker's own costs."""
        return _sum(self.own, self.case) + (self.case.own_costs or _nothing(self.case))


Found = tuple[bool, list[Line]]


def sorted_out(case: Case, agreement: Agreement) -> tuple[Seen, list[Line]]:
    """Sort the materials into the maker's own and the others, and say why each counts as it does."""
    own, foreign, lines = list[Material](), list[Material](), list[Line]()
    for number, each in enumerate(case.materials, 1):
        counts, says = _counts(number, each, case, agreement)
        (own if counts else foreign).append(each)
        lines.append(Line(says))
    return Seen(case, agreement, tuple(own), tuple(foreign)), lines


def way_holds(way: Sequence[Requirement], seen: Seen) -> Found:
    """Look at every requirement of one way; all must hold."""
    found = [_WAYS[each.kind](each, seen) for each in way]
    return all(holds for holds, _ in found), [line for _, lines in found for line in lines]


def only_minimal(case: Case, agreement: Agreement) -> bool:
    """Tell whether all that was done never gives origin; nothing said to be done is not held against the maker."""
    return bool(case.processes) and set(case.processes) <= set(agreement.minimal)


def _counts(number: int, each: Material, case: Case, agreement: Agreement) -> tuple[bool, Sentence]:
    told = {"number": number, "material": each.description or each.hs_code, "code": each.hs_code, "value": each.value}
    if not each.originating:
        return False, sentence("Material {number}, {material} ({code}), {value}: does not originate.", **told)
    if each.origin == case.party:
        return True, sentence(
            "Material {number}, {material} ({code}), {value}: originates in the party itself.", **told
        )
    if each.origin in agreement.parties and agreement.cumulation is Cumulation.FULL:
        return True, sentence(
            "Material {number}, {material} ({code}), {value}: originates in {origin}, which counts too (cumulation).",
            origin=each.origin,
            **told,
        )
    return False, sentence(
        "Material {number}, {material} ({code}), {value}: originates in {origin}, which does not count here.",
        origin=each.origin,
        **told,
    )


def _wholly_obtained(_asked: Requirement, seen: Seen) -> Found:
    if not seen.case.wholly_obtained:
        return False, [Line(sentence("The goods are not said to be wholly obtained."), holds=False)]
    if seen.foreign:
        says = sentence(
            "Goods with {count} materials that do not originate are not wholly obtained.", count=len(seen.foreign)
        )
        return False, [Line(says, holds=False)]
    return True, [Line(sentence("The goods are wholly obtained, and every material originates."), holds=True)]


def _change(asked: Requirement, seen: Seen) -> Found:
    level = asked.level or Level.HEADING
    here = seen.case.hs_code[: level.digits]
    staying = [
        each
        for each in seen.foreign
        if each.hs_code[: level.digits] == here or any(each.hs_code.startswith(code) for code in asked.but_from)
    ]
    if not staying:
        says = sentence(
            "Every material that does not originate changes its {level} to {here}.", level=_LEVELS[level], here=here
        )
        return True, [Line(says, holds=True)]
    lines = [
        Line(
            sentence(
                "{material} ({code}) does not change its {level}, or comes from one that is ruled out.",
                material=each.description or each.hs_code,
                code=each.hs_code,
                level=_LEVELS[level],
            )
        )
        for each in staying
    ]
    value = _sum(staying, seen.case)
    share = value.amount / seen.case.value.amount
    tolerated = share <= seen.agreement.tolerance
    says = sentence(
        "Together {value}, {share}% of the value of the goods; up to {limit}% is tolerated.",
        value=value,
        share=_percent(share),
        limit=_percent(seen.agreement.tolerance),
    )
    return tolerated, [*lines, Line(says, holds=tolerated)]


def _value(asked: Requirement, seen: Seen) -> Found:
    whole, foreign, own = seen.case.value, seen.foreign_value, seen.own_value
    match asked.method:
        case Method.BUILD_UP:
            share, least = own.amount / whole.amount, True
            says = sentence(
                "Originating materials and own costs {own} of {whole}: {share}%",
                own=own,
                whole=whole,
                share=_percent(share),
            )
        case Method.MOST_FOREIGN:
            share, least = foreign.amount / whole.amount, False
            says = sentence(
                "Materials that do not originate {foreign} of {whole}: {share}%",
                foreign=foreign,
                whole=whole,
                share=_percent(share),
            )
        case _:
            share, least = (whole - foreign).amount / whole.amount, True
            says = sentence(
                "({whole} − {foreign}) of {whole}: {share}%", whole=whole, foreign=foreign, share=_percent(share)
            )
    holds = share >= asked.limit if least else share <= asked.limit
    limit = _percent(asked.limit)
    against = (
        sentence("at least {limit}% is asked", limit=limit)
        if least
        else sentence("at most {limit}% is allowed", limit=limit)
    )
    return holds, [Line(says), Line(against, holds=holds)]


def _process(asked: Requirement, seen: Seen) -> Found:
    done = asked.process in seen.case.processes
    if done:
        return True, [Line(sentence("The process asked was done: {process}.", process=asked.process), holds=True)]
    return False, [Line(sentence("The process asked is not named: {process}.", process=asked.process), holds=False)]


_WAYS: Final[dict[Kind, Callable[[Requirement, Seen], Found]]] = {
    Kind.WHOLLY_OBTAINED: _wholly_obtained,
    Kind.CHANGE: _change,
    Kind.VALUE: _value,
    Kind.PROCESS: _process,
}


def _nothing(case: Case) -> Money:
    return Money(Decimal(0), case.value.currency)


def _sum(materials: Sequence[Material], case: Case) -> Money:
    return sum((each.value for each in materials), _nothing(case))


def _percent(share: Decimal) -> Decimal:
    return (share * 100).quantize(Decimal("0.01"))
