"""The physics against hand calculation, and the way back from signals to materials."""

import math

import numpy as np
import pytest

from smartcustoms.imaging.beams import NoSuchBeam, beam, kept_spectrum, tube_spectrum
from smartcustoms.imaging.decompose import attenuation, material_table
from smartcustoms.imaging.detector import IDEAL, detected, transmission
from smartcustoms.imaging.materials import linear_attenuation_per_mm, mass_attenuation_cm2_per_g, material, materials
from smartcustoms.imaging.solids import Solid, box, cylinder, ellipsoid, prism, shell, thing, turn_x, turn_y, turn_z
from smartcustoms.imaging.tracing import LineScan, trace

FLAT = LineScan("flat", (0.0, -1e7), (-50.0, 100.0), (50.0, 100.0), 100, 100, 1.0, -50.0)
"""A source so far away that its rays are parallel to z."""


def paths(*solids: Solid) -> np.ndarray:
    return sum(trace([thing("x", solids)], FLAT).by_material_mm.values())  # type: ignore[return-value]


def test_water_at_60_kev_attenuates_as_nist_says() -> None:
    assert mass_attenuation_cm2_per_g(26, np.array([60.0]))[0] == pytest.approx(1.205, rel=0.01)
    assert linear_attenuation_per_mm("water", np.array([60.0]))[0] * 10 == pytest.approx(0.2059, rel=0.01)
    assert linear_attenuation_per_mm("water", np.array([1000.0, 6000.0])) * 10 == pytest.approx(
        [0.0707, 0.0277], rel=0.01
    )


def test_effective_atomic_numbers_are_the_known_ones() -> None:
    for name, z in {"water": 7.42, "al": 13.0, "steel": 26.0, "salt": 15.2, "rdx": 7.1}.items():
        assert material(name).z_effective == pytest.approx(z, abs=0.15)
    assert all(each.density_g_per_cm3 > 0 for each in materials().values())


def test_path_lengths_are_those_of_geometry() -> None:
    middle = (50, 50)
    assert paths(box("al", (40, 30, 20)))[middle] == pytest.approx(20, rel=1e-3)
    assert paths(ellipsoid("al", (40, 40, 40)))[middle] == pytest.approx(2 * math.sqrt(400 - 0.5), rel=1e-3)
    assert paths(cylinder("al", 30, 60))[middle] == pytest.approx(60, rel=1e-3)
    assert paths(*shell("al", (40, 30, 20), 2.0))[middle] == pytest.approx(4, rel=1e-3)
    square = [(-15, -15), (15, -15), (15, 15), (-15, 15)]
    assert paths(prism("al", square, 10))[middle] == pytest.approx(10, rel=1e-3)
    assert paths(box("al", (40, 40, 20)).moved(turn_x(math.pi / 4), np.zeros(3)))[middle] == pytest.approx(
        20 * math.sqrt(2), rel=2e-2
    )


@pytest.mark.parametrize("made", [box("al", (40, 30, 20)), ellipsoid("al", (40, 30, 20)), cylinder("al", 30, 40)])
def test_the_sum_over_all_rays_is_the_volume_however_it_is_turned(made: Solid) -> None:
    for angle in (0.0, 0.3, 1.1):
        turned = made.moved(turn_z(angle) @ turn_y(angle), np.zeros(3))
        assert paths(turned).sum() == pytest.approx(made.volume_mm3, rel=0.02)


def test_beer_lambert_by_hand() -> None:
    known = beam("kv160")
    seen = transmission(trace([thing("slab", [box("water", (200, 200, 50))])], FLAT), known)[50, 50]
    by_hand = np.exp(-linear_attenuation_per_mm("water", known.energies_kev) * 50) @ known.response
    assert seen == pytest.approx(by_hand, rel=1e-4)


def wedge(of: str, beam_name: str, areal: float, *, blocks: int = 1) -> tuple[np.ndarray, np.ndarray]:
    """Map a slab with noise and no other fault."""
    thick = areal / material(of).density_g_per_cm3 * 10
    known = beam(beam_name)
    counts = detected(
        transmission(trace([thing("slab", [box(of, (200, 200, thick))])], FLAT), known),
        known,
        np.random.default_rng(5),
        IDEAL,
    )
    low, high = (attenuation(counts[..., k]) for k in (0, 1))
    if blocks > 1:
        low, high = (
            each[:100, :100].reshape(100 // blocks, blocks, 100 // blocks, blocks).mean((1, 3)) for each in (low, high)
        )
    return material_table(beam_name).look_up(low, high)


@pytest.mark.parametrize("beam_name", ["kv140", "kv160"])
@pytest.mark.parametrize(("of", "within"), [("water", 0.5), ("sugar", 0.5), ("al", 0.5), ("salt", 0.5), ("steel", 1.5)])
def test_wedges_of_1_to_4_g_per_cm2_are_told(of: str, within: float, beam_name: str) -> None:
    for areal in (1.0, 2.0, 3.0, 4.0):
        z, density = wedge(of, beam_name, areal)
        assert float(np.median(z)) == pytest.approx(material(of).z_effective, abs=within)
        assert float(np.median(density)) == pytest.approx(areal, rel=0.10)


def test_a_linac_tells_organic_from_mineral_from_steel_in_blocks() -> None:
    z = {of: float(np.median(wedge(of, "mev6", 40.0, blocks=10)[0])) for of in ("water", "al", "steel")}
    assert z["water"] < 9 < z["al"] < 17 < z["steel"]


def test_same_luck_same_image_and_other_luck_another() -> None:
    known = beam("kv160")
    ideal = np.full((20, 20, 2), 0.5, np.float32)
    one, two, three = (detected(ideal, known, np.random.default_rng(seed)) for seed in (1, 1, 2))
    assert (one == two).all()
    assert (one != three).any()


@pytest.mark.parametrize("name", ["kv99", "kv999", "mev5", "", "kv140 ", "KV140"])
def test_no_such_beam(name: str) -> None:
    with pytest.raises(NoSuchBeam):
        beam(name)


def test_a_spectrum_that_is_written_down_is_the_computed_one() -> None:
    kept = kept_spectrum(160)
    assert kept is not None
    for written, computed in zip(kept, tube_spectrum(160), strict=True):
        assert written == pytest.approx(computed, rel=1e-9)
    assert kept_spectrum(161) is None


def test_attenuation_that_is_remembered_is_nobody_elses_to_change() -> None:
    first = linear_attenuation_per_mm("water", np.array([60.0, 1250.0]))
    first[:] = 0
    assert (linear_attenuation_per_mm("water", np.array([60.0, 1250.0])) > 0).all()
