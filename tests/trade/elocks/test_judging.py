"""Alarms are judged in event time: recorded journeys, shuffled arrivals, late data, and each rule by its own meaning."""

import gzip
import hashlib
import json
from dataclasses import replace
from functools import cache
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smartcustoms.trade.elocks import queries
from smartcustoms.trade.elocks.journey import Alarm, AlarmType, Fix, Journey
from smartcustoms.trade.elocks.judging import alarms
from tests.shared_data import shared

METRE = 1 / 111_195
JOURNEY = Journey("J1", ((22.0, 114.0), (22.5, 114.0), (23.0, 114.0)), ((22.0, 114.0), (22.5, 114.0), (23.0, 114.0)))
STEP_S = 30


def drive(minutes: float = 60, *, kmh: float = 60, lat: float = 22.1, start: float = 1_800_000_000) -> list[Fix]:
    """A lawful drive north along the line, outside all zones."""
    step = kmh / 3.6 * STEP_S * METRE
    count = int(minutes * 60 / STEP_S)
    return [
        Fix(start + n * STEP_S, lat + n * step, 114.0, kmh, rope=True, motor=True, cover=True) for n in range(count)
    ]


def moved(fixes: list[Fix], first: int, last: int, *, east_m: float = 0, **changes: object) -> list[Fix]:
    return [
        replace(fix, lon=(fix.lon or 0) + east_m * METRE / 0.924, **changes) if first <= n < last else fix  # type: ignore[arg-type]
        for n, fix in enumerate(fixes)
    ]


def types(fixes: list[Fix], journey: Journey = JOURNEY) -> list[str]:
    return [each.type.value for each in alarms(journey, fixes)]


def standing(fixes: list[Fix], first: int, count: int) -> list[Fix]:
    """Stop at fix `first` for `count` fixes; what follows is later by as much."""
    still = fixes[first]
    stop = [
        replace(still, t=still.t + n * STEP_S, kmh=0.0, lat=(still.lat or 0) + (n % 3) * 10 * METRE)
        for n in range(count)
    ]
    return fixes[:first] + stop + [replace(fix, t=fix.t + count * STEP_S) for fix in fixes[first:]]


def test_a_lawful_drive_raises_nothing() -> None:
    assert types(drive()) == []


@pytest.mark.parametrize(("fixes_outside", "raised"), [(4, []), (5, ["off_route"]), (12, ["off_route"])])
def test_off_route_after_two_minutes(fixes_outside: int, raised: list[str]) -> None:
    assert types(moved(drive(), 20, 20 + fixes_outside, east_m=700)) == raised


def test_a_parallel_road_inside_the_corridor_is_none() -> None:
    assert types(moved(drive(), 20, 80, east_m=450)) == []


def test_off_route_is_dated_when_its_two_minutes_were_over() -> None:
    fixes = moved(drive(), 20, 60, east_m=900)
    assert alarms(JOURNEY, fixes) == (Alarm(fixes[24].t, AlarmType.OFF_ROUTE, fixes[24].t),)


def test_one_wobble_back_into_the_corridor_is_the_same_deviation() -> None:
    fixes = moved(moved(drive(), 20, 60, east_m=900), 40, 41, east_m=-900)
    assert types(fixes) == ["off_route"]


@pytest.mark.parametrize(("fixes_still", "raised"), [(29, []), (31, ["dwell"]), (90, ["dwell"])])
def test_dwell_after_fifteen_minutes(fixes_still: int, raised: list[str]) -> None:
    assert types(standing(drive(), 30, fixes_still)) == raised


def test_a_queue_in_a_zone_is_no_dwell() -> None:
    assert types(standing(drive(20, lat=22.496), 2, 90)) == []


def test_silence_is_signal_loss_and_a_tunnel_is_not() -> None:
    fixes = drive()
    assert types(fixes[:30] + fixes[55:]) == ["signal_loss"]
    assert types(_tunnel(fixes, 30, 55)) == []


def _tunnel(fixes: list[Fix], first: int, last: int) -> list[Fix]:
    return [replace(fix, lat=None, lon=None) if first <= n < last else fix for n, fix in enumerate(fixes)]


def test_silence_up_to_now_is_raised_live_and_taken_back_by_late_data() -> None:
    fixes = drive(30)
    now = fixes[-1].t + 700
    live = alarms(JOURNEY, fixes, until=now)
    assert [each.type for each in live] == [AlarmType.SIGNAL_LOSS]
    late = [replace(fixes[-1], t=fixes[-1].t + 300, lat=(fixes[-1].lat or 0) + 0.03)]
    assert alarms(JOURNEY, fixes + late, until=now) == ()


def test_late_data_dates_an_alarm_back() -> None:
    fixes = moved(drive(), 20, 60, east_m=900)
    early, late = fixes[:22] + fixes[40:], fixes[22:40]
    (known,) = [each for each in alarms(JOURNEY, early) if each.type is AlarmType.OFF_ROUTE]
    (whole,) = alarms(JOURNEY, early + late)
    assert whole.at == fixes[24].t
    assert whole.raised_at < known.raised_at


def test_a_cut_rope_is_an_alarm_anywhere_and_once() -> None:
    fixes = drive()
    assert types(fixes[:50] + [replace(fix, rope=False) for fix in fixes[50:]]) == ["rope_cut"]
    assert types(moved(fixes, 50, 51, event="rope_cut")) == ["rope_cut"]


def test_an_opened_cover_is_an_alarm() -> None:
    assert types(moved(drive(), 50, 52, cover=False)) == ["cover_opened"]


def test_an_unlock_is_lawful_only_in_a_zone() -> None:
    fixes = drive()
    opened = {"event": "unlock", "motor": False, "rope": False}
    assert types(fixes[:50] + [replace(fix, **opened) for fix in fixes[50:51]] + fixes[51:]) == ["illegal_unlock"]  # type: ignore[arg-type]
    at_control = drive(20, lat=22.5)
    assert types([replace(at_control[0], **opened), *at_control[1:]]) == []  # type: ignore[arg-type]


def test_an_unlock_is_not_made_lawful_by_a_forged_place() -> None:
    fixes = drive()
    forged = replace(fixes[50], lat=22.5, lon=114.0, event="unlock", motor=False)
    assert set(types([*fixes[:50], forged, *fixes[51:]])) == {"illegal_unlock", "implausible_position"}


def test_a_forged_track_is_one_alarm_and_is_judged_for_nothing_else() -> None:
    assert types(moved(drive(), 40, 60, east_m=40_000)) == ["implausible_position"]


def test_wrong_passwords_in_a_row_are_one_alarm() -> None:
    assert types(moved(drive(), 40, 45, event="wrong_password")) == ["wrong_password"]


def test_arriving_late_and_a_low_battery() -> None:
    late = replace(JOURNEY, due_by=1_800_001_000.0)
    assert types(drive(), late) == ["late_arrival"]
    fixes = [replace(fix, battery_percent=60 - n) for n, fix in enumerate(drive())]
    assert types(fixes) == ["low_battery"]


@cache
def recorded() -> dict:
    return json.loads(gzip.decompress(shared("elocks/journeys.json.gz").read_bytes()))


def _scored(half: int) -> tuple[int, int, list[dict]]:
    """Give the events found, the events there, and the alarms that belong to none, of half of the journeys by their number's hash."""
    root = recorded()
    chosen = [one for one in root["journeys"] if hashlib.sha256(str(one["id"]).encode()).digest()[0] & 1 == half]
    blind = [{name: value for name, value in one.items() if name not in ("truth", "traps", "kind")} for one in chosen]
    raised = list(queries.judged({"rules": root["rules"], "journeys": blind}))
    events = [(one["id"], event) for one in chosen for event in one["truth"]]
    found = [(number, event) for number, event in events if any(_hits(alarm, number, event) for alarm in raised)]
    stray = [alarm for alarm in raised if not any(_hits(alarm, number, event) for number, event in events)]
    assert len(raised) == len(found) + len(stray), "an event was told twice"
    return len(found), len(events), stray


def _hits(alarm: dict, number: int, event: dict) -> bool:
    same = alarm["journey"] == number and alarm["type"] == event["type"]
    return same and event["start"] - 60 <= alarm["at"] <= event["end"] + 300


@pytest.mark.parametrize("half", [0, 1], ids=["developed on", "held out"])
def test_recorded_journeys(half: int) -> None:
    found, there, stray = _scored(half)
    assert there >= 10
    assert (found, stray) == (there, [])


@given(seed=st.integers(0, 2**32), number=st.integers(0, 59), doubled=st.floats(0, 0.5))
@settings(max_examples=25, deadline=None)
def test_any_order_of_arrival_and_any_doubling_gives_equal_bytes(seed: int, number: int, doubled: float) -> None:
    root, draw = recorded(), Random(seed)
    one = root["journeys"][number]
    fixes = [fix for fix in one["fixes"] for _ in range(1 + (draw.random() < doubled))]
    draw.shuffle(fixes)
    told = [json.dumps(list(queries.judged({"rules": root["rules"], "journeys": [each]})))
            for each in (one, {**one, "fixes": fixes})]  # fmt: skip
    assert told[0] == told[1]


_FIXES = st.builds(
    Fix,
    t=st.integers(0, 4000).map(lambda n: 1_800_000_000.0 + n),
    lat=st.none() | st.floats(21.9, 23.1),
    lon=st.just(114.0) | st.floats(113.9, 114.1),
    kmh=st.none() | st.floats(0, 120),
    rope=st.none() | st.booleans(),
    motor=st.none() | st.booleans(),
    cover=st.none() | st.booleans(),
    event=st.sampled_from([None, "unlock", "rope_cut", "wrong_password", "other"]),
    battery_percent=st.none() | st.floats(0, 100),
    source=st.sampled_from([None, None, None, "network", "gantry"]),
)


@given(fixes=st.lists(_FIXES, max_size=60), order=st.randoms())
@settings(max_examples=200, deadline=None)
def test_any_fixes_at_all_give_equal_alarms_in_any_order(fixes: list[Fix], order: Random) -> None:
    shuffled = fixes[:]
    order.shuffle(shuffled)
    assert alarms(JOURNEY, fixes) == alarms(JOURNEY, shuffled)
