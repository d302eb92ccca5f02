"""What the methods say together: the score rises with the evidence, a place is told once, the other view counts where both lie alike."""

from dataclasses import replace

import numpy as np
import pytest

from smartcustoms.boundary.detection import fusing
from smartcustoms.boundary.detection.fusing import EVIDENCE, Candidate, evidence, fused, score, weights
from smartcustoms.boundary.detection.model import WHATS, Alarm, Box
from smartcustoms.imaging.segments import Segment
from smartcustoms.imaging.shapes import overlap
from smartcustoms.kernel.words.model import sentence

STEP, COLUMNS = (1.0, 1.0), (400, 400)
BLOCK = Segment((0, 0, 60, 40), np.ones((40, 60), bool), 7.1, 0.2, 6.0, 1.1, 24.0, 0.95, 0.05)


def one(
    what: str = "explosive", least: float = 0.6, *, view: int = 0, box: Box = (100, 100, 60, 40), by: str = "shape"
) -> Candidate:
    alarm = Alarm(what, sentence("Seen."), view, box, (0, box[2] * box[3]), least, f"{by} 1")
    return Candidate(alarm, by, BLOCK)


def test_every_kind_has_its_weights() -> None:
    assert set(weights()) == set(WHATS)
    assert all(set(each) == {"bias", *EVIDENCE} for each in weights().values())


@pytest.mark.parametrize("what", WHATS)
def test_the_surer_the_network_the_higher_the_score(what: str) -> None:
    scores = [
        score(what, evidence(each, [each], STEP[:1], COLUMNS[:1])) for each in (one(what, n / 10) for n in range(1, 10))
    ]
    assert scores == sorted(scores)
    assert 0 < scores[0] < scores[-1] < 1


def test_a_place_is_told_once_and_other_kinds_there_stay() -> None:
    told = fused(
        [one(), one(by="material", least=0.9), one("drugs"), one(box=(250, 100, 60, 40))], STEP[:1], COLUMNS[:1]
    )
    assert sorted((each.what, each.box[0]) for each in told) == [("drugs", 100), ("explosive", 100), ("explosive", 250)]
    assert "Atomic number 7.1 ± 0.2" in str(next(each for each in told if each.method.startswith("shape")).why)


def test_a_place_has_the_network_s_box_and_the_surest_method_s_score() -> None:
    seen, covered = one(least=0.3), one(by="material", least=0.9, box=(100, 100, 40, 40))
    (told,) = fused([covered, seen], STEP[:1], COLUMNS[:1])
    scores = [score("explosive", evidence(each, [covered, seen], STEP[:1], COLUMNS[:1])) for each in (covered, seen)]
    assert (told.box, told.score) == (seen.alarm.box, round(max(scores), 3))
    (alone,) = fused([covered], STEP[:1], COLUMNS[:1])
    assert alone.box == covered.alarm.box


def test_views_say_together_where_along_the_belt_a_thing_begins_and_ends() -> None:
    above, beside = one(least=0.9), one(least=0.5, view=1, box=(110, 30, 60, 90))
    told = fused([above, beside], STEP, COLUMNS)
    surer, other = (next(each for each in told if each.view == view) for view in (0, 1))
    assert 100 < surer.box[0] <= 105 <= other.box[0] + 1
    assert surer.box[0] == other.box[0]
    assert (surer.box[1], surer.box[3], other.box[1], other.box[3]) == (100, 40, 30, 90)
    assert surer.mask == (0, surer.box[2] * surer.box[3])
    finer = fused([above, one(least=0.5, view=1, box=(220, 30, 120, 90))], (1.0, 0.5), (400, 800))
    assert surer.box in {each.box for each in finer}


def test_the_words_tell_the_length_that_both_views_agreed_on() -> None:
    said = sentence("{long} mm long", long=60)
    above, beside = (replace(each, matter=None) for each in (one(), one(view=1, box=(100, 30, 90, 90))))
    above = replace(above, alarm=replace(above.alarm, why=said))
    told = next(each for each in fused([above, beside], STEP, COLUMNS) if each.view == 0)
    assert 60 < told.box[2] < 90
    assert str(told.why) == f"{told.box[2]} mm long"


def test_no_box_reaches_beyond_its_view_where_the_other_is_some_pixels_longer() -> None:
    above, beside = one(least=0.1, box=(350, 100, 52, 40)), one(least=0.9, view=1, box=(350, 30, 56, 90))
    told = next(each for each in fused([above, beside], STEP, (402, 406)) if each.view == 0)
    assert told.box == (350, 100, 52, 40)


@pytest.mark.parametrize(
    ("beside", "columns"),
    [
        (one(view=1, box=(110, 30, 60, 90)), (400, 600)),  # views of another length: places along it are not the same
        (one(view=1, box=(150, 30, 60, 90)), COLUMNS),  # another thing
        (one("drugs", view=1, box=(110, 30, 60, 90)), COLUMNS),
        (one(view=1, box=(110, 30, 60, 90), by="material"), COLUMNS),  # sees only what nothing covers
    ],
)
def test_what_is_not_the_same_thing_corrects_no_box(beside: Candidate, columns: tuple[int, int]) -> None:
    told = fused([one(), beside], STEP, columns)
    assert {each.box for each in told} == {one().alarm.box, beside.alarm.box}


def test_a_box_that_lies_worse_does_not_pass_for_its_better_neighbour() -> None:
    good, worse = one(least=0.9), one(least=0.2, box=(100, 110, 60, 60))
    assert overlap(good.alarm.box, worse.alarm.box) > 0.3
    place = EVIDENCE.index("shape")
    known = [evidence(each, [good, worse], STEP[:1], COLUMNS[:1])[place] for each in (good, worse)]
    assert known == [evidence(each, [each], STEP[:1], COLUMNS[:1])[place] for each in (good, worse)]
    of_matter = one(by="material", box=(100, 110, 60, 60))
    assert evidence(of_matter, [good, worse, of_matter], STEP[:1], COLUMNS[:1])[place] == known[0]


def test_the_other_view_counts_where_it_lies_alike_along_the_belt() -> None:
    here = one(least=0.4)
    alike, elsewhere = one(view=1, box=(102, 20, 58, 30)), one(view=1, box=(300, 20, 58, 30))
    both, apart = (evidence(here, [here, other], STEP, COLUMNS) for other in (alike, elsewhere))
    place = EVIDENCE.index("both_views")
    assert both[place] > apart[place]
    assert score("explosive", both) > score("explosive", apart)
    other_length = evidence(here, [here, alike], STEP, (400, 700))
    assert (other_length[place], other_length[EVIDENCE.index("views")]) == (0.0, 0.0)


def test_overlap() -> None:
    assert overlap((0, 0, 10, 10), (5, 0, 10, 10)) == pytest.approx(1 / 3)
    assert overlap((0, 0, 10, 10), (10, 0, 10, 10)) == 0


def test_the_version_names_the_weights() -> None:
    assert fusing.method().startswith("fusion 3-")
