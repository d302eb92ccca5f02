"""What a form or an address asks: the texts of an assessment, read into goods; each fault names its field."""

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Final, NamedTuple

from smartcustoms.kernel.money import Money, NotAnAmount, amount
from smartcustoms.kernel.places import currencies
from smartcustoms.kernel.words.model import sentence
from smartcustoms.trade.duty.model import Goods, NotAssessable, Passenger
from smartcustoms.trade.duty.schedule import schedule

FIELDS: Final = (
    "class",
    "kind",
    "value",
    "currency",
    "exchange",
    "litres",
    "containers",
    "abv",
    "sticks",
    "length",
    "kilograms",
    "bottles",
    "papers",
    "relief",
    "on",
)
"""Names that a form or an address uses, as the command's options."""

_YES: Final = frozenset({"yes", "true", "1", "on"})
_MOST_BOTTLES: Final = 200


class Asked(NamedTuple):
    """Goods to assess, the day whose rates hold, and local money for one unit of the value's currency."""

    goods: Goods
    on: date
    exchange: Decimal | None
    relief: str = ""


class AskedPassenger(NamedTuple):
    """A passenger, what he brings, and the day."""

    who: Passenger
    goods: tuple[Goods, ...]
    on: date


class AskedLate(NamedTuple):
    """The value of a declaration, the day its goods came or left, and the day it was lodged."""

    value: Money
    goods_on: date
    lodged_on: date


def asked_passenger(texts: Mapping[str, str], today: date) -> AskedPassenger:
    """Read what a passenger brings: `age`, `resident`, `hours_away`, `for_trade`, `bottles`, `litres`, `abv`, `value`,
    `cigarettes`, `cigars`, `cigar_grams`, `tobacco_grams`, `on`.

    Raises:
        NotAssessable: see `asked`; the age is missing.
    """
    said = {name: text.strip() for name, text in texts.items() if text.strip()}
    if "age" not in said:
        raise NotAssessable(sentence("The passenger's age is needed."), mend=sentence("Say it in years."), field="age")
    who = Passenger(
        age=_whole(said, "age") or 0,
        resident=said.get("resident", "") in _YES,
        hours_away=_number(said, "hours_away"),
        own_use=said.get("for_trade", "") not in _YES,
    )
    return AskedPassenger(who, tuple(_brought(said)), _day(said, today))


def _brought(said: Mapping[str, str]) -> Iterator[Goods]:
    if "litres" in said or "value" in said:
        value, bottles = _number(said, "value"), _whole(said, "bottles")
        yield Goods(
            goods="liquor",
            value=None if value is None else Money(value, schedule()[0]),
            litres=_number(said, "litres"),
            containers=1 if bottles is None else bottles,
            abv=_number(said, "abv"),
        )
    if "cigarettes" in said:
        yield Goods(goods="tobacco", kind="cigarettes", sticks=_whole(said, "cigarettes"))
    if "cigars" in said or "cigar_grams" in said:
        yield Goods(
            goods="tobacco", kind="cigars", sticks=_whole(said, "cigars"), kilograms=_grams(said, "cigar_grams")
        )
    if "tobacco_grams" in said:
        kilograms = _grams(said, "tobacco_grams")
        yield Goods(goods="tobacco", kind="other manufactured tobacco", kilograms=kilograms)


def _grams(said: Mapping[str, str], name: str) -> Decimal | None:
    found = _number(said, name)
    return None if found is None else found / 1000


def asked_late(texts: Mapping[str, str], today: date) -> AskedLate:
    """Read what is asked of lateness: `value` in local money, `goods_on`, `lodged_on`.

    Raises:
        NotAssessable: one is missing or cannot be read.
    """
    said = {name: text.strip() for name, text in texts.items() if text.strip()}
    value = _number(said, "value")
    if value is None or "goods_on" not in said:
        raise NotAssessable(
            sentence("The value and the day on which the goods came or left are needed."),
            mend=sentence("Say both."),
            field="value" if value is None else "goods_on",
        )
    return AskedLate(Money(value, schedule()[0]), _day(said, today, "goods_on"), _day(said, today, "lodged_on"))


def asked(texts: Mapping[str, str], today: date) -> Asked:
    """Read what was asked; an empty text is nothing said.

    Raises:
        NotAssessable: a text is no number, no whole number, no day or no currency where one is wanted; names the field.
    """
    said = {name: text.strip() for name in FIELDS if (text := texts.get(name, "")).strip()}
    value, containers = _number(said, "value"), _whole(said, "containers")
    goods = Goods(
        goods=said.get("class", ""),
        kind=said.get("kind", ""),
        value=None if value is None else Money(value, _currency(said)),
        litres=_number(said, "litres"),
        containers=1 if containers is None else containers,
        abv=_number(said, "abv"),
        sticks=_whole(said, "sticks"),
        length=_number(said, "length"),
        kilograms=_number(said, "kilograms"),
        bottles=_several(said, "bottles"),
        papers_of=_day(said, today, "papers") if "papers" in said else None,
    )
    return Asked(goods, _day(said, today), _number(said, "exchange"), said.get("relief", "").upper())


def _currency(said: Mapping[str, str]) -> str:
    code = said.get("currency", schedule()[0]).upper()
    if code not in currencies():
        raise NotAssessable(
            sentence("This is not the code of a currency."),
            mend=sentence("Write its three letters, such as {here}.", here=schedule()[0]),
            field="currency",
            seen=code[:40],
        )
    return code


def _number(said: Mapping[str, str], name: str) -> Decimal | None:
    if name not in said:
        return None
    try:
        return amount(said[name])
    except NotAnAmount as fault:
        raise NotAssessable(fault.says, mend=fault.mend, field=name, seen=fault.seen) from None


def _whole(said: Mapping[str, str], name: str) -> int | None:
    if name not in said:
        return None
    if not (said[name].isascii() and said[name].isdecimal() and len(said[name]) < 16):
        raise NotAssessable(
            sentence("This is not a whole number."),
            mend=sentence("Write digits only, such as 200."),
            field=name,
            seen=said[name][:40],
        )
    return int(said[name])


def _several(said: Mapping[str, str], name: str) -> tuple[Decimal, ...]:
    texts = said.get(name, "").replace(",", " ").split()
    if len(texts) > _MOST_BOTTLES:
        raise NotAssessable(
            sentence("These are too many bottles for one set."),
            mend=sentence("Say at most {most}.", most=_MOST_BOTTLES),
            field=name,
            seen=str(len(texts)),
        )
    found = [_number({name: text}, name) for text in texts]
    return tuple(each for each in found if each is not None)


def _day(said: Mapping[str, str], today: date, name: str = "on") -> date:
    try:
        return date.fromisoformat(said[name]) if name in said else today
    except ValueError:
        raise NotAssessable(
            sentence("This is not a day."),
            mend=sentence("Write year, month and day, such as 2024-11-01."),
            field=name,
            seen=said[name][:40],
        ) from None
