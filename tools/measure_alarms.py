"""Measures the alarms on simulated bags that no training saw; writes what the curve of the operating point is drawn from.

    python tools/measure_alarms.py OUT.json --seed 9100000

Each bag and each thing in it is made from a seed of its own (from 9,000,000 on, which `tools/train_shapes.py` never uses), so no
physical object of a training bag is met again. Sets: held out; another beam; another detector; shapes that no training bag holds;
goods with a texture. A threat counts with the surest alarm of its name whose box overlaps its own in the same view. AP50 is counted as
for detectors of objects: over all views, and over those of each side, an alarm right when its box overlaps a threat of
its name by half, each threat once. All of it is simulated.
"""

import argparse
import json
import resource
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path

import numpy as np

from smartcustoms.boundary.detection import queries
from smartcustoms.boundary.detection.model import WHATS, Alarm
from smartcustoms.boundary.scans.model import Kind, Package, View
from smartcustoms.imaging import scenes
from smartcustoms.imaging.catalogue import making, textured, unseen
from smartcustoms.imaging.catalogue.baggage import Bag, pack
from smartcustoms.imaging.detector import AIR, Faults
from smartcustoms.imaging.shapes import overlap

FLOOR, LEAST, OVERLAP, SIZE, EACH = 0.1, 0.01, 0.3, 768, 3
VIEWS = {"from_above": scenes.BAG_TOP, "from_the_side": scenes.BAG_SIDE}
OTHER_DETECTOR = Faults(scatter_share=0.08, blur_share=0.7, gain_spread=0.006, gain_drift=0.015, afterglow_share=0.008)
UNSEEN = {"gun": unseen.sawn_off, "knife": unseen.cleaver}

TEXTURED = {"explosive": textured.prills, "drugs": textured.crystals, "cash": textured.bricks}


@dataclass(frozen=True)
class Asked:
    """A set to measure: how many bags hold threats, how many are clean, what is unlike the training."""

    name: str
    with_threats: int
    clean: int
    beam: str = "kv160"
    faults: Faults | None = None
    unseen: bool = False
    textured: bool = False


SETS = (
    Asked("held_out", 230, 200),
    Asked("other_beam", 40, 30, beam="kv120"),
    Asked("other_detector", 40, 30, faults=OTHER_DETECTOR),
    Asked("unseen_shapes", 40, 0, unseen=True),
    Asked("textured", 60, 60, textured=True),
)


@contextmanager
def other_things(asked: Asked) -> Iterator[None]:
    """Have bags packed with shapes that no training bag holds, or with goods of a texture, good and bad ones."""
    known = making.THREATS, making.HARMLESS
    if asked.unseen:
        making.THREATS = {**known[0], **{what: (make,) for what, make in UNSEEN.items()}}  # type: ignore[misc]
    if asked.textured:
        making.THREATS = {**known[0], **{what: (make,) for what, make in TEXTURED.items()}}  # type: ignore[misc]
        making.HARMLESS = {**known[1], "food": (textured.food, known[1]["food"][1])}  # type: ignore[misc]
    try:
        yield
    finally:
        making.THREATS, making.HARMLESS = known  # type: ignore[misc]


def a_bag(luck: np.random.Generator, place: int, asked: Asked) -> Bag:
    """Pack a bag with threats: three kinds in turn, or one of each unseen shape, or one of each with a texture."""
    things = int(luck.integers(12, 45))
    threats: Sequence[str] = [WHATS[(place + 2 * k) % len(WHATS)] for k in range(EACH)]
    if asked.unseen or asked.textured:
        threats = list(UNSEEN if asked.unseen else TEXTURED)
    with other_things(asked):
        return pack(luck, things=things, threats=threats)


def a_clean_bag(luck: np.random.Generator, asked: Asked) -> Bag:
    """Pack a bag in which nothing is to be found."""
    with other_things(asked):
        return pack(luck, things=int(luck.integers(12, 45)), threats=())


def scanned(bag: Bag, asked: Asked, luck: np.random.Generator) -> tuple[scenes.View, ...]:
    """Scan a bag from above and from the side."""
    return tuple(
        scenes.scanned(bag.things, scenes._scaled(each, SIZE), asked.beam, luck, faults=asked.faults)
        for each in VIEWS.values()
    )


def as_package(views: tuple[scenes.View, ...], beam: str) -> Package:
    """Give a bag's views as a scan that came."""
    made = tuple(View(each.name, each.high, each.low, AIR, each.row_mm, each.column_mm) for each in views)
    return Package(Kind.BAG, made, True, beam)


def alarms(views: tuple[scenes.View, ...], beam: str) -> tuple[tuple[Alarm, ...], tuple[Alarm, ...]]:
    """Judge a bag as a scan that came would be; beside it the network's boxes alone."""
    read = as_package(views, beam)
    put_forward = queries.put_forward(read)
    fused = queries.weighed(read, put_forward)
    alone = sorted((each.alarm for each in put_forward if each.by == "shape"), key=lambda each: -each.score)
    return tuple(each for each in fused if each.score >= LEAST), tuple(alone)


@dataclass(frozen=True)
class Truth:
    """A threat that is in a bag, as one view shows it; its mass names it, since no two things weigh the same."""

    view: int
    label: str
    box: tuple[int, int, int, int]
    mass_kg: float


@dataclass(frozen=True)
class Seen:
    """A bag that was judged: its threats, the alarms, the network's boxes alone."""

    truth: tuple[Truth, ...]
    found: tuple[Alarm, ...]
    boxes: tuple[Alarm, ...]


def seen(asked: Asked, seed: int, place: int) -> Seen:
    """Make a bag of a set and judge it; those behind the ones with threats are clean."""
    is_clean = place >= asked.with_threats
    luck = np.random.default_rng(seed + (5_000 + place - asked.with_threats if is_clean else place))
    bag = a_clean_bag(luck, asked) if is_clean else a_bag(luck, place, asked)
    views = scanned(bag, asked, luck)
    truth = tuple(
        Truth(n, each.label, each.box, each.mass_kg)
        for n, view in enumerate(views)
        for each in view.truth
        if each.threat
    )
    return Seen(truth, *alarms(views, asked.beam))


def met(bag: Seen) -> Iterator[tuple[str, int]]:
    """Give each threat that is in a bag with the score of its surest alarm; 0 without one. It may be seen in one view only."""
    threats: dict[tuple[str, float], list[float]] = {}
    for each in bag.truth:
        scores = [
            alarm.score
            for alarm in bag.found
            if alarm.view == each.view
            and alarm.what == each.label
            and alarm.score >= FLOOR
            and overlap(alarm.box, each.box) >= OVERLAP
        ]
        threats.setdefault((each.label, each.mass_kg), []).extend(scores)
    for (what, _), scores in threats.items():
        yield what, thousandths(max(scores, default=0.0))


class Precision:
    """Alarms of all views of a set, right or not, for the average precision at an overlap of one half."""

    def __init__(self) -> None:
        self.alarms: dict[str, list[tuple[float, bool]]] = {}
        self.threats: dict[str, int] = {}

    def add(self, truth: tuple[Truth, ...], found: tuple[Alarm, ...]) -> None:
        """Add a bag; the surest alarm takes a threat first."""
        left = list(truth)
        for each in left:
            self.threats[each.label] = self.threats.get(each.label, 0) + 1
        for alarm in found:
            fits = [each for each in left if (each.view, each.label) == (alarm.view, alarm.what)]
            best = max(fits, key=lambda each: overlap(each.box, alarm.box), default=None)
            right = best is not None and overlap(best.box, alarm.box) >= 0.5
            if right and best is not None:
                left.remove(best)
            self.alarms.setdefault(alarm.what, []).append((alarm.score, right))

    def told(self) -> dict[str, float]:
        """Give the average precision of each kind of threat."""
        return {what: round(self._of(what, count), 3) for what, count in sorted(self.threats.items())}

    def _of(self, what: str, count: int) -> float:
        rows = sorted(self.alarms.get(what, []), key=lambda each: -each[0])
        right = np.cumsum([each[1] for each in rows])
        precision = right / np.arange(1, len(rows) + 1)
        best = np.maximum.accumulate(precision[::-1])[::-1]
        return float(sum(value for value, (_, is_right) in zip(best, rows, strict=True) if is_right) / count)


def thousandths(score: float) -> int:
    """Give a score as the document holds it."""
    return round(score * 1000)


def measured(asked: Asked, seed: int, pool: Executor, tell: Callable[[str], None]) -> dict[str, object]:
    """Measure a set."""
    threats: dict[str, list[int]] = {}
    clean: list[dict[str, list[int]]] = []
    precision, alone = Precision(), Precision()
    by_view = {view: Precision() for view in VIEWS}
    for place, bag in enumerate(pool.map(partial(seen, asked, seed), range(asked.with_threats + asked.clean))):
        precision.add(bag.truth, bag.found)
        alone.add(bag.truth, bag.boxes)
        for n, one in enumerate(by_view.values()):
            one.add(
                tuple(each for each in bag.truth if each.view == n), tuple(each for each in bag.found if each.view == n)
            )
        if place < asked.with_threats:
            for what, score in met(bag):
                threats.setdefault(what, []).append(score)
        else:
            clean.append(raised(bag.found))
        if place % 20 == 0:
            tell(f"{asked.name}: {place} of {asked.with_threats + asked.clean}")
    about = {"beam": asked.beam, "detector": "other" if asked.faults else "as trained", "seed": seed}
    told = {what: sorted(scores, reverse=True) for what, scores in sorted(threats.items())}
    averages = {"ap50": precision.told(), "ap50_boxes_alone": alone.told()}
    averages |= {f"ap50_{view}": one.told() for view, one in by_view.items()}
    return about | {"threats": told, **averages, "clean": clean}


def raised(found: tuple[Alarm, ...]) -> dict[str, list[int]]:
    """Give the scores of a clean bag's alarms by their kind."""
    told: dict[str, list[int]] = {}
    for each in found:
        if each.score >= FLOOR:
            told.setdefault(each.what, []).append(thousandths(each.score))
    return told


def main() -> None:
    """Measure every set and write the document."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("out", type=Path)
    asked.add_argument("--seed", type=int, default=9_100_000)
    given = asked.parse_args()

    def tell(says: str) -> None:
        print(says, flush=True)

    with ProcessPoolExecutor() as pool:
        sets = {each.name: measured(each, given.seed + 10_000 * n, pool, tell) for n, each in enumerate(SETS)}
    used = sum(resource.getrusage(who).ru_utime for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    empty = queries.judged(
        Package(
            Kind.BAG,
            (View("top", np.full((80, 80), AIR, np.uint16), np.full((80, 80), AIR, np.uint16), AIR, 1.0, 1.0),),
            True,
            "kv160",
        )
    )
    about = {
        "simulated": True, "script": "tools/measure_alarms.py", "seed": given.seed, "on": date.today().isoformat(),  # noqa: DTZ011, TID251
        "methods": empty.methods, "unit": "thousandths of a score", "floor": FLOOR, "overlap": OVERLAP, "pixels": SIZE, "views": 2,
        "cpu_minutes": round(used / 60, 1), "sets": sets,
    }  # fmt: skip
    given.out.write_text(
        json.dumps(about, separators=(",", ":")).replace("},{", "},\n{").replace('"clean":', '\n"clean":') + "\n",
        encoding="utf-8",
    )


if __name__ == "__main__":
    main()
