"""Read CUSCAR and CUSREP: one report for each consignment (CNI), or one of the conveyance."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from smartcustoms.kernel.edifact.model import Message, Segment, at
from smartcustoms.kernel.edifact.reading import accepted
from smartcustoms.trade.cargo_reports.model import Entered, Format

_MODES: Final = {"1": "sea", "4": "air"}
"""Data element 8067, mode of transport (UN/ECE Recommendation 19)."""
_BILLS: Final = {"BM": "bill", "MB": "master", "BH": "house", "AWB": "air", "MWB": "air", "HWB": "house"}
_KILOGRAMS: Final = {"KGM": "1", "": "1", "LBR": "0.45359237", "TNE": "1000"}


@dataclass(slots=True)
class _Part:
    """What has been read so far of the header, or of one consignment, and where it stood."""

    values: dict[str, Any] = field(default_factory=dict)
    where: dict[str, str] = field(default_factory=dict)

    def put(self, name: str, value: str, path: str) -> None:
        """Keep a value unless it is empty or there is one already."""
        if value and name not in self.values:
            self.values[name] = value
            self.where[name] = path

    def add(self, name: str, value: str, path: str) -> None:
        """Add a value to a list."""
        if value:
            self.values.setdefault(name, []).append(value)
            self.where.setdefault(name, path)


def read_edifact(content: bytes) -> Iterator[Entered]:
    """Read the cargo reports of an interchange.

    Raises:
        EdifactRefused: it breaks the syntax or the table of a message.
    """
    for message in accepted(content).messages():
        if message.type == "CUSCAR":
            yield from _consignments(message)
        elif message.type == "CUSREP":
            yield _conveyance(message)


def _consignments(message: Message) -> Iterator[Entered]:
    head, part = _Part(), None
    for place, row in enumerate(message.segments()):
        number = message.starts + place
        if row[0][0] == "CNI":
            if part is not None:
                yield _entered(head, part)
            part = _Part()
            part.put("consignment", at(row, 2), f"{number}/CNI/2.1")
            continue
        tag = row[0][0]
        if tag in _HEADER and (part is None or tag == "TDT"):
            _HEADER[tag](part or head, row, number)
        elif part is not None and tag in _CONSIGNMENT:
            _CONSIGNMENT[tag](part, row, number)
    if part is not None:
        yield _entered(head, part)


def _conveyance(message: Message) -> Entered:
    part = _Part({"level": "conveyance"})
    for place, row in enumerate(message.segments()):
        if row[0][0] in _HEADER:
            _HEADER[row[0][0]](part, row, message.starts + place)
    part.put("bill", part.values.get("document", ""), part.where.get("document", ""))
    return Entered(part.values, Format.CUSREP, part.where)


def _entered(head: _Part, part: _Part) -> Entered:
    values, where = {**head.values, **part.values}, {**head.where, **part.where}
    own = [name for name in ("house", "bill", "air", "consignment") if values.get(name)]
    if own:
        values["bill"], where["bill"] = values[own[0]], where[own[0]]
    above = values.get("master") or (values.get("air") if own and own[0] == "house" else "")
    values["level"] = "house" if above and above != values.get("bill") else "master"
    values["master"] = above or ""
    return Entered(values, Format.CUSCAR, where)


def _document(part: _Part, row: Segment, number: int) -> None:
    part.put("document", at(row, 2), f"{number}/BGM/2.1")


def _transport(part: _Part, row: Segment, number: int) -> None:
    path = f"{number}/TDT"
    part.put("mode", _MODES.get(at(row, 3), at(row, 3)), f"{path}/3.1")
    part.put("voyage", at(row, 2), f"{path}/2")
    part.put("carrier", at(row, 5) or at(row, 5, 3), f"{path}/5.1")
    part.put("conveyance", at(row, 8, 3) or at(row, 8), f"{path}/8.4")


def _place(part: _Part, row: Segment, number: int) -> None:
    name = {"9": "origin", "5": "origin", "11": "destination", "8": "destination", "7": "destination"}.get(at(row, 1))
    if name:
        part.put(name, at(row, 2), f"{number}/LOC/2.1")


def _moment(part: _Part, row: Segment, number: int) -> None:
    name = {"132": "arrives", "232": "arrives", "178": "arrived"}.get(at(row, 1))
    if name:
        part.put(name, at(row, 1, 1), f"{number}/DTM/1.2")


def _reference(part: _Part, row: Segment, number: int) -> None:
    name = _BILLS.get(at(row, 1))
    if name:
        part.put(name, at(row, 1, 1), f"{number}/RFF/1.2")


def _party(part: _Part, row: Segment, number: int) -> None:
    who = {"CZ": "consignor", "CN": "consignee"}.get(at(row, 1))
    if who is None:
        return
    lines = [each for each in (row[3] if len(row) > 3 else ()) if each]
    named = " ".join(each for each in (row[4][:5] if len(row) > 4 else ()) if each)
    part.put(f"{who}_name", named or (lines[0] if lines else ""), f"{number}/NAD/{4 if named else 3}.1")
    street = " ".join(each for each in (row[5] if len(row) > 5 else ()) if each)
    rest = lines if named else lines[1:]
    part.put(f"{who}_address", ", ".join(filter(None, (*rest, street, at(row, 6)))), f"{number}/NAD/5.1")
    part.put(f"{who}_country", at(row, 9), f"{number}/NAD/9")


def _packages(part: _Part, row: Segment, number: int) -> None:
    part.add("pieces", at(row, 2), f"{number}/GID/2.1")


def _text(part: _Part, row: Segment, number: int) -> None:
    if at(row, 1) == "AAA":
        part.add("goods", " ".join(each for each in (row[4] if len(row) > 4 else ()) if each), f"{number}/FTX/4.1")


def _measure(part: _Part, row: Segment, number: int) -> None:
    if at(row, 2) in ("G", "AAB", "AAD") and "pieces" in part.values:
        factor = _KILOGRAMS.get(at(row, 3))
        path = f"{number}/MEA/3.2"
        part.add("gross_mass_kg", at(row, 3, 1) if factor == "1" else f"{at(row, 3, 1)} {at(row, 3)}", path)


def _container(part: _Part, row: Segment, number: int) -> None:
    part.add("containers", at(row, 1), f"{number}/SGP/1.1")


def _equipment(part: _Part, row: Segment, number: int) -> None:
    if at(row, 1) == "CN":
        part.add("containers", at(row, 2), f"{number}/EQD/2.1")


Read = Callable[[_Part, Segment, int], None]
_HEADER: Final[dict[str, Read]] = {"BGM": _document, "TDT": _transport, "LOC": _place, "DTM": _moment}
_CONSIGNMENT: Final[dict[str, Read]] = {
    "RFF": _reference, "LOC": _place, "DTM": _moment, "NAD": _party, "GID": _packages, "FTX": _text, "MEA": _measure,
    "SGP": _container, "EQD": _equipment,
}  # fmt: skip
