"""Tell a trader that a value per kilogram is far outside that of like goods: convert, ask the risk engine, say it. Pure but for the asking.

He is told his own price and how many times it differs from what is usual, rounded to one figure: the peers' prices are others' trade,
and the exact line would teach how far one may go.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from math import nan
from typing import Final, NamedTuple

import polars as pl

from smartcustoms.kernel.exchange import Conversion, Rates
from smartcustoms.kernel.words.model import Sentence, sentence
from smartcustoms.trade.declarations.model import Fault, RefusedRow, Weight
from smartcustoms.trade.risk.queries import Unusual

CODE: Final = "value_per_kg_unusual"
Asking = Callable[[Sequence[tuple[str, str, float]]], list[Unusual]]


class Priced(NamedTuple):
    """What is asked of one goods item: its goods, its price per kg as declared, in which currency."""

    hs_code: str
    origin: str
    price: float
    currency: str


def conversions(currencies: set[str], rates: Rates, *, into: str, on: date) -> dict[str, Conversion | None]:
    """Tell for each currency how it becomes the administration's, once for all goods of a batch."""
    return {each: rates.between(each, into, on=on) for each in currencies}


def told(
    goods: Sequence[Priced], known: Mapping[str, Conversion | None], ask: Asking, *, into: str
) -> Iterator[tuple[int, Fault]]:
    """Give (place, fault) of those goods whose price is far outside; the fault's item is 0, to be set by the caller."""
    factors = {currency: float(each.factor) if each else nan for currency, each in known.items()}
    asked = [(one.hs_code, one.origin, one.price * factors[one.currency]) for one in goods]
    for found in ask(asked):
        one = goods[found.row]
        way = known[one.currency]
        if way is not None:
            yield found.row, _fault(one, found, way, asked[found.row][2], into)


def told_rows(
    named: pl.DataFrame, known: Mapping[str, Conversion | None], ask: Asking, *, into: str
) -> list[RefusedRow]:
    """Say the same of a file's good rows (tidied text columns, `row`, `item`), column by column."""
    price = pl.col("value").cast(pl.Float64, strict=False) / pl.col("net_mass_kg").cast(pl.Float64, strict=False)
    plain = named.select(
        pl.col("hs_code", "origin").fill_null(""), price.fill_null(nan), pl.col("currency").fill_null("")
    )
    goods = [Priced(*each) for each in plain.iter_rows()]
    rows, items = named["row"].to_list(), named["item"].to_list()
    return [
        RefusedRow(rows[place], of_item(fault, items[place])) for place, fault in told(goods, known, ask, into=into)
    ]


def of_item(fault: Fault, item: int) -> Fault:
    """Give the fault with its item's number."""
    return replace(fault, item=item)


def _fault(one: Priced, found: Unusual, way: Conversion, price: float, into: str) -> Fault:
    seen = f"{_rounded(one.price, 3)} {one.currency}/kg"
    shown = _converted(price, way, one.currency, into)
    goods = _goods(one, found.level)
    if found.times < 1:
        says = sentence(
            "The value per kg is {price}: some {times} times less than is usual for {goods}.",
            price=shown, times=_rounded(1 / found.times, 1), goods=goods,
        )  # fmt: skip
    else:
        says = sentence(
            "The value per kg is {price}: some {times} times more than is usual for {goods}.",
            price=shown, times=_rounded(found.times, 1), goods=goods,
        )  # fmt: skip
    mend = sentence(
        "Check the net mass (in kg, not tonnes or pieces), the value with its decimal point, the currency and the commodity code;"
        " if all are right, keep the invoice ready."
    )
    return Fault(CODE, Weight.TELLS, "value", 0, seen, says, mend)


def _converted(price: float, way: Conversion, currency: str, into: str) -> Sentence:
    shown = _rounded(price, 3)
    if currency == into:
        return sentence("{price} {currency}", price=shown, currency=into)
    if way.assumed:
        return sentence("{price} {currency} (by assumed rates of {day})", price=shown, currency=into, day=way.day)
    return sentence("{price} {currency} (by the rates of {day})", price=shown, currency=into, day=way.day)


def _goods(one: Priced, level: str) -> Sentence:
    if level == "hs4":
        return sentence("goods of HS heading {code}", code=one.hs_code[:4])
    if level == "hs6":
        return sentence("goods of HS {code}", code=one.hs_code)
    return sentence("goods of HS {code} from {origin}", code=one.hs_code, origin=one.origin)


def _rounded(number: float, figures: int) -> Decimal:
    """Round to some significant figures, written without an exponent."""
    exact = Decimal(f"{number:.{figures - 1}e}")
    return Decimal(format(exact, "f"))
