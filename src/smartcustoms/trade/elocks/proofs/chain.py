"""A lock's chain of events: each names the hash of the one before it, and who signed it: the lock itself, or a gateway for it.

A journey's events are a piece of the chain. Left out, added, exchanged or altered events break it; where it begins and ends is fixed by
the verdicts of the administrations (`verdicts.py`).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from typing import Any

from smartcustoms.trade.elocks.fixes import fix_of
from smartcustoms.trade.elocks.journey import Fix
from smartcustoms.trade.elocks.model import FrameRefused
from smartcustoms.trade.elocks.proofs.trust import Certified, Role, Trust
from smartcustoms.trade.elocks.protocols import native
from smartcustoms.trade.elocks.signing.cose import Signed


class SignedBy(StrEnum):
    """Who vouches for an event. GATEWAY: the lock cannot sign; its message was signed on receipt, and proves no more than that."""

    LOCK = "lock"
    GATEWAY = "gateway"


@dataclass(frozen=True, slots=True)
class Event:
    """One event of a chain as it was read."""

    raw: bytes
    signed: Signed
    map: dict[int, Any]
    fix: Fix

    @property
    def sequence(self) -> int:
        """Its number."""
        return int(self.map[3])

    @property
    def before(self) -> bytes:
        """The hash of the event before it."""
        return bytes(self.map[7])

    @property
    def hash(self) -> bytes:
        """Its own hash, which the next one names."""
        return native.link(self.raw)


def read_event(raw: bytes) -> Event:
    """Read an event; nothing of it is proven yet."""
    signed, told = native.read_event(raw)
    (position,) = native.message_of(told).positions
    fix = fix_of(position)
    if fix is None:
        raise FrameRefused("date: the event has no time")
    return Event(raw, signed, told, fix)


def vouched(event: Event, trust: Trust) -> SignedBy:
    """Check an event's signature and tell whose it is. Refused: nobody who may has signed it."""
    at = event.map[4]
    if event.signed.key_id is None:
        for each in trust.lock(event.map[1], at):
            if event.signed.is_of(each.key):
                return SignedBy.LOCK
        raise FrameRefused(f"signature: event {event.sequence} is not signed by lock {event.map[1]}")
    if trust.lock(event.map[1], at):
        raise FrameRefused(f"key: event {event.sequence} is attested for a lock that signs itself")
    return _by_gateway(event, trust.by_id.get(event.signed.key_id), at)


def _by_gateway(event: Event, gateway: Certified | None, at: int) -> SignedBy:
    if gateway is None or gateway.role is not Role.GATEWAY or not gateway.holds_at(at):
        raise FrameRefused(f"key: event {event.sequence} is signed by nobody who may attest events")
    try:
        event.signed.check(gateway.key)
    except FrameRefused:
        raise FrameRefused(f"signature: event {event.sequence} is not as gateway {gateway.name} signed it") from None
    return SignedBy.GATEWAY


def broken_links(events: Iterable[Event]) -> Iterator[str]:
    """Tell where a chain is broken: numbers missing, out of order or twice, and hashes that name another event."""
    for one, other in pairwise(events):
        if other.sequence == one.sequence:
            what = "stands twice" if other.raw == one.raw else "is two different events"
            yield f"number {one.sequence} {what}"
        elif other.sequence != one.sequence + 1:
            yield f"after event {one.sequence} comes {other.sequence}: events are missing or out of order"
        elif other.before != one.hash:
            yield f"event {other.sequence} names another event before it than {one.sequence} as it is here"
