"""The rule: whatever disagrees, is unknown or lacks sends a truck to inspection, and nothing outweighs it."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smartcustoms.trade.crossing.matching import Book, judge
from smartcustoms.trade.crossing.model import (
    Answer,
    Device,
    Direction,
    Expected,
    LaneKind,
    Reason,
    Rules,
    Seen,
    Verdict,
)
from tests.conftest import NOON
from tests.trade.crossing.builders import a_lane, a_truck, seen_of

ONE, TWO = a_truck(1), a_truck(2)
BOOK = Book.of([ONE, TWO])


def answer(seen: Seen, **more: Any) -> Verdict:
    return judge(
        seen, more.pop("book", BOOK), more.pop("lane", a_lane()), at=more.pop("at", NOON), rules=Rules(), **more
    )


def test_a_truck_that_is_expected_and_agrees_goes() -> None:
    found = answer(seen_of(ONE))
    assert (found.answer, found.bundle, found.reasons) == (Answer.GO, ONE.bundle, ())


@pytest.mark.parametrize(
    ("seen", "reason"),
    [
        (Seen(), Reason.NOTHING_READ),
        (Seen(weight_kg=12_000), Reason.NOTHING_READ),
        (seen_of(ONE, rfid=TWO.rfid), Reason.IDENTITIES_DISAGREE),
        (seen_of(ONE, plates=("AB1001", "粤Z1002港")), Reason.IDENTITIES_DISAGREE),
        (seen_of(ONE, code=TWO.bundle), Reason.IDENTITIES_DISAGREE),
        (seen_of(ONE, rfid="TAG-9"), Reason.UNKNOWN_RFID),
        (seen_of(ONE, plates=("AB1001", "ZZ9")), Reason.UNKNOWN_PLATE),
        (seen_of(ONE, elock="L-9"), Reason.UNKNOWN_ELOCK),
        (seen_of(ONE, code="BN9"), Reason.UNKNOWN_CODE),
        (seen_of(ONE, code_wrong=True), Reason.CODE_REFUSED),
        (seen_of(ONE, weight_kg=12_601), Reason.WEIGHT_DIFFERS),
        (seen_of(ONE, weight_kg=11_399), Reason.WEIGHT_DIFFERS),
        (seen_of(ONE, plates=("AB1001", "#?")), Reason.UNREADABLE),
        (seen_of(ONE, unread=frozenset({Device.CAMERA})), Reason.UNREADABLE),
        (Seen(rfid=ONE.rfid), Reason.TOO_FEW_IDENTITIES),
    ],
)
def test_each_reason(seen: Seen, reason: Reason) -> None:
    found = answer(seen)
    assert found.answer is Answer.INSPECT
    assert reason in found.reasons


def test_the_tolerance_of_a_weight_is_inclusive() -> None:
    assert answer(seen_of(ONE, weight_kg=12_600)).answer is Answer.GO
    light = Book.of([replace(ONE, weight_kg=4_000)])
    assert answer(seen_of(ONE, weight_kg=4_500), book=light).answer is Answer.GO  # the amount, as the share is smaller
    assert answer(seen_of(ONE, weight_kg=4_501), book=light).answer is Answer.INSPECT


@pytest.mark.parametrize("seen", [seen_of(ONE, plates=()), seen_of(ONE, rfid=None), seen_of(ONE, weight_kg=None)])
def test_a_device_that_is_out_is_made_up_for_by_the_others(seen: Seen) -> None:
    assert answer(seen).answer is Answer.GO


def test_what_was_decided_before_arrival_holds() -> None:
    book = Book.of([replace(ONE, answer=Answer.INSPECT)])
    assert answer(seen_of(ONE), book=book).reasons == (Reason.SELECTED,)
    assert answer(seen_of(ONE), passed={ONE.bundle}).reasons == (Reason.ALREADY_PASSED,)


@pytest.mark.parametrize(
    "changes",
    [
        {"control_point": "SZB"},
        {"direction": Direction.INBOUND},
        {"not_before": NOON + timedelta(seconds=1)},
        {"not_after": NOON},
    ],
)
def test_elsewhere_and_out_of_time_a_truck_is_unknown(changes: dict[str, Any]) -> None:
    found = answer(seen_of(ONE), book=Book.of([replace(ONE, **changes)]))
    assert Reason.UNKNOWN_PLATE in found.reasons


def test_a_bundle_of_the_morning_and_one_of_the_evening_are_told_apart_by_time() -> None:
    evening = replace(ONE, bundle="BN-EVE", not_before=ONE.not_after, not_after=ONE.not_after + timedelta(hours=4))
    book = Book.of([ONE, evening])
    assert answer(seen_of(ONE), book=book).bundle == ONE.bundle
    assert answer(seen_of(ONE), book=book, at=ONE.not_after).bundle == "BN-EVE"
    both = Book.of([ONE, replace(ONE, bundle="BN-TOO")])
    assert answer(seen_of(ONE), book=both).reasons == (Reason.SEVERAL_EXPECTED,)
    assert answer(seen_of(ONE, code=ONE.bundle), book=both).answer is Answer.GO  # the driver's code says which
    assert answer(seen_of(ONE), book=both, passed={ONE.bundle}).bundle == "BN-TOO"  # the second trip of the day


def test_lanes_of_benefit() -> None:
    aeo = a_lane(kind=LaneKind.AEO)
    assert answer(seen_of(ONE), lane=aeo).reasons == (Reason.WRONG_LANE,)
    green = Book.of([replace(ONE, green=frozenset({LaneKind.AEO}))])
    assert answer(seen_of(ONE), lane=aeo, book=green).answer is Answer.GO


def test_an_elock_must_be_there_and_whole() -> None:
    locked = replace(ONE, elock="L-1", green=frozenset({LaneKind.ELOCK}))
    book, lane = Book.of([locked]), a_lane(kind=LaneKind.ELOCK)
    assert answer(seen_of(locked), book=book, lane=lane).answer is Answer.GO
    assert answer(seen_of(locked, elock=None), book=book, lane=lane).reasons == (Reason.ELOCK_NOT_READ,)
    assert answer(seen_of(locked, elock_whole=False), book=book, lane=lane).reasons == (Reason.ELOCK_NOT_WHOLE,)
    told = Book.of([replace(locked, elock_whole=False)])
    assert answer(seen_of(locked), book=told, lane=lane).reasons == (Reason.ELOCK_NOT_WHOLE,)


# Any lane, any truck, any readings ------------------------------------------------------------------------------------
TRUCKS = [
    a_truck(
        n, elock=f"L-{n}" if n % 2 else "", answer=Answer.INSPECT if n == 4 else Answer.GO,
        green=frozenset({LaneKind.AEO, LaneKind.ELOCK}) if n % 2 else frozenset(),
    )
    for n in range(1, 6)
]  # fmt: skip
FULL = Book.of(TRUCKS)
SEEN = st.builds(
    Seen,
    plates=st.lists(
        st.sampled_from([p.partition(":")[2] for t in TRUCKS for p in t.plates] + ["ZZ 9", "?"]), max_size=3
    ).map(tuple),
    rfid=st.sampled_from([None, "TAG-9", *(t.rfid for t in TRUCKS)]),
    elock=st.sampled_from([None, "L-9", *(t.elock or None for t in TRUCKS)]),
    elock_whole=st.sampled_from([None, True, False]),
    code=st.sampled_from([None, "BN9", *(t.bundle for t in TRUCKS)]),
    code_wrong=st.booleans(),
    weight_kg=st.sampled_from([None, 0, 11_500, 12_000, 20_000]),
)
LANES = st.builds(a_lane, kind=st.sampled_from(LaneKind), open=st.booleans())


def _of(one: Expected, seen: Seen) -> list[bool]:
    """For each identity that was read, whether it is this truck's."""
    plates = {each.partition(":")[2] for each in one.plates}
    told = [bare.replace(" ", "") in plates for bare in seen.plates]
    pairs = [(seen.rfid, one.rfid), (seen.elock, one.elock), (seen.code, one.bundle)]
    return told + [read == known for read, known in pairs if read]


@given(SEEN, LANES)
def test_go_only_when_every_identity_is_of_one_expected_truck(seen: Seen, lane: Any) -> None:
    found = answer(seen, book=FULL, lane=lane)
    if found.answer is Answer.GO:
        (one,) = [each for each in TRUCKS if each.bundle == found.bundle]
        assert all(_of(one, seen))
        assert one.answer is Answer.GO
        assert lane.open
        assert not seen.code_wrong
        assert seen.elock_whole is not False or not one.elock


@given(
    SEEN,
    LANES,
    st.sampled_from(TRUCKS),
    st.sampled_from(["plate", "rfid", "elock", "code", "weight", "code_wrong", "unread"]),
)
def test_an_identity_that_disagrees_never_turns_inspect_into_go(
    seen: Seen, lane: Any, other: Expected, kind: str
) -> None:
    before = answer(seen, book=FULL, lane=lane)
    if (before.answer is Answer.GO and before.bundle == other.bundle) or any(_of(other, seen)):
        return  # it would agree
    added = {
        "plate": {"plates": (*seen.plates, next(iter(other.plates)).partition(":")[2])},
        "rfid": {} if seen.rfid else {"rfid": other.rfid},
        "elock": {} if seen.elock else {"elock": other.elock or "L-9"},
        "code": {} if seen.code else {"code": other.bundle},
        "weight": {} if seen.weight_kg is not None else {"weight_kg": 99_000},
        "code_wrong": {"code_wrong": True},
        "unread": {"unread": frozenset({Device.CAMERA})},
    }[kind]
    after = answer(replace(seen, **added), book=FULL, lane=lane)
    if before.answer is Answer.INSPECT and _of(TRUCKS[0], seen):
        assert after.answer is Answer.INSPECT
    if before.answer is Answer.GO and added:
        assert after.answer is Answer.INSPECT
