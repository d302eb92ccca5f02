"""Like scans have like vectors: a re-scan, a mirrored one and a duplicate come first; in cells next to nothing is lost."""

from dataclasses import replace

import numpy as np

from smartcustoms.imaging import scenes
from smartcustoms.imaging.catalogue.vehicles import a_vehicle
from smartcustoms.imaging.decompose import attenuation
from smartcustoms.imaging.embedding import SIZE, look, mirrored
from smartcustoms.imaging.likeness import EXACT_TO, Likeness
from smartcustoms.imaging.tracing import Image
from smartcustoms.imaging.warped import apart

COARSE = replace(scenes.VEHICLE, cells=100, lines=237, line_step_mm=67.2)


def scan(seed: int, again: int = 0) -> Image:
    luck = np.random.default_rng((seed, again))
    things = a_vehicle(np.random.default_rng(seed))
    return attenuation(scenes.scanned(things, COARSE, "mev6", luck, motion=scenes.a_motion(luck, "truck")).high)


def test_a_rescan_mirrored_or_not_comes_first_among_some() -> None:
    looks = [look(scan(seed)) for seed in range(8)]
    kept = Likeness()
    kept.add(np.stack([each.vector for each in looks]))
    for seed in (0, 3, 6):
        again = scan(seed, 1)
        for seen in (scan(seed), again, again[:, ::-1].copy()):
            places, alike = kept.nearest(look(seen).vector, 3)
            assert places[0] == seed
            assert alike[0] >= alike[1] >= alike[2]
            assert len(set(places)) == 3


def test_pictures_laid_over_one_another_are_nearest_where_they_show_the_same() -> None:
    looks = [look(scan(seed)) for seed in range(8)]
    for seed in (1, 4, 7):
        again = look(scan(seed, 1))
        far = [apart(again, each) for each in looks]
        assert np.argmin(far) == seed
        mirrored_again = look(scan(seed, 1)[:, ::-1].copy())
        assert apart(mirrored_again.mirrored(), looks[seed]) < 1.3 * far[seed]
        assert apart(mirrored_again, looks[seed]) > 1.3 * far[seed]
        assert apart(looks[seed], looks[seed]) == 0


def test_drift_of_the_detector_changes_next_to_nothing() -> None:
    seen = scan(2)
    drifted = seen + 0.03 * np.sin(np.linspace(0, 4, seen.shape[1]))[None].astype(np.float32)
    assert look(seen).vector @ look(drifted).vector > 0.998
    assert apart(look(seen), look(drifted)) < 0.5 * apart(look(seen), look(scan(3)))


def test_a_scan_of_nothing_has_a_look_too() -> None:
    nothing = look(np.zeros((60, 200), np.float32))
    assert np.isfinite(nothing.vector).all()
    assert not nothing.picture.any()


def test_mirroring_the_vector_is_mirroring_the_scan() -> None:
    seen = scan(1)
    assert np.allclose(mirrored(look(seen).vector), look(seen[:, ::-1].copy()).vector, atol=0.02)


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
