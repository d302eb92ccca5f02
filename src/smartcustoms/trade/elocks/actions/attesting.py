"""Evidence as it grows: events signed into the log, checkpoints over it, and what the other administrations sign."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from smartcustoms.kernel.audit.merkle import consistency_proof, frontier, leaf_hash
from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.errors import Refused
from smartcustoms.kernel.words.model import sentence
from smartcustoms.trade.elocks import store
from smartcustoms.trade.elocks.journey import Received
from smartcustoms.trade.elocks.keyring import Keyring
from smartcustoms.trade.elocks.model import FrameRefused
from smartcustoms.trade.elocks.proofs.log import Checkpoint, cosigned, read_checkpoint
from smartcustoms.trade.elocks.proofs.packing import Chain
from smartcustoms.trade.elocks.proofs.trust import Role, Trust
from smartcustoms.trade.elocks.proofs.verdicts import read_verdict
from smartcustoms.trade.elocks.protocols import native
from smartcustoms.trade.elocks.protocols.native import link
from smartcustoms.trade.elocks.signing.suites import PublicKey

BACK: Final = timedelta(days=2)
LOT: Final = 5_000


class StatementRefused(Refused):
    """What another administration sent is not signed as it must be, or contradicts what it signed before."""

    code = "elock_statement_refused"


def attest(uow: UnitOfWork, *, keys: Keyring) -> int:
    """Put fixes that are kept and not in the log yet into it; give how many. An event that its lock signed goes in as it came.

    The others are signed here, each naming the one before it in its journey: what a gateway vouches for, no more.
    """
    if not store.evidence.take_turn(uow):
        return 0
    received = store.evidence.waiting(uow, since=uow.at - BACK, limit=LOT)
    if not received:
        return 0
    received = _unforged(uow, received)
    edge = frontier(store.evidence.size(uow), store.evidence.LookUp(uow))
    chains = _chains(uow, received, keys)
    rows, blocks = [], []
    for each in received:
        sequence, raw = _event(each, chains)
        rows.append((edge.size, sequence, each, raw))
        blocks += list(edge.append(leaf_hash(raw)))
    store.evidence.append(uow, rows, blocks)
    checkpoint = Checkpoint(keys.administration, edge.size, edge.root(), round(uow.at.timestamp() * 1000))
    store.evidence.put_checkpoint(uow, keys.administration, edge.size, keys.administration, checkpoint.signed(keys.own))
    return len(rows)


def _unforged(uow: UnitOfWork, received: Sequence[Received]) -> list[Received]:
    """Leave out events that a lock signed under a number it had given to another event: they leave the journey, and are counted."""
    numbers = [
        (each.journey or "", int(native.read_event(each.signed)[1][3])) if each.signed else None for each in received
    ]
    taken = store.evidence.numbers(uow, [each for each in numbers if each is not None])
    kept = []
    for each, number in zip(received, numbers, strict=True):
        if number is None:
            kept.append(each)
        elif number in taken:
            store.evidence.leave_out(uow, each)
            row = {
                "protocol": "native",
                "device": each.lock,
                "reason": "forged",
                "count": 1,
                "frame": each.signed or b"",
            }
            store.devices.refuse(uow, [{**row, "says": f"forged: another event has number {number[1]}"}])
        else:
            taken.add(number)
            kept.append(each)
    return kept


def _chains(uow: UnitOfWork, received: Sequence[Received], keys: Keyring) -> dict[str, Chain]:
    journeys = {each.journey or "": each.lock for each in received}
    heads = store.evidence.heads(uow, list(journeys))
    chains = {}
    for journey, lock in journeys.items():
        head = heads.get(journey)
        chain = Chain(lock, journey, keys.gateway, gateway=True)
        if head is not None:
            chain.sequence, chain.head = head.sequence, link(head.raw)
        chains[journey] = chain
    return chains


def _event(each: Received, chains: dict[str, Chain]) -> tuple[int, bytes]:
    if each.signed is not None:
        _, told = native.read_event(each.signed)
        return int(told[3]), each.signed
    chain = chains[each.journey or ""]
    received = round(each.received_at.timestamp() * 1000)
    raw = chain.add(each.fix, received=received, protocol=each.protocol)
    return chain.sequence, raw


def know_partner(uow: UnitOfWork, administration: str, key: PublicKey) -> None:
    """Keep another administration's key, handed over by people who know each other."""
    store.evidence.put_partner(uow, administration, key)
    uow.note("elock.partner_known", administration, suite=key.suite.name, key=key.id.hex())


def checkpoint_for(uow: UnitOfWork, since: int, *, keys: Keyring) -> tuple[bytes, list[bytes]] | None:
    """Give the newest checkpoint of this administration's log and the proof that it continues the one of a size; None without any."""
    known = store.evidence.checkpoints(uow, keys.administration, signer=keys.administration)
    if not known:
        return None
    size, _, statement = known[-1]
    proof = consistency_proof(since, size, store.evidence.LookUp(uow)) if 0 < since < size else []
    return statement, proof


def cosign(uow: UnitOfWork, raw: bytes, proof: Sequence[bytes], *, keys: Keyring) -> bytes:
    """Co-sign another administration's checkpoint, after making sure that its log only grew.

    Raises:
        StatementRefused: it is not signed by a partner, or its log is forked.
    """
    try:
        new, _ = read_checkpoint(raw)
        before = store.evidence.checkpoints(uow, new.administration, signer=keys.administration)
        known = read_checkpoint(before[-1][2])[0] if before else None
        signed = cosigned(raw, known, list(proof), Trust.of(store.evidence.partners(uow)), keys.own)
    except FrameRefused as refused:
        raise _refused(refused) from None
    store.evidence.put_checkpoint(uow, new.administration, new.size, new.administration, raw)
    store.evidence.put_checkpoint(uow, new.administration, new.size, keys.administration, signed)
    uow.note("elock.checkpoint_cosigned", new.administration, size=new.size)
    return signed


def take_cosignature(uow: UnitOfWork, raw: bytes, *, keys: Keyring) -> None:
    """Keep another administration's signature under a checkpoint of ours.

    Raises:
        StatementRefused: it is no partner's, or not over our log.
    """
    try:
        found, statement = read_checkpoint(raw)
        signer = Trust.of(store.evidence.partners(uow)).signer(statement, Role.ADMINISTRATION, found.at)
        own = [
            read_checkpoint(each[2])[0]
            for each in store.evidence.checkpoints(uow, keys.administration, signer=keys.administration)
        ]
        if found not in own:
            raise FrameRefused("log: this checkpoint is not one of ours")
    except FrameRefused as refused:
        raise _refused(refused) from None
    store.evidence.put_checkpoint(uow, keys.administration, found.size, signer.name, raw)


def take_verdict(uow: UnitOfWork, raw: bytes) -> None:
    """Keep another administration's verdict on its leg of a journey; it may come twice, and late.

    Raises:
        StatementRefused: it is no partner's.
    """
    try:
        found, statement = read_verdict(raw)
        signer = Trust.of(store.evidence.partners(uow)).signer(statement, Role.ADMINISTRATION, found.at)
        if signer.name != found.administration:
            raise FrameRefused(f"key: a verdict of {found.administration} is signed by {signer.name}")
    except FrameRefused as refused:
        raise _refused(refused) from None
    store.evidence.put_verdict(uow, found.journey, found.administration, found.last, raw)
    uow.note("elock.verdict_taken", found.journey, administration=found.administration, alarms=len(found.alarms))


def _refused(refused: FrameRefused) -> StatementRefused:
    return StatementRefused(
        sentence("The statement of the other administration cannot be taken."),
        mend=sentence("Ask it to send the statement again, and compare its key."),
        seen=refused.reason[:200],
    )
