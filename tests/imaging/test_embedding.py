"""Like scans have like vectors: a re-scan, a mirrored one and a duplicate come first; in cells next to nothing is lost."""

from dataclasses import replace

import numpy as np

from smartcustoms.imaging import scenes
from smartcustoms.imaging.catalogue.vehicles import a_vehicle
from smartcustoms.imaging.decompose import attenuation
from smartcustoms.imaging.embedding import SIZE, embedding, mirrored
from smartcustoms.imaging.likeness import EXACT_TO, Likeness
from smartcustoms.imaging.tracing import Image

COARSE = replace(scenes.VEHICLE, cells=100, lines=237, line_step_mm=67.2)


def scan(seed: int, again: int = 0) -> Image:
    luck = np.random.default_rng((seed, again))
    things = a_vehicle(np.random.default_rng(seed))
    return attenuation(scenes.scanned(things, COARSE, "mev6", luck, motion=scenes.a_motion(luck, "truck")).high)


def test_a_rescan_mirrored_or_not_comes_first_among_some() -> None:
    kept = Likeness()
    kept.add(np.stack([embedding(scan(seed)) for seed in range(8)]))
    for seed in (0, 3, 6):
        again = scan(seed, 1)
        for seen in (scan(seed), again, again[:, ::-1].copy()):
            places, alike = kept.nearest(embedding(seen), 3)
            assert places[0] == seed
            assert alike[0] >= alike[1] >= alike[2]
            assert len(set(places)) == 3


def test_mirroring_the_vector_is_mirroring_the_scan() -> None:
    seen = scan(1)
    assert np.allclose(mirrored(embedding(seen)), embedding(seen[:, ::-1].copy()), atol=0.02)


def test_very_many_are_looked_through_in_cells() -> None:
    luck = np.random.default_rng(2)
    many = EXACT_TO + 1000
    like = luck.standard_normal((500, SIZE))[luck.integers(0, 500, many)]  # scans of like vehicles with like loads
    vectors = (like + 0.35 * luck.standard_normal((many, SIZE))).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    kept = Likeness()
    assert len(kept.nearest(vectors[0], 5)[0]) == 0
    for begin in range(0, many, 20_000):
        kept.add(vectors[begin : begin + 20_000])
    assert len(kept) == many
    for place in (0, 7, EXACT_TO, many - 1):
        exact = np.argsort(-(vectors @ vectors[place]))[:10]
        found, alike = kept.nearest(mirrored(vectors[place]), 40)
        best = found[np.argsort(-(vectors[found] @ vectors[place]))[:10]]
        assert len(set(exact) & set(best)) >= 9
        assert found[0] == place
        assert alike[0] > 0.99
