"""Consent, tell of an operator, send, receive, reconcile, trust keys.

A message of ours is kept until its receipt comes, and sent again, in order, while none does. A message of a partner is accepted only
if it is genuine, within the arrangement, and the next in order; a reconciliation may skip what was lost. Everything else is refused
with its reason and changes nothing but the quarantine.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any, Final

import msgspec

from smartcustoms.business.recognition.agreeing import check_agreed, check_order, not_agreed, told
from smartcustoms.business.recognition.arrangements import arrangement as arrangement_of
from smartcustoms.business.recognition.arrangements import of_party
from smartcustoms.business.recognition.events import PartnerOperatorChanged
from smartcustoms.business.recognition.keyring import keys_of, read_keys
from smartcustoms.business.recognition.model import (
    LATE,
    Arrangement,
    Fault,
    Keys,
    KeysUnusable,
    Kind,
    Message,
    MessageRefused,
    NoSuchArrangement,
    Opened,
    Operator,
    Received,
    Status,
)
from smartcustoms.business.recognition.payload import minimised
from smartcustoms.business.recognition.post_gateway import NotDelivered, Post
from smartcustoms.business.recognition.sealing import digest as digest_of
from smartcustoms.business.recognition.sealing import open_sealed, seal
from smartcustoms.business.recognition.store import exchange as store
from smartcustoms.business.recognition.store import lateness
from smartcustoms.kernel.actor import PLATFORM
from smartcustoms.kernel.database.unit import Database, UnitOfWork
from smartcustoms.kernel.jobs.clockwork import schedule
from smartcustoms.kernel.notify import actions as notify
from smartcustoms.kernel.settings import Settings
from smartcustoms.kernel.words.model import sentence

PART: Final = 5_000
_LONGEST_APART: Final = timedelta(days=7)
"""What was never sent is due if its schedule came in so long."""
_OFFICERS: Final = "role:supervisor"
_ASK: Final = sentence("Ask for a full reconciliation.")


def give_consent(uow: UnitOfWork, numbers: Iterable[str], arrangement: str, *, first: bool = False) -> None:
    """Keep that operators consent to be told under an arrangement; the partner hears of it with the next thing it is told.

    first: only of those that never said anything about it; whoever withdrew stays withdrawn.
    """
    known = arrangement_of(arrangement)
    rows = [
        {"number": each, "arrangement": known.code, "given_at": uow.at, "given_by": uow.by.user} for each in numbers
    ]
    if rows:
        store.put_consents(uow, rows, first=first)
        uow.note("recognition.consented", known.code, operators=len(rows))


def withdraw_consent(uow: UnitOfWork, number: str, arrangement: str, settings: Settings) -> None:
    """End an operator's consent: the partner is told to forget it; withdrawn again it does nothing."""
    known = arrangement_of(arrangement)
    if store.withdraw_consent(uow, number, known.code, uow.at):
        uow.note("recognition.consent_withdrawn", number, arrangement=known.code)
        operator, keys = (
            store.operator(uow, settings.administration, number),
            keys_of(settings, store.keys(uow)),
        )
        if operator is not None and can_tell(known, keys, uow.at.date()):
            bare = Operator(operator.number, operator.status, uow.at)
            queue(uow, known, Kind.WITHDRAW, (bare,), keys)


def can_tell(known: Arrangement, keys: Keys, on: date) -> bool:
    """Tell whether anything can be told under an arrangement on a day: it is in force, tells of ours, and the partner's key is trusted."""
    partner = known.partner_of(keys.own)
    return known.tells(keys.own) and known.holds(on) and keys.of(partner, "enc", known.suite.curve) is not None


def publish(uow: UnitOfWork, operator: Operator, settings: Settings) -> None:
    """Keep how one of our own operators stands, and queue it for every partner it consents to; the same again does nothing."""
    own = settings.administration
    before = store.operator(uow, own, operator.number, lock=True)
    if before == operator:
        return
    store.put_operators(uow, [_row(own, operator, _whole(operator))])
    uow.note("recognition.published", operator.number, status=operator.status.value)
    keys = keys_of(settings, store.keys(uow))
    for code in store.consents(uow, operator.number):
        known = arrangement_of(code)
        if can_tell(known, keys, uow.at.date()):
            queue(uow, known, kind_of(before, operator), (operator,), keys)


def publish_many(uow: UnitOfWork, operators: Sequence[Operator], settings: Settings) -> int:
    """Keep many of our own operators without telling of each; a reconciliation tells of all."""
    return store.put_operators(uow, [_row(settings.administration, each, _whole(each)) for each in operators])


def reconcile(uow: UnitOfWork, arrangement: str, settings: Settings) -> int:
    """Queue the whole list of our consenting operators for a partner, in parts; give how many operators it holds."""
    known, own = arrangement_of(arrangement), settings.administration
    if not known.tells(own):
        raise NoSuchArrangement(
            sentence("Under {code} nothing is told in this direction.", code=known.code),
            mend=sentence("Choose an arrangement that tells of our operators."),
            seen=known.code,
        )
    operators = store.consenting(uow, own, known.code)
    keys = keys_of(settings, store.keys(uow))
    parts = [operators[start : start + PART] for start in range(0, len(operators), PART)] or [[]]
    for place, part in enumerate(parts):
        last = place + 1 == len(parts)
        span = (part[0].number if place else "", None if last else parts[place + 1][0].number)
        whole = (len(operators), _of_all(_digest(minimised(each, known)) for each in operators)) if last else None
        queue(uow, known, Kind.RECONCILIATION, tuple(part), keys, span=span, whole=whole)
    uow.note("recognition.reconciliation_sent", known.code, operators=len(operators), parts=len(parts))
    return len(operators)


def reconcile_due(uow: UnitOfWork, settings: Settings) -> list[str]:
    """Queue our whole list for the partners whose arrangement says that it is time; give the arrangements.

    A schedule that was missed, as while the installation stood still, is made up for once.
    """
    own, keys, last = settings.administration, keys_of(settings, store.keys(uow)), lateness.last_reconciliations(uow)
    due = [
        each.code
        for each in of_party(own)
        if can_tell(each, keys, uow.at.date())
        and schedule(each.schedule).after(last.get(each.code, uow.at - _LONGEST_APART)) <= uow.at
    ]
    for code in due:
        reconcile(uow, code, settings)
    return due


def send_due(uow: UnitOfWork, through: Post, *, again_after: timedelta = LATE) -> int:
    """Send, in order, what no receipt has answered; give how many went. A link that is down keeps its own messages only."""
    gone, down = 0, set()
    for each in store.waiting(uow):
        fresh = each.sent_at is not None and uow.at - each.sent_at < again_after
        if each.arrangement in down or fresh:
            continue
        try:
            through.send(each.arrangement, each.sealed)
        except NotDelivered:
            down.add(each.arrangement)
            continue
        store.mark_sent(uow, each.arrangement, each.sequence, uow.at)
        gone += 1
    return gone


def tell_late(uow: UnitOfWork) -> list[str]:
    """Tell officers of links on which something waits for its receipt for over a minute, once until it is in time again; give them."""
    late = lateness.late_links(uow, uow.at - LATE)
    new = lateness.new_lateness(uow, late)
    for code in new:
        says = sentence(
            "{count} changes did not reach the partner of {code} within a minute.", count=late[code], code=code
        )
        notify.tell(uow, _OFFICERS, says, about=code, link="/recognition")
        uow.note("recognition.late", code, messages=late[code])
    return new


def exchange(database: Database, through: Post, settings: Settings, *, at: datetime) -> list[Received]:
    """Take in what arrived, each in its own transaction, send the receipts, then send what is due."""
    found = []
    for sealed in through.collect():
        with database.unit(by=PLATFORM, at=at) as uow:
            got = receive(uow, sealed, settings)
        found.append(got)
        if got.answer is not None:
            try:
                through.send(got.arrangement, got.answer)
            except NotDelivered:
                continue  # the sender sends it again, and gets the receipt then
    with database.unit(by=PLATFORM, at=at) as uow:
        send_due(uow, through)
    return found


def receive(uow: UnitOfWork, sealed: bytes, settings: Settings) -> Received:
    """Take a message in, or refuse it with its reason; never raises for what a message is."""
    keys = keys_of(settings, store.keys(uow))
    try:
        opened = open_sealed(sealed, keys)
    except MessageRefused as refused:
        return _quarantined(uow, sealed, refused, "")
    try:
        known = _agreed(opened, settings, uow.at)
        if opened.message.kind is Kind.ACKNOWLEDGEMENT:
            return _answered(uow, opened)
        link = store.link(uow, known.code)
        check_order(opened.message, link.received)
    except MessageRefused as refused:
        told = _quarantined(uow, sealed, refused, opened.message.arrangement)
        if opened.message.kind is Kind.ACKNOWLEDGEMENT or refused.fault is Fault.NOT_AGREED:
            return told
        again = store.was_accepted(uow, told.arrangement, opened.message.sequence, opened.digest)
        outcome = "accepted" if again else "refused"  # the first receipt may have been lost
        return replace(told, answer=_receipt(uow, opened, keys, outcome, refused.fault.value))
    _apply(uow, opened.message, known)
    store.accept(uow, known.code, opened.message.sequence, opened.digest, uow.at)
    uow.note("recognition.received", known.code, kind=opened.message.kind.value, sequence=opened.message.sequence)
    return Received(None, "", _receipt(uow, opened, keys, "accepted", ""), known.code)


def thin_quarantine(uow: UnitOfWork) -> int:
    """Throw the oldest refused messages away beyond the most that are kept; give how many."""
    return store.thin_quarantine(uow)


def trust(uow: UnitOfWork, content: bytes) -> int:
    """Trust the public keys of a file of a partner; give how many are new. Private halves are thrown away.

    Raises:
        KeysUnusable: the file cannot be used, or holds trial keys.
    """
    found = read_keys(content).by_id
    trial = [kid for kid in found if kid.startswith("trial-")]
    if trial:
        raise KeysUnusable(
            sentence("Trial keys are never trusted in an exchange."),
            mend=sentence("Take the partner's own: `smartcustoms recognition keys --json` on its side."),
            field="keys",
            seen=trial[0][:60],
        )
    new = 0
    for kid, jwk in found.items():
        public = {name: value for name, value in jwk.items() if name != "d"}
        new += store.put_key(uow, kid, str(jwk["party"]), public, uow.at)
        uow.note("recognition.key_trusted", kid, party=jwk["party"])
    return new


def _agreed(opened: Opened, settings: Settings, at: datetime) -> Arrangement:
    """Check a genuine message against its arrangement."""
    message = opened.message
    try:
        known = arrangement_of(message.arrangement)
    except NoSuchArrangement as unknown:
        raise not_agreed(unknown.says, message.arrangement) from unknown
    check_agreed(opened, known, own=settings.administration, at=at)
    return known


def _apply(uow: UnitOfWork, message: Message, known: Arrangement) -> None:
    rows = [_row(message.sender, each, minimised(each, known)) for each in message.operators]
    if message.kind is Kind.WITHDRAW:
        store.forget(uow, message.sender, [each.number for each in message.operators])
    elif message.kind is Kind.RECONCILIATION:
        _apply_part(uow, message, known, rows)
        return
    else:
        store.put_operators(uow, rows)
    for each in message.operators:
        status = "withdrawn" if message.kind is Kind.WITHDRAW else each.status.value
        uow.record(PartnerOperatorChanged(administration=message.sender, number=each.number, status=status))


def _apply_part(uow: UnitOfWork, message: Message, known: Arrangement, rows: Sequence[store.Row]) -> None:
    """Make the list of a span just what the partner says; after the last part compare the whole."""
    gone = store.forget_others(uow, message.sender, message.span, [each.number for each in message.operators])
    righted = gone + store.put_operators(uow, rows)
    total = store.count_righted(uow, known.code, righted, begin=message.span[0] == "")
    if message.whole is not None:
        ours = store.digests(uow, message.sender)
        agrees = (len(ours), _of_all(ours)) == message.whole
        store.change_link(uow, known.code, reconciled_at=uow.at, differences=total, agrees=agrees)


def _answered(uow: UnitOfWork, opened: Opened) -> Received:
    digest, outcome, reason = opened.message.answers or ("", "", "")
    if not store.answer(uow, opened.message.arrangement, digest, outcome=outcome, reason=reason, at=uow.at):
        raise MessageRefused(
            Fault.REPLAYED, sentence("No message waits for this receipt."), mend=_ASK, seen=digest[:16]
        )
    return Received(None, arrangement=opened.message.arrangement)


def _receipt(uow: UnitOfWork, opened: Opened, keys: Keys, outcome: str, reason: str) -> bytes:
    message = opened.message
    receipt = Message(
        arrangement=message.arrangement,
        sender=message.recipient,
        recipient=message.sender,
        sequence=0,
        sent_at=uow.at,
        kind=Kind.ACKNOWLEDGEMENT,
        answers=(opened.digest, outcome, reason),
    )
    return seal(receipt, arrangement_of(message.arrangement), keys)


def queue(
    uow: UnitOfWork,
    known: Arrangement,
    kind: Kind,
    operators: tuple[Operator, ...],
    keys: Keys,
    *,
    span: tuple[str, str | None] = ("", None),
    whole: tuple[int, str] | None = None,
) -> None:
    """Seal a message and keep it to be sent next under its arrangement."""
    sequence = store.link(uow, known.code).sent + 1
    message = Message(
        arrangement=known.code,
        sender=keys.own,
        recipient=known.partner_of(keys.own),
        sequence=sequence,
        sent_at=uow.at,
        kind=kind,
        operators=operators,
        span=span,
        whole=whole,
    )
    sealed = seal(message, known, keys)
    row: dict[str, Any] = {"arrangement": known.code, "sequence": sequence, "kind": kind.value, "made_at": uow.at}
    row["about"] = operators[0].number if len(operators) == 1 else ""
    store.insert_message(uow, {**row, "digest": digest_of(sealed), "sealed": sealed})
    store.change_link(uow, known.code, sent=sequence)


def _quarantined(uow: UnitOfWork, sealed: bytes, refused: MessageRefused, arrangement: str) -> Received:
    row = {"digest": digest_of(sealed), "fault": refused.fault.value, "at": uow.at, "says": str(refused.says)[:300]}
    store.quarantine(uow, {**row, "arrangement": arrangement, "head": sealed[: store.HEAD]})
    return Received(refused.fault, str(refused.says), None, arrangement)


def kind_of(before: Operator | None, now: Operator) -> Kind:
    """Give the kind of message that tells how an operator stands now."""
    if now.status is Status.SUSPENDED:
        return Kind.SUSPEND
    if now.status is Status.REVOKED:
        return Kind.REVOKE
    return Kind.ADD if before is None else Kind.CHANGE


def _whole(each: Operator) -> dict[str, Any]:
    said = {name: getattr(each, name) for name in told(each)}
    return {
        name: value.isoformat() if isinstance(value, date) else list(value) if isinstance(value, tuple) else value
        for name, value in said.items()
    }


def _row(administration: str, each: Operator, said: dict[str, Any]) -> store.Row:
    return store.row_of(administration, each, said, _digest(said))


def _digest(said: dict[str, Any]) -> str:
    return hashlib.sha256(msgspec.json.encode(said, order="sorted")).hexdigest()


def _of_all(digests: Iterable[str]) -> str:
    found = hashlib.sha256()
    for each in digests:
        found.update(each.encode())
    return found.hexdigest()
