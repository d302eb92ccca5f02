"""Measures the alarms on simulated bags that no training saw; writes what the curve of the operating point is drawn from.

    python tools/measure_alarms.py OUT.json --seed 9100000

Each bag and each thing in it is made from a seed of its own (from 9,000,000 on, which `tools/train_shapes.py` never uses), so no
physical object of a training bag is met again. Sets: held out; another beam; another detector; shapes that no training bag holds.
A threat counts with the surest alarm of its name whose box overlaps its own in the same view. All of it is simulated.
"""

import argparse
import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np

from smartcustoms.boundary.detection import queries
from smartcustoms.boundary.detection.model import WHATS, Alarm
from smartcustoms.boundary.scans.model import Kind, Package, View
from smartcustoms.imaging import scenes
from smartcustoms.imaging.catalogue import unseen
from smartcustoms.imaging.catalogue.baggage import Bag, pack
from smartcustoms.imaging.detector import AIR, Faults

FLOOR, OVERLAP, SIZE, EACH = 0.1, 0.3, 768, 3
OTHER_DETECTOR = Faults(scatter_share=0.08, blur_share=0.7, gain_spread=0.006, gain_drift=0.015, afterglow_share=0.008)
UNSEEN = {"gun": unseen.sawn_off, "knife": unseen.cleaver}


@dataclass(frozen=True)
class Asked:
    """A set to measure: how many bags hold threats, how many are clean, what is unlike the training."""

    name: str
    with_threats: int
    clean: int
    beam: str = "kv160"
    faults: Faults | None = None
    unseen: bool = False


SETS = (
    Asked("held_out", 210, 240),
    Asked("other_beam", 60, 60, beam="kv120"),
    Asked("other_detector", 60, 60, faults=OTHER_DETECTOR),
    Asked("unseen_shapes", 50, 0, unseen=True),
)


def a_bag(luck: np.random.Generator, place: int, asked: Asked) -> Bag:
    """Pack a bag with threats: three kinds in turn, or one of each unseen shape."""
    things = int(luck.integers(12, 45))
    if not asked.unseen:
        return pack(luck, things=things, threats=[WHATS[(place + 2 * k) % len(WHATS)] for k in range(EACH)])
    from smartcustoms.imaging.catalogue import making

    known = making.THREATS
    making.THREATS = {**known, **{what: (make,) for what, make in UNSEEN.items()}}  # type: ignore[misc]
    try:
        return pack(luck, things=things, threats=list(UNSEEN))
    finally:
        making.THREATS = known  # type: ignore[misc]


def scanned(bag: Bag, asked: Asked, luck: np.random.Generator) -> tuple[scenes.View, ...]:
    """Scan a bag from above and from the side."""
    return tuple(
        scenes.scanned(bag.things, scenes._scaled(each, SIZE), asked.beam, luck, faults=asked.faults)
        for each in (scenes.BAG_TOP, scenes.BAG_SIDE)
    )


def alarms(views: tuple[scenes.View, ...], beam: str) -> tuple[Alarm, ...]:
    """Judge a bag as a scan that came would be."""
    made = tuple(View(each.name, each.high, each.low, AIR, each.row_mm, each.column_mm) for each in views)
    return queries.judged(Package(Kind.BAG, made, True, beam), least=FLOOR).alarms


def overlap(a: tuple[int, int, int, int], b: tuple[int, int, int, int]) -> float:
    """Give intersection over union of two boxes."""
    wide = min(a[0] + a[2], b[0] + b[2]) - max(a[0], b[0])
    high = min(a[1] + a[3], b[1] + b[3]) - max(a[1], b[1])
    both = max(0, wide) * max(0, high)
    return both / (a[2] * a[3] + b[2] * b[3] - both)


def met(views: tuple[scenes.View, ...], found: tuple[Alarm, ...]) -> Iterator[tuple[str, int]]:
    """Give each threat that is in a bag with the score of its surest alarm; 0 without one."""
    threats: dict[tuple[str, float], list[float]] = {}
    for place, view in enumerate(views):
        # a thing may be seen in one view only; its mass names it, since no two things weigh the same
        for each in (each for each in view.truth if each.threat):
            scores = [
                alarm.score
                for alarm in found
                if alarm.view == place and alarm.what == each.label and overlap(alarm.box, each.box) >= OVERLAP
            ]
            threats.setdefault((each.label, each.mass_kg), []).extend(scores)
    for (what, _), scores in threats.items():
        yield what, thousandths(max(scores, default=0.0))


def thousandths(score: float) -> int:
    """Give a score as the document holds it."""
    return round(score * 1000)


def measured(asked: Asked, seed: int, tell: Callable[[str], None]) -> dict[str, object]:
    """Measure a set."""
    threats: dict[str, list[int]] = {}
    for place in range(asked.with_threats):
        luck = np.random.default_rng(seed + place)
        views = scanned(a_bag(luck, place, asked), asked, luck)
        for what, score in met(views, alarms(views, asked.beam)):
            threats.setdefault(what, []).append(score)
        if place % 20 == 0:
            tell(f"{asked.name}: {place} of {asked.with_threats} with threats")
    clean = []
    for place in range(asked.clean):
        luck = np.random.default_rng(seed + 5_000 + place)
        bag = pack(luck, things=int(luck.integers(12, 45)), threats=())
        raised: dict[str, list[int]] = {}
        for each in alarms(scanned(bag, asked, luck), asked.beam):
            raised.setdefault(each.what, []).append(thousandths(each.score))
        clean.append(raised)
    about = {"beam": asked.beam, "detector": "other" if asked.faults else "as trained", "seed": seed}
    told = {what: sorted(scores, reverse=True) for what, scores in sorted(threats.items())}
    return about | {"threats": told, "clean": clean}


def main() -> None:
    """Measure every set and write the document."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("out", type=Path)
    asked.add_argument("--seed", type=int, default=9_100_000)
    given = asked.parse_args()
    began = time.process_time()

    def tell(says: str) -> None:
        print(f"{says}, {(time.process_time() - began) / 60:.1f} CPU min", flush=True)

    sets = {each.name: measured(each, given.seed + 10_000 * n, tell) for n, each in enumerate(SETS)}
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
        "cpu_minutes": round((time.process_time() - began) / 60, 1), "sets": sets,
    }  # fmt: skip
    given.out.write_text(
        json.dumps(about, separators=(",", ":")).replace("},{", "},\n{").replace('"clean":', '\n"clean":') + "\n",
        encoding="utf-8",
    )


if __name__ == "__main__":
    main()
