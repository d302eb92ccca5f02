"""JT/T 808: the additional items of a location message (2019: table 27), and the makers' own from 0x50 on.

Each is an id, a length and a value. What an id above 0x4f means is each maker's own affair; those read here are the ones that carry
something of our vocabulary and are told apart by their length. An item of another length is passed over, not guessed at.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final

from smartcustoms.trade.elocks.model import By, Closure, FrameRefused, Motor, SubLock, Unlock
from smartcustoms.trade.elocks.protocols.reading import Cursor, bit

_LOCK_EVENTS: Final = range(0x61, 0x67)
_E8_ALARMS: Final = {0x01: "sos", 0x06: "vibration"}
FIXED_LENGTH: Final = 18
"""Some makers send no items but 18 fixed bytes: battery and mileage, kilometres, battery, area, signal, three reserved."""


def additional(raw: bytes) -> dict[str, Any]:
    """Read the additional items as values of `LockState`; those that are not well formed or not known say nothing."""
    if len(raw) == FIXED_LENGTH and not _are_items(raw):
        return _fixed(raw)
    lock: dict[str, Any] = {}
    at, end = 0, len(raw)
    while at + 2 <= end:
        item, length = raw[at], raw[at + 1]
        at += 2
        value = raw[at : at + length]
        at += length
        if (number := _NUMBERS.get(item)) is not None:
            if len(value) == number[0] == length:
                lock[number[1]] = int.from_bytes(value, "big") if number[2] == 1 else _in_our_unit(value, number[2])
        elif (reader := _ITEMS.get(item)) is not None and len(value) == length:
            _merge(lock, reader, value)
    return lock


def _in_our_unit(value: bytes, factor: float) -> float:
    number = int.from_bytes(value, "big") * factor
    return round(number, 4) if factor < 1 else int(number)


def _merge(lock: dict[str, Any], reader: Callable[[bytes], Mapping[str, Any]], value: bytes) -> None:
    try:
        read = reader(value)
    except (FrameRefused, ValueError):
        return  # another maker's use of the id
    for name, one in read.items():
        lock[name] = lock.get(name, ()) + one if name in ("alarms", "sublocks") else one


def _are_items(raw: bytes) -> bool:
    at = 0
    while at + 2 <= len(raw):
        at += 2 + raw[at + 1]
    return at == len(raw)


def _fixed(raw: bytes) -> dict[str, Any]:
    read = Cursor(raw)
    read.skip(4)
    kilometres, tenths = read.u32(), read.u16()
    read.skip(4)
    return {"odometer_m": kilometres * 1000, "battery_percent": tenths / 10, "signal_csq": read.u8()}


def _lock_event(value: bytes) -> Mapping[str, Any]:
    read = Cursor(value)
    event = read.u16()
    if event not in _LOCK_EVENTS or read.left < 14:
        return {"event_code": event}
    read.skip(6)  # the sub-lock's number
    card = read.ascii(8).strip("? ")
    return {"event_code": event, "card": card, "unlock": Unlock(By.CARD, card=card)}


def _sublocks(value: bytes) -> Mapping[str, Any]:
    """Read 0x63: eleven bytes per sub-lock: number, millivolts, seal (ASCII 1 closed), physical state, signal."""
    if len(value) % 11:
        return {}
    found = tuple(_sublock(value[at : at + 11]) for at in range(0, len(value), 11))
    return {"sublocks": found}


def _sublock(raw: bytes) -> SubLock:
    seal = Closure.CLOSED if raw[8] == 0x31 else Closure.OPEN
    return SubLock(raw[:6].hex(), battery_v=int.from_bytes(raw[6:8], "big") / 1000, seal=seal)


def _d5(value: bytes) -> Mapping[str, Any]:
    """Read 0xD5: volts when two bytes long, else a count and sub-locks with card, battery and status (bit 5: unlocked)."""
    if len(value) == 2:
        return {"battery_v": int.from_bytes(value, "big") / 100}
    read = Cursor(value)
    found = []
    for _ in range(read.u8()):
        number, card, battery, status = read.take(5).hex(), read.take(5).hex(), read.u8(), read.u16()
        motor = Motor.UNLOCKED if bit(status, 5) else Motor.LOCKED
        found.append(SubLock(number, battery_percent=battery, motor=motor, card=card))
    return {"sublocks": tuple(found)}


def _m00(value: bytes) -> Mapping[str, Any]:
    """Read 0x33 of an ELOCK: `*M00…` with the volts of its battery in hundredths at characters 10 to 12."""
    if not value.startswith(b"*M00") or not value[10:13].isdigit():
        return {}
    return {"battery_v": int(value[10:13]) / 100}


def _password(value: bytes) -> Mapping[str, Any]:
    return {"unlock": Unlock(By.PASSWORD)} if value.strip(b"\0 ") else {}


def _sim(value: bytes) -> Mapping[str, Any]:
    text = value.decode("ascii", "replace").strip("\0 ")
    return {"sim": text} if text.isalnum() and len(text) >= 18 else {}


def _charge_and_level(value: bytes) -> Mapping[str, Any]:
    return {"charging": value[0] == 0, "battery_percent": value[1]} if len(value) == 2 and value[1] <= 100 else {}


def _moving(value: bytes) -> Mapping[str, Any]:
    return {"moving": value[0] == 1} if len(value) == 1 else {}


def _tens(value: bytes) -> Mapping[str, Any]:
    return {"battery_percent": min(value[0] * 10, 100)} if len(value) in (1, 2) else {}


def _temperature(value: bytes) -> Mapping[str, Any]:
    return {"temperature_c": int.from_bytes(value[:2], "big", signed=True) / 10} if len(value) in (2, 16) else {}


def _alarm_record(value: bytes) -> Mapping[str, Any]:
    name = _E8_ALARMS.get(value[1]) if len(value) == 20 else None
    return {"alarms": (name,)} if name else {}


def _nested(value: bytes) -> Mapping[str, Any]:
    """Read 0xEB: items of a two-byte length (that counts the id), a two-byte id and a value."""
    read, lock = Cursor(value), dict[str, Any]()
    while read.left >= 4:
        length = read.u16()
        if length < 2 or length > read.left:
            break
        item, inner = read.u16(), read.take(length - 2)
        if (reader := _NESTED.get(item)) is not None:
            _merge(lock, reader, inner)
    return lock


def _sim_bcd(value: bytes) -> Mapping[str, Any]:
    return {"sim": value.hex()} if len(value) == 10 else {}


_NUMBERS: Final[Mapping[int, tuple[int, str, float]]] = {
    0x01: (4, "odometer_m", 100),
    0x30: (1, "signal_csq", 1),
    0x31: (1, "satellites", 1),
    0x61: (2, "external_power_v", 0.01),
    0x68: (2, "battery_percent", 0.01),
    0x69: (2, "battery_v", 0.01),
    0x82: (2, "external_power_v", 0.1),
    0xD3: (2, "external_power_v", 0.1),
    0xD4: (1, "battery_percent", 1),
    0xE1: (2, "external_power_v", 0.1),
}
"""Items that are one unsigned number: the only length it may have, our word, and what to multiply it with for our unit."""


def _percent(value: bytes) -> Mapping[str, Any]:
    return {"battery_percent": value[0]} if len(value) == 1 else {}


_NESTED: Final[Mapping[int, Callable[[bytes], Mapping[str, Any]]]] = {
    0x002D: lambda value: {"battery_v": int.from_bytes(value, "big") / 1000} if len(value) == 2 else {},
    0x00A8: _percent,
    0x00B2: _sim_bcd,
    0x00E1: _percent,
}
_ITEMS: Final[Mapping[int, Callable[[bytes], Mapping[str, Any]]]] = {
    0x33: _m00,
    0x51: _temperature,
    0x56: _tens,
    0x60: _lock_event,
    0x63: _sublocks,
    0x67: _password,
    0x71: _sim,
    0xCC: _sim,
    0xD5: _d5,
    0xE4: _charge_and_level,
    0xE5: _moving,
    0xE8: _alarm_record,
    0xEB: _nested,
}


TELLING: Final = frozenset({0x33, 0x56, 0x60, 0x63, 0x67, 0x68, 0xD4, 0xD5, 0xE4, 0xE8, 0xEB})
"""Items that say how a lock stands or what was done to it; a message without them is a place and a time."""
