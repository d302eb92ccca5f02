"""JT/T 808: what is written is read again, one by one and in columns, whatever stands between."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smartcustoms.trade.elocks.model import FrameRefused, Kind
from smartcustoms.trade.elocks.protocols import jt808, jt808_writing
from smartcustoms.trade.elocks.protocols.jt808_batch import decode_batch

NOON = datetime(2026, 1, 2, 12, tzinfo=UTC)
ITEMS = st.lists(
    st.tuples(st.sampled_from([0x01, 0x30, 0x31, 0x2A, 0x63, 0x69, 0xCC, 0xEB]), st.binary(max_size=12)), max_size=6
)
LOCATIONS = st.fixed_dictionaries({
    "time": st.datetimes(datetime(2000, 1, 2), datetime(2099, 12, 30)).map(lambda t: t.replace(microsecond=0, tzinfo=UTC)),  # noqa: DTZ001
    "latitude": st.integers(-90_000_000, 90_000_000).map(lambda n: n / 1e6),
    "longitude": st.integers(-180_000_000, 180_000_000).map(lambda n: n / 1e6),
    "status": st.integers(0, 2**32 - 1), "alarm": st.integers(0, 2**32 - 1), "altitude_m": st.integers(-500, 9000),
    "speed_kmh": st.integers(0, 2500).map(lambda n: n / 10), "course_deg": st.integers(0, 359), "items": ITEMS,
})  # fmt: skip


def read(frame: bytes, session: jt808.Session | None = None) -> list:
    return jt808.capture(frame, session or jt808.Session())


@given(
    place=LOCATIONS,
    terminal=st.from_regex(r"[0-9]{12}", fullmatch=True),
    serial=st.integers(0, 65535),
    modern=st.booleans(),
)
@settings(max_examples=200, deadline=None)
def test_a_location_comes_back(place: dict, terminal: str, serial: int, modern: bool) -> None:
    (message,) = read(jt808_writing.frame(0x0200, terminal, serial, jt808_writing.location(**place), modern=modern))
    (fix,) = message.positions
    assert message.device == (terminal.lstrip("0") or "0" if modern else terminal)
    assert (message.serial, message.refused) == (serial, None)
    assert fix.time == place["time"]
    assert (fix.latitude, fix.longitude) == pytest.approx((place["latitude"], place["longitude"]), abs=1e-9)
    assert (fix.altitude_m, fix.speed_kmh, fix.course_deg) == (
        place["altitude_m"],
        place["speed_kmh"],
        place["course_deg"],
    )
    assert fix.valid == bool(place["status"] & 2)


@given(places=st.lists(LOCATIONS, min_size=1, max_size=9), stored=st.booleans())
@settings(max_examples=50, deadline=None)
def test_a_batch_comes_back(places: list[dict], stored: bool) -> None:
    body = jt808_writing.batch([jt808_writing.location(**each) for each in places], stored=stored)
    (message,) = read(jt808_writing.frame(0x0704, "13800138000", 1, body))
    assert [(fix.time, fix.stored) for fix in message.positions] == [(each["time"], stored) for each in places]


def sound(n: int, message: int = 0x0200) -> bytes:
    body = jt808_writing.location(
        NOON + timedelta(seconds=n), 22.5, 114.0, items=[(0x01, bytes([0, 0x7E, 0x7D, n % 256]))]
    )
    return jt808_writing.frame(message, "13800138000", n, body, modern=bool(n % 2))


def test_several_frames_glued_together() -> None:
    glued = b"".join(sound(n) for n in range(5))
    assert [message.serial for message in read(glued)] == [0, 1, 2, 3, 4]
    assert [message.serial for message in read(glued.replace(b"\x7e\x7e", b"\x7e"))] == [0, 1, 2, 3, 4]


def test_a_frame_captured_behind_the_unescaping() -> None:
    whole = b"\x7e" + jt808.unescape(sound(9)[1:-1]) + b"\x7e"
    assert whole.count(b"\x7e") == 3
    assert [(message.serial, message.refused) for message in read(whole)] == [(9, None)]


def test_the_other_delimiter() -> None:
    inner = jt808.unescape(sound(8)[1:-1]).replace(b"\xe6", b"\xe6\x01").replace(b"\xe7", b"\xe6\x02")
    assert [message.serial for message in read(b"\xe7" + inner + b"\xe7")] == [8]


def test_a_wrong_checksum_is_read_for_study_and_refused() -> None:
    frame = bytearray(sound(2))
    frame[-2] ^= 0x10
    (message,) = read(bytes(frame))
    assert message.refused is not None
    assert message.refused.startswith("checksum")
    assert len(message.positions) == 1
    with pytest.raises(FrameRefused):
        jt808.decode(jt808.unescape(bytes(frame)[1:-1]), jt808.Session())


def test_sub_packages_are_put_together_in_any_order() -> None:
    body = jt808_writing.batch(
        [jt808_writing.location(NOON + timedelta(seconds=n), 22.5, 114.0) for n in range(9)], stored=True
    )
    session = jt808.Session()
    told = [message for part in (3, 1, 2) for message in read(_part(body, part, 3), session)]
    assert [message.kind for message in told] == [Kind.PART, Kind.PART, Kind.POSITION]
    assert len(told[-1].positions) == 9


def _part(body: bytes, part: int, total: int) -> bytes:
    size = -(-len(body) // total)
    piece = body[(part - 1) * size : part * size]
    head = (0x0704).to_bytes(2, "big") + (len(piece) | 0x2000).to_bytes(2, "big") + bytes.fromhex("013800138000")
    whole = head + part.to_bytes(2, "big") + total.to_bytes(2, "big") + part.to_bytes(2, "big") + piece
    check = 0
    for byte in whole:
        check ^= byte
    return jt808_writing.escape(whole + bytes([check]))


@pytest.mark.parametrize("moment", ["261301000000", "260230000000", "260101240000", "2601010000ff"])
def test_a_date_that_does_not_exist_is_refused(moment: str) -> None:
    body = jt808_writing.location(NOON, 22.5, 114.0)
    with pytest.raises(FrameRefused):
        jt808.decode(
            jt808.unescape(jt808_writing.frame(0x0200, "1", 1, body[:22] + bytes.fromhex(moment))[1:-1]),
            jt808.Session(),
        )


def test_a_clock_that_was_never_set_still_tells_the_state() -> None:
    body = jt808_writing.location(NOON, 0, 0, alarm=1 << 8)[:22] + bytes(6)
    ((fix,),) = [message.positions for message in read(jt808_writing.frame(0x0200, "1", 1, body))]
    assert (fix.time, fix.valid, fix.lock.alarms, fix.lock.clock) == (None, False, ("power_cut",), "unset")


PIECES = st.one_of(
    LOCATIONS.map(lambda place: jt808_writing.frame(0x0200, "13800138000", 5, jt808_writing.location(**place))),
    LOCATIONS.map(lambda place: jt808_writing.frame(0x0200, "13800138000", 5, jt808_writing.location(**place), modern=True)),
    st.binary(max_size=60).map(lambda body: jt808_writing.frame(0x0200, "1", 5, body)),
    st.binary(max_size=60).map(lambda body: jt808_writing.frame(0x0704, "1", 5, body)),
    st.binary(max_size=90).map(lambda raw: b"\x7e" + raw + b"\x7e"),
    LOCATIONS.map(lambda place: jt808_writing.frame(0x0200, "1", 5, jt808_writing.location(**place)).replace(b"\x02", b"\x03", 1)),
)  # fmt: skip


@given(pieces=st.lists(PIECES, max_size=12))
@settings(max_examples=300, deadline=None)
def test_columns_say_what_the_plain_decoder_says(pieces: list[bytes]) -> None:
    stream = b"".join(pieces)
    batch = decode_batch(stream)
    escaped, _rest = jt808.split(b"\x7e" + stream)
    assert batch.frames == len(escaped)
    plain = {number: message for number, frame in enumerate(escaped) if (message := _plain(frame)) is not None}
    for column, number in enumerate(batch.number):
        message = plain.pop(int(number))
        assert _row(batch, column) == _facts(message)
    assert set(plain) <= set(batch.other.tolist()) | set(batch.faulty.tolist())
    for message in plain.values():
        assert message.code != 0x0200 or message.positions[0].time is None or message.kind is Kind.PART


def _plain(frame: bytes) -> jt808.Message | None:
    try:
        return jt808.decode(jt808.unescape(frame), jt808.Session())
    except FrameRefused:
        return None


def _row(batch: object, column: int) -> tuple:
    names = (
        "serial",
        "time",
        "latitude",
        "longitude",
        "altitude_m",
        "speed_kmh",
        "status",
        "odometer_m",
        "signal_csq",
        "satellites",
    )
    return tuple(np.asarray(getattr(batch, name))[column].item() for name in names)


def _facts(message: jt808.Message) -> tuple:
    (fix,) = message.positions
    lock = fix.lock
    said = [-1 if one is None else one for one in (lock.odometer_m, lock.signal_csq, lock.satellites)]
    assert fix.time is not None
    return (
        message.serial, int(fix.time.timestamp()), fix.latitude, fix.longitude, fix.altitude_m, fix.speed_kmh, lock.status_word, *said,
    )  # fmt: skip


def test_answers_and_commands_are_frames() -> None:
    written = [
        jt808_writing.acknowledgement("13800138000", 1, of=0x0200, of_serial=5),
        jt808_writing.registered("13800138000", 1, of_serial=5, code="a-code"),
        jt808_writing.time_answer("13800138000", 1, now=NOON, modern=True),
        jt808_writing.interval_command("13800138000", 1, timedelta(seconds=30)),
        jt808_writing.unlock_command("13800138000", 1),
        jt808_writing.lock_command("13800138000", 1),
    ]
    codes = [message.code for frame in written for message in read(frame)]
    assert codes == [0x8001, 0x8100, 0x8109, 0x8103, 0x8500, 0x8500]
