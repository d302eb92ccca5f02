"""The evidence of a journey out of the tables: its verdict, and its pack."""

from collections.abc import Sequence

from smartcustoms.kernel.audit.merkle import inclusion_proof
from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.errors import NotFound
from smartcustoms.kernel.words.model import sentence
from smartcustoms.trade.elocks import store
from smartcustoms.trade.elocks.journey import Journey
from smartcustoms.trade.elocks.judging import alarms, unlocks
from smartcustoms.trade.elocks.keyring import ALWAYS, Keyring
from smartcustoms.trade.elocks.model import JourneyRecord, TokenRecord
from smartcustoms.trade.elocks.permits import journey_of
from smartcustoms.trade.elocks.proofs.chain import Event, read_event
from smartcustoms.trade.elocks.proofs.pack import Inclusion, Presented, written
from smartcustoms.trade.elocks.proofs.packing import Evidence, assembled
from smartcustoms.trade.elocks.proofs.trust import Certified, Role, certify
from smartcustoms.trade.elocks.proofs.verdicts import Contract, verdict_on
from smartcustoms.trade.elocks.signing.suites import PublicKey
from smartcustoms.trade.elocks.store.evidence import Logged


class NoEvidence(NotFound):
    """There is no such journey, or none of its fixes is in the log yet."""

    code = "elock_no_evidence"


def verdict(uow: UnitOfWork, number: str, *, keys: Keyring) -> bytes:
    """Sign this administration's verdict on its leg: all that crosses to the other side.

    Raises:
        NoEvidence: there is nothing to judge.
    """
    record, logged = _found(uow, number)
    contract = _contract(record, keys, store.tokens.of_journeys(uow, [number]).get(number, ()))
    events = [read_event(each.raw) for each in logged]
    found = alarms(contract.journey, [each.fix for each in events])
    return verdict_on(keys.administration, contract, events, found, _now(uow)).signed(keys.own)


def evidence(uow: UnitOfWork, number: str, *, keys: Keyring) -> bytes:
    """Make a journey's pack: its events, where they are in the log, the steps, and what the other sides signed.

    Raises:
        NoEvidence: there is nothing to prove.
    """
    record, logged = _found(uow, number)
    whole = store.evidence.checkpoints(uow, keys.administration)
    size = max(of_size for of_size, _, _ in whole)
    cosigned = max((of_size for of_size, who, _ in whole if who != keys.administration), default=0)
    size = cosigned if cosigned > max(each.position for each in logged) else size
    look_up = store.evidence.LookUp(uow)
    inclusions = [
        Inclusion(keys.administration, each.position, size, inclusion_proof(each.position, size, look_up))
        for each in logged
    ]
    partners = store.evidence.partners(uow)
    roots = {**partners, keys.administration: keys.own.public}
    tokens = store.tokens.of_journeys(uow, [number]).get(number, [])
    contract, events = _contract(record, keys, tokens), [read_event(each.raw) for each in logged]
    put = Evidence(
        roots=roots, certificates=_certificates(uow, record, partners, keys), contract=contract, own=keys.own,
        administration=keys.administration, steps=[each.statement for each in store.journeys.steps(uow, number)],
        unlocks=_unlocks(contract.journey, events, tokens),
        others=[raw for whose, raw in store.evidence.verdicts(uow, number) if whose != keys.administration],
    )  # fmt: skip
    uow.note("elock.evidence_packed", number, events=len(logged))
    checkpoints = [raw for of_size, _, raw in whole if of_size == size]
    return written(assembled(put, events, checkpoints, [], inclusions, _now(uow)))


def _unlocks(journey: Journey, events: Sequence[Event], tokens: Sequence[TokenRecord]) -> list[Presented]:
    """Give the tokens that each lawful unlock used up, at the first event that tells of it."""
    statements = {(each.administration, each.counter): each.statement for each in tokens}
    sequence = {each.fix: each.sequence for each in reversed(events)}
    return [
        Presented(sequence[each.fix], [statements[one.administration, one.counter] for one in each.used])
        for each in unlocks(journey, [each.fix for each in events])
        if each.used
    ]


def _found(uow: UnitOfWork, number: str) -> tuple[JourneyRecord, list[Logged]]:
    record = store.journeys.one(uow, number)
    logged = store.evidence.of_journey(uow, number) if record else []
    if record is None or not logged:
        raise NoEvidence(
            sentence("There is no evidence of this journey."),
            mend=sentence("Check its number; what was just received is there within a minute."),
            seen=number[:40],
        )  # fmt: skip
    return record, logged


def _certificates(uow: UnitOfWork, record: JourneyRecord, partners: dict[str, PublicKey], keys: Keyring) -> list[bytes]:
    """Certify the partners, the gateway, and the lock when it signs itself."""
    certified = [
        Certified(Role.ADMINISTRATION, name, key, 0, ALWAYS, keys.administration)
        for name, key in sorted(partners.items())
    ]
    lock = store.devices.some(uow, [record.lock]).get(record.lock)
    if lock is not None and lock.suite and lock.public_key:
        public = PublicKey.read(lock.suite, bytes(lock.public_key))
        certified.append(Certified(Role.LOCK, lock.number, public, 0, ALWAYS, keys.administration))
    return [*(certify(each, keys.own) for each in certified), keys.gateway_certificate()]


def _contract(record: JourneyRecord, keys: Keyring, tokens: Sequence[TokenRecord] = ()) -> Contract:
    journey = journey_of(record, tokens)
    count = len(journey.zones)
    whose = (record.origin,) * (count - 1) + (record.destination,) if count else ()
    sides = tuple(dict.fromkeys((record.origin, record.destination, keys.administration)))
    at = round(record.registered_at.timestamp() * 1000)
    return Contract(
        journey, record.lock, sides, whose, tuple(f"zone {n}" for n in range(1, count + 1)), at, record.needs
    )


def _now(uow: UnitOfWork) -> int:
    return round(uow.at.timestamp() * 1000)
