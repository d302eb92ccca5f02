"""The cell in which an item names its licences and permits: `D2600000001X, D2600000002Y=40`. Pure."""

import re
from decimal import Decimal
from typing import Final

MOST_LICENCES: Final = 20
"""Documents that one goods item may name."""
OURS: Final = r"D[0-9]{11}[0-9A-Z]"
"""What the number of a document looks like; its check character is checked when the document is looked for."""
_ONE: Final = rf"{OURS}(=[0-9]{{1,12}}(\.[0-9]{{1,6}})?)?"
LICENCES: Final = rf"^{_ONE}([,;] ?{_ONE}| {_ONE}){{0,{MOST_LICENCES - 1}}}$"
"""What such a cell looks like."""


def named(cell: str | None) -> list[tuple[str, Decimal | None]]:
    """Give the documents that a cell names, with the quantity where one is said; the cell fits `LICENCES`."""
    found = []
    for each in re.split(r"[,; ]+", cell or ""):
        number, _, quantity = each.partition("=")
        if number:
            found.append((number, Decimal(quantity) if quantity else None))
    return found


def is_readable(cell: str) -> bool:
    """Tell whether a cell reads as numbers of documents, each named once."""
    if re.fullmatch(LICENCES, cell) is None:
        return False
    numbers = [number for number, _ in named(cell)]
    return len(set(numbers)) == len(numbers)
