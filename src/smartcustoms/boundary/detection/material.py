"""Alarms from matter: pieces of a scan, what surrounds them subtracted, against the table of threats. Pure.

A piece is judged by how far it lies inside a row's ranges; at a limit each membership is one half. The score is the least of them, so
one number that does not fit is enough to doubt.
"""

import csv
import hashlib
import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Final

from smartcustoms.boundary.detection.model import WHAT_WORDS, Alarm
from smartcustoms.boundary.detection.runs import run_lengths
from smartcustoms.kernel.words.model import Sentence, sentence

if TYPE_CHECKING:
    from smartcustoms.imaging.segments import Segment

_TABLE: Final = files("smartcustoms.boundary.detection") / "reference" / "threats.csv"
_MOST_AREA_CM2: Final = 1200.0


@dataclass(frozen=True, slots=True)
class Threat:
    """A row of the table: the ranges in which matter is of this kind."""

    what: str
    z: tuple[float, float]
    areal_g_per_cm2: tuple[float, float]
    mass_from_kg: float
    fills_from: float
    uneven_to: float


@cache
def threats() -> tuple[Threat, ...]:
    """Give the table of threats."""
    return tuple(_threat(row) for row in csv.DictReader(_TABLE.read_text(encoding="utf-8").splitlines()))


@cache
def method() -> str:
    """Give the version of the method: of its steps, and of the table of threats by its hash."""
    return f"material 1-{hashlib.sha256(_TABLE.read_bytes()).hexdigest()[:8]}"


def alarms(pieces: list["Segment"], view: int) -> Iterator[Alarm]:
    """Give an alarm for each piece that lies nearer to a threat than to nothing, whatever its score."""
    for piece in pieces:
        score, threat = max(((fit(piece, each), each) for each in threats()), key=lambda pair: pair[0])
        if score > 0.05:
            yield Alarm(
                threat.what, _why(piece, threat), view, piece.box, run_lengths(piece.mask), round(score, 3), method()
            )


def fit(piece: "Segment", threat: Threat) -> float:
    """Tell how well a piece fits a row, 0 to 1."""
    if piece.area_cm2 > _MOST_AREA_CM2:
        return 0.0
    return min(
        _above(piece.z_effective, threat.z[0], 0.25),
        _above(-piece.z_effective, -threat.z[1], 0.25),
        _above(piece.areal_g_per_cm2, threat.areal_g_per_cm2[0], 0.3 * threat.areal_g_per_cm2[0]),
        _above(-piece.areal_g_per_cm2, -threat.areal_g_per_cm2[1], 2.0),
        _above(math.log(max(piece.mass_kg, 1e-3)), math.log(threat.mass_from_kg), 0.5),
        _above(piece.fills, threat.fills_from, 0.12),
        _above(-piece.evenness, -threat.uneven_to, 0.12),
    )


def _above(value: float, limit: float, width: float) -> float:
    """Give one half at the limit, nearly 1 a width above it, nearly 0 a width below."""
    return 1 / (1 + math.exp(-3.0 * (value - limit) / width))


def _why(piece: "Segment", threat: Threat) -> Sentence:
    return sentence(
        "Like {what}: atomic number {z} ± {spread}, {areal} g/cm² above what lies around it, about {mass} kg on {area} cm².",
        what=WHAT_WORDS[threat.what],
        z=round(piece.z_effective, 1),
        spread=round(max(piece.z_spread, 0.1), 1),
        areal=round(piece.areal_g_per_cm2, 1),
        mass=round(piece.mass_kg, 2),
        area=round(piece.area_cm2),
    )


def _threat(row: dict[str, str]) -> Threat:
    return Threat(
        row["what"],
        (float(row["z_from"]), float(row["z_to"])),
        (float(row["areal_from_g_per_cm2"]), float(row["areal_to_g_per_cm2"])),
        float(row["mass_from_kg"]),
        float(row["fills_from"]),
        float(row["uneven_to"]),
    )
