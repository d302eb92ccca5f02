"""What repeats itself is told by its pitch: cigarettes, bundles of banknotes; what does not is not."""

import numpy as np

from smartcustoms.imaging import scenes
from smartcustoms.imaging.catalogue import textured, threats
from smartcustoms.imaging.decompose import attenuation, material_table
from smartcustoms.imaging.solids import Thing, box, thing, turn_x, turn_z
from smartcustoms.imaging.textures import Repeating, repeating

BEAM = "kv160"


def seen(*things: Thing) -> tuple[list[Repeating], scenes.View]:
    view = scenes.scanned(things, scenes._scaled(scenes.BAG_TOP, 768), BEAM, np.random.default_rng(4))
    low, high = attenuation(view.low), attenuation(view.high)
    number, _ = material_table(BEAM).look_up(low, high)
    return repeating(high, number, row_mm=view.row_mm, column_mm=view.column_mm), view


def laid(made: Thing) -> Thing:
    """Lay a thing on its side and askew, in the middle of the belt."""
    turned = made.moved(turn_z(0.6) @ turn_x(np.pi / 2), np.zeros(3))
    low, high = turned.bounds_mm
    return turned.moved(np.eye(3), np.array([0.0, 0.0, 20.0 - low[2]]) - (low + high) / 2 * [1, 1, 0])


def lies_on(found: Repeating, view: scenes.View, thing_: int = 0) -> float:
    left, top, wide, high = found.box
    truth = view.truth[thing_].mask[top : top + high, left : left + wide]
    return float(truth[found.mask[: truth.shape[0], : truth.shape[1]]].mean())


def test_bundles_of_banknotes_seen_along_their_layers_are_told_by_their_pitch() -> None:
    made = textured.bricks(np.random.default_rng(6))
    layers = np.diff(sorted({round(float(each.at_mm[2]), 3) for each in made.solids}))
    found, view = seen(laid(made))
    assert {each.of for each in found} == {"cash"}
    # what lies above the belt is seen a little larger than it is
    assert layers[0] * 0.95 < found[0].pitch_mm < layers[0] * 1.25
    assert lies_on(found[0], view) > 0.55  # windows of 66 mm hang over a brick 80 mm high


def test_cigarettes_are_told_from_banknotes() -> None:
    found, view = seen(laid(threats.cigarettes(np.random.default_rng(3))))
    assert found
    assert {each.of for each in found} == {"cigarettes"}
    assert 6.0 < found[0].pitch_mm < 9.2
    assert lies_on(found[0], view) > 0.7


def test_a_block_of_paper_repeats_nothing() -> None:
    assert seen(thing("paper", [box("paper", (200, 140, 60), (0, 0, 50))]))[0] == []


def test_a_view_smaller_than_a_window_has_no_pitch() -> None:
    small = np.ones((20, 20), np.float32)
    assert repeating(small, small * 7, row_mm=1.0, column_mm=1.0) == []
