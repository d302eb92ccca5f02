"""What a score means: how many threats are found and how many false alarms a clean bag brings, each with its interval. Pure.

Its data is measured on simulated bags by `tools/measure_alarms.py` and lies with the network's card; another administration measures
its own. A threat counts with its surest alarm of its own name in its place; alarms on bags in which nothing is to be found are false.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final

from smartcustoms.boundary.detection.model import WHATS
from smartcustoms.kernel.intervals import Interval, mean_count, wilson

_FILE: Final = files("smartcustoms.boundary.detection") / "weights" / "measured.json"
LEASTS: Final = tuple(n / 20 for n in range(2, 20))
"""Scores at which a curve is told: 0.1 to 0.95."""
HELD_OUT: Final = "held_out"


@dataclass(frozen=True, slots=True)
class MeasuredSet:
    """Simulated bags of one kind that were judged: each threat's score (thousandths, 0 not found) by what it is; alarms of clean bags."""

    name: str
    beam: str
    detector: str
    threats: Mapping[str, Sequence[int]]
    clean: Sequence[Mapping[str, Sequence[int]]]


@dataclass(frozen=True, slots=True)
class Measured:
    """What was measured: by which methods, when, from which seed; the set to choose on first, then those unlike it."""

    version: str
    on: str
    seed: int
    methods: tuple[str, ...]
    sets: Mapping[str, MeasuredSet]


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """One score: share of threats found (of so many), false alarms a clean bag, share of clean bags with one (of so many)."""

    least: float
    found: Interval
    threats: int
    alarms: Interval
    alarmed: Interval
    clean: int


@cache
def measured() -> Measured:
    """Give what was measured with the methods that are installed."""
    content = _FILE.read_bytes()
    told: dict[str, Any] = json.loads(content)
    sets = {
        name: MeasuredSet(name, each["beam"], each["detector"], each["threats"], each["clean"])
        for name, each in told["sets"].items()
    }
    version = hashlib.sha256(content).hexdigest()[:12]
    return Measured(version, told["on"], told["seed"], tuple(told["methods"]), sets)


def at(of: MeasuredSet, what: str, least: float) -> CurvePoint:
    """Tell what a score means for one kind of threat.

    >>> at(MeasuredSet("x", "kv160", "", {"gun": [900, 400]}, [{}, {"gun": [700, 600]}]), "gun", 0.5).alarms.value
    1.0
    """
    scores = of.threats.get(what, ())
    return _point(of, least, sum(_is_raised(each, least) for each in scores), len(scores), {what: least})


def curve(of: MeasuredSet, what: str, leasts: Sequence[float] = LEASTS) -> tuple[CurvePoint, ...]:
    """Tell what each score means, the lowest first."""
    return tuple(at(of, what, each) for each in leasts)


def together(of: MeasuredSet, leasts: Mapping[str, float]) -> CurvePoint:
    """Tell what scores by kind mean together: threats of all kinds as they were put in, all false alarms of a bag."""
    found = sum(_is_raised(each, leasts[what]) for what in leasts for each in of.threats.get(what, ()))
    tries = sum(len(of.threats.get(what, ())) for what in leasts)
    return _point(of, min(leasts.values()), found, tries, leasts)


def _point(of: MeasuredSet, least: float, found: int, tries: int, leasts: Mapping[str, float]) -> CurvePoint:
    counts = [
        sum(_is_raised(each, score) for what, score in leasts.items() for each in bag.get(what, ())) for bag in of.clean
    ]
    alarmed = wilson(sum(1 for each in counts if each), len(counts))
    return CurvePoint(least, wilson(found, tries), tries, mean_count(counts), alarmed, len(counts))


def _is_raised(thousandths: int, least: float) -> bool:
    return thousandths > 0 and thousandths / 1000 >= least


def as_json(by: Mapping[str, float]) -> dict[str, Any]:
    """Give the curves as JSON, with what the scores `by` (one for each kind) mean.

    Raises:
        KeyError: a kind is missing.
    """
    known = measured()
    held_out = known.sets[HELD_OUT]
    about = {name: getattr(known, name) for name in ("version", "on", "seed", "methods")}
    return {
        "simulated": True,
        **about,
        "sets": [_set_as_json(each, by) for each in known.sets.values()],
        "point": {"leasts": dict(by), "together": _as_json(together(held_out, by))},
    }


def _set_as_json(each: MeasuredSet, by: Mapping[str, float]) -> dict[str, Any]:
    kinds = {
        what: {
            "curve": [_as_json(point) for point in curve(each, what)],
            "at_point": _as_json(at(each, what, by[what])),
        }
        for what in WHATS
        if what in each.threats
    }
    return {"name": each.name, "beam": each.beam, "detector": each.detector, "clean": len(each.clean), "kinds": kinds}


def _as_json(point: CurvePoint) -> dict[str, Any]:
    told: dict[str, Any] = {"least": point.least, "threats": point.threats}
    told["found"] = [round(each, 4) for each in point.found]
    if point.clean:
        told["false_alarms_per_clean_bag"] = [round(each, 4) for each in point.alarms]
        told["clean_bags_alarmed"] = [round(each, 4) for each in point.alarmed]
    return told
