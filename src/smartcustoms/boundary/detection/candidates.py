"""What each method puts forward of a scan, view by view, with what the matter in its place measures: before it is weighed together."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

import numpy as np

from smartcustoms.boundary.detection import material, shape
from smartcustoms.boundary.detection.fusing import Candidate
from smartcustoms.boundary.detection.model import Alarm, Box
from smartcustoms.boundary.detection.runs import run_lengths
from smartcustoms.boundary.scans import queries as scans
from smartcustoms.boundary.scans.model import Package
from smartcustoms.kernel.words.model import sentence

if TYPE_CHECKING:
    from smartcustoms.imaging.decompose import MaterialTable
    from smartcustoms.imaging.granular import Granular
    from smartcustoms.imaging.segments import Segment
    from smartcustoms.imaging.textures import Repeating
    from smartcustoms.imaging.tracing import Image

TEXTURE: Final = "texture 2"
_POURED: Final = ("drugs", "explosive")
"""Kinds of threat that come as crystals or prills."""
_REPEATED: Final = {
    "cigarettes": sentence(
        "Organic matter that repeats every {pitch} mm, as cigarettes do; {share} of its variation has this pitch."
    ),
    "cash": sentence(
        "Organic matter in layers of {pitch} mm, as bundles of banknotes are; {share} of its variation has this pitch."
    ),
}


def of_view(read: Package, place: int) -> Iterator[Candidate]:
    """Let every method look at a view."""
    from smartcustoms.imaging.decompose import material_table
    from smartcustoms.imaging.segments import measured_in, segments

    view, table = read.views[place], material_table(read.beam)
    number, _, low, high = scans.measured(read, place)
    size = {"row_mm": view.row_mm, "column_mm": view.column_mm}
    textured = list(_textured(low, high, number, table, place, **size))
    yield from textured
    repeated = [each.alarm for each in textured if each.alarm.what not in _POURED]
    for piece in segments(low, high, table, **size):
        for alarm in material.alarms([piece], place):
            if all(_covered(alarm.box, each.box) < 0.5 for each in repeated):
                yield Candidate(alarm, "material", piece)
    if shape.is_there():
        matter: dict[Box, Segment | None] = {}  # a place may look like several kinds
        for alarm in shape.alarms(low, high, number, place, **size):
            if alarm.box not in matter:
                matter[alarm.box] = measured_in(alarm.box, low, high, table, **size)
            yield Candidate(alarm, "shape", matter[alarm.box])


def _textured(
    low: "Image", high: "Image", number: "Image", table: "MaterialTable", place: int, *, row_mm: float, column_mm: float
) -> Iterator[Candidate]:
    """Give what repeats itself, and what is made of grains and does not."""
    from smartcustoms.imaging.granular import granular
    from smartcustoms.imaging.segments import measured_in
    from smartcustoms.imaging.textures import repeating

    size = {"row_mm": row_mm, "column_mm": column_mm}
    repeated = [_repeated(each, place) for each in repeating(high, number, **size)]
    for alarm in repeated:
        yield Candidate(alarm, "texture", measured_in(alarm.box, low, high, table, **size))
    for each in granular(low, high, number, **size):
        matter = measured_in(each.box, low, high, table, **size)
        if matter is not None and all(_covered(each.box, alarm.box) < 0.5 for alarm in repeated):
            yield Candidate(_of_grains(each, matter, place, column_mm), "texture", matter)


def _repeated(each: "Repeating", place: int) -> Alarm:
    why = sentence(_REPEATED[each.of].text, pitch=round(each.pitch_mm, 1), share=f"{each.share:.0%}")
    score = float(np.clip(0.5 + (each.share - 0.5) * 1.5, 0.05, 0.99))
    return Alarm(each.of, why, place, each.box, run_lengths(each.mask), round(score, 3), TEXTURE)


def _of_grains(each: "Granular", matter: "Segment", place: int, pixel_mm: float) -> Alarm:
    """Name the kind whose atomic number lies nearer: grains say how it is packed, not what it is."""
    from smartcustoms.imaging.granular import grain_mm

    rules = [rule for rule in material.threats() if rule.what in _POURED]
    nearest = min(rules, key=lambda rule: abs(matter.z_effective - sum(rule.z) / 2))
    why = sentence(
        "Made of grains of about {grain} mm through and through, as crystals and prills are, and rice and sugar too: "
        "atomic number {z} ± {spread}, {areal} g/cm² above what lies around it, about {mass} kg.",
        grain=round(grain_mm(each.spread, matter.areal_g_per_cm2, pixel_mm), 1),
        z=round(matter.z_effective, 1),
        spread=round(max(matter.z_spread, 0.1), 1),
        areal=round(matter.areal_g_per_cm2, 1),
        mass=round(matter.mass_kg, 2),
    )
    score = round(float(np.clip(each.everywhere, 0.05, 0.99)), 3)
    return Alarm(nearest.what, why, place, each.box, run_lengths(each.mask), score, TEXTURE)


def _covered(inner: Box, outer: Box) -> float:
    wide = min(inner[0] + inner[2], outer[0] + outer[2]) - max(inner[0], outer[0])
    high = min(inner[1] + inner[3], outer[1] + outer[3]) - max(inner[1], outer[1])
    return max(0, wide) * max(0, high) / max(1, inner[2] * inner[3])
