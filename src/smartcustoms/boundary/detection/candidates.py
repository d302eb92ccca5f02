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
    from smartcustoms.imaging.textures import Repeating

TEXTURE: Final = "texture 1"


def of_view(read: Package, place: int) -> Iterator[Candidate]:
    """Let every method look at a view."""
    from smartcustoms.imaging.decompose import material_table
    from smartcustoms.imaging.segments import measured_in, segments
    from smartcustoms.imaging.textures import repeating

    view, table = read.views[place], material_table(read.beam)
    number, _, low, high = scans.measured(read, place)
    size = {"row_mm": view.row_mm, "column_mm": view.column_mm}
    repeated = [_repeated(each, place) for each in repeating(high, number, **size)]
    for alarm in repeated:
        yield Candidate(alarm, "texture", measured_in(alarm.box, low, high, table, **size))
    for piece in segments(low, high, table, **size):
        for alarm in material.alarms([piece], place):
            if all(_covered(alarm.box, each.box) < 0.5 for each in repeated):
                yield Candidate(alarm, "material", piece)
    if shape.is_there():
        for alarm in shape.alarms(low, high, number, place, **size):
            yield Candidate(alarm, "shape", measured_in(alarm.box, low, high, table, **size))


def _repeated(each: "Repeating", place: int) -> Alarm:
    why = sentence(
        "Organic matter that repeats every {pitch} mm, as cigarettes do; {share} of its variation has this pitch.",
        pitch=round(each.pitch_mm, 1),
        share=f"{each.share:.0%}",
    )
    score = float(np.clip(0.5 + (each.share - 0.5) * 1.5, 0.05, 0.99))
    return Alarm("cigarettes", why, place, each.box, run_lengths(each.mask), round(score, 3), TEXTURE)


def _covered(inner: Box, outer: Box) -> float:
    wide = min(inner[0] + inner[2], outer[0] + outer[2]) - max(inner[0], outer[0])
    high = min(inner[1] + inner[3], outer[1] + outer[3]) - max(inner[1], outer[1])
    return max(0, wide) * max(0, high) / max(1, inner[2] * inner[3])
