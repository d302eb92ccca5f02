"""The words of scans: a package of views with 16-bit channels, a kept scan, who may do what."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from smartcustoms.kernel.errors import Refused
from smartcustoms.kernel.permissions import Permission
from smartcustoms.kernel.words.model import Sentence, sentence

SEE: Final = Permission("scans.see", "See scans, their pictures and what was found in them")
IMPORT: Final = Permission("scans.import", "Bring scans from a scanner or a file")
INTAKE: Final = Permission("scans.intake", "See what scanners sent, and what of it was refused")
SIMULATE: Final = Permission("scans.simulate", "Make simulated scans with their truth")

Counts = NDArray[np.uint16]

LARGEST_FILE: Final = 256 * 1024 * 1024
LARGEST_SENT: Final = 64 * 1024 * 1024  # by a page or the API
LARGEST_SIDE: Final = 16_384
MOST_PIXELS: Final = 40_000_000
MOST_VIEWS: Final = 8

LOST: Final = ("low", "high as measured", "beam", "size of a pixel", "slices", "unit")
"""What a file of another's may not hold, and then is said to be lost."""

LOOKS: Final[dict[str, Sentence]] = {
    "colour": sentence("Colour by material"),
    "grey": sentence("Grey"),
    "inverse": sentence("Inverse"),
    "edge": sentence("Edges"),
    "deep": sentence("High penetration"),
    "organic": sentence("Organic only"),
    "inorganic": sentence("Inorganic only"),
}


class ScanUnreadable(Refused):
    """A file is no scan, or is not whole, or asks for more than a scan may have."""

    code = "scan_unreadable"


class NotSimulable(Refused):
    """A simulation was asked for that cannot be made."""

    code = "not_simulable"


class Kind(StrEnum):
    """What was scanned."""

    BAG = "bag"
    PARCEL = "parcel"
    TRUCK = "truck"
    CONTAINER = "container"
    CAR = "car"
    OTHER = "other"


class Format(StrEnum):
    """What a file was when it came."""

    PACKAGE = "package"
    DICOM = "dicom"
    VOLUME = "volume"
    PICTURE = "picture"


class ReportKind(StrEnum):
    """Who says what is in a threat detection report, in the standard's words."""

    MACHINE = "MACHINE"
    OPERATOR = "OPERATOR"
    GROUND_TRUTH = "GROUND_TRUTH"
    OTHER = "OTHER"


class Decision(StrEnum):
    """What a threat detection report comes to, in the standard's words."""

    ALARM = "ALARM"
    CLEAR = "CLEAR"
    UNKNOWN = "UNKNOWN"


class Flag(StrEnum):
    """What a threat detection report says of one object, in the standard's words."""

    HIGH_THREAT = "HIGH_THREAT"
    THREAT = "THREAT"
    NO_THREAT = "NO_THREAT"
    UNKNOWN = "UNKNOWN"


class Layout(StrEnum):
    """How the files of a public set lie: public_sets.py."""

    COMPASS = "compass"
    COCO = "coco"
    VOC = "voc"
    DVXRAY = "dvxray"


@dataclass(frozen=True)
class View:
    """One view: low and high energy as 16-bit counts, rows along the detector, columns along belt or road.

    A file with one energy only has `low` None: nothing about materials can be said of it.
    """

    name: str
    high: Counts
    low: Counts | None
    air: int
    row_mm: float
    column_mm: float


@dataclass(frozen=True)
class Package:
    """A scan as it is in a file: what was scanned, by what, when, and its views."""

    kind: Kind
    views: tuple[View, ...]
    simulated: bool
    beam: str = ""
    scanner: str = ""
    scanned_at: str = ""
    subject: str = ""
    format: Format = Format.PACKAGE
    lost: tuple[str, ...] = ()
    more: dict[str, Any] = field(default_factory=dict)

    @property
    def is_dual_energy(self) -> bool:
        """Tell whether materials can be told: both energies are there and the beam is known."""
        return bool(self.beam) and all(each.low is not None for each in self.views)


@dataclass(frozen=True, slots=True)
class Scan:
    """A scan that is kept: its number, the hash of its original, what it is."""

    number: str
    file: str
    name: str
    kind: Kind
    format: Format
    simulated: bool
    beam: str
    scanner: str
    subject: str
    scanned_at: str
    views: tuple[str, ...]
    columns: int
    rows: int
    dual_energy: bool
    picture: str
    brought_by: str
    brought_at: datetime


@dataclass(frozen=True, slots=True)
class Threat:
    """One object of a threat detection report: box (column, row, width, height), corners of a polygon, mask as runs, score from 0 to 1.

    In a volume `slices` says from which slice and how many.
    """

    label: str
    category: str
    flag: Flag
    view: int
    box: tuple[int, int, int, int]
    corners: tuple[tuple[int, int], ...] = ()
    mask: tuple[int, ...] = ()
    score: float | None = None
    slices: tuple[int, int] = (0, 1)


@dataclass(frozen=True, slots=True)
class Report:
    """A threat detection report: who says it, what it comes to, its objects; of a report that was read, the images it is about."""

    kind: ReportKind
    decision: Decision
    threats: tuple[Threat, ...]
    methods: tuple[str, ...] = ()
    by: str = ""
    decided_at: datetime | None = None
    about: tuple[str, ...] = ()


@dataclass
class Taken:
    """What one look at a watched folder came to: scans brought, names refused, files waited for."""

    scans: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    waiting: int = 0
