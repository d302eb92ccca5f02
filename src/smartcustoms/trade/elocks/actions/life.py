"""A journey's life: locks and journeys are registered, and each step is signed by the administration whose step it is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from smartcustoms.kernel.database.unit import Database, UnitOfWork
from smartcustoms.kernel.errors import Conflict, NotFound, Refused
from smartcustoms.kernel.settings import Settings
from smartcustoms.kernel.words.model import sentence
from smartcustoms.trade.elocks import store
from smartcustoms.trade.elocks.actions.attesting import StatementRefused
from smartcustoms.trade.elocks.events import JourneyClosed, JourneyMoved
from smartcustoms.trade.elocks.keyring import Keyring, keyring
from smartcustoms.trade.elocks.model import (
    ELock,
    ELockNumber,
    FrameRefused,
    JourneyRecord,
    NoELockNumber,
    Stage,
    StepRecord,
)
from smartcustoms.trade.elocks.proofs.steps import NOTHING, ORDER, Step, read_step, whose
from smartcustoms.trade.elocks.proofs.trust import Role, Trust
from smartcustoms.trade.elocks.protocols.catalogue import PROTOCOLS
from smartcustoms.trade.elocks.protocols.native import link
from smartcustoms.trade.elocks.recorded import NoJourney, one_journey
from smartcustoms.trade.elocks.running import Standing
from smartcustoms.trade.elocks.signing.suites import NoKey, PublicKey


class JourneyUnfit(Refused):
    """A journey or a lock cannot be registered as it is given."""

    code = "elock_journey_unfit"


class LockBusy(Conflict):
    """The lock, or the number of the journey, is taken."""

    code = "elock_busy"


class NotItsStep(Conflict):
    """The step does not follow, or is another administration's."""

    code = "elock_step_refused"


@dataclass(frozen=True, slots=True)
class NewJourney:
    """A journey as it is asked for; `contract` holds line, zones, rules and due_by as plain JSON."""

    number: str
    lock: str
    organisation: str
    declaration: str
    truck: str
    route: str
    origin: str
    destination: str
    contract: Mapping[str, Any]
    needs: int = 1


def keys_of(settings: Settings) -> Keyring:
    """Give the keys with which this installation signs steps, contracts and verdicts."""
    return keyring(settings)


def make_days(database: Database, first: date, count: int) -> None:
    """Make the partitions in which the fixes of some days are kept, and the one for all other days."""
    store.fixes.make_days(database, first, count)


def register_lock(uow: UnitOfWork, lock: ELock) -> None:
    """Take a lock into the scheme; the same lock again changes nothing.

    Raises:
        JourneyUnfit: its number, protocol or key cannot be.
    """
    _check_lock(lock)
    if store.devices.put(uow, lock):
        uow.note("elock.registered", lock.number, protocol=lock.protocol, suite=lock.suite)


def register_locks(uow: UnitOfWork, locks: Sequence[ELock]) -> int:
    """Take many new locks into the scheme at once."""
    for each in locks:
        _check_lock(each)
    uow.note("elock.registered", "many", locks=len(locks))
    return store.devices.put_many(uow, locks)


def _check_lock(lock: ELock) -> None:
    try:
        ELockNumber(lock.number)
        if lock.suite is not None:
            PublicKey.read(lock.suite, lock.public_key or b"")
    except (NoELockNumber, NoKey) as fault:
        raise JourneyUnfit(
            sentence("The e-lock cannot be registered."), mend=sentence("Check its number and its key."), field="lock", seen=str(fault)
        ) from None  # fmt: skip
    if lock.protocol not in PROTOCOLS:
        raise JourneyUnfit(
            sentence("No such protocol is spoken."), mend=sentence("Choose one of the list."), field="protocol", seen=lock.protocol[:40]
        )  # fmt: skip


def register_journey(uow: UnitOfWork, new: NewJourney, *, keys: Keyring) -> JourneyRecord:
    """Register a journey and sign its first step.

    Raises:
        JourneyUnfit: the line, a zone or a rule cannot be.
        LockBusy: the number is taken, or the lock is on another journey.
    """
    _check_participant(uow, new.organisation)
    record = _record(uow, _on_route(uow, new))
    if not store.journeys.put(uow, record):
        raise LockBusy(
            sentence("The number is taken, or the e-lock is on another journey."),
            mend=sentence("Close the other journey first, or choose another e-lock."), seen=new.lock[:40],
        )  # fmt: skip
    uow.note("elock.journey_registered", new.number, lock=new.lock, declaration=new.declaration)
    _sign(uow, record, Stage.REGISTERED, keys.administration, keys)
    return record


def register_journeys(uow: UnitOfWork, new: Sequence[NewJourney]) -> int:
    """Register many journeys at once, unsigned: for load and for taking over another system's."""
    uow.note("elock.journey_registered", "many", journeys=len(new))
    return store.journeys.put_many(uow, [_record(uow, each) for each in new])


def _check_participant(uow: UnitOfWork, organisation: str) -> None:
    known = store.scheme.one(uow, organisation) if organisation else None
    if known is not None and known.state == Standing.DEREGISTERED:
        raise JourneyUnfit(
            sentence("This participant's registration has ended."), mend=sentence("Register it again first, or use another one."),
            field="organisation", seen=organisation[:40],
        )  # fmt: skip


def _on_route(uow: UnitOfWork, new: NewJourney) -> NewJourney:
    """Take line, zones and width from the route's corridor where the contract names no line."""
    corridor = store.routes.newest(uow, new.route) if new.route and "line" not in new.contract else None
    if corridor is None:
        return new
    zones = {name: list(place) for name, place in corridor.zones.items()}
    rules = {"corridor_m": corridor.corridor_m, **(new.contract.get("rules") or {})}
    line = [list(each) for each in corridor.line]
    return replace(new, contract={**new.contract, "line": line, "zones": zones, "rules": rules})


def _record(uow: UnitOfWork, new: NewJourney) -> JourneyRecord:
    try:
        one_journey({**new.contract, "id": new.number}, new.contract.get("rules"))
    except NoJourney as fault:
        raise JourneyUnfit(
            sentence("The journey cannot be registered."), mend=sentence("Check its line, zones and rules."), field="contract",
            seen=str(fault)[:200],
        ) from None  # fmt: skip
    return JourneyRecord(
        new.number, new.lock, new.organisation, new.declaration, new.truck, new.route, Stage.REGISTERED, new.origin, new.destination,
        new.needs, dict(new.contract), uow.at,
    )  # fmt: skip


def step(uow: UnitOfWork, number: str, stage: Stage, *, keys: Keyring, statement: bytes | None = None) -> JourneyRecord:
    """Take the next step of a journey, signed here, or by the other side's `statement` when it is theirs.

    A step that was taken already changes nothing.

    Raises:
        NotFound: there is no such journey.
        NotItsStep: it is not the next one, or another administration's.
    """
    found = store.journeys.one(uow, number, lock=True)
    if found is None:
        raise NotFound(sentence("There is no such journey."), mend=sentence("Look in the list."), seen=number[:40])
    if ORDER.index(stage) <= ORDER.index(found.stage):
        return found
    if ORDER.index(stage) != ORDER.index(found.stage) + 1:
        raise NotItsStep(
            sentence("This step does not follow the last one."), mend=sentence("Take the steps in their order."), seen=stage.value
        )  # fmt: skip
    side = whose(stage, found.origin, found.destination)
    if statement is None and side != keys.administration:
        raise NotItsStep(
            sentence("This step is another administration's."),
            mend=sentence("Wait for its signed step, or bring it here."), seen=side,
        )  # fmt: skip
    if statement is None:
        _sign(uow, found, stage, side, keys)
    else:
        _put_step(uow, found, stage, side, _checked(uow, found, stage, side, statement, keys), statement)
    return _moved(uow, found, stage)


def _moved(uow: UnitOfWork, found: JourneyRecord, stage: Stage) -> JourneyRecord:
    closed = uow.at if stage is Stage.CLOSED else None
    changes = {"stage": stage.value, "changed_at": uow.at} | ({"closed_at": closed} if closed else {})
    store.journeys.change(uow, found.number, changes)
    uow.note("elock.step", found.number, stage=stage.value)
    uow.record(JourneyMoved(elock=found.lock, journey=found.number, truck=found.truck, stage=stage.value))
    if closed:
        alarms = store.alarms.of_journeys(uow, [found.number]).get(found.number, [])
        standing = sum(each.withdrawn_at is None for each in alarms)
        uow.record(
            JourneyClosed(
                elock=found.lock, journey=found.number, declaration=found.declaration, organisation=found.organisation, alarms=standing
            )
        )  # fmt: skip
    after = store.journeys.one(uow, found.number)
    return after or found


def _checked(uow: UnitOfWork, found: JourneyRecord, stage: Stage, side: str, raw: bytes, keys: Keyring) -> str:
    """Check another administration's signed step before it is taken in; give the officer whom it names."""
    before = store.journeys.steps(uow, found.number)
    try:
        signed, statement = read_step(raw)
        trust = Trust.of({**store.evidence.partners(uow), keys.administration: keys.own.public})
        signer = trust.signer(statement, Role.ADMINISTRATION, signed.at)
        said = (signer.name, signed.administration, signed.journey, signed.stage)
        if said != (side, side, found.number, stage):
            raise FrameRefused(f"step: {signer.name} signed {signed.stage} of {signed.journey[:40]}, not this step")
        if signed.before != (link(before[-1].statement) if before else NOTHING):
            raise FrameRefused("step: it does not name the step before it here")
    except FrameRefused as refused:
        raise StatementRefused(
            sentence("The statement of the other administration cannot be taken."),
            mend=sentence("Ask it to send the statement again, and compare its key."), seen=refused.reason[:200],
        ) from None  # fmt: skip
    return signed.officer


def _sign(uow: UnitOfWork, found: JourneyRecord, stage: Stage, side: str, keys: Keyring) -> None:
    before = store.journeys.steps(uow, found.number)
    head = link(before[-1].statement) if before else NOTHING
    signed = Step(found.number, stage, side, uow.by.user, round(uow.at.timestamp() * 1000), head).signed(keys.own)
    _put_step(uow, found, stage, side, uow.by.user, signed)


def _put_step(uow: UnitOfWork, found: JourneyRecord, stage: Stage, side: str, officer: str, statement: bytes) -> None:
    store.journeys.put_step(uow, StepRecord(found.number, stage, side, officer, uow.at, statement))
