"""A batch sheet: one line a kind of packages; lines with the same `consignment` are one consignment. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from smartcustoms.trade.road_cargo.model import Entered

HEADS: Final = (
    "consignment", "direction", "expected_on", "packages", "package_kind", "goods",
    "consignor_name", "consignor_address", "consignee_name", "consignee_address", "declaration", "shipper",
)  # fmt: skip
"""The columns of a sheet; the first may stay empty: then each line is a consignment."""
MOST: Final = 1000
"""Lines of one sheet."""


@dataclass
class Line:
    """One consignment of a sheet: the line on which it begins (the head is line 1), what it says, its declaration and for whom it is."""

    row: int
    name: str
    values: dict[str, Any]
    declaration: str = ""
    shipper: str = ""
    rows: list[int] = field(default_factory=list)

    @property
    def entered(self) -> Entered:
        """Give what was written, to be checked."""
        return Entered(self.values)


def lines_of(rows: Iterable[Mapping[str, str]]) -> list[Line]:
    """Give the consignments of a sheet in order; parties, direction and day are those of a consignment's first line."""
    found: dict[str, Line] = {}
    for number, row in enumerate(rows, 2):
        cells = {name: (row.get(name) or "").strip() for name in HEADS}
        if not any(cells.values()):
            continue
        name = cells["consignment"] or f"line {number}"
        if name not in found:
            found[name] = Line(number, name, _begun(cells), cells["declaration"], cells["shipper"])
        found[name].rows.append(number)
        found[name].values["packages"].append(
            {"count": cells["packages"], "kind": cells["package_kind"], "goods": cells["goods"]}
        )
    return list(found.values())


def row_of(line: Line, name: str) -> tuple[int, str]:
    """Give the line of the sheet and the column in which a field of a consignment stands."""
    if name.startswith("packages."):
        _, place, part = name.split(".")
        column = {"count": "packages", "kind": "package_kind"}.get(part, part)
        return line.rows[int(place)], column
    return line.row, name.replace(".", "_")


def _begun(cells: Mapping[str, str]) -> dict[str, Any]:
    return {
        "direction": cells["direction"],
        "expected_on": cells["expected_on"],
        "packages": [],
        "consignor": {"name": cells["consignor_name"], "address": cells["consignor_address"]},
        "consignee": {"name": cells["consignee_name"], "address": cells["consignee_address"]},
    }
