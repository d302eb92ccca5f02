"""What can be asked of a scan: which alarms it raises. Nothing is kept: the same scan and methods say the same again."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

import numpy as np

from smartcustoms.boundary.detection import material, shape
from smartcustoms.boundary.detection.model import LEAST_SCORE, Alarm, Judged, NotJudgeable
from smartcustoms.boundary.detection.runs import run_lengths
from smartcustoms.boundary.scans import queries as scans
from smartcustoms.boundary.scans.model import Package
from smartcustoms.kernel.words.model import Sentence, sentence

if TYPE_CHECKING:
    from smartcustoms.imaging.textures import Repeating

TEXTURE: Final = "texture 1"
_LEAST_SIDE: Final = 64
_LARGEST_MM: Final = 3.0
"""Size of a pixel from which these methods, made for bags and parcels, say nothing."""


def judged(read: Package, *, least: float = LEAST_SCORE) -> Judged:
    """Raise the alarms of a scan, in every view.

    Args:
        read: the scan.
        least: score from which an alarm is raised.

    Raises:
        NotJudgeable: the scan has one energy or an unknown beam, pixels too large for these methods, or is too small.
    """
    _check(read)
    found = [each for place in range(len(read.views)) for each in _of_view(read, place) if each.score >= least]
    found.sort(key=lambda each: -each.score)
    shaped = shape.is_there()
    left_out = () if shaped else (sentence("Shapes were not looked at: the network's weights are not installed."),)
    methods = (material.METHOD, TEXTURE, *((shape.method(),) if shaped else ()))
    return Judged(tuple(found), methods, left_out, read.simulated)


def _of_view(read: Package, place: int) -> Iterator[Alarm]:
    from smartcustoms.imaging.decompose import material_table
    from smartcustoms.imaging.segments import segments
    from smartcustoms.imaging.textures import repeating

    view = read.views[place]
    number, _, low, high = scans.measured(read, place)
    size = {"row_mm": view.row_mm, "column_mm": view.column_mm}
    repeated = [_repeated(each, place) for each in repeating(high, number, **size)]
    yield from repeated
    for alarm in material.alarms(segments(low, high, material_table(read.beam), **size), place):
        if all(_covered(alarm.box, each.box) < 0.5 for each in repeated):
            yield alarm
    if shape.is_there():
        yield from shape.alarms(low, high, number, place, **size)


def _repeated(each: "Repeating", place: int) -> Alarm:
    why = sentence(
        "Organic matter that repeats every {pitch} mm, as cigarettes do; {share} of its variation has this pitch.",
        pitch=round(each.pitch_mm, 1),
        share=f"{each.share:.0%}",
    )
    score = float(np.clip(0.5 + (each.share - 0.5) * 1.5, 0.05, 0.99))
    return Alarm("cigarettes", why, place, each.box, run_lengths(each.mask), round(score, 3), TEXTURE)


def _covered(inner: tuple[int, int, int, int], outer: tuple[int, int, int, int]) -> float:
    wide = min(inner[0] + inner[2], outer[0] + outer[2]) - max(inner[0], outer[0])
    high = min(inner[1] + inner[3], outer[1] + outer[3]) - max(inner[1], outer[1])
    return max(0, wide) * max(0, high) / max(1, inner[2] * inner[3])


def _check(read: Package) -> None:
    says: Sentence | None = None
    if not read.is_dual_energy:
        says = sentence("The scan has one energy, or its beam is not known: no matter can be told.")
    elif any(max(each.row_mm, each.column_mm) > _LARGEST_MM for each in read.views):
        says = sentence("The pixels are too large: these methods are made for bags and parcels, not for vehicles.")
    elif any(min(each.high.shape) < _LEAST_SIDE for each in read.views):
        says = sentence("The scan is too small to be judged.")
    if says is not None:
        mend = sentence("Bring a scan of a bag or parcel in two energies; compare vehicles with their earlier scans.")
        raise NotJudgeable(says, mend=mend, field="scan")
