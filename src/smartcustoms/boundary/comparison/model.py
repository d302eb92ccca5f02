"""The words of comparison: what two scans of one vehicle say together, and the library of concealments."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from smartcustoms.kernel.errors import Refused
from smartcustoms.kernel.permissions import Permission

COMPARE: Final = Permission("scans.compare", "Compare two scans of one vehicle")

KEEP: Final = Permission("concealments.keep", "Keep and change references of concealments")
SEARCH: Final = Permission("concealments.search", "Search the library of concealments")
REVIEW: Final = Permission("concealments.review", "Review references of concealments")

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


class NotKeepable(Refused):
    """A reference lacks what it needs, or a mark lies outside its picture."""

    code = "concealment_not_keepable"


class ExportTooLarge(Refused):
    """More references are asked for than can be written at once."""

    code = "concealments_too_many"


class NotReviewable(Refused):
    """A reference cannot be reviewed by this analyst: he wrote it, has reviewed it, or it is withdrawn."""

    code = "concealment_not_reviewable"
    status = 409


class Vehicle(StrEnum):
    """What carries the concealment."""

    CONTAINER_TRUCK = "container_truck"
    BOX_TRUCK = "box_truck"
    TANKER = "tanker"
    VAN = "van"
    CAR = "car"
    CONTAINER = "container"
    PARCEL = "parcel"
    BAG = "bag"
    OTHER = "other"


class Place(StrEnum):
    """Where it was hidden."""

    CAB = "cab"
    ENGINE = "engine"
    FUEL_TANK = "fuel_tank"
    TYRE = "tyre"
    WALL = "wall"
    FLOOR = "floor"
    ROOF = "roof"
    DOOR = "door"
    CARGO = "cargo"
    LINING = "lining"
    OTHER = "other"


class Method(StrEnum):
    """How it was hidden."""

    FALSE_WALL = "false_wall"
    BUILT_IN = "built_in"
    IN_GOODS = "in_goods"
    BEHIND_GOODS = "behind_goods"
    IN_LIQUID = "in_liquid"
    IN_MACHINE = "in_machine"
    LOOSE = "loose"
    OTHER = "other"


class State(StrEnum):
    """Where a reference stands: two analysts who did not write it have to agree."""

    WAITING = "waiting"
    AGREED = "agreed"
    DISPUTED = "disputed"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Mark:
    """A place in the picture: view, word, and the corners of a polygon (column, row); two corners are those of a box."""

    view: int
    label: str
    corners: tuple[tuple[int, int], ...]

    @property
    def box(self) -> tuple[int, int, int, int]:
        """Give the box around it: column, row, width, height."""
        columns, rows = zip(*self.corners, strict=True)
        return min(columns), min(rows), max(columns) - min(columns), max(rows) - min(rows)


@dataclass(frozen=True, slots=True)
class Described:
    """What an analyst says of a concealment: everything that may change from version to version."""

    vehicle: Vehicle
    place: Place
    method: Method
    commodity: str
    tags: tuple[str, ...]
    marks: tuple[Mark, ...]
    case: str
    note: str


@dataclass(frozen=True, slots=True)
class Version:
    """A version of a reference: what was said, by whom, when, and why it was changed."""

    place: int
    said: Described
    by: str
    at: datetime
    because: str


@dataclass(frozen=True, slots=True)
class Review:
    """An analyst's word on a version."""

    version: int
    by: str
    at: datetime
    agrees: bool
    note: str


@dataclass(frozen=True, slots=True)
class Reference:
    """A reference: the scan, what is said of it now, its versions and reviews."""

    number: str
    scan: str
    subject: str
    simulated: bool
    state: State
    versions: tuple[Version, ...]
    reviews: tuple[Review, ...]

    @property
    def now(self) -> Version:
        """Give the version that stands."""
        return self.versions[-1]

    @property
    def reviews_now(self) -> tuple[Review, ...]:
        """Give the reviews of the version that stands."""
        return tuple(each for each in self.reviews if each.version == self.now.place)


@dataclass(frozen=True, slots=True)
class Like:
    """A scan that looks like the one asked about: how alike (1: the same), and the references it stands in."""

    scan: str
    likeness: float
    subject: str
    references: tuple[str, ...]
