"""Poured goods are found among goods in one piece; how large their grains are is told within a factor of two and a half."""

import numpy as np
import pytest

from smartcustoms.imaging import scenes
from smartcustoms.imaging.decompose import attenuation, material_table
from smartcustoms.imaging.granular import Granular, grain_mm, granular
from smartcustoms.imaging.segments import measured_in
from smartcustoms.imaging.solids import Thing, box, poured, thing

BEAM = "kv160"


def seen(*things: Thing, seed: int = 5) -> tuple[list[Granular], scenes.View]:
    view = scenes.scanned(things, scenes._scaled(scenes.BAG_TOP, 768), BEAM, np.random.default_rng(seed))
    low, high = attenuation(view.low), attenuation(view.high)
    number, _ = material_table(BEAM).look_up(low, high)
    return granular(low, high, number, row_mm=view.row_mm, column_mm=view.column_mm), view


def block(of: str, grain: float, at_x: float = 0.0) -> Thing:
    goods = box(of, (150, 110, 50), (at_x, 0, 60))
    return thing(of, [poured(goods, grain) if grain else goods])


@pytest.mark.parametrize(("of", "grain"), [("rice", 2.5), ("meth", 4.0), ("anfo", 2.0)])
def test_poured_goods_are_found_where_they_lie_and_their_grains_are_judged(of: str, grain: float) -> None:
    found, view = seen(block(of, grain))
    assert len(found) == 1
    left, top, wide, high = found[0].box
    truth = view.truth[0].mask
    here = truth[top : top + high, left : left + wide]
    assert here[found[0].mask[: here.shape[0], : here.shape[1]]].mean() > 0.95
    assert found[0].mask.sum() > 0.6 * truth.sum()
    low, high_ = attenuation(view.low), attenuation(view.high)
    matter = measured_in(found[0].box, low, high_, material_table(BEAM), row_mm=view.row_mm, column_mm=view.column_mm)
    assert matter is not None
    assert grain / 2.5 < grain_mm(found[0].spread, matter.areal_g_per_cm2, view.column_mm) < grain * 2.5


def test_goods_in_one_piece_are_not_poured() -> None:
    found, _ = seen(block("cheese", 0.0, -170), block("soap", 0.0, 0.0), block("paper", 0.0, 170))
    assert found == []


def test_grains_far_finer_than_a_pixel_are_not_seen() -> None:
    assert seen(block("sugar", 0.15))[0] == []


def test_coarser_grains_vary_more_and_are_judged_coarser() -> None:
    judged = [grain_mm(spread, 4.0, 1.0) for spread in (0.01, 0.03, 0.06, 0.1)]
    assert judged == sorted(judged)
    assert 0.3 <= judged[0] < judged[-1] <= 8
