"""The queue: AEOs first, nobody starves, and the bound that is told at arrival holds for any arrivals and services."""

import heapq
import json
from datetime import date

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from smartcustoms.trade.transhipment.cli import transhipment
from smartcustoms.trade.transhipment.model import Class, Rule
from smartcustoms.trade.transhipment.priority import Queue, bound, latest_place
from smartcustoms.trade.transhipment.rules import rule
from smartcustoms.trade.transhipment.simulated import simulate

FIRST = date(2026, 11, 28)
rules = st.builds(
    Rule,
    in_a_row=st.integers(1, 5),
    officers=st.integers(1, 4),
    longest=st.sampled_from([5.0, 60.0]),
    since=st.just(FIRST),
    source=st.just("test"),
)
arriving = st.lists(st.tuples(st.floats(0, 200), st.sampled_from(Class), st.floats(0, 1)), min_size=1, max_size=60)


def a_rule(in_a_row: int = 2, officers: int = 1) -> Rule:
    return Rule(in_a_row, officers, 60.0, FIRST, "test")


def test_aeos_go_first_but_not_more_than_so_many_in_a_row_while_another_waits() -> None:
    queue: Queue[str] = Queue(a_rule(2))
    for n in range(5):
        queue.arrive(f"aeo {n}", Class.AEO)
    queue.arrive("other 0", Class.OTHER)
    queue.arrive("other 1", Class.OTHER)
    order = [queue.take() for _ in range(8)]
    assert order == ["aeo 0", "aeo 1", "other 0", "aeo 2", "aeo 3", "other 1", "aeo 4", None]


@given(rules, arriving)
def test_nobody_waits_longer_than_the_bound_told_at_arrival(
    held: Rule, given_: list[tuple[float, Class, float]]
) -> None:
    """Any arrivals, any services up to the longest: places and minutes are within what was told."""
    arrivals = sorted(given_, key=lambda each: each[0])
    queue: Queue[int] = Queue(held)
    free, place, taken_so_far = [0.0] * held.officers, 0, 0
    told: dict[int, tuple[float, float, int]] = {}
    while place < len(arrivals) or any(queue.waiting.values()):
        at = free[0] if any(queue.waiting.values()) else max(free[0], arrivals[place][0])
        while place < len(arrivals) and arrivals[place][0] <= at:
            came, of, _ = arrivals[place]
            ahead = len(queue.waiting[of])
            minutes = queue.arrive(place, of)
            told[place] = (came, minutes, taken_so_far + latest_place(ahead, of, held))
            place += 1
        who = queue.take()
        assert who is not None
        taken_so_far += 1
        came, minutes, latest = told.pop(who)
        assert taken_so_far <= latest
        assert at - came <= minutes + 1e-9
        heapq.heapreplace(free, at + arrivals[who][2] * held.longest)
    assert not told, "everybody was served"


@given(rules, st.integers(0, 50), st.sampled_from(Class))
def test_the_bound_grows_with_who_is_ahead_and_falls_with_officers(held: Rule, ahead: int, of: Class) -> None:
    assert bound(ahead + 1, of, held) >= bound(ahead, of, held) >= held.longest
    more = Rule(held.in_a_row, held.officers + 1, held.longest, held.since, held.source)
    assert bound(ahead, of, more) <= bound(ahead, of, held)


@pytest.mark.parametrize("load", [0.7, 0.9, 0.98])
def test_a_thousand_simulated_days_at_half_aeos_never_go_over_the_bound(load: float) -> None:
    found = simulate(rule(FIRST), days=1000, share=0.5, load=load, seed=2026)
    assert found.over_bound == 0
    assert found.waits[Class.AEO].p90 < found.first_come[Class.AEO].p90, "AEOs wait less than in the order of arrival"
    assert found.waits[Class.AEO].count > 20_000
    assert all(0 < each.bound_reached <= 1 for each in found.waits.values())


def test_the_same_seed_gives_the_same_days() -> None:
    one, two = (simulate(rule(FIRST), days=20, share=0.5, load=0.9, seed=7) for _ in range(2))
    assert one == two
    assert one != simulate(rule(FIRST), days=20, share=0.5, load=0.9, seed=8)


def test_the_command_tells_waits_and_refuses_nonsense() -> None:
    found = CliRunner().invoke(transhipment, ["simulate", "--days", "50", "--json"])
    told = json.loads(found.stdout)
    assert (told["over_bound"], told["simulated"], set(told["waits"])) == (0, True, {"aeo", "other"})
    assert CliRunner().invoke(transhipment, ["simulate", "--days", "20"]).exit_code == 0
    for words in (["--days", "0"], ["--aeo-share", "1.5"], ["--load", "1"], ["--load", "nan"]):
        assert CliRunner().invoke(transhipment, ["simulate", *words]).exit_code == 2
