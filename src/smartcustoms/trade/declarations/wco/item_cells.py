"""Where among the values of a goods item its cells are: worked out once for a shape of item, then only picked."""

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from smartcustoms.trade.declarations.licences import OURS

ITEM: Final[dict[str, tuple[str, ...]]] = {
    "hs_code": ("Commodity/Classification/ID",),
    "description": ("Commodity/Description",),
    "origin": ("Origin/CountryCode",),
    "net_mass_kg": ("Commodity/GoodsMeasure/NetNetWeightMeasure",),
    "gross_mass_kg": ("Commodity/GoodsMeasure/GrossMassMeasure",),
    "value": ("Commodity/InvoiceLine/ItemChargeAmount", "StatisticalValueAmount"),
    "packages": ("Packaging/QuantityQuantity",),
    "licences": ("AdditionalDocument/ID",),
}
"""Where each cell of a goods item is looked for."""

_STEPS: Final = {cell: tuple(path.split("/") for path in paths) for cell, paths in ITEM.items()}
_HS_DIGITS: Final = 6
_TARIFFS: Final = ("TSP", "TRC", "")
_PLAIN: Final = re.compile(r"[1-9][0-9]{0,9}\Z")
_NONE: Final = -1


class Numbers:
    """The numbers of the values in which the cells of goods items of one shape are."""

    __slots__ = ("_cells", "_kinds", "_packages", "_papers", "_sequence")

    def __init__(self, item: Any) -> None:
        """Look where the cells are; `item` is one whose plain values are their own numbers."""
        ways = {cell: [_number(item, way) for way in several] for cell, several in _STEPS.items()}
        self._cells = tuple(
            (cell, tuple(n for n in several if n >= 0)) for cell, several in ways.items() if max(several) >= 0
        )
        rows = _all(item, "Commodity", "Classification")
        self._kinds = tuple((_number(each, ["IdentificationTypeCode"]), _number(each, ["ID"])) for each in rows)
        rows = _all(item, "AdditionalDocument")
        self._papers = tuple((_number(each, ["ID"]), _number(each, ["WriteOff", "QuantityQuantity"])) for each in rows)
        self._packages = tuple(_number(each, ["QuantityQuantity"]) for each in _all(item, "Packaging"))
        self._sequence = _number(item, ["SequenceNumeric"])

    def sequence(self, values: Sequence[str]) -> str:
        """Give the item's own number as it is written."""
        return _value(values, self._sequence)

    def cells(self, values: Sequence[str]) -> dict[str, str]:
        """Give the cells of an item with these values; of several places of a cell the first that says something."""
        cells = {}
        for cell, places in self._cells:
            for place in places:
                if text := values[place].strip():
                    cells[cell] = text
                    break
        if code := self._commodity(values):
            cells["hs_code"] = code
        if "licences" in cells:
            cells["licences"] = self._licences(values)
        if "packages" in cells and (len(self._packages) > 1 or not _PLAIN.match(cells["packages"])):
            cells["packages"] = _sum(_value(values, each) for each in self._packages)
        return cells

    def _commodity(self, values: Sequence[str]) -> str:
        """Give the six digits that are the Harmonized System's of the first classification that is a tariff's."""
        found: dict[str, str] = {}
        for kind, number in self._kinds:
            found[_value(values, kind)] = _value(values, number)
        for known in _TARIFFS:
            if code := found.get(known):
                return code[:_HS_DIGITS]
        return ""

    def _licences(self, values: Sequence[str]) -> str:
        """Give those additional documents whose number is one of ours, with the quantity to write off; others are not kept here."""
        found = []
        for paper, wanted in self._papers:
            number, quantity = _value(values, paper).upper(), _value(values, wanted)
            if re.fullmatch(OURS, number):
                found.append(f"{number}={quantity}" if quantity else number)
        return ", ".join(found)


def cells_of(item: Any) -> tuple[Numbers, tuple[str, ...]]:
    """Give where an item's cells are, and its values."""
    values: list[str] = []
    return Numbers(_numbered(item, values)), tuple(values)


def _numbered(value: Any, values: list[str]) -> Any:
    """Put numbers in the place of plain values, which are gathered."""
    if isinstance(value, list):
        return [_numbered(each, values) for each in value]
    if isinstance(value, dict) and not all(name[0] in "@#" for name in value):
        return {name: _numbered(each, values) for name, each in value.items() if name[0] not in "@#"}
    text = value.get("#text", "") if isinstance(value, dict) else value
    values.append(text if isinstance(text, str) else "")
    return str(len(values) - 1)


def _one(value: Any) -> Any:
    return (value[0] if value else None) if isinstance(value, list) else value


def _all(holder: Any, *names: str) -> list[Any]:
    """Give all classes of a name."""
    for name in names:
        found = _one(holder)
        holder = found.get(name) if isinstance(found, dict) else None
    return holder if isinstance(holder, list) else [] if holder is None else [holder]


def _number(holder: Any, way: list[str]) -> int:
    """Give the number of the value at the end of a way."""
    for name in way:
        found = _one(holder)
        holder = found.get(name) if isinstance(found, dict) else None
    held = _one(holder)
    text = held.get("#text") if isinstance(held, dict) else held
    return int(text) if isinstance(text, str) and text else _NONE  # an element that ends at once says nothing


def _value(values: Sequence[str], place: int) -> str:
    return values[place].strip() if place >= 0 else ""


def _sum(texts: Iterable[str]) -> str:
    try:
        return format(sum((Decimal(each) for each in texts), Decimal(0)), "f")
    except InvalidOperation:
        return "?"
