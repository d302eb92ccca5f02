"""Every entry rule, field by field: this list is what is checked at entry, for one declaration and for a file."""

from collections.abc import Mapping
from typing import Final

from smartcustoms.trade.declarations.cell_rules import (
    KnownCountry,
    KnownCurrency,
    KnownDirection,
    KnownRoute,
    MustBeACount,
    MustBeADay,
    MustBeAnAmount,
    MustBeReadable,
    MustBeShort,
    MustBeThere,
    NotInTheFuture,
    ReadableLicences,
)
from smartcustoms.trade.declarations.fields import HEADER, ITEM, Reads
from smartcustoms.trade.declarations.goods_rules import (
    CodeInTheTariff,
    CodeOfEarlierEdition,
    MassAboveZero,
    NetNotAboveGross,
    TextTellsSomething,
    ValueIsNominal,
)
from smartcustoms.trade.declarations.rule import Rule

_BY_READING: Final[Mapping[Reads, tuple[type[Rule], ...]]] = {
    Reads.TEXT: (),
    Reads.CODE: (),
    Reads.HS: (CodeInTheTariff, CodeOfEarlierEdition),
    Reads.COUNTRY: (KnownCountry,),
    Reads.ROUTE: (KnownRoute,),
    Reads.AMOUNT: (MustBeAnAmount,),
    Reads.COUNT: (MustBeACount,),
    Reads.DAY: (MustBeADay, NotInTheFuture),
    Reads.LICENCES: (ReadableLicences,),
}

_OWN: Final = (
    KnownDirection("direction"),
    KnownCurrency("currency"),
    MassAboveZero("net_mass_kg"),
    NetNotAboveGross("gross_mass_kg"),
    ValueIsNominal("value"),
    TextTellsSomething("description"),
)


def _rules() -> tuple[Rule, ...]:
    found: list[Rule] = []
    for each in (*HEADER, *ITEM):
        if each.must:
            found.append(MustBeThere(each.name))
        if each.reads in (Reads.TEXT, Reads.CODE, Reads.LICENCES) and each.name not in ("direction", "currency"):
            found += [MustBeReadable(each.name), MustBeShort(each.name)]
        found += [rule(each.name) for rule in _BY_READING[each.reads]]
    return (*found, *_OWN)


RULES: Final = _rules()
"""Every entry rule, in the order in which faults are told."""
