"""What a form or an address asks: the texts of an assessment, read into goods; each fault names its field."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Final, NamedTuple

from smartcustoms.kernel.money import Money, NotAnAmount, amount
from smartcustoms.kernel.places import currencies
from smartcustoms.kernel.words.model import sentence
from smartcustoms.trade.duty.model import Goods, NotAssessable
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
    "on",
)
"""Names that a form or an address uses, as the command's options."""


class Asked(NamedTuple):
    """Goods to assess, the day whose rates hold, and local money for one unit of the value's currency."""

    goods: Goods
    on: date
    exchange: Decimal | None


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
    )
    return Asked(goods, _day(said, today), _number(said, "exchange"))


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


def _day(said: Mapping[str, str], today: date) -> date:
    try:
        return date.fromisoformat(said["on"]) if "on" in said else today
    except ValueError:
        raise NotAssessable(
            sentence("This is not a day."),
            mend=sentence("Write year, month and day, such as 2024-11-01."),
            field="on",
            seen=said["on"][:40],
        ) from None
