"""A control point simulated: the same seed gives the same; no wrong truck goes by a pair that disagrees; bounds of a plan."""

from dataclasses import replace

import pytest

from smartcustoms.trade.crossing.simulated import Plan, PlanUnfit, simulate


def test_the_same_seed_gives_the_same_and_figures_add_up() -> None:
    plan = Plan(hours=2, lanes=3, an_hour=300, centre_down_at_s=1800, centre_down_for_s=1200)
    found = simulate(plan)
    assert found == simulate(plan)
    assert found["went"] + found["held"] == found["trucks"] > 300
    assert found["answered_alone"] > found["paper_slips"] > 0
    assert found["simulated"] is True


def test_without_failures_a_lane_that_is_never_idle_does_its_120_an_hour() -> None:
    calm = {"camera_every_s": 0, "lane_every_s": 0, "centre_down_for_s": 0, "plate_unread": 0, "rfid_dead": 0}
    found = simulate(Plan(hours=3, lanes=2, an_hour=400, **calm))
    assert found["throughput_of_full_lane_hours"] >= 120
    assert set(found["held_because"]) <= {"selected", "identities_disagree", "weight_differs"}


@pytest.mark.parametrize("change", [{"hours": 0}, {"lanes": 65}, {"an_hour": 0}, {"centre_down_for_s": -1}])
def test_a_figure_out_of_range_is_named(change: dict[str, int]) -> None:
    with pytest.raises(PlanUnfit, match=next(iter(change))):
        simulate(Plan(**change))


def test_green_lanes_take_only_trucks_under_an_elock_and_shorten_their_wait() -> None:
    plan = Plan(hours=2, lanes=4, an_hour=450, centre_down_for_s=0, lane_every_s=0)
    with_, without = simulate(replace(plan, green_lanes=1)), simulate(plan)
    assert "wrong_lane" not in with_["held_because"]
    assert with_["green"]["trucks_by_green_lanes"] > 50
    assert with_["green"]["minutes_saved_as_measured"] > 0
    assert with_["green"]["mean_wait_s_under_elock"] < without["green"]["mean_wait_s_under_elock"]
