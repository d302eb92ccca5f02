"""Like scans: does a re-scan, a mirrored scan and a duplicate come first among many, and how long does an exact search take?

`python -m benchmarks.likeness --scans 10000` simulates that many trucks at a coarse pixel, then asks with re-scans (other motion, other
noise), mirrored ones and duplicates; `--million` times a search through a million vectors.
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
from smartcustoms.imaging.embedding import SIZE, coded, embedding, nearest

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
    asked = {
        "the same file": lambda seed: vectors[seed],
        "re-scan": lambda seed: embedding(scan(seed, 1)),
        "mirrored re-scan": lambda seed: embedding(scan(seed, 2)[:, ::-1].copy()),
    }
    for name, made in asked.items():
        ranks, others = [], []
        for seed in range(0, scans, scans // queries):
            places, alike = nearest(vectors, made(seed), 10)
            where = np.flatnonzero(places == seed)
            ranks.append(int(where[0]) if len(where) else 10)
            others.append(float(alike[1] if ranks[-1] == 0 else alike[0]))
        found = np.array(ranks)
        print(
            f"{name}: first {np.mean(found == 0):.3f}, ten {np.mean(found < 10):.3f} of {len(found)}; next {np.median(others):.3f}"
        )
    timed(vectors, "float32", vectors[:50])


def million() -> None:
    """Time an exact search through a million vectors, clustered as scans of like loads are."""
    luck = np.random.default_rng(9)
    middles = luck.standard_normal((2000, SIZE)).astype(np.float32)
    vectors = middles[luck.integers(0, 2000, 1_000_000)]
    vectors += 0.35 * luck.standard_normal(vectors.shape, np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    asked = vectors[:50] + 0.02 * luck.standard_normal((50, SIZE), np.float32)
    asked /= np.linalg.norm(asked, axis=1, keepdims=True)
    true = [nearest(vectors, each, 10)[0] for each in asked]
    timed(vectors, "float32, all of them", asked)
    codes = coded(vectors)
    found = [nearest(vectors, each, 10, codes=codes)[0] for each in asked]
    recall = np.mean([len(set(a) & set(b)) / 10 for a, b in zip(true, found, strict=True)])
    timed(vectors, f"8-bit codes, then float32 of the best (recall@10 {recall:.3f})", asked, codes)
    half = vectors.astype(np.float16)
    started = time.process_time()
    (half[:100_000] @ asked[0].astype(np.float16)).argmax()
    print(f"float16, all of them: {(time.process_time() - started) * 10_000:.0f} ms CPU (a tenth of them, times ten)")


def timed(vectors: np.ndarray, name: str, asked: np.ndarray, codes: np.ndarray | None = None) -> None:
    """Print how long a search takes."""
    spent, wall = [], []
    for each in asked:
        started, began = time.process_time(), time.perf_counter()
        nearest(vectors, each, 10, codes=codes)
        spent.append(time.process_time() - started)
        wall.append(time.perf_counter() - began)
    print(
        f"{name}: {len(vectors):,} vectors, {np.median(spent) * 1000:.1f} ms CPU, {np.median(wall) * 1000:.1f} ms on the clock"
    )


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
