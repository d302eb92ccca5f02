"""What can be asked of duty: the working for goods on a day, the rates in force, the kinds of goods. Nothing is stored here."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from smartcustoms.kernel.money import Money
from smartcustoms.kernel.words.model import Sentence, sentence
from smartcustoms.trade.duty.formulas import needed, worked_out
from smartcustoms.trade.duty.model import Assessment, Formula, Goods, Line, NoRate, NotAssessable, Rate
from smartcustoms.trade.duty.schedule import schedule

_BY_VALUE = {Formula.AD_VALOREM, Formula.TIERS, Formula.STEPS}


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


def assess(goods: Goods, *, on: date, exchange: Decimal | None = None) -> Assessment:
    """Work out what is due on goods on a day, line by line.

    Args:
        goods: what is assessed; without a kind its class's usual one is meant.
        on: the day whose rates hold.
        exchange: local money for one unit of the value's currency, when that is another.

    Raises:
        NotAssessable: a figure is missing, is no figure goods can have, or is in a currency without its rate of exchange.
        NoRate: there is no rate for these goods on that day.
    """
    goods = replace(goods, kind=goods.kind or _usual(goods.goods))
    _check(goods)
    rate = _in_force(goods, on)
    value, lines = _value(goods, rate, exchange)
    total, more = worked_out(rate, goods, value)
    if not rate.parts:
        more = [Line(sentence("No duty is charged on these goods."), total)]
    return Assessment(total.rounded(), rate, on, (*lines, *more))


def plain(found: Assessment, say: Callable[[Sentence], str] = str) -> dict[str, Any]:
    """Give an assessment as plain JSON values; amounts are texts, so that no cent is lost."""
    rate = found.rate
    return {
        "duty": str(found.due.amount),
        "currency": found.due.currency,
        "class": rate.goods,
        "kind": rate.kind,
        "on": found.on.isoformat(),
        "lines": [
            {"says": say(line.says), "amount": None if line.amount is None else str(line.amount.amount)}
            for line in found.lines
        ],
        "law": rate.law,
        "since": rate.since.isoformat(),
        "source": rate.source,
    }


def plain_rate(rate: Rate) -> dict[str, Any]:
    """Give a rate as plain JSON values, without its formula."""
    return {
        "class": rate.goods,
        "kind": rate.kind,
        "names": rate.names,
        "since": rate.since.isoformat(),
        "law": rate.law,
        "source": rate.source,
    }


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
