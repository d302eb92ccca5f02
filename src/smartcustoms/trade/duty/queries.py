"""What can be asked of duty: the working for goods on a day, the rates in force, the kinds of goods. Nothing is stored here."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Protocol, TypeVar

from smartcustoms.kernel.money import Money
from smartcustoms.kernel.words.model import sentence
from smartcustoms.trade.duty.asking import asked
from smartcustoms.trade.duty.formulas import needed, worked_out
from smartcustoms.trade.duty.model import (
    Arrival,
    Assessment,
    Formula,
    Goods,
    Line,
    NoRate,
    NotAssessable,
    Passenger,
    Penalty,
    Permit,
    Rate,
    Relief,
)
from smartcustoms.trade.duty.passenger import brought, refusals
from smartcustoms.trade.duty.penalties import lateness, multiple
from smartcustoms.trade.duty.provisions import provisions
from smartcustoms.trade.duty.schedule import schedule

_BY_VALUE = {Formula.AD_VALOREM, Formula.TIERS, Formula.STEPS}
_PAPERS_MONTHS = 12


class _Dated(Protocol):
    @property
    def since(self) -> date: ...


D = TypeVar("D", bound=_Dated)


def kinds() -> dict[str, tuple[str, ...]]:
    """Give the classes of goods that rates are held for, each with its kinds, in the schedule's order."""
    found: dict[str, dict[str, None]] = {}
    for rate in schedule()[1]:
        found.setdefault(rate.goods, {})[rate.kind] = None
    return {goods: tuple(names) for goods, names in found.items()}


def choices(on: date) -> list[tuple[str, dict[str, str]]]:
    """Give what may be chosen on a day, as `class/kind`, with its names by language; the usual kinds first of their class."""
    found: dict[str, dict[str, str]] = {}
    for rate in rates(on):
        found.setdefault(f"{rate.goods}/{rate.kind}", rate.names)
    order = [f"{goods}/{kind}" for goods, names in kinds().items() for kind in names]
    return [(each, found[each]) for each in order if each in found]


def rates(on: date) -> list[Rate]:
    """Give the rates in force on a day."""
    first: dict[tuple[object, ...], Rate] = {}
    for rate in sorted(schedule()[1], key=lambda each: each.since, reverse=True):
        if rate.since <= on and (rate.until is None or on < rate.until):
            first.setdefault((rate.goods, rate.kind, rate.strength_over, rate.strength_up_to), rate)
    return list(first.values())


def goods_asked(texts: Mapping[str, str], today: date) -> tuple[Goods, date, Decimal | None]:
    """Read goods to assess from texts by the names that the command's options have, with the day and the rate of exchange.

    Raises:
        NotAssessable: a text cannot be read; names the field.
    """
    goods, on, exchange, _ = asked(texts, today)
    return goods, on, exchange


def assess(goods: Goods, *, on: date, exchange: Decimal | None = None, relief: str = "") -> Assessment:
    """Work out what is due on goods on a day, line by line.

    Args:
        goods: what is assessed; without a kind its class's usual one is meant.
        on: the day whose rates hold.
        exchange: local money for one unit of the value's currency, when that is another.
        relief: code of a relief that is claimed; whether its conditions hold is the officer's to see.

    Raises:
        NotAssessable: a figure is missing, is no figure goods can have, or is in a currency without its rate of exchange.
        NoRate: there is no rate for these goods on that day.
    """
    goods = replace(goods, kind=goods.kind or _usual(goods.goods))
    _check(goods)
    goods, joined = _one_bottle(goods)
    _check_papers(goods, on)
    rate = _in_force(goods, on)
    value, lines = _value(goods, rate, exchange)
    total, more = worked_out(rate, goods, value)
    if not rate.parts:
        more = [Line(sentence("No duty is charged on these goods."), total)]
    found = Assessment(total.rounded(), rate, on, (*joined, *lines, *more))
    return _relieved(found, relief) if relief else found


def passenger(who: Passenger, goods: Sequence[Goods], *, on: date) -> Arrival:
    """Work out what is due from a passenger: each kind of goods with what is free of it, and what it costs undeclared.

    Raises:
        NotAssessable, NoRate: see `assess`; no concession is held for that day.
    """
    held = _of_day(provisions().concessions, on)
    if held is None:
        raise NoRate(
            sentence("No concession of passengers is held for {on}.", on=on),
            mend=sentence("Choose a later day."),
            field="on",
            seen=on.isoformat(),
        )
    if not 0 <= who.age <= 130 or not 0 <= (who.hours_away or 0) <= 10**6:
        raise NotAssessable(
            sentence("No passenger has this age, or was away for so long."),
            mend=sentence("Say the age in years and the time away in hours."),
            field="age" if not 0 <= who.age <= 130 else "hours_away",
            seen=str(who.age if not 0 <= who.age <= 130 else who.hours_away)[:40],
        )
    refused = refusals(who, held)
    found = [(each, assess(each, on=on)) for each in goods]
    kinds_ = brought([(replace(g, kind=a.rate.kind), a.due) for g, a in found], held, granted=not refused)
    due = sum((each.due for each in kinds_), Money(Decimal(0), schedule()[0]))
    return Arrival(due, kinds_, held, refused, compound(sum((a.due for _, a in found), due * 0), on=on))


def compound(duty: Money, *, on: date) -> Penalty:
    """Work out the sum to settle for dutiable goods that a passenger did not declare: a multiple of the duty and a sum on top."""
    return multiple(duty, _rule_of(provisions().compound, on))


def late(value: Money, *, goods_on: date, lodged_on: date) -> Penalty:
    """Work out the penalty of an import or export declaration, by its value and how late it was lodged.

    Raises:
        NotAssessable: the value is below zero. NoRate: no rule is held for that day.
    """
    if not 0 <= value.amount <= Decimal("1e15"):
        raise NotAssessable(
            sentence("No goods have this value."),
            mend=sentence("Say the value of the declaration in {here}.", here=schedule()[0]),
            field="value",
            seen=str(value.amount)[:40],
        )
    return lateness(value, goods_on, lodged_on, _rule_of(provisions().late, lodged_on))


def paid_short(short: Money, *, on: date) -> Penalty:
    """Work out the most that may be charged for a declaration charge that was paid short."""
    return multiple(short, _rule_of(provisions().short, on))


def permits(on: date, goods: str = "") -> list[Permit]:
    """Give the types of permit of a day, all or those of a class of goods."""
    held = [each for each in provisions().permits if each.since <= on and (each.until is None or on < each.until)]
    return [each for each in held if not goods or goods in each.goods]


def reliefs(on: date, goods: str = "") -> list[Relief]:
    """Give the reliefs, exemptions, suspensions, provisional assessments and quotas of a day, all or those of a class."""
    held = [each for each in provisions().reliefs if each.since <= on and (each.until is None or on < each.until)]
    return [each for each in held if not goods or goods in each.goods]


def _of_day(rules: Iterable[D], on: date) -> D | None:
    return max((each for each in rules if each.since <= on), key=lambda each: each.since, default=None)


def _rule_of(rules: Iterable[D], on: date) -> D:
    found = _of_day(rules, on)
    if found is None:
        raise NoRate(
            sentence("No rule is held for {on}.", on=on),
            mend=sentence("Choose a later day."),
            field="on",
            seen=on.isoformat(),
        )
    return found


def _relieved(found: Assessment, code: str) -> Assessment:
    """Take a claimed relief into account: nothing due now, or a word on what the amount means."""
    relief = next((each for each in reliefs(found.on, found.rate.goods) if each.code == code), None)
    if relief is None:
        known = ", ".join(each.code for each in reliefs(found.on, found.rate.goods))
        raise NotAssessable(
            sentence("There is no such relief for these goods."),
            mend=sentence("Choose one of: {known}.", known=known or "-"),
            field="relief",
            seen=code[:40],
        )
    if not relief.kind.spares:
        line = Line(sentence("Relief claimed ({code}): the amount stays as worked out", code=code))
        return replace(found, relief=relief, lines=(*found.lines, line))
    nothing = Money(Decimal(0), found.due.currency).rounded()
    says = sentence("Relief claimed ({code}): {amount} is not due now", code=code, amount=found.due)
    return replace(found, due=nothing, relief=relief, suspended=found.due, lines=(*found.lines, Line(says, nothing)))


def _one_bottle(goods: Goods) -> tuple[Goods, list[Line]]:
    """Make a set of bottles sold as one item one bottle, of all their litres; its value is the set's."""
    if not goods.bottles:
        return goods, []
    if goods.litres is not None:
        raise NotAssessable(
            sentence("Litres are said twice: of one container and of a set of bottles."),
            mend=sentence("Say the bottles' litres only."),
            field="bottles",
            seen=str(goods.litres),
        )
    litres = sum(goods.bottles, Decimal(0))
    each = " + ".join(f"{one:f}" for one in goods.bottles)
    says = sentence("A set sold as one item counts as one bottle: {each} = {litres} litres", each=each, litres=litres)
    return replace(goods, litres=litres), [Line(says)]


def _check_papers(goods: Goods, on: date) -> None:
    """A value rests on papers that are not old, nor of a day to come."""
    day = goods.papers_of
    if day is None or goods.value is None:
        return
    months = (on.year - day.year) * 12 + on.month - day.month - (on.day < day.day)
    if day > on or months > _PAPERS_MONTHS or (months == _PAPERS_MONTHS and on.day > day.day):
        raise NotAssessable(
            sentence("The papers that show the value are older than {months} months, or of a later day.", months=12),
            mend=sentence("Give papers that are newer, or leave the value empty."),
            field="papers",
            seen=day.isoformat(),
        )


def _usual(goods: str) -> str:
    return next((each.kind for each in schedule()[1] if each.goods == goods and each.usual), "")


def _check(goods: Goods) -> None:
    figures = {
        "litres": goods.litres,
        "abv": goods.abv,
        "sticks": goods.sticks,
        "length": goods.length,
        "kilograms": goods.kilograms,
        "containers": goods.containers - 1,
        "value": goods.value.amount if goods.value else None,
        "bottles": max(goods.bottles, default=None) if min(goods.bottles, default=Decimal(1)) > 0 else Decimal(-1),
    }
    for name, figure in figures.items():
        most = 100 if name == "abv" else Decimal("1e15")
        if figure is not None and not 0 <= figure <= most:
            raise NotAssessable(
                sentence("No goods have this figure."),
                mend=sentence("Say a number from {least} to {most}.", least=0, most=f"{most:f}"),
                field=name,
                seen=str(figure),
            )


def _in_force(goods: Goods, on: date) -> Rate:
    of_kind = [each for each in rates(on) if (each.goods, each.kind) == (goods.goods, goods.kind)]
    for rate in of_kind:
        if _fits(rate, goods):
            return rate
    if goods.kind not in kinds().get(goods.goods, ()):
        known = [f"{name} ({', '.join(each)})" if any(each) else name for name, each in kinds().items()]
        raise NoRate(
            sentence("No duty is known on these goods."),
            mend=sentence("Choose one of: {known}.", known="; ".join(known)),
            field="class",
            seen=f"{goods.goods[:40]} {goods.kind[:40]}".strip(),
        )
    raise NoRate(
        sentence("No rate for {goods} is held for {on}.", goods=goods.kind or goods.goods, on=on),
        mend=sentence("The earliest held begins on {since}.", since=_earliest(goods)),
        field="on",
        seen=on.isoformat(),
    )


def _fits(rate: Rate, goods: Goods) -> bool:
    if rate.strength_over is not None:
        return needed(goods.abv, "abv") > rate.strength_over
    return rate.strength_up_to is None or needed(goods.abv, "abv") <= rate.strength_up_to


def _earliest(goods: Goods) -> date:
    held: Sequence[Rate] = [each for each in schedule()[1] if (each.goods, each.kind) == (goods.goods, goods.kind)]
    return min(each.since for each in held)


def _value(goods: Goods, rate: Rate, exchange: Decimal | None) -> tuple[Money, list[Line]]:
    """Give the value of one container in local money, and how it was come by."""
    here = schedule()[0]
    if not any(part.formula in _BY_VALUE for part in rate.parts):
        return Money(Decimal(0), here), []
    if goods.value is None:
        return _unknown(goods, rate, here)
    if goods.value.currency == here:
        return goods.value, []
    if exchange is None or not 0 < exchange < Decimal("1e9"):
        raise NotAssessable(
            sentence(
                "The value is in {currency}; duty is charged in {here}.", currency=goods.value.currency, here=here
            ),
            mend=sentence(
                "Say the rate of exchange: how many {here} one {currency} is.", here=here, currency=goods.value.currency
            ),
            field="exchange",
            seen=None if exchange is None else str(exchange),
        )
    local = Money(goods.value.amount * exchange, here)
    says = sentence("{value} at {exchange} is {local}", value=goods.value, exchange=exchange, local=local.rounded())
    return local, [Line(says)]


def _unknown(goods: Goods, rate: Rate, here: str) -> tuple[Money, list[Line]]:
    """Give the value that may be assessed where none is known: an amount per litre, of small consignments only."""
    if rate.unknown_value is None:
        needed(None, "value")
    litres, each = needed(goods.litres, "litres"), Money(rate.unknown_value or Decimal(0), here)
    if litres * goods.containers >= rate.unknown_under:
        raise NotAssessable(
            sentence(
                "A value that is not known may be assessed for less than {most} litres only.", most=rate.unknown_under
            ),
            mend=sentence("Give the value, with papers no older than 12 months."),
            field="value",
            seen=str(litres * goods.containers),
        )
    says = sentence(
        "The value is not known: it may be assessed at {each} per litre, {litres} litres", each=each, litres=litres
    )
    return each * litres, [Line(says)]
