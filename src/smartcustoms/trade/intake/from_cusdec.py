"""Map a CUSDEC to the cells of a declaration, where its fields allow; and say in which segment each cell stood."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from smartcustoms.kernel.edifact.model import Message, Segment, at
from smartcustoms.trade.declarations.model import Drafted

_DIRECTIONS: Final = {"929": "import", "830": "export"}
"""Data element 1001. source: from memory of UN/EDIFACT UNCL."""
_MODES: Final = {"1": "10", "2": "20", "3": "30", "4": "40", "5": "50"}
_MASSES: Final = {
    "AAA": "net_mass_kg",
    "AAL": "net_mass_kg",
    "N": "net_mass_kg",
    "AAB": "gross_mass_kg",
    "G": "gross_mass_kg",
    "AAD": "gross_mass_kg",
}


@dataclass(slots=True)
class _Cells:
    """Cells of the header or of one item, and where each stood."""

    cells: dict[str, str] = field(default_factory=dict)
    where: dict[str, str] = field(default_factory=dict)

    def put(self, name: str, value: str, path: str) -> None:
        """Keep the first value of a cell."""
        text = " ".join(value.split())
        if text and name not in self.cells:
            self.cells[name], self.where[name] = text, path


@dataclass(frozen=True, slots=True)
class Mapped:
    """A declaration as a CUSDEC says it; `where` gives the segment of a path such as `items[0].hs_code`."""

    drafted: Drafted
    reference: str
    where: dict[str, str]


def mapped(message: Message) -> Mapped:
    """Map a CUSDEC that was accepted."""
    header, items = _Cells(), list[_Cells]()
    section = "header"
    for place, row in enumerate(message.segments()):
        number, tag = message.starts + place, row[0][0]
        if tag == "UNS":
            section = {"D": "items", "S": "summary"}.get(at(row, 1), section)
        elif section == "header" and tag in _HEADER:
            _HEADER[tag](header, row, number)
        elif section == "items" and tag == "CST":
            items.append(_Cells())
            _code(items[-1], row, number)
        elif section == "items" and items and tag in _ITEM:
            _ITEM[tag](items[-1], row, number)
    _parties(header)
    where = dict(header.where)
    for place, each in enumerate(items):
        where |= {f"items[{place}].{name}": path for name, path in each.where.items()}
    header.cells = {name: value for name, value in header.cells.items() if not name.startswith("_")}
    return Mapped(Drafted(header.cells, tuple(each.cells for each in items)), header.cells.get("reference", ""), where)


def _parties(header: _Cells) -> None:
    """Whose goods they are depends on the direction: the importer of goods that come in, the exporter of those that go out."""
    importing = header.cells.get("direction") != "export"
    for name, party in (("importer", "_IM" if importing else "_EX"), ("seller", "_EX" if importing else "_IM")):
        header.put(name, header.cells.get(party, ""), header.where.get(party, ""))
    for name in ("name", "address"):
        told = ("_EX" if importing else "_IM") + name
        header.put(f"seller_{name}", header.cells.get(told, ""), header.where.get(told, ""))


def _begins(cells: _Cells, row: Segment, number: int) -> None:
    cells.put("direction", _DIRECTIONS.get(at(row, 1), at(row, 1)), f"{number}/BGM/1.1")
    cells.put("reference", at(row, 2), f"{number}/BGM/2.1")


def _day(cells: _Cells, row: Segment, number: int) -> None:
    value, form = at(row, 1, 1), at(row, 1, 2)
    if at(row, 1) in ("137", "148", "150") and form in ("102", "203", "204") and len(value) >= 8:
        cells.put("declared_on", f"{value[:4]}-{value[4:6]}-{value[6:8]}", f"{number}/DTM/1.2")


def _place(cells: _Cells, row: Segment, number: int) -> None:
    path = f"{number}/LOC/2.1"
    match at(row, 1):
        case "22" | "41" | "42" | "43":
            cells.put("office", at(row, 2).upper(), path)
        case "35":
            cells.put("departure", at(row, 2)[:2].upper(), path)
        case "36":
            cells.put("destination", at(row, 2)[:2].upper(), path)


def _transport(cells: _Cells, row: Segment, number: int) -> None:
    cells.put("transport", _MODES.get(at(row, 3), at(row, 3)), f"{number}/TDT/3.1")


def _party(cells: _Cells, row: Segment, number: int) -> None:
    code, path = at(row, 2).upper(), f"{number}/NAD/2.1"
    match at(row, 1):
        case "IM" | "CN" | "BY":
            _named(cells, "_IM", code, row, number)
        case "EX" | "CZ" | "SE":
            _named(cells, "_EX", code, row, number)
        case "DT" | "AE" | "CB":
            cells.put("declarant", code, path)


def _named(cells: _Cells, party: str, code: str, row: Segment, number: int) -> None:
    """Keep a party's number, and of the first that is numbered its name and address: never of two parties."""
    is_first = party not in cells.cells
    cells.put(party, code, f"{number}/NAD/2.1")
    if is_first and code:
        cells.put(f"{party}name", " ".join(row[4])[:70] if len(row) > 4 else "", f"{number}/NAD/4.1")
        lines = [text for element in (5, 6, 8, 9) if element < len(row) for text in row[element] if text.strip()]
        cells.put(f"{party}address", ", ".join(lines)[:280], f"{number}/NAD/5.1")


def _currency(cells: _Cells, row: Segment, number: int) -> None:
    name, place = ("MOA", 2) if row[0][0] == "MOA" else ("CUX", 1)
    cells.put("currency", at(row, 1, place).upper(), f"{number}/{name}/1.{place + 1}")


def _code(cells: _Cells, row: Segment, number: int) -> None:
    for element in range(2, len(row)):
        digits = re.sub(r"[. ]", "", at(row, element))
        if digits.isdecimal() and len(digits) >= 6:
            cells.put("hs_code", digits[:6], f"{number}/CST/{element}.1")


def _text(cells: _Cells, row: Segment, number: int) -> None:
    if at(row, 1) == "AAA":
        cells.put("description", " ".join(row[4]) if len(row) > 4 else "", f"{number}/FTX/4.1")


def _origin(cells: _Cells, row: Segment, number: int) -> None:
    if at(row, 1) == "27":
        cells.put("origin", at(row, 2)[:2].upper(), f"{number}/LOC/2.1")


def _mass(cells: _Cells, row: Segment, number: int) -> None:
    name = _MASSES.get(at(row, 2))
    if name and at(row, 3) in ("KGM", ""):
        cells.put(name, at(row, 3, 1), f"{number}/MEA/3.2")


def _packages(cells: _Cells, row: Segment, number: int) -> None:
    cells.put("packages", at(row, 1), f"{number}/PAC/1")


def _value(cells: _Cells, row: Segment, number: int) -> None:
    if at(row, 1) in ("38", "66", "203", "40", "123"):
        cells.put("value", at(row, 1, 1), f"{number}/MOA/1.2")


Take = Callable[[_Cells, Segment, int], None]
_HEADER: Final[dict[str, Take]] = {
    "BGM": _begins,
    "DTM": _day,
    "LOC": _place,
    "TDT": _transport,
    "NAD": _party,
    "MOA": _currency,
    "CUX": _currency,
}
_ITEM: Final[dict[str, Take]] = {"FTX": _text, "LOC": _origin, "MEA": _mass, "PAC": _packages, "MOA": _value}
