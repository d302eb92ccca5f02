"""What a pack proves, and what is wrong with it: offline, from the pack and the reader's own trust roots alone. Pure.

Each part is checked by itself and against the others, and every fault is told, so that one altered byte names the place it hurts.
"""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Final

from smartcustoms.kernel.audit.merkle import is_included, leaf_hash
from smartcustoms.trade.elocks.journey import Alarm, Journey
from smartcustoms.trade.elocks.judging import alarms
from smartcustoms.trade.elocks.model import FrameRefused
from smartcustoms.trade.elocks.proofs import steps as journey_steps
from smartcustoms.trade.elocks.proofs.chain import Event, SignedBy, broken_links, read_event, vouched
from smartcustoms.trade.elocks.proofs.log import Checkpoint, forks, read_checkpoint
from smartcustoms.trade.elocks.proofs.pack import Pack, picture
from smartcustoms.trade.elocks.proofs.tokens import Asked, Burned, Token, permit, zone_at
from smartcustoms.trade.elocks.proofs.trust import Role, Trust
from smartcustoms.trade.elocks.proofs.verdicts import Contract, Verdict, gaps, read_contract, read_verdict
from smartcustoms.trade.elocks.signing.suites import PublicKey

_MOST_FAULTS: Final = 200


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong: a code of one word, and a sentence."""

    code: str
    says: str


@dataclass(slots=True)
class Finding:
    """What was proved and what is wrong; `rooted`: against the reader's own trust roots."""

    journey: str
    rooted: bool
    proved: list[str] = field(default_factory=list)
    facts: list[str] = field(default_factory=list)
    """What the reader must know and is no fault of the pack: gaps of custody, events attested by a gateway, the alarms."""
    faults: list[Fault] = field(default_factory=list)

    @property
    def valid(self) -> bool:
        """Tell whether nothing is wrong."""
        return not self.faults

    def wrong(self, code: str, says: str) -> None:
        """Note a fault, up to a number that a person can still read."""
        if len(self.faults) < _MOST_FAULTS:
            self.faults.append(Fault(code, says))

    def refused(self, where: str, refused: FrameRefused) -> None:
        """Note a fault that a reader told: its first word is the code."""
        code, _, says = refused.reason.partition(": ")
        self.wrong(code, f"{where}: {says}")


def verify(pack: Pack, roots: Mapping[str, PublicKey] | None) -> Finding:
    """Prove a pack. Without roots, the administrations' keys are those that it claims itself."""
    found = Finding(pack.journey, rooted=roots is not None)
    trust = _trusted(pack, roots, found)
    contract = _contract(pack, trust, found)
    events = _events(pack, trust, found)
    if contract is None or not events:
        found.wrong("events", "without a contract and events there is nothing to prove")
        return found
    _belong(events, contract, found)
    _chain(events, found)
    _log(pack, events, trust, found)
    contract = replace(contract, journey=_with_permits(pack, contract, trust))
    verdicts = _verdicts(pack, events, contract, trust, found)
    _unlocks(pack, events, contract, trust, found)
    journey_steps.check(pack.steps, contract, trust, found)
    if pack.map != picture(contract.journey, [each.fix for each in events], _alarms_told(verdicts)):
        found.wrong("map", "the map shows something else than the signed fixes and alarms")
    return found


def _trusted(pack: Pack, roots: Mapping[str, PublicKey] | None, found: Finding) -> Trust:
    trust = Trust.of(pack.roots if roots is None else roots, rooted=roots is not None)
    for name, key in pack.roots.items():
        if roots is not None and roots.get(name, key) != key:
            found.wrong("key", f"the pack gives another key for {name} than the one that is trusted")
    for fault in trust.learn(pack.certificates):
        found.wrong("key", fault)
    known = trust.administrations()
    found.proved.append(f"{len(trust.by_id)} keys known, of administrations {', '.join(sorted(known)) or 'none'}")
    return trust


def _contract(pack: Pack, trust: Trust, found: Finding) -> Contract | None:
    try:
        contract, statement = read_contract(pack.contract)
        signer = trust.signer(statement, Role.ADMINISTRATION, contract.at)
    except FrameRefused as refused:
        found.refused("the contract of the journey", refused)
        return None
    if signer.name not in contract.administrations or contract.journey.number != pack.journey:
        found.wrong("contract", f"the contract is {signer.name}'s for journey {contract.journey.number}")
    found.proved.append(
        f"the contract of journey {contract.journey.number} with lock {contract.lock} is signed by {signer.name}"
    )
    return contract


def _events(pack: Pack, trust: Trust, found: Finding) -> list[Event]:
    events, by = [], dict.fromkeys(SignedBy, 0)
    for number, raw in enumerate(pack.events, 1):
        try:
            event = read_event(raw)
            events.append(event)
            by[vouched(event, trust)] += 1
        except FrameRefused as refused:
            found.refused(f"event {number} of the pack", refused)
    if by[SignedBy.LOCK]:
        found.proved.append(f"{by[SignedBy.LOCK]} events are signed by the lock itself")
    if by[SignedBy.GATEWAY]:
        found.proved.append(f"{by[SignedBy.GATEWAY]} events are attested by a gateway on receipt")
        found.facts.append(
            "attested by: gateway. The lock cannot sign; what was sent before it was received is not proved"
        )
    return events


def _belong(events: Iterable[Event], contract: Contract, found: Finding) -> None:
    for each in events:
        if (each.map[1], each.map.get(2)) != (contract.lock, contract.journey.number):
            found.wrong("events", f"event {each.sequence} is of lock {each.map[1]} on journey {each.map.get(2)}")


def _chain(events: list[Event], found: Finding) -> None:
    broken = list(broken_links(events))
    for each in broken:
        found.wrong("chain", each)
    if not broken:
        found.proved.append(f"the chain from event {events[0].sequence} to {events[-1].sequence} is whole")


def _log(pack: Pack, events: list[Event], trust: Trust, found: Finding) -> None:
    known = _checkpoints(pack, trust, found)
    for name, checkpoints in known.items():
        proofs = {(earlier, later): path for whose, earlier, later, path in pack.consistency if whose == name}
        for fault in forks(checkpoints, proofs):
            found.wrong("log", f"{name}: {fault}")
    if len(pack.inclusions) != len(pack.events) or len(events) != len(pack.events):
        found.wrong("log", f"{len(pack.inclusions)} proofs of inclusion for {len(pack.events)} events")
        return
    included = 0
    for event, proof in zip(events, pack.inclusions, strict=True):
        checkpoint = known.get(proof.administration, {}).get(proof.size)
        if checkpoint is None:
            found.wrong(
                "log",
                f"event {event.sequence}: no signed checkpoint over {proof.size} events of {proof.administration}",
            )
        elif not is_included(leaf_hash(event.raw), proof.position, proof.size, proof.path, checkpoint.root):
            found.wrong("log", f"event {event.sequence} is not in the log of {proof.administration} as it was signed")
        else:
            included += 1
    found.proved.append(f"{included} events are in a signed log")


def _checkpoints(pack: Pack, trust: Trust, found: Finding) -> dict[str, dict[int, Checkpoint]]:
    """Read the checkpoints by administration and size; two roots for one size are a fork, whoever signed them."""
    known: dict[str, dict[int, Checkpoint]] = {}
    signers: dict[tuple[str, int], set[str]] = {}
    for raw in pack.checkpoints:
        try:
            one, statement = read_checkpoint(raw)
            signer = trust.signer(statement, Role.ADMINISTRATION, one.at)
        except FrameRefused as refused:
            found.refused("a checkpoint", refused)
            continue
        other = known.setdefault(one.administration, {}).setdefault(one.size, one)
        if other.root != one.root:
            found.wrong("log", f"{one.administration}'s log of {one.size} events has two roots: it is forked")
        signers.setdefault((one.administration, one.size), set()).add(signer.name)
    for (name, size), who in signers.items():
        others = ", ".join(sorted(who - {name}))
        if name not in who:
            found.wrong("log", f"the checkpoint over {size} events is not signed by {name}, whose log it is")
            del known[name][size]
        else:
            found.proved.append(
                f"the log of {name} at {size} events is signed by it"
                + (f" and co-signed by {others}" if others else "")
            )
    return known


def _verdicts(pack: Pack, events: list[Event], contract: Contract, trust: Trust, found: Finding) -> list[Verdict]:
    verdicts = []
    for raw in pack.verdicts:
        try:
            one, statement = read_verdict(raw)
            signer = trust.signer(statement, Role.ADMINISTRATION, one.at)
        except FrameRefused as refused:
            found.refused("a verdict", refused)
            continue
        if signer.name != one.administration or (one.journey, one.lock) != (contract.journey.number, contract.lock):
            found.wrong(
                "verdict", f"the verdict of {one.administration} is signed by {signer.name} or about another journey"
            )
            continue
        verdicts.append(one)
        _hold(one, events, contract, found)
    if not verdicts:
        found.wrong("verdict", "no administration has given a verdict: where the chain ends is not proved")
    found.facts += [f"gap of custody {each}" for each in gaps(verdicts)]
    return verdicts


def _hold(verdict: Verdict, events: list[Event], contract: Contract, found: Finding) -> None:
    """Hold a verdict against the events, when they are of its leg; another side's leg stands by its signature alone."""
    own = [each for each in events if verdict.first <= each.sequence <= verdict.last]
    if not own:
        found.facts.append(f"verdict of the other side, without its positions: {verdict.says}")
        return
    ends = (own[0].sequence, own[0].before, own[-1].sequence, own[-1].hash)
    if ends != (verdict.first, verdict.before, verdict.last, verdict.head):
        found.wrong(
            "chain",
            f"{verdict.administration} judged events {verdict.first} to {verdict.last}; here the chain begins or ends otherwise",
        )
        return
    standing = alarms(contract.journey, [each.fix for each in own])
    if standing != verdict.alarms:
        found.wrong(
            "verdict",
            f"the fixes amount to {len(standing)} alarms, {verdict.administration} signed {len(verdict.alarms)} or others",
        )
        return
    found.proved.append(f"judged again, the fixes give the same alarms. {verdict.says}")


def _alarms_told(verdicts: list[Verdict]) -> list[Alarm]:
    return sorted({each for one in verdicts for each in one.alarms})


def _with_permits(pack: Pack, contract: Contract, trust: Trust) -> Journey:
    """Give the journey with the permits of the tokens in the pack, where it is unlocked by token; a token that is none gives none."""
    if contract.journey.permits is None:
        return contract.journey
    permits = []
    for raw in (each for one in pack.unlocks for each in one.tokens):
        with suppress(FrameRefused):
            permits.append(Token.read(raw, trust).permit(contract.journey.zones, contract.zone_of))
    return replace(contract.journey, permits=tuple(permits))


def _unlocks(pack: Pack, events: list[Event], contract: Contract, trust: Trust, found: Finding) -> None:
    by_number = {each.sequence: each for each in events}
    zones = {
        str(n): (place, whose)
        for n, (place, whose) in enumerate(zip(contract.journey.zones, contract.zone_of, strict=True))
    }
    burned = Burned()
    for presented in sorted(pack.unlocks, key=lambda each: each.event):
        event = by_number.get(presented.event)
        if event is None:
            found.wrong("token", f"tokens for event {presented.event}, which is not in the pack")
            continue
        heard = [each.fix.place for each in events if each.fix.t <= event.fix.t and each.fix.place is not None]
        place = event.fix.place or (heard[-1] if heard else None)
        zone = zone_at(place, zones, contract.journey.rules.zone_radius_m)
        try:
            tokens = [Token.read(raw, trust) for raw in presented.tokens]
            asked = Asked(contract.lock, contract.journey.number, event.map[4], place, contract.needs)
            permit(asked, tokens, zone or "nobody", burned)
        except FrameRefused as refused:
            found.refused(f"unlock in event {presented.event}", refused)
        else:
            officers = ", ".join(f"{each.officer} ({each.administration})" for each in tokens)
            found.proved.append(f"the unlock in event {presented.event} was permitted by {officers}")
    told = [each.sequence for each in events if each.fix.event == "unlock"]
    without = sorted(set(told) - {each.event for each in pack.unlocks})
    if without:
        found.facts.append(f"unlocked without a token in event {', '.join(map(str, without[:20]))}")
