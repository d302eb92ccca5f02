"""Two scans of one vehicle: the warp is found, what was added is found with its mass, what is unchanged is silent."""

from functools import cache

import numpy as np
import pytest

from smartcustoms.imaging import scenes
from smartcustoms.imaging.catalogue.vehicles import a_vehicle, concealment
from smartcustoms.imaging.decompose import attenuation
from smartcustoms.imaging.difference import Blob, Difference, difference
from smartcustoms.imaging.registration import Registration, register, shifted_rows, smoothed, warped
from smartcustoms.imaging.tracing import Image


@cache
def compared(seed: int, change: str) -> tuple[Registration, Difference, scenes.View]:
    one, two = scenes.a_pair(seed, change=change)
    before, after = attenuation(one.high), attenuation(two.high)
    found = register(before, after)
    level = shifted_rows(after, -found.rows_down)
    changes = difference(
        warped(before, found.columns), level, beam_name="mev6", row_mm=two.row_mm, column_mm=two.column_mm
    )
    return found, changes, two


def test_a_known_warp_is_found_to_less_than_a_pixel() -> None:
    view = scenes.a_truck(3)[0]
    before = attenuation(view.high)
    x = np.arange(before.shape[1])
    truth = 20 + 0.97 * x + 15 * np.sin(x / 400)
    after = shifted_rows(warped(before, truth), 3.0)
    found = register(before, after)
    shown = (after > 0.1).any(0) & (truth > 0) & (truth < len(x) - 1)
    assert np.abs(found.columns - truth)[shown].mean() < 1.0
    assert found.rows_down == pytest.approx(3.0, abs=0.3)


def test_what_is_added_is_found_with_its_mass() -> None:
    found, changes, two = compared(0, "concealment")
    (added,) = [each for each in two.truth if each.threat]
    assert found.likeness > 0.97
    first = changes.blobs[0]
    assert first.added
    assert first.kg == pytest.approx(added.mass_kg, rel=0.35)
    assert abs(first.box[0] - added.box[0]) < 12


def test_what_is_hidden_behind_the_engine_is_found_by_the_few_quanta_that_come_through() -> None:
    luck = np.random.default_rng(21002)
    things = a_vehicle(luck)
    hidden = concealment(luck, things, float(luck.uniform(3, 40)))
    assert hidden.label == "concealment in tyre"
    one, two, same = (
        scenes.scanned(each, scenes.VEHICLE, "mev6", luck, motion=scenes.a_motion(luck, "truck"))
        for each in (things, (*things, hidden), things)
    )
    before, after, unchanged = (attenuation(each.high) for each in (one, two, same))
    (place,) = [each.box for each in two.truth if each.label == hidden.label]
    assert before[place[1] : place[1] + place[3], place[0] : place[0] + place[2]].mean() > 7, (
        "hardly anything comes through"
    )
    found = _blobs(before, after, two)
    assert found[0].added
    assert abs(found[0].box[0] - place[0]) < 12
    assert found[0].kg > 0.3 * hidden.mass_kg
    assert _blobs(before, unchanged, same) == ()


def _blobs(before: Image, after: Image, view: scenes.View) -> tuple[Blob, ...]:
    found = register(before, after)
    onto = shifted_rows(warped(before, found.columns), found.rows_down)
    return difference(onto, after, beam_name="mev6", row_mm=view.row_mm, column_mm=view.column_mm).blobs


def test_an_unchanged_vehicle_is_silent_and_another_is_unlike() -> None:
    assert compared(0, "none")[1].blobs == ()
    assert compared(0, "none")[0].likeness > 0.97
    assert compared(0, "other")[0].likeness < 0.9


def test_smoothing_forgets_a_part_that_a_changed_load_bent() -> None:
    x = np.arange(800.0)
    path = 1.02 * x
    path[300:340] += 30
    assert np.abs(smoothed(path, np.ones(800)) - 1.02 * x).max() < 1.0
    assert (np.diff(smoothed(path, np.ones(800))) >= 0).all()


@pytest.mark.parametrize("shape", [(1, 1), (3, 2), (40, 5), (64, 900)])
def test_odd_sizes_do_not_break_it(shape: tuple[int, int]) -> None:
    luck = np.random.default_rng(1)
    one, two = (luck.random(shape, np.float32) for _ in range(2))
    found = register(one, two)
    assert len(found.columns) == shape[1]
    difference(warped(one, found.columns), two, beam_name="mev6", row_mm=8, column_mm=8)
