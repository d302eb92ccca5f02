"""Scenes from a seed: the same again, with truth that fits the picture."""

import numpy as np
import pytest

from smartcustoms.imaging import scenes
from smartcustoms.imaging.catalogue.baggage import pack
from smartcustoms.imaging.catalogue.making import HARMLESS, THREATS
from smartcustoms.imaging.colour import Look, drawn
from smartcustoms.imaging.decompose import attenuation, material_table


def test_a_bag_is_the_same_for_its_seed_and_other_for_another() -> None:
    one, again, other = (scenes.a_bag(seed, size=256, dual=False)[0] for seed in (3, 3, 4))
    assert (one.low == again.low).all()
    assert [each.label for each in one.truth] == [each.label for each in again.truth]
    assert one.low.shape == (256, 256)
    assert (one.low != other.low).any()


def test_truth_lies_where_it_says() -> None:
    view = scenes.a_bag(11, size=384, dual=False)[0]
    assert view.truth[0].label in {"suitcase", "carton"}
    for each in view.truth:
        column, row, wide, high = each.box
        inside = each.mask[row : row + high, column : column + wide]
        assert inside.sum() == each.mask.sum() > 0
        assert inside[:, 0].any()
        assert inside[-1].any()
        assert each.mass_kg > 0
        assert attenuation(view.high)[each.mask].mean() > 0.02


@pytest.mark.parametrize("label", [*THREATS, *HARMLESS])
def test_everything_in_the_catalogue_can_be_made(label: str) -> None:
    luck = np.random.default_rng(1)
    makers = THREATS[label] if label in THREATS else (HARMLESS[label][0],)
    for make in makers:
        made = make(luck)
        low, high = made.bounds_mm
        assert made.threat == (label in THREATS)
        assert 0.001 < made.mass_kg < 6, (make, made.mass_kg)
        assert ((high - low) > 1).all()
        assert (high - low).max() < 800


def test_hard_things_stay_in_the_bag() -> None:
    bag = pack(np.random.default_rng(2), things=30)
    for each in bag.things[1:]:
        low, high = each.bounds_mm
        assert (low >= [-bag.inside_mm[0] / 2 - 1, -bag.inside_mm[1] / 2 - 1, -1]).all()
        assert (high <= [bag.inside_mm[0] / 2 + 9, bag.inside_mm[1] / 2 + 9, bag.inside_mm[2] + 1]).all()


def test_a_concealment_has_the_mass_that_was_asked_for_and_shows() -> None:
    plain, hidden = scenes.a_truck(5), scenes.a_truck(5, hidden_kg=20)
    added = hidden[0].truth[-1]
    assert added.threat
    assert added.mass_kg == pytest.approx(20, rel=0.01)
    more = attenuation(hidden[0].high)[added.mask] - attenuation(plain[0].high)[added.mask]
    assert np.median(more) > 0.05


@pytest.mark.parametrize("change", ["concealment", "none", "other"])
def test_pairs(change: str) -> None:
    before, after = scenes.a_pair(8, change=change)
    threats = [each for each in after.truth if each.threat]
    assert len(threats) == (change == "concealment")
    assert not [each for each in before.truth if each.threat]
    assert before.low.shape == after.low.shape


@pytest.mark.parametrize("look", list(Look))
def test_every_look_is_a_picture(look: Look) -> None:
    view = scenes.a_bag(11, size=128, dual=False)[0]
    low, high = attenuation(view.low), attenuation(view.high)
    z, _ = material_table("kv160").look_up(low, high)
    made = drawn(look, z, high, gamma=1.2)
    assert made.shape == (128, 128, 3)
    assert made.dtype == np.uint8
    assert made.std() > 1


def test_a_scan_has_as_many_lines_as_are_asked_for() -> None:
    (truck,) = scenes.a_truck(5, size=300)
    assert [each.high.shape[1] for each in (truck, *scenes.a_pair(8, kind="bag", size=200))] == [300, 200, 200]
