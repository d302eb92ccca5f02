"""Journeys watched live: at every moment the verdict of the fixes that are there; late data takes back; simulated traps are none."""

from collections import Counter
from itertools import pairwise
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smartcustoms.trade.elocks import queries
from smartcustoms.trade.elocks.journey import AlarmType, Fix, order_of
from smartcustoms.trade.elocks.judging import alarms
from smartcustoms.trade.elocks.simulated import KINDS, Simulated, simulated
from smartcustoms.trade.elocks.watching import Watch
from tests.trade.elocks.test_judging import _FIXES, JOURNEY, recorded

SEEDS = range(1000, 1012)


def scored(one: Simulated) -> tuple[int, int]:
    """Give the events that were missed and the alarms that belong to none."""
    left = list(alarms(one.journey, [each.fix for each in one.arrivals]))
    missed = 0
    for event in one.events:
        hit = next(
            (each for each in left if each.type is event.type and event.start - 60 <= each.at <= event.end + 300), None
        )
        if hit is None:
            missed += 1
        else:
            left.remove(hit)
    return missed, len(left)


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_simulated_events_are_found_and_traps_are_not_alarms(kind: str) -> None:
    journeys = [simulated(seed, kind) for seed in SEEDS]
    assert not kind.startswith(("trap", "lawful")) or not any(each.events for each in journeys)
    assert [(seed, scored(one)) for seed, one in zip(SEEDS, journeys, strict=True) if scored(one) != (0, 0)] == []


def test_a_seed_decides_everything() -> None:
    assert simulated(5) == simulated(5)
    assert simulated(5) != simulated(6)


@given(seed=st.integers(0, 10**6))
@settings(max_examples=15, deadline=None)
def test_at_every_moment_the_verdict_is_that_of_the_fixes_there(seed: int) -> None:
    one = simulated(seed)
    watch, there = Watch(one.journey), []
    arrivals = list(one.arrivals)
    for number, arrival in enumerate(arrivals):
        watch.add(arrival.fix, received=arrival.received)
        there.append(arrival.fix)
        if number % 17 == 0 or number == len(arrivals) - 1:
            newest = max(fix.t for fix in there)
            known = [
                (each.type, each.at)
                for each in watch.standing
                if each.at <= newest or each.type is not AlarmType.SIGNAL_LOSS
            ]
            assert known == [(each.type, each.at) for each in alarms(one.journey, there)]


def test_silence_is_raised_by_the_clock_and_taken_back_when_the_stored_fixes_come() -> None:
    one = next(each for seed in range(99) if (each := simulated(seed, "trap: burst")) and _longest_gap(each) > 700)
    watch = Watch(one.journey)
    for arrival in one.arrivals:
        watch.add(arrival.fix, received=arrival.received)
    assert watch.standing == []
    assert {each.type for each in watch.withdrawn} == {AlarmType.SIGNAL_LOSS}
    assert all(each.withdrawn_at is not None and each.withdrawn_at >= each.raised_at for each in watch.withdrawn)


def _longest_gap(one: Simulated) -> float:
    received = [each.received for each in one.arrivals]
    return max(b - a for a, b in pairwise(received))


def test_fixes_in_order_cost_one_step_each_whatever_they_say() -> None:
    for kind in ("lawful", "dwell", "spoof", "deviation"):
        one = simulated(3, kind)
        watch = Watch(one.journey)
        fixes = sorted({each.fix for each in one.arrivals}, key=lambda fix: fix.t)
        for fix in fixes:
            watch.add(fix, received=fix.t)
        assert watch.trail.steps == len(fixes)


@given(fixes=st.lists(_FIXES, max_size=150, unique=True), order=st.randoms())
@settings(max_examples=150, deadline=None)
def test_whatever_comes_in_whatever_order_the_watch_says_what_judging_all_of_it_says(
    fixes: list[Fix], order: Random
) -> None:
    watch, there = Watch(JOURNEY), list[Fix]()
    if order.random() < 0.5:
        fixes.sort(key=order_of)
        for _ in range(len(fixes) // 10):
            late = fixes.pop(order.randrange(len(fixes)))
            fixes.insert(order.randrange(len(fixes) + 1), late)
    for fix in fixes:
        watch.add(fix, received=0.0)
        there.append(fix)
        assert [(each.at, each.type) for each in watch.standing] == [
            (each.at, each.type) for each in alarms(JOURNEY, there)
        ]
    again = Watch(JOURNEY)
    again.restore(there, watch.standing, watch.withdrawn)
    assert again.trail.alarms() == watch.trail.alarms()


def test_recorded_journeys_as_received_end_with_the_same_alarms() -> None:
    root = {**recorded(), "journeys": recorded()["journeys"][8:18]}
    verdict = Counter((one["journey"], one["type"], one["at"]) for one in queries.judged(root))
    told = list(queries.judged_as_received(root))
    assert Counter((one["journey"], one["type"], one["at"]) for one in told if one["withdrawn_at"] is None) == verdict
    assert any(one["withdrawn_at"] is not None for one in told)
