"""The words of the tariff: a line of the nomenclature, at any of its levels."""

from dataclasses import dataclass
from datetime import date
from enum import IntEnum
from typing import Final

from smartcustoms.kernel.permissions import Permission

SEARCH_TARIFF: Final = Permission("tariff.search", "Look up and search the nomenclature")

EDITION: Final = "HS 2022"
IN_FORCE_FROM: Final = date(2022, 1, 1)
"""The first day of the edition held; goods declared for an earlier day were classified by an edition we do not hold."""


class Level(IntEnum):
    """How many digits a line's code has."""

    CHAPTER = 2
    HEADING = 4
    SUBHEADING = 6


@dataclass(frozen=True, slots=True)
class HsLine:
    """One line of the Harmonized System: code of 2, 4 or 6 digits, its text (English), and the line above it."""

    code: str
    text: str
    level: Level
    above: str | None
    section: str
