"""Apply: drafts, lodging, amending, withdrawing, copies and renewals."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.day import day_of
from smartcustoms.kernel.errors import Conflict
from smartcustoms.kernel.words.model import sentence
from smartcustoms.trade.documents import queries, store
from smartcustoms.trade.documents.actions.loading import (
    keep_new,
    loaded,
    new_number,
    search_words,
    step,
    type_today,
    unchanged,
    written,
)
from smartcustoms.trade.documents.checking import checked, too_large
from smartcustoms.trade.documents.events import DocumentLodged, DocumentWithdrawn
from smartcustoms.trade.documents.model import OPEN, Document, DocumentType, KeyUsed, NotNow, Relation, State

LONGEST_KEY: Final = 200


@dataclass(frozen=True, slots=True)
class Lodged:
    """What a lodging gave: the number, where it stands, and whether the same was lodged before under this key."""

    number: str
    state: State
    repeated: bool = False


def begin(
    uow: UnitOfWork, code: str, content: Mapping[str, Any] | None = None, *, reference: str = "", key: str = ""
) -> str:
    """Begin a draft of a type; give its number. The first application for a type subscribes the organisation to it.

    The same key again, such as of a form that was sent twice, gives the draft that is there.

    Raises:
        NoSuchType: there is none, or it is not in force. AppliedElsewhere: it has pages of its own.
        NotFilledIn: the content is larger than a form can be.
    """
    kind, number = _applied_here(type_today(uow, code)), new_number(uow)
    too_large(content or {})
    if key and (held := store.written.claim_key(uow, key[:LONGEST_KEY], "draft", number)) != ("draft", number):
        return held[1]
    keep_new(uow, number, kind, content or {}, reference=reference)
    store.written.put_subscription(uow, kind.code)
    return number


class AppliedElsewhere(Conflict):
    """This type of document is applied for on pages of its own."""

    code = "applied_elsewhere"


def _applied_here(kind: DocumentType) -> DocumentType:
    if kind.applied_at:
        raise AppliedElsewhere(
            sentence("{code} is applied for on pages of its own.", code=kind.code),
            mend=sentence("Open {address}, or its own part of the API.", address=kind.applied_at),
            field="type",
            seen=kind.code,
        )
    return kind


def save(uow: UnitOfWork, number: str, content: Mapping[str, Any], *, version: int, reference: str = "") -> int:
    """Keep what is written of a draft so far, in order or not; give the new version.

    Raises:
        NoSuchDocument, NotNow: there is no such draft of the actor's.
        Conflict: somebody changed it since.
    """
    found = loaded(uow, number, State.DRAFT)
    unchanged(found, version)
    too_large(content)
    _rewrite(uow, found, queries.type_of(uow, found), content, reference=reference[:60])
    uow.note("document.saved", number, version=found.version + 1)
    return found.version + 1


def lodge(uow: UnitOfWork, number: str) -> Lodged:
    """Lodge a draft: checked whole, then somebody decides.

    Raises:
        NoSuchDocument, NotNow: there is no such draft of the actor's.
        NotFilledIn: the form or the files have faults; each is named.
    """
    found = loaded(uow, number, State.DRAFT)
    kind = type_today(uow, found.type)
    checked(kind, found.content, [each.code for each in store.asked.attachments(uow, number)])
    _lodged(uow, number, found.organisation, kind, found.version)
    return Lodged(number, State.LODGED)


def lodge_new(
    uow: UnitOfWork, code: str, content: Mapping[str, Any], *, original: bytes, key: str = "", reference: str = ""
) -> Lodged:
    """Lodge an application at once, as a program does.

    Args:
        uow: the transaction; it holds the application, or nothing.
        code: the type.
        content: what the form asks.
        original: what was sent, byte for byte.
        key: the sender's idempotency key: the same key with the same bytes gives the same number.
        reference: the sender's own reference.

    Raises:
        NoSuchType: there is none, or it is not in force. AppliedElsewhere: it has pages of its own.
        NotFilledIn: the form has faults; each is named. Nothing is kept, the key stays free.
        KeyUsed: the key was used for other bytes; what was lodged with it stays as it is.
    """
    number = new_number(uow)
    if key and (earlier := _claimed(uow, key[:LONGEST_KEY], hashlib.sha256(original).hexdigest(), number)) is not None:
        return earlier
    kind = _applied_here(type_today(uow, code))
    checked(kind, content, None)
    keep_new(uow, number, kind, content, reference=reference)
    store.written.put_subscription(uow, kind.code)
    _lodged(uow, number, uow.by.organisation, kind, 1)
    return Lodged(number, State.LODGED)


def amend(uow: UnitOfWork, number: str, content: Mapping[str, Any], *, version: int, because: str) -> str:
    """Amend an application. Before the decision it is lodged again in a new version; after issue a new application replaces it
    once that is issued. Gives the number that goes on.

    Raises:
        NoSuchDocument, NotNow: it can no longer be amended.
        Conflict: somebody changed it since.
        NotFilledIn: the form has faults; each is named.
    """
    found = loaded(uow, number, *OPEN, State.ISSUED)
    unchanged(found, version)
    kind = type_today(uow, found.type)
    checked(kind, content, None)  # files may be attached while it is decided
    if found.state is State.ISSUED:
        return _follows(uow, found, content, Relation.AMENDS, because)
    store.written.add_version(
        uow,
        {
            "number": number,
            "version": found.version,
            "organisation": found.organisation,
            "content": dict(found.content),
            "because": because[:500],
        },
    )
    _rewrite(uow, found, kind, content, reference=found.reference, type_version=kind.version)
    step(uow, number, found.organisation, "amended", waits_for=kind.agency, note=because)
    _lodged(uow, number, found.organisation, kind, found.version + 1, replaces=found.review or "")
    return number


def withdraw(uow: UnitOfWork, number: str, *, because: str) -> None:
    """Withdraw a draft or an application that is not decided yet.

    Raises:
        NoSuchDocument, NotNow: it is decided, or not there.
    """
    found = loaded(uow, number, State.DRAFT, *OPEN)
    store.written.change(uow, number, {"state": State.WITHDRAWN.value, "waits_for": "", "waits_since": None})
    step(uow, number, found.organisation, "withdrawn", waits_for="", note=because)
    uow.record(
        DocumentWithdrawn(
            number=number, organisation=found.organisation, review=found.review or "", because=because[:500]
        )
    )


def copy(uow: UnitOfWork, number: str) -> str:
    """Begin a draft with what an earlier application says; give its number.

    Raises:
        NoSuchDocument: there is no such application.
        NoSuchType: its type is no longer in force.
    """
    found = loaded(uow, number)
    made = begin(uow, found.type, found.content, reference=found.reference)
    store.written.add_link(uow, made, Relation.COPIED_FROM.value, number, found.organisation)
    return made


def renew(uow: UnitOfWork, number: str) -> str:
    """Begin a draft that renews an issued document; give its number. What is left unused is not carried over.

    Raises:
        NoSuchDocument: there is no such document.
        NotNow: it is not issued, has no end, or its time to renew has not come.
    """
    found = loaded(uow, number, State.ISSUED, State.EXPIRED)
    kind, today = queries.type_of(uow, found), day_of(uow.at)
    if found.valid_until is None:
        raise NotNow(sentence("This document has no end."), mend=sentence("It need not be renewed."), seen=number)
    begins = found.valid_until - timedelta(days=kind.limits.renew_before_days)
    if today < begins:
        raise NotNow(
            sentence("It is too early to renew this document."),
            mend=sentence("Renew it from {day} on.", day=begins),
            seen=number,
        )
    made = begin(uow, found.type, found.content, reference=found.reference)
    store.written.add_link(uow, made, Relation.RENEWS.value, number, found.organisation)
    return made


def _follows(uow: UnitOfWork, found: Document, content: Mapping[str, Any], relation: Relation, because: str) -> str:
    made = begin(uow, found.type, content, reference=found.reference)
    store.written.add_link(uow, made, relation.value, found.number, found.organisation)
    for each in store.asked.attachments(uow, found.number):
        store.written.add_attachment(uow, made, found.organisation, queries.same_file(each, at=uow.at))
    step(uow, found.number, found.organisation, "amended", waits_for="", note=because or made)
    _lodged(uow, made, found.organisation, type_today(uow, found.type), 1)
    return made


def _lodged(
    uow: UnitOfWork, number: str, organisation: str, kind: DocumentType, version: int, *, replaces: str = ""
) -> None:
    first = min(kind.route, key=lambda each: (each.order, not each.lead))
    changes = {
        "state": State.LODGED.value,
        "type_version": kind.version,
        "lodged_at": uow.at,
        "waits_for": first.agency,
        "waits_since": uow.at,
        "review": None,
        "fee": kind.fee.amount,
        "currency": kind.fee.currency,
    }
    store.written.change(uow, number, changes)
    step(uow, number, organisation, "lodged", waits_for=first.agency)
    uow.record(
        DocumentLodged(
            number=number,
            organisation=organisation,
            type=kind.code,
            edition=version,
            fee=str(kind.fee.amount),
            currency=kind.fee.currency,
            replaces=replaces,
        )
    )


def _rewrite(uow: UnitOfWork, found: Document, kind: DocumentType, content: Mapping[str, Any], **more: Any) -> None:
    row = {**written(kind, content), "version": found.version + 1, **more}
    store.written.change(uow, found.number, row)
    store.written.put_words(uow, found.number, found.organisation, search_words(found.number, kind, row))


def _claimed(uow: UnitOfWork, key: str, digest: str, number: str) -> Lodged | None:
    held_digest, held = store.written.claim_key(uow, key, digest, number)
    if held == number:
        return None
    if held_digest != digest:
        raise KeyUsed(
            sentence("The idempotency key {key} was used for another application.", key=key),
            mend=sentence("Use a new key for a new application; to change one, amend it."),
            field="Idempotency-Key",
            seen=key,
        )
    earlier = store.asked.one(uow, held)
    return Lodged(held, earlier.state if earlier else State.LODGED, repeated=True)
