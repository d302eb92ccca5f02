"""What a score means: counted by hand on small sets, and what was measured fits what is installed."""

import json
from itertools import pairwise

from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from smartcustoms.app.cli import main
from smartcustoms.boundary.detection import curve, queries
from smartcustoms.boundary.detection.material import threats
from smartcustoms.boundary.detection.model import LEAST_SCORE, WHATS
from smartcustoms.imaging.shapes import CLASSES

SMALL = curve.MeasuredSet(
    "small",
    "kv160",
    "as trained",
    {"gun": [900, 500, 499, 0], "knife": [300]},
    [{}, {"gun": [700, 600], "knife": [550]}, {"knife": [200]}, {}],
)


def test_threats_and_false_alarms_are_counted_from_the_score_on() -> None:
    gun = curve.at(SMALL, "gun", 0.5)
    assert (gun.found.value, gun.threats, gun.clean) == (0.5, 4, 4)
    assert gun.alarms.value == 0.5
    assert gun.alarmed.value == 0.25
    assert gun.found.low < 0.5 < gun.found.high
    assert gun.alarms.low < 0.5 < gun.alarms.high
    both = curve.together(SMALL, {"gun": 0.65, "knife": 0.1})
    assert (both.found.value, both.alarms.value, both.alarmed.value) == (0.4, 0.75, 0.5)
    assert curve.at(SMALL, "drugs", 0.5).found == (0, 0, 1), "nothing measured says nothing"


@given(st.lists(st.integers(0, 1000), min_size=1), st.lists(st.lists(st.integers(100, 1000)), min_size=1))
def test_a_higher_score_never_finds_more_nor_alarms_more(found: list[int], clean: list[list[int]]) -> None:
    of = curve.MeasuredSet("x", "", "", {"gun": found}, [{"gun": each} for each in clean])
    points = curve.curve(of, "gun")
    for lower, higher in pairwise(points):
        assert lower.found.value >= higher.found.value
        assert lower.alarms.value >= higher.alarms.value
        assert lower.alarmed.value >= higher.alarmed.value


def test_what_was_measured_fits_the_methods_that_are_installed() -> None:
    """Fails when weights or the table of threats change: measure again with tools/measure_alarms.py."""
    known = curve.measured()
    assert known.methods == queries.methods()
    assert set(WHATS) == {*CLASSES, *(each.what for each in threats()), "cigarettes"}
    assert set(known.sets[curve.HELD_OUT].threats) == set(WHATS)
    assert len(known.sets[curve.HELD_OUT].clean) >= 200
    assert min(len(each) for each in known.sets[curve.HELD_OUT].threats.values()) >= 50
    assert {"other_beam", "other_detector", "unseen_shapes"} <= set(known.sets)


def test_the_command_tells_the_curves_without_a_database() -> None:
    told = json.loads(CliRunner().invoke(main, ["detection", "curve", "--json"]).output)
    assert told["simulated"] is True
    assert told["fits"] is True
    gun = told["sets"][0]["kinds"]["gun"]
    assert gun["at_point"]["least"] == LEAST_SCORE
    value, low, high = gun["at_point"]["found"]
    assert low < value < high
    assert gun["curve"][0]["false_alarms_per_clean_bag"][0] >= gun["curve"][-1]["false_alarms_per_clean_bag"][0]
    assert "false a clean bag" in CliRunner().invoke(main, ["detection", "curve"]).output
