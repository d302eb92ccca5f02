"""Our own signed lock: its bytes are one form only, its signature covers all of them, and a number is taken once."""

import hashlib
from datetime import UTC, datetime

import cbor2
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from hypothesis import given, settings
from hypothesis import strategies as st

from smartcustoms.trade.elocks.model import Closure, FrameRefused, Motor
from smartcustoms.trade.elocks.protocols import native
from smartcustoms.trade.elocks.signing import cbor
from smartcustoms.trade.elocks.signing.suites import SigningKey

KEY = SigningKey.of("ed25519", bytes(range(32)))
OTHER = SigningKey.of("ed25519", bytes(range(1, 33)))
INNER = st.none() | st.booleans() | st.integers(-(2**63), 2**64 - 1) | st.binary(max_size=40) | st.text(max_size=20)
VALUES = st.recursive(
    INNER, lambda one: st.lists(one, max_size=3) | st.dictionaries(st.integers(0, 300), one, max_size=3), max_leaves=8
)


def session() -> native.Session:
    return native.Session(key_of=lambda lock: KEY.public if lock == "SC-1" else None)


def event(sequence: int = 1, **changes: object) -> dict[int, object]:
    status = 1 << native.ROPE_CLOSED | 1 << native.MOTOR_LOCKED
    made: dict[int, object] = {
        1: "SC-1", 2: "J-9", 3: sequence, 4: 1_767_225_630_000, 5: [225000000, 1139500000], 6: status, 7: bytes(32), 8: 425, 10: 88,
    }  # fmt: skip
    return made | {int(key[1:]): value for key, value in changes.items()}


def test_a_signed_event_is_read() -> None:
    message = native.decode(native.sign(event(), KEY), session())
    (fix,) = message.positions
    assert (message.device, message.serial, fix.latitude, fix.longitude, fix.speed_kmh) == (
        "SC-1",
        1,
        22.5,
        113.95,
        42.5,
    )
    assert fix.time == datetime(2026, 1, 1, 0, 0, 30, tzinfo=UTC)
    assert (fix.lock.rope, fix.lock.motor, fix.lock.back_cover) == (Closure.CLOSED, Motor.LOCKED, Closure.CLOSED)


def test_the_envelope_is_cose_as_another_library_reads_it() -> None:
    read = cbor2.loads(native.sign(event(), KEY))
    assert read.tag == 18
    protected, unprotected, payload, signature = read.value
    assert (cbor2.loads(protected), unprotected, cbor2.loads(payload)[1]) == ({1: -8}, {}, "SC-1")
    Ed25519PublicKey.from_public_bytes(KEY.public.raw).verify(
        signature, cbor2.dumps(["Signature1", protected, b"", payload])
    )


@pytest.mark.parametrize(
    ("frame", "reason"),
    [
        (native.sign(event(), OTHER), "signature"),
        (native.sign(event(k1="SC-2"), KEY), "signature"),
        (native.sign(event(k5=[95 * 10**7, 0]), KEY), "value"),
        (native.sign(event(k3=-1), KEY), "value"),
        (native.sign(event(k1="bad number!"), KEY), "value"),
        (b"\xd2\x84" + bytes(3000), "length"),
        (cbor.dumps([1, 2]), "type"),
    ],
)
def test_what_is_not_the_locks_is_refused(frame: bytes, reason: str) -> None:
    with pytest.raises(FrameRefused) as told:
        native.decode(frame, session())
    assert told.value.reason.startswith(reason)


def test_a_number_is_taken_once_and_late_ones_within_the_window() -> None:
    one = session()
    for number in (5, 7, 6, 5000):
        native.decode(native.sign(event(number), KEY), one)
    for frame, reason in (
        (native.sign(event(6), KEY), "replay"), (native.sign(event(6, k10=12), KEY), "forged"), (native.sign(event(900), KEY), "replay"),
    ):  # fmt: skip
        with pytest.raises(FrameRefused) as told:
            native.decode(frame, one)
        assert told.value.reason.startswith(reason)
    native.decode(native.sign(event(1000), KEY), one)


def test_the_chain_names_the_event_before() -> None:
    first = native.sign(event(1), KEY)
    second = native.sign(event(2, k7=native.link(first)), KEY)
    assert cbor2.loads(cbor2.loads(second).value[2])[7] == hashlib.sha256(first).digest()


@given(place=st.integers(0, 10_000), flip=st.integers(1, 255))
@settings(max_examples=300, deadline=None)
def test_any_altered_byte_is_refused(place: int, flip: int) -> None:
    frame = bytearray(native.sign(event(), KEY))
    frame[place % len(frame)] ^= flip
    with pytest.raises(FrameRefused):
        native.decode(bytes(frame), session())


@given(raw=st.binary(max_size=200))
@settings(max_examples=300, deadline=None)
def test_any_bytes_are_refused_or_read(raw: bytes) -> None:
    for each in (raw, b"\xd2\x84\x43\xa1\x01\x27\xa0" + raw):
        with pytest.raises(FrameRefused):
            native.decode(each, session())


@given(value=VALUES)
@settings(max_examples=300, deadline=None)
def test_cbor_agrees_with_another_library(value: object) -> None:
    written = cbor.dumps(value)
    assert cbor2.loads(written) == value
    assert written == cbor2.dumps(value, canonical=True)
    assert cbor.loads(written) == value
