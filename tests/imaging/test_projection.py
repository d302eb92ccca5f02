"""A threat put into a scan looks as if it had been there: same attenuation, more noise where fewer quanta come; else it is refused."""

import numpy as np
import pytest

from smartcustoms.imaging import scenes
from smartcustoms.imaging.decompose import attenuation, material_table
from smartcustoms.imaging.detector import AIR
from smartcustoms.imaging.projection import NoPlace, Projected, project
from smartcustoms.imaging.solids import Thing, box, thing


def clean(*of: str, thick: float = 60.0) -> scenes.View:
    things = [thing("load", [box(each, (700, 520, thick), (0, 0, 80 + i)) for i, each in enumerate(of)])]
    return scenes.scanned(things, scenes._scaled(scenes.BAG_TOP, 384), "kv160", np.random.default_rng(1))


def put(view: scenes.View, made: Thing, **more: float) -> Projected:
    size = {"row_mm": view.row_mm, "column_mm": view.column_mm}
    luck = np.random.default_rng(3)
    return project((view.low, view.high), AIR, made, beam_name="kv160", luck=luck, **size, **more)  # type: ignore[arg-type]


def test_what_is_put_in_adds_its_own_attenuation_in_both_energies() -> None:
    view, block = clean("cotton"), thing("drugs", [box("cocaine", (160, 120, 30))], threat=True)
    made = put(view, block)
    left, top, wide, high = made.box
    inner = (slice(top + high // 3, top + 2 * high // 3), slice(left + wide // 3, left + 2 * wide // 3))
    low, dark = (
        attenuation(after)[inner] - attenuation(before)[inner]
        for before, after in ((view.low, made.low), (view.high, made.high))
    )
    number, areal = material_table("kv160").look_up(np.array([np.median(low)]), np.array([np.median(dark)]))
    assert number[0] == pytest.approx(8.8, abs=0.6)
    assert areal[0] == pytest.approx(3 * 1.2, rel=0.25)
    outside = np.ones(view.high.shape, bool)
    outside[top : top + high, left : left + wide] = False
    assert (made.high[outside] == view.high[outside]).all()
    assert np.std(attenuation(made.high)[inner]) > np.std(attenuation(view.high)[inner])


def test_no_place_is_refused() -> None:
    block = thing("drugs", [box("cocaine", (160, 120, 30))], threat=True)
    small = thing("x", [box("al", (9, 9, 9))])
    nothing = scenes.scanned([small], scenes._scaled(scenes.BAG_TOP, 384), "kv160", np.random.default_rng(1))
    for view, more in ((nothing, {}), (clean("steel"), {}), (clean("water"), {"most_superposition": 0.1})):
        with pytest.raises(NoPlace):
            put(view, block, **more)
