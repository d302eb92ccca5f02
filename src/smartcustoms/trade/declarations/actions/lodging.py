"""Lodge one declaration: checked, numbered, stored, assessed and answered in one transaction."""

import hashlib
from dataclasses import replace
from typing import Any

from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.day import day_of
from smartcustoms.kernel.identifiers import numbered
from smartcustoms.kernel.words.model import sentence
from smartcustoms.trade.declarations import queries, store
from smartcustoms.trade.declarations.actions.assessing import assessed, status_after
from smartcustoms.trade.declarations.actions.licensing import covered, write_off
from smartcustoms.trade.declarations.actions.linking import linked
from smartcustoms.trade.declarations.actions.pricing import unusual
from smartcustoms.trade.declarations.checking import checked
from smartcustoms.trade.declarations.events import DeclarationLodged
from smartcustoms.trade.declarations.model import (
    PREFIX,
    Channel,
    Checked,
    Drafted,
    KeyUsed,
    Lodged,
    Status,
    is_pre_lodged,
)

LONGEST_KEY = 200


def lodge(uow: UnitOfWork, draft: Drafted, *, through: Channel, original: bytes, key: str = "") -> Lodged:
    """Lodge a declaration for the actor's organisation.

    Args:
        uow: the transaction; it holds the declaration, its assessment and the events, or nothing.
        draft: what was entered.
        through: the channel it came by.
        original: what was sent, byte for byte; kept under its hash.
        key: the sender's idempotency key; the same key with the same bytes gives the same answer again.

    Raises:
        NotAccepted: an entry rule that refuses is broken, or a document does not cover the item that names it; every fault is
            named. Nothing is kept, the key stays free.
        KeyUsed: the key was used for other bytes.
    """
    digest = hashlib.sha256(original).hexdigest()
    serial = None
    if key:
        serial, held, answer = store.claim_key(uow, key, digest)
        if serial is None:
            return _again(held, digest, key, answer)
    found = checked(draft, on=day_of(uow.at))
    linked(uow, found, organisation=uow.by.organisation)
    taken = covered(uow, found)
    number = numbered(PREFIX, uow.at.year, serial if serial is not None else store.serials(uow, 1)[0])
    lodged = _kept(uow, number, found, through, digest)
    write_off(uow, taken, number)
    store.keep_original(uow, digest, original)
    if key:
        store.answer_key(uow, key, queries.answer_kept(lodged))
    return lodged


def _kept(uow: UnitOfWork, number: str, found: Checked, through: Channel, digest: str) -> Lodged:
    said = assessed(uow, number, found, first=True)
    found = replace(found, told=(*found.told, *unusual(uow, found)))
    status = Status.LODGED if is_pre_lodged(found.header.type) else status_after(said.lane)
    row: dict[str, Any] = {
        "number": number,
        "lodged_on": uow.at.date(),
        "lodged_at": uow.at,
        "organisation": uow.by.organisation,
        "lodged_by": uow.by.user,
        "channel": through.value,
        "status": status.value,
        "lane": said.lane.value,
        "version": 1,
        "original": digest,
        "file": None,
    }
    store.add_declaration(uow, row, found)
    uow.record(
        DeclarationLodged(number=number, organisation=uow.by.organisation, items=len(found.items), lane=said.lane.value)
    )
    uow.note("declaration.lodged", number, items=len(found.items), through=through.value, original=digest)
    return Lodged(number, 1, uow.at, status, said.lane, digest, found.told, said.told)


def _again(held: str, digest: str, key: str, answer: Any) -> Lodged:
    if held != digest or answer is None:
        raise KeyUsed(
            sentence("The idempotency key {key} was used for another declaration.", key=key[:LONGEST_KEY]),
            mend=sentence("Use a new key for a new declaration; to change one, amend it."),
            field="Idempotency-Key",
            seen=key[:LONGEST_KEY],
        )
    return queries.answer_again(answer)
