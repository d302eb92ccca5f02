"""What shape, matter, texture and the other view say together of one place: one calibrated score for each kind of threat. Pure.

Each candidate is what one method put forward; the evidence of the others at the same place is weighed by a logistic model whose weights
`tools/fit_fusion.py` fits on simulated bags of its own seeds (`reference/fusion.json`), so a score of 0.5 is meant to be right once in two.
"""

import hashlib
import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final

from smartcustoms.boundary.detection.material import fit, threats
from smartcustoms.boundary.detection.model import Alarm, Box
from smartcustoms.boundary.detection.shape import as_long_as
from smartcustoms.imaging.shapes import overlap
from smartcustoms.kernel.words.model import Sentence, sentence

if TYPE_CHECKING:
    from smartcustoms.imaging.segments import Segment

_WEIGHTS: Final = files("smartcustoms.boundary.detection") / "reference" / "fusion.json"
EVIDENCE: Final = ("shape", "material", "texture", "both_views", "views", "number", "areal", "mass", "fills", "uneven")
_SILENT: Final = 0.02
"""How sure a method counts that put nothing forward."""
_LEAST_KG, _MOST_UNEVEN = 1e-3, 1.5
_SAME_PLACE: Final = 0.3
_SAME_LENGTH_MM: Final = 12.0
_SAME_EXTENT: Final = 0.4
"""Share of their extents along the belt that boxes of two views have in common from which they are of one thing."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """What one method put forward in one view, unfused: its alarm, and what the matter in its box measures (none: nothing there)."""

    alarm: Alarm
    by: str
    matter: "Segment | None"


@cache
def method() -> str:
    """Give the version of the weights."""
    return f"fusion 3-{hashlib.sha256(_WEIGHTS.read_bytes()).hexdigest()[:8]}"


def evidence(
    one: Candidate, all_: Sequence[Candidate], column_mm: Sequence[float], columns: Sequence[int]
) -> tuple[float, ...]:
    """Give what is known of a candidate, in the order of `EVIDENCE`; `column_mm` and `columns` are those of each view."""
    alarm = one.alarm
    here = [each for each in all_ if each.alarm.view == alarm.view and each.alarm.what == alarm.what]
    shape = alarm.score  # its own: a box that lies worse must not pass for its better neighbour
    if one.by != "shape":
        shape = max((each.alarm.score for each in here if each.by == "shape" and _lies_on(each, one)), default=_SILENT)
    texture = max((each.alarm.score for each in here if each.by == "texture" and _lies_on(each, one)), default=0.0)
    rule = next((each for each in threats() if each.what == alarm.what), None)
    matter = one.matter
    own_fit = fit(matter, rule) if matter is not None and rule is not None else _SILENT
    others = [each for each in all_ if each.alarm.view != alarm.view and each.alarm.what == alarm.what]
    paired = _is_paired(column_mm, columns)
    seen = max(
        (each.alarm.score * _along(alarm, each.alarm, column_mm) for each in others if each.by == "shape"), default=0.0
    )
    return (_odds(shape), _odds(own_fit), texture, _odds(seen) if paired else 0.0, float(paired), *_measures(matter))


def _is_paired(column_mm: Sequence[float], columns: Sequence[int]) -> bool:
    """Tell whether there are several views, of one length along the belt: then a place along it is the same in each."""
    lengths = {round(count * step / _SAME_LENGTH_MM) for count, step in zip(columns, column_mm, strict=True)}
    return len(columns) > 1 and len(lengths) == 1


def _measures(matter: "Segment | None") -> tuple[float, float, float, float, float]:
    if matter is None:
        return (0.0, 0.0, math.log(_LEAST_KG), 0.0, _MOST_UNEVEN)
    areal, mass = max(0.0, matter.areal_g_per_cm2), max(matter.mass_kg, _LEAST_KG)
    return (
        matter.z_effective / 10,
        math.log1p(areal),
        math.log(mass),
        matter.fills,
        min(matter.evenness, _MOST_UNEVEN),
    )


def score(what: str, found: Sequence[float]) -> float:
    """Weigh the evidence: the probability that a threat of this kind lies there, as far as the simulated bags told."""
    known = weights()[what]
    total = known["bias"] + sum(known[name] * each for name, each in zip(EVIDENCE, found, strict=True))
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))


def fused(all_: Sequence[Candidate], column_mm: Sequence[float], columns: Sequence[int]) -> list[Alarm]:
    """Give one alarm for each place and kind: the surest score that a method has there, box and words of the network where it saw it.

    Networks lay their boxes around whole things; matter and texture show only as far as nothing covers them. Where a thing begins and
    ends along the belt, which the views share, they say together.
    """
    scored = [replace(each, alarm=replace(each.alarm, score=_rounded(each, all_, column_mm, columns))) for each in all_]
    kept: list[Candidate] = []
    for each in sorted(scored, key=lambda each: (each.by != "shape", *_order(each.alarm))):
        place = next((n for n, other in enumerate(kept) if _is_same(each, other)), None)
        if place is None:
            kept.append(each)
        elif each.alarm.score > kept[place].alarm.score:
            kept[place] = replace(kept[place], alarm=replace(kept[place].alarm, score=each.alarm.score))
    if _is_paired(column_mm, columns):
        kept = [_agreed(each, kept, column_mm, columns) for each in kept]
    return sorted((replace(each.alarm, why=_why(each)) for each in kept), key=_order)


def _order(alarm: Alarm) -> tuple[float, int, Box]:
    return -alarm.score, alarm.view, alarm.box


def _agreed(one: Candidate, kept: Sequence[Candidate], column_mm: Sequence[float], columns: Sequence[int]) -> Candidate:
    """Let the views of a thing say together where along the belt the network's box begins and ends, each as far as it is sure."""
    alarm = one.alarm
    alike = [
        (_along(alarm, each.alarm, column_mm), each.alarm)
        for each in kept
        if (each.by, each.alarm.what) == ("shape", alarm.what) and each.alarm.view != alarm.view
    ]
    share, other = max(alike, key=lambda pair: pair[0] * pair[1].score, default=(0.0, alarm))
    if one.by != "shape" or share < _SAME_EXTENT:
        return one
    step, sure = column_mm[alarm.view], (alarm.score + 1e-6, other.score + 1e-6)
    ends = zip(_ends_mm(alarm, column_mm), _ends_mm(other, column_mm), strict=True)
    left, right = (round((own * sure[0] + its * sure[1]) / sum(sure) / step) for own, its in ends)
    left = min(left, columns[alarm.view] - 1)  # the other view may be some pixels longer
    box = (left, alarm.box[1], max(1, min(right, columns[alarm.view]) - left), alarm.box[3])
    why = as_long_as(alarm.why, box[2] * step)
    return replace(one, alarm=replace(alarm, box=box, mask=(0, box[2] * box[3]), why=why))


def _rounded(one: Candidate, all_: Sequence[Candidate], column_mm: Sequence[float], columns: Sequence[int]) -> float:
    return round(score(one.alarm.what, evidence(one, all_, column_mm, columns)), 3)


def _is_same(one: Candidate, other: Candidate) -> bool:
    return (one.alarm.what, one.alarm.view) == (other.alarm.what, other.alarm.view) and _lies_on(one, other)


def _why(one: Candidate) -> Sentence:
    """Add what the matter in its place measures to what the network said."""
    if one.by != "shape" or one.matter is None:
        return one.alarm.why
    return sentence(
        "{shape} Atomic number {z} ± {spread}, {areal} g/cm² above what lies around it, about {mass} kg.",
        shape=one.alarm.why,
        z=round(one.matter.z_effective, 1),
        spread=round(max(one.matter.z_spread, 0.1), 1),
        areal=round(one.matter.areal_g_per_cm2, 1),
        mass=round(one.matter.mass_kg, 2),
    )


@cache
def weights() -> Mapping[str, Mapping[str, float]]:
    """Give the weights of each kind of threat."""
    told: dict[str, Any] = json.loads(_WEIGHTS.read_text(encoding="utf-8"))
    found: dict[str, dict[str, float]] = told["weights"]
    return found


def _lies_on(one: Candidate, other: Candidate) -> bool:
    return overlap(one.alarm.box, other.alarm.box) >= _SAME_PLACE


def _along(one: Alarm, other: Alarm, column_mm: Sequence[float]) -> float:
    """Give how far two boxes of different views have the same extent along the belt, the columns, which both views share."""
    (a, b), (c, d) = _ends_mm(one, column_mm), _ends_mm(other, column_mm)
    return max(0.0, min(b, d) - max(a, c)) / max(1e-6, max(b, d) - min(a, c))


def _ends_mm(one: Alarm, column_mm: Sequence[float]) -> tuple[float, float]:
    step = column_mm[one.view]
    return one.box[0] * step, (one.box[0] + one.box[2]) * step


def _odds(share: float) -> float:
    inside = min(0.99, max(_SILENT, share))
    return math.log(inside / (1 - inside))
