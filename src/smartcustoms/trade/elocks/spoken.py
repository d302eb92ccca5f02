"""What simulated locks say over a wire: journeys with tunnels, queues, bursts and every trap, written in a protocol, some of it forged.

A seed decides everything but the clock: the last fix of each journey is dated when the speaking begins. Nothing of it is real.
"""

import heapq
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Final, NamedTuple

from smartcustoms.trade.elocks.fixes import status_of
from smartcustoms.trade.elocks.journey import Fix
from smartcustoms.trade.elocks.model import Closure, ELock, HttpRequest, LockState, Motor, Position, Source
from smartcustoms.trade.elocks.protocols import devices, native
from smartcustoms.trade.elocks.signing.suites import SigningKey
from smartcustoms.trade.elocks.simulated import Simulated, simulated
from smartcustoms.trade.elocks.tampering import ROPE_CUT

PROTOCOLS: Final = (*devices.WRITERS, "native")
_BACK: Final = timedelta(minutes=55)
"""Fixes before that are left out: a journey that is registered now begins no more than an hour earlier."""
_AHEAD: Final = 12
"""Frames past which one that is held back comes."""


@dataclass(frozen=True, slots=True)
class Plan:
    """Who speaks, and how badly: shares of what is sent twice, held back behind later ones, and forged."""

    protocol: str
    locks: int = 10
    seed: int = 1
    doubled: float = 0.02
    late: float = 0.05
    forged: float = 0.02


class Spoken(NamedTuple):
    """One frame: of which lock, and whether it is what that lock would send."""

    lock: str
    frame: bytes
    good: bool


def number(plan: Plan, n: int) -> str:
    """Give the number of a simulated lock."""
    serial = plan.seed % 1_000 * 100_000 + n
    match plan.protocol:
        case "jt808":
            return f"0199{serial:08d}"
        case "gt06" | "teltonika":
            return f"8699{serial:011d}"
        case "jt600" | "eseal":
            return f"99{serial:08d}"
        case _:
            return f"SIM-{serial:08d}"


def key(plan: Plan, n: int) -> SigningKey:
    """Give the key of a simulated lock that signs itself."""
    return SigningKey.of("ed25519", Random(f"{plan.seed} {n}").randbytes(32))  # noqa: S311 # a simulation, not a secret


def locks(plan: Plan) -> list[tuple[ELock, Simulated]]:
    """Give the locks as they are registered, each with its journey."""
    found = []
    for n in range(plan.locks):
        public = key(plan, n).public.raw if plan.protocol == "native" else None
        suite = "ed25519" if public else None
        found.append((ELock(number(plan, n), plan.protocol, "HK", suite, public), simulated(plan.seed * 10_000 + n)))
    return found


def hello(plan: Plan, n: int) -> bytes:
    """Give what a lock says first on a connection."""
    match plan.protocol:
        case "gt06":
            return devices.gt06_login(number(plan, n), 0)
        case "teltonika":
            return len(number(plan, n)).to_bytes(2, "big") + number(plan, n).encode()
        case _:
            return b""


def spoken(plan: Plan, at: datetime) -> Iterator[Spoken]:
    """Give all frames of all locks in the order in which they are sent."""
    draw = Random(plan.seed)  # noqa: S311 # a simulation, not a secret
    held: list[tuple[int, int, Spoken]] = []
    streams = (_of_lock(plan, n, one, at) for n, (_, one) in enumerate(locks(plan)))
    for place, (_, frame) in enumerate(heapq.merge(*streams, key=lambda each: each[0])):
        while held and held[0][0] <= place:
            yield heapq.heappop(held)[2]
        if draw.random() < plan.forged:
            yield Spoken(frame.lock, _forged(frame.frame, draw), good=False)
        if draw.random() < plan.late:
            heapq.heappush(held, (place + draw.randrange(1, _AHEAD), place, frame))
            continue
        yield frame
        if draw.random() < plan.doubled:
            yield frame
    while held:
        yield heapq.heappop(held)[2]


def _of_lock(plan: Plan, n: int, one: Simulated, at: datetime) -> Iterator[tuple[float, Spoken]]:
    ahead, lock, chain = at.timestamp() - one.arrivals[-1].received, number(plan, n), _Chain(key(plan, n))
    serials: dict[Fix, int] = {}
    for arrival in one.arrivals:
        serial = serials.setdefault(arrival.fix, len(serials) + 1)
        moved = replace(arrival.fix, t=arrival.fix.t + round(ahead))
        if at.timestamp() - moved.t > _BACK.total_seconds():
            continue
        yield arrival.received + ahead, Spoken(lock, _written(plan, lock, serial, moved, chain), good=True)


@dataclass(slots=True)
class _Chain:
    """A signed lock's events so far; one that is sent again is the same bytes."""

    key: SigningKey
    head: bytes = bytes(32)
    told: dict[int, bytes] | None = None

    def event(self, lock: str, serial: int, fix: Fix) -> bytes:
        told = self.told = self.told or {}
        if serial not in told:
            status, _ = status_of(fix)
            place = None if fix.lat is None or fix.lon is None else [round(fix.lat * 1e7), round(fix.lon * 1e7)]
            event = {1: lock, 2: None, 3: serial, 4: round(fix.t * 1000), 5: place, 6: status, 7: self.head}
            told[serial] = native.sign(event | ({} if fix.kmh is None else {8: round(fix.kmh * 10)}), self.key)
            self.head = native.link(told[serial])
        return told[serial]


def _written(plan: Plan, lock: str, serial: int, fix: Fix, chain: _Chain) -> bytes:
    if plan.protocol == "native":
        return chain.event(lock, serial, fix)
    frame = devices.WRITERS[plan.protocol](lock, serial, _position(fix))
    if isinstance(frame, HttpRequest):
        return f"{frame.method} {frame.uri} HTTP/1.1\r\nHost: simulated\r\n\r\n".encode()
    return frame


def _position(fix: Fix) -> Position:
    """Give the fix as a device has it; in a tunnel it says its last place, and that it is none."""
    rope = Closure.CUT if fix.event == ROPE_CUT else Closure.OPEN if fix.rope is False else Closure.CLOSED
    motor = Motor.UNLOCKED if fix.motor is False else Motor.LOCKED
    lock = LockState(rope=rope, motor=motor, back_cover=Closure.OPEN if fix.cover is False else Closure.CLOSED)
    there, time = fix.place is not None, datetime.fromtimestamp(fix.t, UTC)
    source = Source.GNSS if there else Source.NONE
    return Position(time, fix.lat or 0.0, fix.lon or 0.0, there, fix.kmh or 0.0, source=source, lock=lock)


def _forged(frame: bytes, draw: Random) -> bytes:
    """Turn bytes in a frame's middle, never into what would begin or end one: what comes after is found again."""
    altered = bytearray(frame)
    for _ in range(draw.randrange(1, 4)):
        altered[draw.randrange(len(frame) // 2, max(len(frame) - 5, len(frame) // 2 + 1))] = draw.randrange(0x30, 0x3A)
    return bytes(altered) if altered != frame else frame[:-4] + b"!" + frame[-3:]
