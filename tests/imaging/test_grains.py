"""What grains do to a ray, against hard spheres packed and traced one by one."""

from functools import cache

import numpy as np
import pytest
from scipy.spatial import cKDTree

from smartcustoms.imaging.grains import SPREAD, uneven_mm
from smartcustoms.imaging.granular import _PIXELS, _SEEN
from smartcustoms.imaging.solids import box, poured

SIDE, DEEP, DIAMETER, FILLED, FINE = 24.0, 40.0, 2.0, 0.6, 240


@cache
def packed() -> np.ndarray:
    """Give middles of hard spheres in a space that repeats at its sides: put anywhere, then pushed apart until none overlap by 2 %."""
    luck, size = np.random.default_rng(1), np.array([SIDE, SIDE, DEEP])
    count = int(FILLED * SIDE * SIDE * DEEP / (np.pi * DIAMETER**3 / 6))
    at = luck.uniform(0, 1, (count, 3)) * size
    for _ in range(400):
        at %= size
        pairs = cKDTree(at, boxsize=size).query_pairs(DIAMETER * 0.98, output_type="ndarray")
        if not len(pairs):
            return at
        away = at[pairs[:, 0]] - at[pairs[:, 1]]
        away -= size * np.round(away / size)
        apart = np.linalg.norm(away, axis=1) + 1e-9
        push = away / apart[:, None] * (DIAMETER - apart)[:, None] * 0.35
        np.add.at(at, pairs[:, 0], push)
        np.add.at(at, pairs[:, 1], -push)
    raise AssertionError("the spheres found no place")


@cache
def traced() -> np.ndarray:
    """Give paths of parallel thin rays through the spheres, counted at the density as poured."""
    grid, total = np.linspace(0, SIDE, FINE, endpoint=False), np.zeros((FINE, FINE))
    for x, y, _ in packed():
        gap_x, gap_y = (np.abs((grid - place + SIDE / 2) % SIDE - SIDE / 2) for place in (x, y))
        rows, columns = np.flatnonzero(gap_x < DIAMETER / 2), np.flatnonzero(gap_y < DIAMETER / 2)
        away = gap_x[rows][:, None] ** 2 + gap_y[columns][None, :] ** 2
        total[np.ix_(rows, columns)] += 2 * np.sqrt(np.maximum((DIAMETER / 2) ** 2 - away, 0))
    return total / FILLED


def averaged(paths: np.ndarray, each: int) -> np.ndarray:
    shape = [length // each for length in paths.shape]
    cut = paths[: shape[0] * each, : shape[1] * each]
    return np.asarray(cut.reshape(shape[0], each, shape[1], each).mean((1, 3)))


def drawn(pixel_mm: float) -> np.ndarray:
    """Give what is drawn in the place of such spheres, on a grid of so fine pixels."""
    places = np.arange(-100, 100) * pixel_mm
    goods = poured(box("sugar", (1e4, 1e4, DEEP)), DIAMETER)
    return uneven_mm(np.full((200, 200), DEEP, np.float32), goods, places, places)


def test_a_thin_ray_varies_as_through_packed_spheres() -> None:
    exact = traced().std() / np.sqrt(DEEP * DIAMETER)
    assert traced().mean() == pytest.approx(DEEP, rel=0.01)
    assert pytest.approx(exact, rel=0.12) == SPREAD
    assert drawn(0.05).std() == pytest.approx(traced().std(), rel=0.2)


@pytest.mark.parametrize("pixel_mm", [1.0, 2.0])
def test_pixels_leave_of_it_what_they_leave_of_packed_spheres(pixel_mm: float) -> None:
    left = averaged(traced(), round(pixel_mm / SIDE * FINE)).std() / traced().std()
    assert drawn(pixel_mm).std() / (SPREAD * np.sqrt(DEEP * DIAMETER)) == pytest.approx(left, rel=0.35)
    assert np.interp(pixel_mm / DIAMETER, _PIXELS, _SEEN) == pytest.approx(left, rel=0.15)


def test_the_mean_path_stays_and_the_same_goods_give_the_same_grains_wherever_they_lie() -> None:
    places = np.arange(60) * 0.8
    goods = poured(box("sugar", (60, 60, 40)), 1.5)
    path = np.full((60, 60), 40, np.float32)
    here = uneven_mm(path, goods, places, places - 20)
    moved = uneven_mm(path, goods.moved(np.eye(3), np.array([130.0, 0, 0])), places + 130.0, places - 20)
    assert abs(here.mean()) < 0.25
    assert np.array_equal(here, moved)


def test_nothing_is_added_where_there_is_none() -> None:
    goods = poured(box("sugar", (60, 60, 40)), 1.5)
    path = np.zeros((9, 9), np.float32)
    path[3:6, 3:6] = 30
    told = uneven_mm(path, goods, np.arange(9.0), np.arange(9.0))
    assert not told[path == 0].any()
    assert told[path > 0].all()
    assert (np.abs(told) <= 15 * 6).all()
