"""Like scans: does a re-scan, a mirrored scan and a duplicate come first among many, and how long does a search take?

`python -m benchmarks.likeness --scans 10000` simulates that many trucks at a coarse pixel, then asks with re-scans (other motion, other
noise), mirrored ones and duplicates; `--million` times one through a million vectors.
"""

import argparse
import time
from dataclasses import replace

import cv2
import numpy as np

from smartcustoms.imaging import scenes
from smartcustoms.imaging.catalogue.vehicles import a_vehicle
from smartcustoms.imaging.decompose import attenuation
from smartcustoms.imaging.detector import Faults
from smartcustoms.imaging.embedding import SIZE, embedding, mirrored
from smartcustoms.imaging.likeness import Likeness

BEAM = "mev6"
_COARSE = 8
_FINE = 4
"""Rays a coarse pixel along the road: with one, gaps between goods come and go with where the ray falls, as on no detector."""


def scan(seed: int, again: int = 0) -> np.ndarray:
    """Scan the truck of a seed; again: with another motion and noise."""
    things = a_vehicle(np.random.default_rng(seed))
    luck = np.random.default_rng((seed, again))
    step = scenes.VEHICLE.line_step_mm * _COARSE / _FINE
    lines = scenes.VEHICLE.lines // _COARSE * _FINE
    coarse = replace(scenes.VEHICLE, cells=scenes.VEHICLE.cells // _COARSE, lines=lines, line_step_mm=step)
    seen = scenes.scanned(
        things, coarse, BEAM, luck, motion=scenes.a_motion(luck, "truck"), faults=Faults(gain_drift=0.02)
    )
    whole = seen.high[:, : seen.high.shape[1] // _FINE * _FINE].reshape(len(seen.high), -1, _FINE)
    return attenuation(np.rint(whole.mean(2)).astype(np.uint16))


def among(scans: int, queries: int) -> None:
    """Print how often what is looked for comes first among many."""
    started = time.process_time()
    vectors = np.stack([embedding(scan(seed)) for seed in range(scans)])
    print(f"{scans} trucks simulated and described in {time.process_time() - started:.0f} CPU s")
    kept = Likeness()
    kept.add(vectors)
    asked = {
        "the same file": lambda seed: vectors[seed],
        "re-scan": lambda seed: embedding(scan(seed, 1)),
        "mirrored re-scan": lambda seed: embedding(scan(seed, 2)[:, ::-1].copy()),
    }
    for name, made in asked.items():
        ranks, others = [], []
        for seed in range(0, scans, scans // queries):
            places, alike = kept.nearest(made(seed), 10)
            where = np.flatnonzero(places == seed)
            ranks.append(int(where[0]) if len(where) else 10)
            others.append(float(alike[1] if ranks[-1] == 0 else alike[0]))
        found = np.array(ranks)
        print(
            f"{name}: first {np.mean(found == 0):.3f}, ten {np.mean(found < 10):.3f} of {len(found)}; next {np.median(others):.3f}"
        )
    timed(kept, vectors, vectors[:50])


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
    asked.add_argument("--million", action="store_true")
    wished = asked.parse_args()
    cv2.setNumThreads(1)
    if wished.scans:
        among(wished.scans, wished.queries)
    if wished.million:
        million()


if __name__ == "__main__":
    main()
