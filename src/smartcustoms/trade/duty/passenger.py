"""What of a passenger's goods is free, and what is due on the rest. Pure: the duty of each kind is worked out before.

Of the amounts of one group (tobacco) one only is free: the one that spares the passenger most. What is above an amount is
charged in proportion to its quantity.
"""

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from smartcustoms.kernel.money import Money
from smartcustoms.kernel.words.model import Sentence, sentence
from smartcustoms.trade.duty.model import Brought, Concession, Free, Goods, Passenger

_ONE: Final = Decimal(1)
_NONE: Final = Decimal(0)

Worked = tuple[Goods, Money]
"""Goods and the whole duty on them."""


def refusals(who: Passenger, concession: Concession) -> tuple[Sentence, ...]:
    """Say why a passenger has no concession; nothing when he has it."""
    found = []
    if who.age < concession.age:
        found.append(sentence("The passenger is under {age} years of age.", age=concession.age))
    if who.resident and (who.hours_away is None or who.hours_away < concession.hours_away):
        found.append(
            sentence("A holder of an identity card must have been away for {hours} hours.", hours=concession.hours_away)
        )
    if not who.own_use:
        found.append(sentence("Goods for trade are never free."))
    return tuple(found)


def brought(worked: Sequence[Worked], concession: Concession, *, granted: bool) -> tuple[Brought, ...]:
    """Tell of each kind what is free, what is due on the rest, and why."""
    shares = dict.fromkeys(range(len(worked)), _NONE)
    if granted:
        for group in {each.group for each in concession.free}:
            shares |= _best([each for each in concession.free if each.group == group], worked)
    return tuple(_one(goods, whole, shares[place]) for place, (goods, whole) in enumerate(worked))


def _best(amounts: Sequence[Free], worked: Sequence[Worked]) -> dict[int, Decimal]:
    """Give the shares that one amount of a group makes free: that which spares most."""
    found = [_shares(each, worked) for each in amounts]
    return max(found, key=lambda shares: sum((worked[n][1].amount * share for n, share in shares.items()), _NONE))


def _shares(amount: Free, worked: Sequence[Worked]) -> dict[int, Decimal]:
    """Spend an amount on the goods it is for, those of most duty for their quantity first."""
    left, shares = _ONE, dict[int, Decimal]()
    fitting = [n for n, (goods, _) in enumerate(worked) if (goods.goods, goods.kind) == (amount.goods, amount.kind)]
    for place in sorted(fitting, key=lambda n: -_worth(amount, *worked[n])):
        used = _used(amount, worked[place][0])
        if used:
            shares[place] = min(_ONE, left / used)
            left = max(left - used, _NONE)
    return shares


def _worth(amount: Free, goods: Goods, whole: Money) -> Decimal:
    used = _used(amount, goods)
    return whole.amount / used if used else _NONE


def _used(amount: Free, goods: Goods) -> Decimal:
    """Tell how much of an amount goods use up: 1 is all of it; of several measures the one that favours the passenger."""
    of_each = [
        (amount.litres, None if goods.litres is None else goods.litres * goods.containers),
        (
            None if amount.sticks is None else Decimal(amount.sticks),
            None if goods.sticks is None else Decimal(goods.sticks),
        ),
        (amount.kilograms, goods.kilograms),
    ]
    return min((given / limit for limit, given in of_each if limit is not None and given is not None), default=_NONE)


def _one(goods: Goods, whole: Money, free: Decimal) -> Brought:
    due = (whole * (_ONE - free)).rounded()
    if not whole.amount:
        says = sentence("No duty is charged on these goods.")
    elif free == _ONE:
        says = sentence("All of it is free: {whole} is spared.", whole=whole)
    elif free:
        says = sentence(
            "{share}% of it is free; on the rest {due} of {whole} is due.",
            share=(free * 100).quantize(Decimal("0.1")),
            due=due,
            whole=whole,
        )
    else:
        says = sentence("None of it is free: {whole} is due.", whole=whole)
    return Brought(goods, free, whole, due, says)
