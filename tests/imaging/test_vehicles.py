"""Every kind of vehicle can be made, weighs what such a vehicle weighs, and shows what is hidden in its compartments."""

import numpy as np
import pytest

from smartcustoms.imaging import scenes
from smartcustoms.imaging.catalogue.vehicles import KINDS, a_vehicle, concealment

TONNES = {
    "container truck": (6, 90),
    "box truck": (3, 50),
    "short container truck": (5, 60),
    "tanker": (4, 60),
    "van": (1.0, 6),
    "car": (0.6, 3.5),
}


@pytest.mark.parametrize("kind", KINDS)
def test_a_vehicle_of_each_kind(kind: str) -> None:
    low, high = TONNES[kind]
    for seed in range(6):
        luck = np.random.default_rng(seed)
        things = a_vehicle(luck, kind)
        assert things[0].label == "vehicle"
        assert low < sum(each.mass_kg for each in things) / 1e3 < high
        hidden = concealment(luck, things, 12.0, kind)
        assert hidden.threat
        assert hidden.mass_kg == pytest.approx(12, rel=0.15)
        least, most = hidden.bounds_mm
        (begins, ends) = things[0].bounds_mm
        assert (least > begins - 60).all(), hidden.label
        assert (most < ends + 60).all(), hidden.label


@pytest.mark.parametrize("kind", ["short container truck", "tanker", "van", "car"])
def test_what_is_hidden_darkens_the_second_scan(kind: str) -> None:
    plain = scenes.a_truck(3, vehicle=kind)[0]
    hidden = scenes.a_truck(3, vehicle=kind, hidden_kg=25)[0]
    threat = next(each for each in hidden.truth if each.threat)
    left, top, wide, high = threat.box
    place = (slice(top, top + high), slice(left, left + wide))
    assert threat.mass_kg == pytest.approx(25, rel=0.15)
    assert hidden.high[place].mean() <= plain.high[place].mean()
