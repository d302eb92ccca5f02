"""Fits how shape, matter, texture and the other view are weighed together, on simulated bags of seeds that neither training nor tests use.

    python -m tools.fit_fusion --bags 400 --clean 300

One logistic regression for each kind of threat over the evidence of each candidate (`boundary/detection/fusing.py`); a candidate is right
when its box overlaps a threat of its kind by `OVERLAP` in its view. Writes `boundary/detection/reference/fusion.json`.
"""

import argparse
import json
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression

from smartcustoms.boundary.detection import fusing, queries
from smartcustoms.boundary.detection.model import WHATS
from smartcustoms.imaging import scenes
from smartcustoms.imaging.shapes import overlap
from tools.measure_alarms import OVERLAP, Asked, a_bag, a_clean_bag, as_package, scanned
from tools.shapes_set import BEAMS

SEEDS_FROM = 8_000_000
OUT = Path("src/smartcustoms/boundary/detection/reference/fusion.json")


def rows_of(views: tuple[scenes.View, ...], beam: str) -> list[tuple[str, tuple[float, ...], bool]]:
    """Give every candidate of a bag: its kind, the evidence, and whether it is right."""
    found = queries.put_forward(as_package(views, beam))
    column_mm, columns = [each.column_mm for each in views], [each.high.shape[1] for each in views]
    told = []
    for each in found:
        truth = [one.box for one in views[each.alarm.view].truth if one.threat and one.label == each.alarm.what]
        right = any(overlap(each.alarm.box, box) >= OVERLAP for box in truth)
        # a scanner may have one view only: then the other view is neither for nor against
        alone = [other for other in found if other.alarm.view == each.alarm.view]
        one_view = fusing.evidence(
            replace(each, alarm=replace(each.alarm, view=0)), _first(alone), column_mm[:1], columns[:1]
        )
        told += [
            (each.alarm.what, one_view, right),
            (each.alarm.what, fusing.evidence(each, found, column_mm, columns), right),
        ]
    return told


def _first(found: list[fusing.Candidate]) -> list[fusing.Candidate]:
    return [replace(each, alarm=replace(each.alarm, view=0)) for each in found]


def rows_of_bag(with_threats: int, place: int) -> list[tuple[str, tuple[float, ...], bool]]:
    """Make a bag and give its candidates; those behind the ones with threats are clean."""
    luck = np.random.default_rng(SEEDS_FROM + place)
    # a quarter of the bags hold goods with a texture, or nothing would be learnt of it
    of = Asked("fusion", 0, 0, beam=BEAMS[place % len(BEAMS)], textured=place // len(BEAMS) % 4 == 0)
    bag = a_clean_bag(luck, of) if place >= with_threats else a_bag(luck, place, of)
    return rows_of(scanned(bag, of, luck), of.beam)


def fitted(rows: list[tuple[str, tuple[float, ...], bool]], what: str) -> dict[str, float]:
    """Fit the weights of one kind of threat."""
    seen = np.array([each[1] for each in rows if each[0] == what])
    right = np.array([each[2] for each in rows if each[0] == what])
    middle, spread = seen.mean(0), seen.std(0)
    spread[spread < 1e-6] = np.inf  # what is always the same tells nothing
    model = LogisticRegression(C=0.3, max_iter=2000).fit((seen - middle) / spread, right)
    weights = model.coef_[0] / spread
    print(f"{what}: {len(right)} candidates, {right.sum()} right")
    return {"bias": round(float(model.intercept_[0] - weights @ middle), 4)} | {
        name: round(float(each), 4) for name, each in zip(fusing.EVIDENCE, weights, strict=True)
    }


def main() -> None:
    """Make the bags, fit, write."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--bags", type=int, default=400)
    asked.add_argument("--clean", type=int, default=300)
    given = asked.parse_args()
    with ProcessPoolExecutor() as pool:
        bags = pool.map(partial(rows_of_bag, given.bags), range(given.bags + given.clean))
        rows = [row for bag in bags for row in bag]
    told = {
        "simulated": True, "script": "tools/fit_fusion.py", "seeds_from": SEEDS_FROM, "bags": given.bags, "clean": given.clean,
        "evidence": fusing.EVIDENCE, "weights": {what: fitted(rows, what) for what in WHATS},
    }  # fmt: skip
    OUT.write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
