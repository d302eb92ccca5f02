"""Makes evidence: events attested or signed one after the other, the log over them, the verdict, and the pack of it all. Pure."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from smartcustoms.trade.elocks.fixes import status_of
from smartcustoms.trade.elocks.journey import Fix
from smartcustoms.trade.elocks.judging import alarms
from smartcustoms.trade.elocks.proofs.chain import Event, read_event
from smartcustoms.trade.elocks.proofs.log import Log
from smartcustoms.trade.elocks.proofs.pack import Inclusion, Pack, Presented, picture
from smartcustoms.trade.elocks.proofs.steps import NOTHING
from smartcustoms.trade.elocks.proofs.verdicts import Contract, Verdict, verdict_on
from smartcustoms.trade.elocks.protocols import native
from smartcustoms.trade.elocks.signing.suites import PublicKey, SigningKey


@dataclass(slots=True)
class Chain:
    """A lock's chain while it grows: who signs, and the last event. `gateway`: a gateway attests for a lock that cannot sign."""

    lock: str
    journey: str
    key: SigningKey
    gateway: bool = False
    sequence: int = 0
    head: bytes = NOTHING

    def add(self, fix: Fix, **more: Any) -> bytes:
        """Write and sign the next event. `frame`, `protocol` and `received` (milliseconds) tell what a gateway had before it."""
        self.sequence += 1
        event = event_of(self.lock, self.journey, self.sequence, self.head, fix)
        if self.gateway:
            event |= {
                13: hashlib.sha256(more.get("frame", b"")).digest(), 14: more.get("protocol", ""),
                15: more.get("received", round(fix.t * 1000)),
            }  # fmt: skip
        raw = native.sign(event, self.key, named=self.gateway)
        self.head = native.link(raw)
        return raw


def event_of(lock: str, journey: str, sequence: int, before: bytes, fix: Fix) -> dict[int, Any]:
    """Give the map of an event that tells a fix."""
    status, untold = status_of(fix)
    place = None if fix.lat is None or fix.lon is None else [round(fix.lat * 1e7), round(fix.lon * 1e7)]
    event: dict[int, Any] = {1: lock, 2: journey, 3: sequence, 4: round(fix.t * 1000), 5: place, 6: status, 7: before}
    told: dict[int, Any] = {
        8: None if fix.kmh is None else round(fix.kmh * 10),
        10: fix.battery_percent and int(fix.battery_percent),
    }
    told |= {12: untold or None, 16: fix.source}
    return event | {name: value for name, value in told.items() if value is not None}


@dataclass(frozen=True, slots=True)
class Evidence:
    """What an administration puts into a pack beside the events."""

    roots: dict[str, PublicKey]
    certificates: list[bytes]
    contract: Contract
    own: SigningKey
    administration: str
    cosigners: Sequence[SigningKey] = ()
    others: Sequence[bytes] = ()
    """Verdicts of other sides on their legs."""
    steps: Sequence[bytes] = ()
    unlocks: Sequence[Presented] = field(default=())


def packed(evidence: Evidence, raws: Sequence[bytes], log: Log, positions: Sequence[int], at: int) -> Pack:
    """Put a leg's events, which lie at these positions of the log, with all that proves them into a pack."""
    events = [read_event(raw) for raw in raws]
    checkpoint = log.checkpoint(at)
    signed = [checkpoint.signed(key) for key in (evidence.own, *evidence.cosigners)]
    inclusions = [
        Inclusion(evidence.administration, position, checkpoint.size, log.inclusion(position, checkpoint.size))
        for position in positions
    ]
    return assembled(evidence, events, signed, [], inclusions, at)


def assembled(
    evidence: Evidence,
    events: Sequence[Event],
    checkpoints: Iterable[bytes],
    consistency: list[tuple[str, int, int, list[bytes]]],
    inclusions: list[Inclusion],
    at: int,
) -> Pack:
    """Judge the leg, sign the verdict, draw the map, and put all parts together."""
    contract = evidence.contract
    fixes = [each.fix for each in events]
    verdict: Verdict = verdict_on(evidence.administration, contract, events, alarms(contract.journey, fixes), at)
    return Pack(
        journey=contract.journey.number, roots=evidence.roots, certificates=list(evidence.certificates),
        contract=contract.signed(evidence.own), events=[each.raw for each in events], checkpoints=list(checkpoints),
        consistency=consistency, inclusions=inclusions, verdicts=[verdict.signed(evidence.own), *evidence.others],
        steps=list(evidence.steps), unlocks=list(evidence.unlocks), map=picture(contract.journey, fixes, verdict.alarms),
    )  # fmt: skip
