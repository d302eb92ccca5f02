"""Which lanes of benefit a truck may use: any doubt closes them."""

from hypothesis import given
from hypothesis import strategies as some

from smartcustoms.trade.crossing.green import green_lanes
from smartcustoms.trade.crossing.model import LaneKind, Seal

WHOLE = Seal("J-1", "L-1", under_way=True)
seals = some.builds(
    Seal, some.sampled_from(["J-1", "J-2"]), some.just("L-1"), some.booleans(), some.integers(0, 2), some.booleans()
)


def test_an_operator_and_a_seal_each_open_their_lane() -> None:
    assert green_lanes(None, []).lanes == frozenset()
    assert green_lanes(2, []).lanes == {LaneKind.AEO}
    sealed = green_lanes(None, [WHOLE])
    assert (sealed.lanes, sealed.elock, sealed.whole) == ({LaneKind.ELOCK}, "L-1", True)
    assert green_lanes(2, [WHOLE]).lanes == {LaneKind.AEO, LaneKind.ELOCK}
    assert [str(each) for each in green_lanes(2, [WHOLE]).because] == [
        "AEO lane: its operator is an AEO of tier 2 in good standing",
        "E-lock lane: sealed by L-1, no alarm stands (journey J-1)",
    ]


def test_two_journeys_of_one_truck_count_as_none() -> None:
    found = green_lanes(None, [WHOLE, Seal("J-2", "L-2", under_way=True)])
    assert (found.lanes, found.elock) == (frozenset(), "")
    assert "several journeys name this truck: J-1, J-2" in str(found.because[-1])


@given(some.none() | some.integers(1, 2), some.lists(seals, max_size=3))
def test_no_lane_of_benefit_with_an_alarm_or_a_broken_seal_and_every_doubt_is_told(
    tier: int | None, on_truck: list[Seal]
) -> None:
    found = green_lanes(tier, on_truck)
    doubtful = any(each.alarms or not each.whole for each in on_truck)
    assert not (doubtful and found.lanes)
    assert found.whole is all(each.whole for each in on_truck)
    assert LaneKind.ELOCK not in found.lanes or (len(on_truck) == 1 and on_truck[0].under_way)
    assert LaneKind.AEO not in found.lanes or tier is not None
    assert found.because or not (on_truck or tier)
