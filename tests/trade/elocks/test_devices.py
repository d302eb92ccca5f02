"""What a device sends in any protocol is read as it was meant: place, second, validity, and the lock's state where it can be said."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smartcustoms.trade.elocks.model import By, Closure, LockState, Motor, Position, Unlock
from smartcustoms.trade.elocks.protocols import gt06
from smartcustoms.trade.elocks.protocols.catalogue import PROTOCOLS
from smartcustoms.trade.elocks.protocols.devices import WRITERS, CannotBeSaid, gt06_login

NOON = datetime(2026, 1, 2, 12, tzinfo=UTC)
FLAGS = st.booleans()
LOCKS = st.builds(
    LockState, rope=st.sampled_from([Closure.CLOSED, Closure.CUT, Closure.OUT]), motor=st.sampled_from(Motor), battery_low=FLAGS,
    back_cover=st.sampled_from([Closure.CLOSED, Closure.OPEN]), wrong_password=FLAGS, card_refused=FLAGS, vibration=FLAGS,
    unlock=st.none() | st.just(Unlock(By.UNKNOWN, legal=False)), battery_percent=st.none() | st.integers(0, 100),
    satellites=st.integers(1, 12), signal_csq=st.integers(0, 31),
)  # fmt: skip
FIXES = st.builds(
    Position,
    time=st.datetimes(datetime(2006, 1, 1), datetime(2060, 1, 1)).map(lambda t: t.replace(microsecond=0, tzinfo=UTC)),  # noqa: DTZ001
    latitude=st.floats(-89.9, 89.9), longitude=st.floats(-179.9, 179.9), valid=FLAGS, speed_kmh=st.floats(0, 150),
    course_deg=st.integers(0, 359), lock=LOCKS,
)  # fmt: skip


def read(name: str, frame: object) -> Position:
    protocol = PROTOCOLS[name]
    (message,) = protocol.read(frame, protocol.begin(NOON))  # type: ignore[arg-type]
    assert message.refused is None
    (fix,) = message.positions
    return fix


@pytest.mark.parametrize("name", sorted(WRITERS))
@given(fix=FIXES)
@settings(max_examples=150, deadline=None)
def test_a_position_comes_back(name: str, fix: Position) -> None:
    back = read(name, WRITERS[name]("1380013800", 7, fix))
    assert (back.time, back.valid) == (fix.time, fix.valid)
    assert (back.latitude, back.longitude) == pytest.approx((fix.latitude, fix.longitude), abs=1e-5)
    assert back.speed_kmh == pytest.approx(fix.speed_kmh, abs=1.0)
    assert back.course_deg == pytest.approx(fix.course_deg, abs=2)


@given(fix=FIXES)
@settings(max_examples=200, deadline=None)
def test_all_bits_of_the_jt701_come_back(fix: Position) -> None:
    back = read("jt600", WRITERS["jt600"]("1380013800", 7, fix)).lock
    for name in ("rope", "motor", "back_cover", "wrong_password", "card_refused", "vibration", "battery_low", "battery_percent", "unlock",
                 "satellites", "signal_csq"):  # fmt: skip
        assert getattr(back, name) == getattr(fix.lock, name), name


def test_a_login_names_who_sends_and_its_zone_holds_for_what_follows() -> None:
    session = gt06.Session()
    (login,) = gt06.capture(gt06_login("123456789012345", 1), session)
    fix = Position(NOON, 22.5, 114.0, valid=True)
    (message,) = gt06.capture(WRITERS["gt06"]("", 2, fix), session)  # type: ignore[arg-type]
    assert (login.device, message.device) == ("123456789012345", "123456789012345")
    for hours in (8, -5.5):
        gt06.capture(gt06_login("868112060258126", 2, timedelta(hours=hours)), session)
        (message,) = gt06.capture(WRITERS["gt06"]("", 3, fix), session)  # type: ignore[arg-type]
        assert message.positions[0].time == NOON - timedelta(hours=hours)


def test_what_has_no_place_cannot_be_written() -> None:
    with pytest.raises(CannotBeSaid):
        WRITERS["jt808"]("1", 1, Position(NOON, None, None, valid=False))
