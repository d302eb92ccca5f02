"""The words of comparison: what two scans of one vehicle say together."""

from dataclasses import dataclass
from typing import Final

from smartcustoms.kernel.errors import Refused
from smartcustoms.kernel.permissions import Permission

COMPARE: Final = Permission("scans.compare", "Compare two scans of one vehicle")

SAME_FROM: Final = 0.93
"""Likeness from which two scans show the same vehicle with its load; chosen on simulated pairs, see docs/performance.md."""
METHOD: Final = "column-warp 1"


class NotComparable(Refused):
    """Two scans cannot be compared: sizes, views or beams do not fit."""

    code = "scans_not_comparable"


@dataclass(frozen=True, slots=True)
class Change:
    """Matter added or removed: box (column, row, width, height) in the later scan, mass if it is organic, how far above noise."""

    box: tuple[int, int, int, int]
    kg: float
    added: bool
    score: float
    area_cm2: float


@dataclass(frozen=True, slots=True)
class Comparison:
    """What a comparison found. Where it is not the same vehicle no change is named: everything differs."""

    same_vehicle: bool
    likeness: float
    mean_shift_columns: float
    mean_shift_mm: float
    rows_down: float
    changes: tuple[Change, ...]
    simulated: bool
    method: str = METHOD
