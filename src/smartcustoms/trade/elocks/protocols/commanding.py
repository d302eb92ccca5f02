"""Commands out to locks, by protocol: how an order is written, and how a lock's answer names it.

Sources: JT/T 808-2019 (0x8103, 0x8201 and kin, answered by 0x0001); Concox GT06 1.8.1 (0x80, answered by 0x15 and 0x21 with the server's
flag); Teltonika codec 12 (public wiki); eSeal GPRS protocol (`RC-Lock`, `RC-Unlock`, answered by the event of it); our own lock
(COSE_Sign1 of the administration, answered by COSE_Sign1 of the lock). A phone (OsmAnd) has nothing to lock. What is said inside GT06
and Teltonika depends on what the lock is wired to: the lock's output 1 holds it, as `TEXTS` says. JT600 and JT701: `(P43` unlocks and
`(P04` sets the interval by the maker's numbering; the sentences were not tried on a device.
"""

import re
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any, Final, NamedTuple

from smartcustoms.trade.elocks.model import FrameRefused
from smartcustoms.trade.elocks.protocols import jt808, jt808_writing
from smartcustoms.trade.elocks.protocols.checksums import crc16_arc, crc16_x25
from smartcustoms.trade.elocks.signing.cbor import dumps, loads
from smartcustoms.trade.elocks.signing.cose import opened, sign1
from smartcustoms.trade.elocks.signing.suites import PublicKey, SigningKey

ARM: Final = "arm"
UNLOCK: Final = "unlock"
INTERVAL: Final = "interval"
TEXTS: Final[Mapping[str, Mapping[str, str]]] = {
    "gt06": {ARM: "RELAY,1#", UNLOCK: "RELAY,0#", INTERVAL: "TIMER,{seconds},{seconds}#"},
    "teltonika": {ARM: "setdigout 1", UNLOCK: "setdigout 0", INTERVAL: "setparam 10050:{seconds}"},
    "eseal": {ARM: "RC-Lock", UNLOCK: "RC-Unlock"},
    "jt600": {UNLOCK: "P43,0", INTERVAL: "P04,1,{seconds}"},
}
"""What is said, where a protocol carries text."""
_REFUSALS: Final = re.compile(r"(?i)\b(fail|failed|failure|err|error|invalid|illegal|unknown|refused)\b")
_ESEAL_DONE: Final = re.compile(rb"##S,[^,]+,\d+,\d+,[^,]+,(Event-RC-Unlock|Event-Lock),")
_JT600_ANSWER: Final = re.compile(rb"\(\d+,(?:\d+,)*(P43|P04)\b(?:,([^)]*))?\)")
_LONGEST: Final = 1024


class Order(NamedTuple):
    """One command to one lock; `serial` is the gateway's own number of it."""

    lock: str
    serial: int
    what: str
    seconds: int | None = None


class Answered(NamedTuple):
    """What a lock answered: to which serial (None: the protocol names none, it is to the last order), and whether it did it."""

    serial: int | None
    done: bool


class Speech(NamedTuple):
    """How a protocol says commands."""

    can: frozenset[str]
    write: Callable[[Order], bytes]
    answered: Callable[[bytes], Answered | None]
    """Reads a frame of the lock; None: it is no answer to a command."""


def _text(protocol: str, order: Order) -> str:
    return TEXTS[protocol][order.what].format(seconds=order.seconds or 30)


def _jt808(order: Order) -> bytes:
    modern = len(order.lock) > 12
    match order.what:
        case "arm":
            return jt808_writing.lock_command(order.lock, order.serial, modern=modern)
        case "unlock":
            return jt808_writing.unlock_command(order.lock, order.serial, modern=modern)
        case _:
            every = timedelta(seconds=order.seconds or 30)
            return jt808_writing.interval_command(order.lock, order.serial, every, modern=modern)


def _jt808_answered(frame: bytes) -> Answered | None:
    told = jt808.answer_of(frame)
    return None if told is None else Answered(told[0], told[1] == 0)


def _gt06(order: Order) -> bytes:
    """Write 0x80: the length of flag and text, the flag by which the answer names the order, the text, the language (English)."""
    said = _text("gt06", order).encode()
    inner = b"\x80" + bytes([4 + len(said)]) + order.serial.to_bytes(4, "big") + said + b"\x00\x02"
    inner = bytes([len(inner) + 4]) + inner + (order.serial & 0xFFFF).to_bytes(2, "big")
    return b"\x78\x78" + inner + crc16_x25(inner).to_bytes(2, "big") + b"\r\n"


def _gt06_answered(frame: bytes) -> Answered | None:
    """Read 0x15 (a length, the flag, text) and 0x21 (the flag, the text's coding, text)."""
    wide = frame[:2] == b"\x79\x79"
    start = 4 if wide else 3
    kind = frame[start] if len(frame) > start else 0
    if kind not in (0x15, 0x21) or len(frame) < start + 12:
        return None
    flag_at = start + (2 if kind == 0x15 else 1)
    return Answered(int.from_bytes(frame[flag_at : flag_at + 4], "big"), _is_done(frame[flag_at + 4 : -6]))


def _teltonika(order: Order) -> bytes:
    return codec_12(_text("teltonika", order).encode())


def codec_12(said: bytes) -> bytes:
    """Write Teltonika's codec 12 with one command."""
    body = b"\x0c\x01\x05" + len(said).to_bytes(4, "big") + said + b"\x01"
    return bytes(4) + len(body).to_bytes(4, "big") + body + crc16_arc(body).to_bytes(4, "big")


def _teltonika_answered(frame: bytes) -> Answered | None:
    if frame[:4] != bytes(4) or frame[8:9] != b"\x0c" or frame[10:11] != b"\x06":
        return None
    return Answered(None, _is_done(frame[15:-5]))


def _eseal(order: Order) -> bytes:
    return f"##S,eSeal,{order.lock},256,3.0.8,{_text('eseal', order)},E##".encode()


def _eseal_answered(frame: bytes) -> Answered | None:
    return Answered(None, done=True) if _ESEAL_DONE.match(frame) else None


def _jt600(order: Order) -> bytes:
    return f"({order.lock},{_text('jt600', order)})".encode()


def _jt600_answered(frame: bytes) -> Answered | None:
    said = _JT600_ANSWER.match(frame)
    return None if said is None else Answered(None, (said[2] or b"").split(b",")[-1] != b"0")


def _is_done(said: bytes) -> bool:
    return not _REFUSALS.search(said.decode("ascii", "replace"))


_ALL: Final = frozenset({ARM, UNLOCK, INTERVAL})
SPEECHES: Final[Mapping[str, Speech]] = {
    "jt808": Speech(_ALL, _jt808, _jt808_answered),
    "gt06": Speech(frozenset(TEXTS["gt06"]), _gt06, _gt06_answered),
    "teltonika": Speech(frozenset(TEXTS["teltonika"]), _teltonika, _teltonika_answered),
    "eseal": Speech(frozenset(TEXTS["eseal"]), _eseal, _eseal_answered),
    "jt600": Speech(frozenset(TEXTS["jt600"]), _jt600, _jt600_answered),
}
"""By protocol, over TCP; `native` is said over MQTT, by `signed_order` and `signed_answer`."""
CAN: Final[Mapping[str, frozenset[str]]] = {**{name: each.can for name, each in SPEECHES.items()}, "native": _ALL}
"""Which commands a protocol can say."""


def signed_order(order: Order, key: SigningKey, *, at: int) -> bytes:
    """Write an order to our own lock: 1 lock, 2 serial, 3 what, 4 seconds, 5 Unix seconds, signed by its administration."""
    said = {1: order.lock, 2: order.serial, 3: order.what, 4: order.seconds, 5: at}
    return sign1(dumps(said), key)


def read_order(raw: bytes, key: PublicKey) -> tuple[Order, int]:
    """Read an order as a lock does, with when it was given. Refused: not of the administration, or not of this shape."""
    said = _opened(raw, key)
    match said:
        case {1: str(lock), 2: int(serial), 3: str(what), 4: (int() | None) as seconds, 5: int(at)}:
            return Order(lock, serial, what, seconds), at
        case _:
            raise FrameRefused("value: no order")


def signed_answer(lock: str, serial: int, key: SigningKey, *, done: bool) -> bytes:
    """Write a lock's answer: 1 lock, 2 the order's serial, 3 whether it was done, signed by the lock."""
    return sign1(dumps({1: lock, 2: serial, 3: done}), key)


def read_answer(raw: bytes, key_of: Callable[[str], PublicKey | None]) -> tuple[str, Answered]:
    """Read the answer of a lock. Refused: not signed by the lock that it names."""
    said = loads(opened(raw, longest=_LONGEST).payload)
    match said:
        case {1: str(lock), 2: int(serial), 3: bool(done)}:
            key = key_of(lock)
            if key is None:
                raise FrameRefused(f"signature: no key is known for lock {lock[:40]}")
            opened(raw, longest=_LONGEST).check(key)
            return lock, Answered(serial, done)
        case _:
            raise FrameRefused("value: no answer to an order")


def _opened(raw: bytes, key: PublicKey) -> Any:
    signed = opened(raw, longest=_LONGEST)
    signed.check(key)
    return loads(signed.payload)
