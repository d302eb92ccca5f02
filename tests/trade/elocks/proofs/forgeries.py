"""Good events of simulated locks, and forged, replayed and altered ones made of them; for tests and the benchmark."""

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from smartcustoms.trade.elocks.journey import in_order
from smartcustoms.trade.elocks.model import FrameRefused
from smartcustoms.trade.elocks.proofs.packing import Chain
from smartcustoms.trade.elocks.protocols import native
from smartcustoms.trade.elocks.signing.cbor import dumps, loads
from smartcustoms.trade.elocks.signing.suites import PublicKey, SigningKey
from smartcustoms.trade.elocks.simulated import simulated

STRANGER = SigningKey.of("ed25519", bytes([99]) * 32)


def key_of(number: int) -> SigningKey:
    return SigningKey.of("ed25519", number.to_bytes(2, "big") * 16)


def locks(count: int = 3) -> dict[str, PublicKey]:
    return {f"SC-{n}": key_of(n + 1).public for n in range(count)}


def good_events(count: int, of: int = 3) -> list[bytes]:
    """Give `count` events of each of `of` locks, in the order in which each lock made them."""
    made = []
    for number in range(of):
        fixes = in_order(each.fix for each in simulated(number, "lawful").arrivals)
        chain = Chain(f"SC-{number}", f"J-{number}", key_of(number + 1))
        made += [chain.add(fixes[n % len(fixes)]) for n in range(count)]
    return made


def forgeries(good: Sequence[bytes], count: int, seed: int = 5) -> list[bytes]:
    """Give bad events: by a stranger's key, with altered bytes, under another lock's name, of a number that is taken, or again."""
    luck = random.Random(seed)
    return [_forged(luck, luck.choice(good), kind) for kind in (luck.randrange(6) for _ in range(count))]


def _forged(luck: random.Random, raw: bytes, kind: int) -> bytes:
    _, event = native.read_event(raw)
    match kind:
        case 0:
            return raw
        case 1:
            return native.sign({**event, 4: event[4] + 1}, STRANGER)
        case 2:
            damaged = bytearray(raw)
            damaged[luck.randrange(len(raw))] ^= luck.randrange(1, 256)
            return bytes(damaged)
        case 3:
            other = f"SC-{(int(event[1][3:]) + 1) % 3}"
            return native.sign({**event, 1: other, 3: 10**6 + luck.randrange(10**6)}, key_of(int(event[1][3:]) + 1))
        case 4:
            return native.sign({**event, 6: event[6] ^ 1}, key_of(int(event[1][3:]) + 1))  # a lock whose key was stolen
        case _:
            tag = loads(raw)
            tag[1][3] = luck.randbytes(64)
            return dumps(tag)


@dataclass
class Taken:
    """How many events were taken, and how many refused, by the first word of the reason."""

    accepted: int = 0
    refusals: Counter[str] = field(default_factory=Counter)


def taken(good: Sequence[bytes], bad: Sequence[bytes], session: native.Session, seed: int = 3) -> Taken:
    """Send good events in their order with bad ones among them; each of the bad comes after the good one it was made of."""
    told, luck = Taken(), random.Random(seed)
    mixed = list(good)
    for each in bad:
        mixed.insert(luck.randrange(len(good), len(mixed) + 1), each)
    for raw in mixed:
        try:
            native.decode(raw, session)
            told.accepted += 1
        except FrameRefused as refused:
            told.refusals[refused.reason.split(":")[0]] += 1
    return told
