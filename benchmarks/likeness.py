"""Like scans: does a re-scan, a mirrored scan and a duplicate come first among many, and how long does a search take?

`python -m benchmarks.likeness --scans 10000` simulates that many trucks at a coarse pixel, then asks with re-scans (other motion, other
noise), mirrored ones and duplicates; `--million` times one through a million vectors.
"""

import argparse
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from functools import partial

import cv2
import numpy as np

from smartcustoms.imaging import scenes
from smartcustoms.imaging.catalogue.vehicles import a_vehicle
from smartcustoms.imaging.decompose import attenuation
from smartcustoms.imaging.detector import Faults
from smartcustoms.imaging.embedding import SIZE, Look, look, mirrored
from smartcustoms.imaging.likeness import Likeness
from smartcustoms.imaging.warped import each_apart

BEAM = "mev6"
LAID_OVER = 40
_COARSE = 8
_FINE = (2, 4)
"""Rays a coarse pixel, up and along the road: with one, thin floors and gaps come and go with where the ray falls, as on no detector."""


def scan(seed: int, again: int = 0) -> np.ndarray:
    """Scan the truck of a seed; again: with another motion and noise."""
    things = a_vehicle(np.random.default_rng(seed))
    luck = np.random.default_rng((seed, again))
    up, along = _FINE
    coarse = replace(
        scenes.VEHICLE,
        cells=scenes.VEHICLE.cells // _COARSE * up,
        lines=scenes.VEHICLE.lines // _COARSE * along,
        line_step_mm=scenes.VEHICLE.line_step_mm * _COARSE / along,
    )
    seen = scenes.scanned(
        things, coarse, BEAM, luck, motion=scenes.a_motion(luck, "truck"), faults=Faults(gain_drift=0.02)
    )
    rows, columns = seen.high.shape[0] // up, seen.high.shape[1] // along
    cells = seen.high[: rows * up, : columns * along].reshape(rows, up, columns, along)
    return attenuation(np.rint(cells.mean((1, 3))).astype(np.uint16))


def looks_of(seed: int, again: int = 0, *, turned: bool = False) -> Look:
    """Scan the truck of a seed and describe how it looks; turned: it drives the other way."""
    cv2.setNumThreads(1)
    seen = scan(seed, again)
    return look(seen[:, ::-1].copy() if turned else seen)


def among(first: int, scans: int, queries: int) -> None:
    """Print how often what is looked for comes first among many: by its vector alone, and laid over the best forty."""
    started = time.perf_counter()
    every = range(first, first + scans)
    with ProcessPoolExecutor() as pool:
        kept = list(pool.map(looks_of, every, chunksize=16))
        some = every[:: scans // queries]
        asked = {
            "the same file": [kept[seed - first] for seed in some],
            "re-scan": list(pool.map(looks_of, some, [1] * len(some))),
            "mirrored re-scan": list(pool.map(partial(looks_of, turned=True), some, [2] * len(some))),
        }
    print(f"{scans} trucks simulated and described in {time.perf_counter() - started:.0f} s")
    vectors = np.stack([each.vector for each in kept])
    index = Likeness()
    index.add(vectors)
    for name, looks in asked.items():
        alone, laid, spent = [], [], []
        for seed, seen in zip(some, looks, strict=True):
            began = time.process_time()
            places = index.nearest(seen.vector, LAID_OVER)[0].tolist()
            far = dict(zip(places, each_apart(seen, [kept[place] for place in places]), strict=True))
            order = sorted(places, key=lambda place: far[place])
            spent.append(time.process_time() - began)
            alone.append(_rank(places, seed - first))
            laid.append(_rank(order, seed - first))
        one, two = np.array(alone), np.array(laid)
        print(
            f"{name}: first {np.mean(two == 0):.3f}, ten {np.mean(two < 10):.3f} of {len(two)}, {np.median(spent) * 1000:.1f} ms CPU; "
            f"by the vector alone first {np.mean(one == 0):.3f}, ten {np.mean(one < 10):.3f}, forty {np.mean(one < LAID_OVER):.3f}"
        )
    timed(index, vectors, vectors[:50])


def _rank(places: list[int], place: int) -> int:
    return places.index(place) if place in places else LAID_OVER


def million() -> None:
    """Time a search through a million vectors, clustered as scans of like loads are, against the exact answer."""
    luck = np.random.default_rng(9)
    middles = luck.standard_normal((2000, SIZE)).astype(np.float32)
    vectors = middles[luck.integers(0, 2000, 1_000_000)]
    vectors += 0.35 * luck.standard_normal(vectors.shape, np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    asked = vectors[:200] + 0.02 * luck.standard_normal((200, SIZE), np.float32)
    asked /= np.linalg.norm(asked, axis=1, keepdims=True)
    kept = Likeness()
    started = time.process_time()
    kept.add(vectors)
    print(f"laid into cells in {time.process_time() - started:.1f} CPU s")
    timed(kept, vectors, asked)


def timed(kept: Likeness, vectors: np.ndarray, asked: np.ndarray, most: int = 10) -> None:
    """Print how long a search takes with the best measured in full again, and how many of the truly likest it finds."""
    spent, hits = [], []
    for each in asked:
        started = time.process_time()
        places, _ = kept.nearest(each, 4 * most)
        alike = (vectors[places] @ np.stack([each, mirrored(each)]).T).max(1)
        best = places[np.argsort(-alike)[:most]]
        spent.append(time.process_time() - started)
        exact = np.maximum(vectors @ each, vectors @ mirrored(each))
        hits.append(len(set(best) & set(np.argpartition(-exact, most)[:most])) / most)
    middle, worst = np.quantile(spent, (0.5, 0.99)) * 1000
    print(f"{len(vectors):,} vectors: {middle:.2f} ms CPU (99th {worst:.2f}), recall@{most} {np.mean(hits):.3f}")


def main() -> None:
    """Measure what was asked for."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--scans", type=int, default=0)
    asked.add_argument("--queries", type=int, default=200)
    asked.add_argument(
        "--first", type=int, default=0, help="Seed of the first truck; settings were chosen on 0 to 449."
    )
    asked.add_argument("--million", action="store_true")
    wished = asked.parse_args()
    cv2.setNumThreads(1)
    if wished.scans:
        among(wished.first, wished.scans, wished.queries)
    if wished.million:
        million()


if __name__ == "__main__":
    main()
