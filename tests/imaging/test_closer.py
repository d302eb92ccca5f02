"""A closer look: what is cut out, what is told beside, how places become shapes."""

import numpy as np
import pytest

from smartcustoms.imaging.closer import (
    AROUND,
    LEAST_MM,
    SIDE,
    close_up,
    corrected,
    found,
    hints,
    named,
    questions,
    with_box,
)
from smartcustoms.imaging.shapes import Glimpse, glimpsed, overlap

CLASSES = ("gun", "knife")


def _answer(*peaks: tuple[int, int, int, float]) -> np.ndarray:
    """Give an answer of 8 by 8 cells: peaks of a class at a row and column, each 80 by 40 input pixels, at the middle of its cell."""
    made = np.zeros((6, 8, 8), np.float32)
    made[2], made[3], made[4:] = np.log(80), np.log(40), 0.5
    for label, row, column, sure in peaks:
        made[label, row, column] = sure
    return made


def test_a_place_is_given_once_whatever_its_classes_and_the_surest_first() -> None:
    answer = _answer((0, 4, 4, 0.3), (1, 4, 4, 0.9), (0, 1, 1, 0.5), (0, 7, 1, 0.01))
    told = glimpsed(answer, least=0.02, row_mm=820 / 384, column_mm=820 / 384, classes=2)
    assert [each.sureness for each in told] == [pytest.approx((0.3, 0.9)), pytest.approx((0.5, 0.0))]
    assert told[0].box == pytest.approx((36 - 40, 36 - 20, 80, 40))


def test_places_are_told_in_the_pixels_of_the_scan() -> None:
    (one,) = glimpsed(_answer((0, 4, 4, 0.9)), least=0.5, row_mm=820 / 768, column_mm=820 / 192, classes=2)
    assert one.box == pytest.approx((-2.0, 32.0, 40.0, 80.0), abs=1e-4)


def test_no_more_places_than_asked_for() -> None:
    answer = _answer(*((0, row, column, 0.5 + row / 20) for row in (0, 3, 6) for column in (0, 3, 6)))
    told = glimpsed(answer, least=0.02, row_mm=1.0, column_mm=1.0, classes=2, most=2)
    assert [max(each.sureness) for each in told] == pytest.approx([0.8, 0.8])


def test_a_close_up_shows_the_middle_of_its_box_and_air_where_the_scan_ends() -> None:
    layers = np.zeros((100, 200, 3), np.float32)
    layers[40:60, 90:110] = 1.0
    seen = close_up(layers, (85.0, 45.0, 30.0, 10.0), row_mm=1.0, column_mm=1.0, side=80, across_mm=40.0)
    assert seen.shape == (3, 80, 80)
    assert seen.sum() == pytest.approx(3 * 40 * 40, rel=0.02)
    assert seen[0, 40, 40] == 1.0
    outside = close_up(layers, (-300.0, -300.0, 10.0, 10.0), row_mm=1.0, column_mm=1.0, side=16, across_mm=40.0)
    assert not outside.any()


def test_pixels_that_are_not_square_are_made_so() -> None:
    layers = np.zeros((100, 100, 3), np.float32)
    layers[45:55, 40:60] = 1.0  # 20 by 20 mm
    seen = close_up(layers, (30.0, 40.0, 40.0, 20.0), row_mm=2.0, column_mm=1.0, side=40, across_mm=40.0)[0] > 0.5
    assert (np.ptp(np.flatnonzero(seen.any(0))), np.ptp(np.flatnonzero(seen.any(1)))) == (19, 19)


@pytest.mark.parametrize(("wide", "high"), [(120.0, 40.0), (20.0, 10.0)])
def test_the_box_is_drawn_at_its_size(wide: float, high: float) -> None:
    drawn = with_box(np.zeros((3, SIDE, SIDE), np.float32), wide, high)[3]
    across = max(AROUND * max(wide, high), LEAST_MM)
    assert drawn.sum() == pytest.approx(wide * high / across**2 * SIDE**2, rel=0.1)


def test_hints_are_bounded_whatever_the_first_network_says() -> None:
    told = hints((0.0, 1.0), 100.0, 271.828)
    assert np.abs(told[:2]).max() < 2
    assert told[2:] == pytest.approx([0.0, 1.0], abs=1e-4)


def test_questions_are_one_for_each_place() -> None:
    places = [Glimpse((10.0, 10.0, 30.0, 20.0), (0.2, 0.1)), Glimpse((50.0, 5.0, 9.0, 40.0), (0.5, 0.1))]
    looks, told = questions(np.ones((64, 96, 3), np.float32), places, row_mm=1.0, column_mm=1.0)
    assert looks.shape == (2, 4, SIDE, SIDE)
    assert told.shape == (2, 4)


def test_each_class_of_a_place_is_named_once_and_its_box_corrected() -> None:
    places = [Glimpse((100.0, 100.0, 40.0, 20.0), (0.7, 0.2)), Glimpse((104.0, 100.0, 40.0, 20.0), (0.6, 0.01))]
    says = np.array([[0.7, 0.2, 0.1, 0.1, 0.0, 0.0, 0.0], [0.6, 0.01, 0.4, 0.2, 0.0, 0.0, 0.0]], np.float32)
    told = named(says, places, least=0.05, classes=CLASSES)
    assert [(each.label, round(each.score, 2)) for each in told] == [("gun", 0.7), ("knife", 0.2)]
    one, other = 0.7**3, 0.6**3
    by_both = (104 * one + 112 * other) / (one + other)  # both looked at one thing: the mean, the surer weighs more
    assert told[0].box == pytest.approx((by_both, 100.0, 40.0, 20.0), rel=1e-5)


def test_the_score_is_what_both_networks_say() -> None:
    (one,) = named(
        np.array([[0.9, 0.0, 0, 0, 0, 0]]), [Glimpse((0.0, 0.0, 9.0, 9.0), (0.1, 0.0))], least=0.3, classes=CLASSES
    )
    assert one.score == pytest.approx(0.5)


def test_what_may_be_a_threat_is_looked_at_again_where_the_first_look_put_its_box() -> None:
    """Ask a network that moves every box half a side to the right and takes what is solid for a gun."""
    asked: list[np.ndarray] = []

    def ask(looks: np.ndarray, told: np.ndarray) -> np.ndarray:
        asked.append(looks)
        solid = looks[:, 0].mean((1, 2)) > 0.15
        answer = np.zeros((len(looks), 6), np.float32)
        answer[:, 0], answer[:, 2] = np.where(solid, 0.8, 0.001), 0.5
        return answer

    layers = np.zeros((200, 400, 3), np.float32)
    layers[80:120, 80:160] = 1.0
    places = [Glimpse((60.0, 80.0, 80.0, 40.0), (0.8, 0.01)), Glimpse((260.0, 80.0, 80.0, 40.0), (0.05, 0.01))]
    (one,) = found(ask, layers, places, least=0.1, row_mm=1.0, column_mm=1.0, classes=CLASSES)
    assert [len(each) for each in asked] == [2, 1]
    assert (one.label, one.box) == ("gun", pytest.approx((140.0, 80.0, 80.0, 40.0)))
    assert found(ask, layers, [], least=0.1, row_mm=1.0, column_mm=1.0, classes=CLASSES) == []


def test_a_correction_is_the_difference_of_two_boxes() -> None:
    box, thing = (100.0, 100.0, 40.0, 20.0), (110.0, 90.0, 60.0, 30.0)
    off = np.array([(140 - 120) / 40, (105 - 110) / 20, np.log(1.5), np.log(1.5)])
    assert overlap(corrected(box, off), thing) == pytest.approx(1.0)
