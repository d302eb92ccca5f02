"""Like scans have like vectors: a re-scan, a mirrored one and a duplicate come first; a rough first look loses nothing."""

from dataclasses import replace

import numpy as np

from smartcustoms.imaging import scenes
from smartcustoms.imaging.catalogue.vehicles import a_vehicle
from smartcustoms.imaging.decompose import attenuation
from smartcustoms.imaging.embedding import SIZE, coded, embedding, mirrored, nearest
from smartcustoms.imaging.tracing import Image

COARSE = replace(scenes.VEHICLE, cells=100, lines=237, line_step_mm=67.2)


def scan(seed: int, again: int = 0) -> Image:
    luck = np.random.default_rng((seed, again))
    things = a_vehicle(np.random.default_rng(seed))
    return attenuation(scenes.scanned(things, COARSE, "mev6", luck, motion=scenes.a_motion(luck, "truck")).high)


def test_a_rescan_mirrored_or_not_comes_first_among_some() -> None:
    vectors = np.stack([embedding(scan(seed)) for seed in range(8)])
    for seed in (0, 3, 6):
        again = scan(seed, 1)
        for seen in (scan(seed), again, again[:, ::-1].copy()):
            places, alike = nearest(vectors, embedding(seen), 3)
            assert places[0] == seed
            assert alike[0] >= alike[1] >= alike[2]


def test_mirroring_the_vector_is_mirroring_the_scan() -> None:
    seen = scan(1)
    assert np.allclose(mirrored(embedding(seen)), embedding(seen[:, ::-1].copy()), atol=0.02)


def test_a_rough_first_look_finds_the_same() -> None:
    luck = np.random.default_rng(2)
    like = luck.standard_normal((50, SIZE))[luck.integers(0, 50, 5000)]  # scans of like vehicles with like loads
    vectors = (like + 0.35 * luck.standard_normal((5000, SIZE))).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    for asked in vectors[:5]:
        exact, rough = nearest(vectors, asked, 10)[0], nearest(vectors, asked, 10, codes=coded(vectors))[0]
        assert len(set(exact) & set(rough)) >= 9
        assert exact[0] == rough[0]
    assert len(nearest(vectors[:0], vectors[0], 5)[0]) == 0
