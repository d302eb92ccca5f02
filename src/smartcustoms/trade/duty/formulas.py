"""How each part of a rate is worked out: pure rules on exact decimals. A rate is the sum of its parts, in their order.

Every function gives the lines of its working; the last line's amount is the running sum where the part changes it as a whole.
"""

from collections.abc import Callable
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Final, NamedTuple

from smartcustoms.kernel.money import Money
from smartcustoms.kernel.words.model import sentence
from smartcustoms.trade.duty.model import Band, Formula, Goods, Line, NotAssessable, Part, Rate, Unit

_ZERO: Final = Decimal(0)
_NEEDED: Final = {
    "value": sentence("the value"),
    "litres": sentence("the litres in a container"),
    "abv": sentence("the alcoholic strength"),
    "kilograms": sentence("the weight in kilograms"),
    "sticks": sentence("the number of sticks"),
}
_UNITS: Final = {
    Unit.LITRE: sentence("litre"),
    Unit.HECTOLITRE: sentence("hectolitre"),
    Unit.LITRE_OF_ALCOHOL: sentence("litre of alcohol"),
    Unit.KILOGRAM: sentence("kilogram"),
    Unit.THOUSAND_STICKS: sentence("1,000 sticks"),
}


class Case(NamedTuple):
    """One part of a rate, for goods of a value, and the sum of the parts before it."""

    part: Part
    rate: Rate
    goods: Goods
    value: Money
    total: Money

    @property
    def each(self) -> Money:
        """The part's amount in the money of the rates."""
        return self.money(self.part.amount)

    @property
    def limit(self) -> Money:
        """The least or the most: the part's amount, of each unit where it names one."""
        return self.each * (_quantity(self.part.unit, self.goods, self.rate) if self.part.unit else 1)

    def money(self, amount: Decimal) -> Money:
        """Give an amount in the money of the rates."""
        return Money(amount, self.total.currency)


Worked = tuple[Money, list[Line]]


def worked_out(rate: Rate, goods: Goods, value: Money) -> tuple[Money, list[Line]]:
    """Give the exact sum of a rate's parts for goods, with its working.

    Args:
        rate: the rate in force.
        goods: what is assessed.
        value: of one container (of all the goods where there are none), in the rate's currency.

    Raises:
        NotAssessable: the rate needs what was not said of the goods.
    """
    total, lines = Money(_ZERO, value.currency), list[Line]()
    for part in rate.parts:
        total, more = _WAYS[part.formula](Case(part, rate, goods, value, total))
        lines += more
    return total, lines


def needed(given: Decimal | int | None, name: str) -> Decimal:
    """Give a figure of the goods as a decimal.

    Raises:
        NotAssessable: it was not said.
    """
    if given is None:
        raise NotAssessable(
            sentence("For these goods {what} is needed.", what=_NEEDED[name]),
            mend=sentence("Say it; nothing is assumed in its place."),
            field=name,
        )
    return Decimal(given)


def counted(goods: Goods, rate: Rate) -> Decimal:
    """Give how many sticks count: a long cigarette counts once more for each further length, whole or begun."""
    sticks = needed(goods.sticks, "sticks")
    if rate.stick_length is None or goods.length is None or goods.length <= rate.stick_length:
        return sticks
    return sticks * (goods.length / rate.stick_length).to_integral_value(ROUND_CEILING)


def _quantity(unit: Unit, goods: Goods, rate: Rate) -> Decimal:
    match unit:
        case Unit.KILOGRAM:
            return needed(goods.kilograms, "kilograms")
        case Unit.THOUSAND_STICKS:
            return counted(goods, rate) / 1000
        case Unit.LITRE | Unit.HECTOLITRE | Unit.LITRE_OF_ALCOHOL:
            litres = needed(goods.litres, "litres") * goods.containers
            if unit is Unit.LITRE_OF_ALCOHOL:
                return litres * needed(goods.abv, "abv") / 100
            return litres / 100 if unit is Unit.HECTOLITRE else litres


def _ad_valorem(case: Case) -> Worked:
    base = case.value * case.goods.containers
    due = base * case.part.rate
    says = sentence("{rate}% of the value, {value}", rate=_percent(case.part.rate), value=base.rounded())
    return case.total + due, [Line(says, due)]


def _tiers(case: Case) -> Worked:
    """Charge each slice of a container's value at its own rate; of one larger than `litres_whole`, of the value per litre."""
    value, by, whole, lines = case.value.amount, Decimal(case.goods.containers), case.part.litres_whole, list[Line]()
    if whole is not None and (litres := needed(case.goods.litres, "litres")) > whole:
        value, by = value / litres, by * litres
        lines.append(Line(sentence("Value per litre: {value}", value=case.money(value).rounded())))
    charged = case.money(_ZERO)
    tops = [band.over for band in case.part.bands[1:]] + [value]
    for band, top in zip(case.part.bands, tops, strict=True):
        slice_ = case.money(max(min(value, top) - band.over, _ZERO))
        if slice_.amount or not band.over:
            charged += slice_ * band.rate
            lines.append(_tier(slice_, band))
    if by != 1:
        lines.append(Line(sentence("times {number}", number=_plain(by)), charged * by))
    return case.total + charged * by, lines


def _tier(base: Money, band: Band) -> Line:
    rate, value = _percent(band.rate), base.rounded()
    if band.over:
        return Line(sentence("{rate}% of the rest, {value}", rate=rate, value=value), base * band.rate)
    return Line(sentence("{rate}% of the first {value}", rate=rate, value=value), base * band.rate)


def _specific(case: Case) -> Worked:
    unit = case.part.unit or Unit.LITRE
    quantity = _quantity(unit, case.goods, case.rate)
    due = case.each * quantity
    says = sentence(
        "{quantity} × {each} for each {unit}", quantity=_plain(quantity), each=_exact(case.each), unit=_UNITS[unit]
    )
    return case.total + due, [Line(says, due)]


def _degrees(case: Case) -> Worked:
    unit = case.part.unit or Unit.HECTOLITRE
    quantity = _quantity(unit, case.goods, case.rate)
    over = max(needed(case.goods.abv, "abv") - case.part.above, _ZERO).to_integral_value(ROUND_FLOOR)
    due = case.each * over * quantity
    says = sentence(
        "{degrees} whole per cent above {above}%: {degrees} × {quantity} × {each} for each {unit}",
        degrees=over,
        above=case.part.above,
        quantity=_plain(quantity),
        each=_exact(case.each),
        unit=_UNITS[unit],
    )
    return case.total + due, [Line(says, due)]


def _steps(case: Case) -> Worked:
    """Charge a first amount up to a value, then an amount for each further step, whole or begun."""
    part, first, lines = case.part, case.money(case.part.first_amount), list[Line]()
    steps = (max(case.value.amount - part.first, _ZERO) / part.step).to_integral_value(ROUND_CEILING)
    more = case.each * steps
    if part.first:
        lines.append(Line(sentence("First {value}", value=case.money(part.first)), first))
    if part.amount:
        step = case.money(part.step)
        says = sentence(
            "{steps} × {each} for each {step} or part of it", steps=steps, each=_exact(case.each), step=step
        )
        lines.append(Line(says, more))
    return case.total + first + more, lines


def _minimum(case: Case) -> Worked:
    least = case.limit
    if least <= case.total:
        return case.total, []
    return least, [Line(sentence("not less than {least}", least=least), least)]


def _maximum(case: Case) -> Worked:
    most = case.limit
    if case.total <= most:
        return case.total, []
    return most, [Line(sentence("not more than {most}", most=most), most)]


def _round_up(case: Case) -> Worked:
    up = case.each * (case.total.amount / case.part.amount).to_integral_value(ROUND_CEILING)
    return up, [Line(sentence("rounded up to the next {to}", to=_exact(case.each)), up)]


_Way = Callable[[Case], Worked]
_WAYS: Final[dict[Formula, _Way]] = {
    Formula.AD_VALOREM: _ad_valorem,
    Formula.TIERS: _tiers,
    Formula.SPECIFIC: _specific,
    Formula.DEGREES: _degrees,
    Formula.STEPS: _steps,
    Formula.MINIMUM: _minimum,
    Formula.MAXIMUM: _maximum,
    Formula.ROUND_UP: _round_up,
}


def _exact(each: Money) -> Money | str:
    """Give an amount so that it is shown whole: a rate of 12.5 cents is not 12."""
    return each if each.rounded().amount == each.amount else f"{each.currency} {_plain(each.amount)}"


def _percent(rate: Decimal) -> Decimal:
    return Decimal(_plain(rate * 100))


def _plain(number: Decimal) -> str:
    """Write a decimal without an exponent or idle zeros: 0.70 as 0.7, 100 as 100."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
