"""Whatever bytes come, a decoder reads them or refuses them: no other error, no endless work."""

import gzip
import json
import random
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import click
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smartcustoms.trade.elocks import cli, queries
from smartcustoms.trade.elocks.model import FrameRefused, HttpRequest
from smartcustoms.trade.elocks.protocols import jt808, jt808_writing
from smartcustoms.trade.elocks.protocols.catalogue import PROTOCOLS
from smartcustoms.trade.elocks.protocols.checksums import crc16_arc, crc16_x25
from smartcustoms.trade.elocks.recorded import NoJourney
from smartcustoms.trade.elocks.signing import cbor
from tests.hostile import COUNTS, ODD_TEXTS, corpus, json_file, torn, withstood

NOW = datetime(2026, 1, 2, tzinfo=UTC)
SEEDS = {
    "jt808": jt808_writing.frame(
        0x0200, "13800138000", 7, jt808_writing.location(NOW, 22.5, 114.0, items=[(1, b"\0\0\0\x7d"), (0x30, b"\x1f"), (0x69, b"\1\x90")])
    ).hex(),
    "jt600": "2475810297431713003401010000030100000000000000000e000000000001000000000020e0641aba1b6f1b00000f0f0f0f0f0f0f0f0f0f000001942803",
    "eseal": b"##S,eSeal,1000821,256,3.0.6,Normal,34,2017-08-31,08:14:40,15,A,25.708828N 100.372870W,10,0,Close,0.71,0:0:3:0,"
    b"3.8,-73,E##".hex(),
    "gt06": "787825160B0B0F0E241DCF027AC8870C4657E60014020901CC00287D001F726506040101003656A40D0A",
    "teltonika": "000000000000004A8E010000016B412CEE000100000000000000000000000000000000010005000100010100010011001D00010010015E2C8800"
    "02000B000000003544C87A000E000000001DD7E06A00000100002994",
}  # fmt: skip
STREAMS = sorted(SEEDS)


def read(name: str, raw: bytes) -> None:
    protocol = PROTOCOLS[name]
    session = protocol.begin(NOW)
    for _ in range(2):
        try:
            protocol.read(raw, session)
        except FrameRefused as refused:
            reason = refused.reason
        else:
            reason = "none: it was read"
        assert reason.split(":")[0] in {"length", "checksum", "escape", "date", "value", "type", "encrypted", "none"}


@pytest.mark.parametrize("name", STREAMS)
def test_the_seed_is_read(name: str) -> None:
    (answer,) = queries.decoded([{"protocol": name, "input": {"kind": "hex", "hex": SEEDS[name]}}], received_at=NOW)
    assert answer["refused"] is None
    assert answer["positions"]


@pytest.mark.parametrize("name", STREAMS)
@given(raw=st.binary(max_size=300))
@settings(max_examples=300, deadline=2000)
def test_any_bytes(name: str, raw: bytes) -> None:
    read(name, raw)
    read(name, bytes.fromhex(SEEDS[name])[:12] + raw)


@pytest.mark.parametrize("name", STREAMS)
@given(changes=st.lists(st.tuples(st.integers(0, 200), st.integers(0, 255)), max_size=6), cut=st.integers(0, 200))
@settings(max_examples=300, deadline=2000)
def test_altered_and_cut_frames(name: str, changes: list[tuple[int, int]], cut: int) -> None:
    raw = bytearray(bytes.fromhex(SEEDS[name]))
    for place, value in changes:
        raw[place % len(raw)] = value
    read(name, bytes(raw))
    read(name, bytes(raw[: cut % len(raw)]))
    read(name, bytes(raw) * 3)


@given(
    message=st.sampled_from([0x0200, 0x0201, 0x0210, 0x0500, 0x0704, 0x0801, 0x0900, 0x0100, 0x0102, 0x6006]),
    body=st.binary(max_size=400),
)
@settings(max_examples=500, deadline=2000)
def test_any_body_of_jt808_in_a_right_envelope(message: int, body: bytes) -> None:
    read("jt808", jt808_writing.frame(message, "13800138000", 1, body))


@given(kind=st.integers(0, 255), body=st.binary(max_size=240), wide=st.booleans())
@settings(max_examples=500, deadline=2000)
def test_any_body_of_gt06_in_a_right_envelope(kind: int, body: bytes, wide: bool) -> None:
    length = (len(body) + 5).to_bytes(2 if wide else 1, "big") if wide or len(body) < 250 else b"\xff"
    inner = length + bytes([kind]) + body + b"\0\1"
    read("gt06", (b"\x79\x79" if wide else b"\x78\x78") + inner + crc16_x25(inner).to_bytes(2, "big") + b"\r\n")


@given(codec=st.sampled_from([8, 0x8E, 16, 12, 13, 14]), body=st.binary(max_size=300))
@settings(max_examples=500, deadline=2000)
def test_any_body_of_teltonika_in_a_right_envelope(codec: int, body: bytes) -> None:
    inner = bytes([codec]) + body
    read("teltonika", b"\0\0\0\0" + len(inner).to_bytes(4, "big") + inner + crc16_arc(inner).to_bytes(4, "big"))


@given(uri=st.text(max_size=200), body=st.binary(max_size=200))
@settings(max_examples=300, deadline=2000)
def test_any_request(uri: str, body: bytes) -> None:
    protocol = PROTOCOLS["osmand"]
    for address in (uri, "/?id=1&" + uri, "/?id=1&lat=1&lon=2&timestamp=" + uri):
        with suppress(FrameRefused):
            protocol.read(HttpRequest("GET", address, body), protocol.begin(NOW))


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
        st.sampled_from(["location", "coords", "latitude", "longitude", "timestamp", "device_id", "battery", "level", "odometer"]),
        inner, max_size=4,
    ),
    max_leaves=9,
)  # fmt: skip


@given(root=JSON)
@settings(max_examples=300, deadline=2000)
def test_any_json(root: object) -> None:
    protocol = PROTOCOLS["osmand"]
    whole = {"device_id": "1", "location": {"coords": root, "timestamp": root, "battery": root, "odometer": root}}
    for each in (
        root,
        whole,
        {**whole, "location": {"coords": {"latitude": 1, "longitude": 2}, "battery": root, "odometer": root}},
    ):
        with suppress(FrameRefused):
            protocol.read(HttpRequest("POST", "/", json.dumps(each).encode()), protocol.begin(NOW))


INPUTS = [None, 3, {"kind": "hex"}, {"kind": "hex", "hex": 5}, {"kind": "http", "uri": None}, {"kind": "text"}]
FRAME = st.fixed_dictionaries(
    {"protocol": st.sampled_from(["jt808", "osmand", 3, None]), "input": st.sampled_from(INPUTS)}
)


@given(frames=st.lists(st.none() | st.integers() | FRAME, max_size=4))
def test_any_file(frames: list) -> None:
    assert len(list(queries.decoded(frames, received_at=NOW))) == len(frames)


@pytest.mark.parametrize(
    ("hex_text", "reason"),
    [
        ("7e0200", "length"),
        ("7e02000000017e", "length"),
        ("7e02007d0300017e", "escape"),
        ("00112233", "type"),
    ],
)
def test_a_refusal_says_why(hex_text: str, reason: str) -> None:
    with pytest.raises(FrameRefused) as told:
        jt808.capture(bytes.fromhex(hex_text), jt808.Session())
    assert told.value.reason.startswith(reason)


def test_one_bit_anywhere_is_seen() -> None:
    whole = bytes.fromhex(SEEDS["jt808"])
    inner = jt808.unescape(whole[1:-1])
    for place in range(len(inner) * 8):
        altered = bytearray(inner)
        altered[place // 8] ^= 1 << place % 8
        with pytest.raises(FrameRefused):
            jt808.decode(bytes(altered), jt808.Session())


@pytest.mark.parametrize("count", COUNTS)
@pytest.mark.parametrize("name", STREAMS)
def test_torn_frames(name: str, count: int) -> None:
    good = bytes.fromhex(SEEDS[name])
    withstood(lambda raw: read(name, raw), corpus(lambda luck: torn(good * luck.randrange(1, 40), luck), count))


@pytest.mark.parametrize("count", COUNTS)
def test_events_of_our_own_lock(count: int) -> None:
    good = cbor.dumps(
        cbor.Tagged((18, [b"\xa1\x01\x27", {4: b"k"}, cbor.dumps({1: "lock", 2: 5, 3: [1, 2]}), b"s" * 64]))
    )

    def make(luck: random.Random) -> bytes:
        deep = [
            b"\x81" * luck.randrange(1, 50_000),
            b"\xa1\x01" * luck.randrange(1, 50_000),
            b"\xd2" * luck.randrange(1, 50_000),
        ]
        long = luck.choice([b"\x9a", b"\xba", b"\x7a", b"\x5a"]) + luck.randbytes(4)
        return luck.choice(
            [torn(good, luck), *deep, long, luck.randbytes(40), luck.choice(ODD_TEXTS).encode("utf-8", "replace")]
        )

    def both(raw: bytes) -> None:
        with suppress(FrameRefused):
            cbor.loads(raw)
        with suppress(FrameRefused):
            PROTOCOLS["native"].read(raw, PROTOCOLS["native"].begin(NOW))

    withstood(both, corpus(make, count))


@pytest.mark.parametrize("count", COUNTS)
def test_bodies_of_trackers(count: int) -> None:
    body = {
        "device_id": "1",
        "location": {"coords": {"latitude": 1, "longitude": 2, "speed": 3}, "timestamp": 1, "battery": {"level": 0.5}},
    }

    def track(content: bytes) -> str:
        try:
            PROTOCOLS["osmand"].read(HttpRequest("POST", "/", content), PROTOCOLS["osmand"].begin(NOW))
        except FrameRefused as refused:
            return refused.reason.split(":")[0]
        return "read"

    ends = withstood(track, corpus(json_file(body), count))
    assert set(ends) <= {"read", "value", "date", "length"}
    assert min(ends["read"], ends["value"]) > 0


JOURNEYS = {
    "rules": {"corridor_m": 500},
    "journeys": [
        {
            "id": "J1", "line": [[22.5, 114.0], [22.6, 114.1]], "zones": {"origin": [22.5, 114.0], "destination": [22.6, 114.1]},
            "due_by": 9000,
            "fixes": [{"t": n * 60, "lat": 22.5, "lon": 114.0, "kmh": 5, "lock": {"rope": True, "battery_percent": 50}} for n in range(6)],
        }
    ],
}  # fmt: skip


@pytest.mark.parametrize("count", COUNTS)
def test_recorded_journeys(count: int, tmp_path: Path) -> None:
    file = tmp_path / "journeys.json"

    def judge(content: bytes) -> str:
        file.write_bytes(content if content[:1] != b"[" else gzip.compress(content, 1))
        try:
            root = cli._json(file)
            alarms = list(queries.judged(root)) + list(queries.judged_as_received(root))
        except (click.BadParameter, NoJourney) as refused:
            return f"{type(refused).__name__}{'' if str(refused) else ' without a word'}"
        json.dumps(alarms, allow_nan=False)
        return "read"

    ends = withstood(judge, corpus(json_file(JOURNEYS), count))
    assert set(ends) <= {"BadParameter", "NoJourney", "read"}
    assert min(ends["BadParameter"], ends["NoJourney"]) > 0
    assert judge(json.dumps(JOURNEYS).encode()) == "read"


def test_a_gzip_that_holds_gigabytes_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cli, "LARGEST_FILE", 1_000_000)
    file = tmp_path / "bomb.json"
    file.write_bytes(gzip.compress(b" " * 2_000_000))
    with pytest.raises(click.BadParameter, match="more than 1,000,000 bytes"):
        cli._json(file)
