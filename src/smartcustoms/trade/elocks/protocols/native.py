"""Our own lock: each event is a CBOR map signed by the lock's own key as COSE_Sign1 (RFC 9052), sent over MQTT or any other wire.

Map: 1 lock, 2 journey (or null), 3 sequence, 4 Unix milliseconds, 5 place ([latitude, longitude] in 10⁻⁷ degrees, or null without a
fix), 6 status (bits below), 7 SHA-256 of the event before, 8 speed in 0.1 km/h, 9 course, 10 battery in percent, 11 card; in events that
a gateway attests for a lock that cannot sign: 12 the status bits that the lock does not tell, 13 SHA-256 of the frame, 14 its protocol,
15 when it was received, 16 whose the place is ("network", "gantry") when not the lock's own receiver's.
A sequence number is taken once: the same event again is a replay, another event under it a forgery. Late events are taken as long as
they are within the window behind the newest. The suite (Ed25519; SM2 with SM3 for the Mainland) stands in the protected header and must
be that of the lock's key.
"""

import hashlib
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

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
from smartcustoms.trade.elocks.protocols.reading import bit, clock_of, from_unix_ms, placed
from smartcustoms.trade.elocks.signing.cbor import dumps, loads
from smartcustoms.trade.elocks.signing.cose import ALGORITHM, KEY_ID, Signed, opened, sign1
from smartcustoms.trade.elocks.signing.suites import PublicKey, SigningKey

WINDOW: Final = 4096
LONGEST: Final = 2048
_SOURCES: Final = {"network": Source.CELL, "gantry": Source.GANTRY}
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

    key_of: Callable[[str], PublicKey | None] = lambda _lock: None
    seen: dict[str, Seen] = field(default_factory=dict)
    device: str | None = None


def sign(event: Mapping[int, Any], key: SigningKey, *, named: bool = False) -> bytes:
    """Write an event and sign it: what the lock does, and the simulator for it. `named`: name the key, as gateways do."""
    return sign1(dumps(dict(event)), key, {KEY_ID: key.public.id} if named else None)


def link(frame: bytes) -> bytes:
    """Give what the next event names as the one before it."""
    return hashlib.sha256(frame).digest()


def decode(frame: bytes, session: Session) -> Message:
    """Read one signed event. Refused: another form or algorithm, an unknown lock, a wrong signature, a number taken before."""
    signed, event = read_event(frame)
    session.device = event[1]
    key = session.key_of(event[1])
    if key is None:
        raise FrameRefused(f"signature: no key is known for lock {event[1]}")
    signed.check(key)
    session.seen.setdefault(event[1], Seen()).take(event[3], hashlib.sha256(signed.payload).digest())
    return message_of(event)


def capture(raw: bytes, session: Session) -> list[Message]:
    """Read one captured event; one that cannot be trusted is read all the same and marked refused."""
    try:
        return [decode(raw, session)]
    except FrameRefused as refused:
        if not refused.reason.startswith(("signature", "replay", "forged")):
            raise
        read = message_of(read_event(raw)[1])
        return [Message(read.kind, read.device, read.positions, serial=read.serial, refused=refused.reason)]


def read_event(frame: bytes) -> tuple[Signed, dict[int, Any]]:
    """Take an event's envelope and map apart, in their one form; the signature is not checked."""
    signed = opened(frame, longest=LONGEST)
    if signed.unprotected or not signed.headers.keys() <= {ALGORITHM, KEY_ID}:
        raise FrameRefused("type: a header that was not agreed")
    return signed, _event(signed.payload)


def _event(payload: bytes) -> dict[int, Any]:
    event = loads(payload)
    if not isinstance(event, dict) or not {1, 3, 4, 5, 6, 7} <= event.keys():
        raise FrameRefused("value: an event has lock, sequence, time, place, status and the hash before")
    if not all(type(event[key]) is int and 0 <= event[key] < 2**53 for key in (3, 4, 6)):
        raise FrameRefused("value: sequence, time and status are whole numbers")
    if not all(type(event.get(key, 0)) is int and abs(event.get(key, 0)) < 2**53 for key in (8, 9, 10, 12)):
        raise FrameRefused("value: speed, course and battery are whole numbers")
    if event.get(16, "network") not in _SOURCES:
        raise FrameRefused("value: a place is of the network or a gantry, where not of the lock's own receiver")
    if not isinstance(event.get(11, ""), str) or not isinstance(event[7], bytes) or len(event[7]) != 32:
        raise FrameRefused("value: a card is text, the hash before 32 bytes")
    try:
        event[1] = ELockNumber(event[1] if isinstance(event[1], str) else "")
    except NoELockNumber as fault:
        raise FrameRefused(f"value: {fault}") from None
    return event


def message_of(event: Mapping[int, Any]) -> Message:
    """Give what an event says, in the one vocabulary."""
    time, status = from_unix_ms(event[4]), event[6]
    north: float | None = None
    east: float | None = None
    source = Source.NONE
    match event[5]:
        case [int(latitude), int(longitude)]:
            north, east = placed(latitude / 1e7, longitude / 1e7)
            source = _SOURCES.get(event.get(16, ""), Source.GNSS)
        case None:
            pass
        case _:
            raise FrameRefused("value: a place is two whole numbers, or null")
    lock = _lock(event, status, time)
    speed = event[8] / 10 if 8 in event else None
    fix = Position(
        time, north, east, north is not None, speed, event.get(9), source=source, stored=bit(status, STORED), lock=lock
    )
    return Message(Kind.POSITION, event[1], (fix,), serial=event[3])


def _lock(event: Mapping[int, Any], status: int, time: datetime) -> LockState:
    """Give how the lock stood; what it does not tell (12) is None."""
    untold = event.get(12, 0)
    rope = Closure.CUT if bit(status, ROPE_CUT) else Closure.CLOSED if bit(status, ROPE_CLOSED) else Closure.OUT
    motor = Motor.FAULT if bit(status, MOTOR_FAULT) else Motor.LOCKED if bit(status, MOTOR_LOCKED) else Motor.UNLOCKED
    cover = Closure.OPEN if bit(status, COVER_OPEN) else Closure.CLOSED
    return LockState(
        rope=None if bit(untold, ROPE_CLOSED) else rope,
        motor=None if bit(untold, MOTOR_LOCKED) else motor,
        back_cover=None if bit(untold, COVER_OPEN) else cover,
        unlock=Unlock(By.CARD if event.get(11) else By.UNKNOWN, event.get(11)) if bit(status, UNLOCKED) else None,
        wrong_password=bit(status, WRONG_PASSWORD), card_refused=bit(status, CARD_REFUSED), vibration=bit(status, VIBRATION),
        card=event.get(11), battery_percent=event.get(10), clock=clock_of(time), status_word=status, index=event[3],
    )  # fmt: skip
