"""What is due on a declaration: charge and levies on its value, duty on each item as far as the declaration's facts go."""

from collections.abc import Sequence
from decimal import Decimal

from smartcustoms.kernel.errors import Refused
from smartcustoms.kernel.exchange import Conversion, Rates
from smartcustoms.kernel.money import Money
from smartcustoms.kernel.words.model import Sentence, sentence
from smartcustoms.trade.declarations.model import Declaration, Direction, GoodsItem, Status
from smartcustoms.trade.duty.model import Assessment, Goods
from smartcustoms.trade.payments.model import Due, LineKind, NoteLine
from smartcustoms.trade.tariff import queries as tariff
from smartcustoms.trade.tariff.model import Kind, Measure, Way

_MADE_HERE = "clothing levy"  # only what was made in the administration itself bears it
_NAMES = {
    "declaration charge/food": sentence("Charge on a declaration of food"),
    "declaration charge/other": sentence("Charge on a declaration"),
    "clothing levy/": sentence("Clothing industry training levy"),
    "liquor": sentence("Duty on liquor"),
    "tobacco": sentence("Duty on tobacco"),
    "oil": sentence("Duty on hydrocarbon oil"),
    "methyl alcohol": sentence("Duty on methyl alcohol"),
}
_KINDS = {"declaration charge": LineKind.CHARGE, "clothing levy": LineKind.LEVY}


def due_on(found: Declaration, *, administration: str, currency: str, rates: Rates) -> Due:
    """Work out what is due on a declaration, and say what it lacks for more."""
    on = found.header.declared_on
    if found.status is Status.WITHDRAWN:
        return Due(found.number, found.organisation, on, (), (sentence("The declaration was withdrawn."),))
    if found.header.direction is Direction.TRANSHIPMENT:
        told = sentence("Goods in transhipment need no declaration, so no charge is due.")
        return Due(found.number, found.organisation, on, (), (told,))
    way, lacks = Way(found.header.direction.value), list[Sentence]()
    converted = rates.between(found.header.currency, currency, on=on)
    if converted is None:
        told = sentence(
            "No rate of exchange from {currency} to {here} is held.", currency=found.header.currency, here=currency
        )
        return Due(found.number, found.organisation, on, (), (told,))
    if found.header.currency != currency:
        lacks.append(_exchanged(found.header.currency, currency, converted))
    lines, workings = list[NoteLine](), list[tuple[Sentence, ...]]()
    for says, kind, law, assessment in _assessed(found, way, administration, currency, converted, lacks):
        if assessment.due.amount:
            lines.append(NoteLine(kind, says, assessment.due, law))
            workings.append(tuple(each.says for each in assessment.lines))
    lacks.append(
        sentence("The day on which the goods came or left is not in the declaration: lateness is not looked at.")
    )
    return Due(found.number, found.organisation, on, tuple(lines), tuple(lacks), tuple(workings))


_Found = tuple[Sentence, LineKind, str, Assessment]


def _assessed(
    found: Declaration, way: Way, administration: str, here: str, converted: Conversion, lacks: list[Sentence]
) -> list[_Found]:
    on, lines = found.header.declared_on, list[_Found]()
    bases: dict[str, tuple[Measure, Money]] = {}
    for item in found.items:
        worth = Money(item.value * converted.factor, here).rounded()
        for one in tariff.measures(item.hs_code[:6], on=on, way=way, kind=Kind.LEVY, administration=administration):
            if one.goods_class != _MADE_HERE or item.origin == administration:
                before = bases.get(one.reference, (one, worth * 0))[1]
                bases[one.reference] = (one, before + worth)
        lines += _duties(item, worth, way, administration, found, lacks)
    return [*_levies(list(bases.values()), found, lacks), *lines]


def _levies(bases: Sequence[tuple[Measure, Money]], found: Declaration, lacks: list[Sentence]) -> list[_Found]:
    lines = list[_Found]()
    for measure, base in bases:
        goods = Goods(goods="", value=base)
        try:
            assessment = tariff.assessed(measure, goods, on=found.header.declared_on)
        except Refused as refused:
            lacks.append(refused.says)
            continue
        says = sentence("{what} on {value}", what=_what(measure), value=base)
        lines.append((says, _KINDS.get(measure.goods_class, LineKind.LEVY), assessment.rate.law, assessment))
    return lines


def _duties(
    item: GoodsItem, worth: Money, way: Way, administration: str, found: Declaration, lacks: list[Sentence]
) -> list[_Found]:
    goods, lines = Goods(goods="", value=worth, kilograms=item.net_mass_kg), list[_Found]()
    for one in tariff.measures(
        item.hs_code[:6], on=found.header.declared_on, way=way, kind=Kind.DUTY, administration=administration
    ):
        try:
            assessment = tariff.assessed(one, goods, on=found.header.declared_on)
        except Refused as refused:
            told = sentence("Item {item} ({code}): {lacks}", item=item.item, code=item.hs_code, lacks=refused.says)
            lacks.append(told)
            continue
        says = sentence("{what}, item {item}", what=_what(one), item=item.item)
        lines.append((says, LineKind.DUTY, assessment.rate.law, assessment))
    return lines


def _what(measure: Measure) -> Sentence:
    found = _NAMES.get(measure.reference) or _NAMES.get(measure.goods_class)
    return found or sentence("Duty or levy ({reference})", reference=measure.reference)


def _exchanged(currency: str, here: str, converted: Conversion) -> Sentence:
    factor = converted.factor.quantize(Decimal("0.000001"))
    if converted.assumed:
        return sentence(
            "Values in {currency} are taken at {factor} {here}, a reference rate of {day} that is assumed, not the law's own.",
            currency=currency,
            factor=factor,
            here=here,
            day=converted.day,
        )
    return sentence(
        "Values in {currency} are taken at {factor} {here}, a reference rate of {day}, not the law's own.",
        currency=currency,
        factor=factor,
        here=here,
        day=converted.day,
    )
