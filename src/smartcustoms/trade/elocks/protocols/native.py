"""Our own lock: each event is a CBOR map signed by the lock's Ed25519 key as COSE_Sign1 (RFC 9052), sent over MQTT or any other wire.

Map: 1 lock, 2 journey (or null), 3 sequence, 4 Unix milliseconds, 5 place ([latitude, longitude] in 10⁻⁷ degrees, or null without a
fix), 6 status (bits below), 7 SHA-256 of the event before, 8 speed in 0.1 km/h, 9 course, 10 battery in percent, 11 card.
A sequence number is taken once: the same event again is a replay, another event under it a forgery. Late events are taken as long as
they are within the window behind the newest. SM2 with SM3, for the Mainland, is to come as a second suite (algorithm in the header).
"""

import hashlib
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from smartcustoms.trade.elocks.model import (
    By,
    Closure,
    ELockNumber,
    FrameRefused,
    Kind,
    LockState,
    Message,
    Motor,
    NoELockNumber,
    Position,
    Source,
    Unlock,
)  # fmt: skip
from smartcustoms.trade.elocks.protocols.cbor import Tagged, dumps, loads
from smartcustoms.trade.elocks.protocols.reading import bit, clock_of, from_unix_ms, placed

SIGN1_TAG: Final = 18
EDDSA: Final = -8
WINDOW: Final = 4096
LONGEST: Final = 2048
_PROTECTED: Final = dumps({1: EDDSA})
(
    ROPE_CLOSED,
    ROPE_CUT,
    MOTOR_LOCKED,
    MOTOR_FAULT,
    COVER_OPEN,
    UNLOCKED,
    WRONG_PASSWORD,
    CARD_REFUSED,
    VIBRATION,
    STORED,
) = range(10)
"""Bits of the status."""


@dataclass(slots=True)
class Seen:
    """Which of a lock's sequence numbers were taken: the newest, and the digests of those within the window behind it."""

    newest: int = -1
    digests: OrderedDict[int, bytes] = field(default_factory=OrderedDict)

    def take(self, sequence: int, digest: bytes) -> None:
        """Take an event's number; refuse one that was taken, or is older than the window."""
        if (known := self.digests.get(sequence)) is not None:
            raise FrameRefused(
                "replay: the event came before" if known == digest else f"forged: another event has number {sequence}"
            )
        if sequence <= self.newest - WINDOW:
            raise FrameRefused(f"replay: number {sequence} is more than {WINDOW} behind {self.newest}")
        self.digests[sequence] = digest
        self.newest = max(self.newest, sequence)
        while len(self.digests) > 2 * WINDOW:
            self.digests.popitem(last=False)


@dataclass(slots=True)
class Session:
    """Which keys are known, by lock, and what each lock has sent."""

    key_of: Callable[[str], Ed25519PublicKey | None] = lambda _lock: None
    seen: dict[str, Seen] = field(default_factory=dict)
    device: str | None = None


def sign(event: Mapping[int, Any], key: Ed25519PrivateKey) -> bytes:
    """Write an event and sign it: what the lock does, and the simulator for it."""
    payload = dumps(dict(event))
    return dumps(Tagged((SIGN1_TAG, [_PROTECTED, {}, payload, key.sign(_signed(payload))])))


def _signed(payload: bytes) -> bytes:
    return dumps(["Signature1", _PROTECTED, b"", payload])


def link(frame: bytes) -> bytes:
    """Give what the next event names as the one before it."""
    return hashlib.sha256(frame).digest()


def decode(frame: bytes, session: Session) -> Message:
    """Read one signed event. Refused: another form or algorithm, an unknown lock, a wrong signature, a number taken before."""
    payload, signature = _opened(frame)
    event = _event(payload)
    session.device = event[1]
    key = session.key_of(event[1])
    if key is None:
        raise FrameRefused(f"signature: no key is known for lock {event[1]}")
    try:
        key.verify(signature, _signed(payload))
    except InvalidSignature:
        raise FrameRefused("signature: it is not the lock's") from None
    session.seen.setdefault(event[1], Seen()).take(event[3], hashlib.sha256(payload).digest())
    return _message(event)


def capture(raw: bytes, session: Session) -> list[Message]:
    """Read one captured event; one that cannot be trusted is read all the same and marked refused."""
    try:
        return [decode(raw, session)]
    except FrameRefused as refused:
        if not refused.reason.startswith(("signature", "replay", "forged")):
            raise
        read = _message(_event(_opened(raw)[0]))
        return [Message(read.kind, read.device, read.positions, serial=read.serial, refused=refused.reason)]


def _opened(frame: bytes) -> tuple[bytes, bytes]:
    """Take a COSE_Sign1 apart into payload and signature."""
    if len(frame) > LONGEST:
        raise FrameRefused(f"length: {len(frame)} bytes; an event has at most {LONGEST}")
    match loads(frame):
        case Tagged((18, [bytes(protected), dict(unprotected), bytes(payload), bytes(signature)])):
            if protected != _PROTECTED or unprotected:
                raise FrameRefused("type: an algorithm or header that was not agreed")
            return payload, signature
        case _:
            raise FrameRefused("type: no COSE_Sign1")


def _event(payload: bytes) -> dict[int, Any]:
    event = loads(payload)
    if not isinstance(event, dict) or not {1, 3, 4, 5, 6, 7} <= event.keys():
        raise FrameRefused("value: an event has lock, sequence, time, place, status and the hash before")
    if not all(type(event[key]) is int and 0 <= event[key] < 2**53 for key in (3, 4, 6)):
        raise FrameRefused("value: sequence, time and status are whole numbers")
    if not all(type(event.get(key, 0)) is int for key in (8, 9, 10)) or not isinstance(event.get(11, ""), str):
        raise FrameRefused("value: speed, course and battery are whole numbers, a card is text")
    try:
        event[1] = ELockNumber(event[1] if isinstance(event[1], str) else "")
    except NoELockNumber as fault:
        raise FrameRefused(f"value: {fault}") from None
    return event


def _message(event: Mapping[int, Any]) -> Message:
    time, status = from_unix_ms(event[4]), event[6]
    north: float | None = None
    east: float | None = None
    source = Source.NONE
    match event[5]:
        case [int(latitude), int(longitude)]:
            north, east = placed(latitude / 1e7, longitude / 1e7)
            source = Source.GNSS
        case None:
            pass
        case _:
            raise FrameRefused("value: a place is two whole numbers, or null")
    lock = LockState(
        rope=Closure.CUT if bit(status, ROPE_CUT) else Closure.CLOSED if bit(status, ROPE_CLOSED) else Closure.OUT,
        motor=Motor.FAULT if bit(status, MOTOR_FAULT) else Motor.LOCKED if bit(status, MOTOR_LOCKED) else Motor.UNLOCKED,
        back_cover=Closure.OPEN if bit(status, COVER_OPEN) else Closure.CLOSED,
        unlock=Unlock(By.CARD if event.get(11) else By.UNKNOWN, event.get(11)) if bit(status, UNLOCKED) else None,
        wrong_password=bit(status, WRONG_PASSWORD), card_refused=bit(status, CARD_REFUSED), vibration=bit(status, VIBRATION),
        card=event.get(11), battery_percent=event.get(10), clock=clock_of(time), status_word=status, index=event[3],
    )  # fmt: skip
    speed = event[8] / 10 if 8 in event else None
    fix = Position(
        time, north, east, north is not None, speed, event.get(9), source=source, stored=bit(status, STORED), lock=lock
    )
    return Message(Kind.POSITION, event[1], (fix,), serial=event[3])
