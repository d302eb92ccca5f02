"""Change what was lodged: amend and withdraw by the trader, release, detain and move to a lane by customs."""

import hashlib
from dataclasses import replace

from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.day import day_of
from smartcustoms.kernel.words.model import Sentence, sentence
from smartcustoms.trade.declarations import queries, store
from smartcustoms.trade.declarations.actions.assessing import assessed, status_after
from smartcustoms.trade.declarations.actions.licensing import covered, write_off
from smartcustoms.trade.declarations.actions.linking import linked
from smartcustoms.trade.declarations.actions.pricing import unusual
from smartcustoms.trade.declarations.checking import checked
from smartcustoms.trade.declarations.events import (
    DeclarationAmended,
    DeclarationDetained,
    DeclarationReleased,
    DeclarationWithdrawn,
)
from smartcustoms.trade.declarations.model import (
    MAY_BECOME,
    ChangedSince,
    Declaration,
    Drafted,
    Lodged,
    NotInThatState,
    Status,
    is_pre_lodged,
)
from smartcustoms.trade.risk.model import Lane

_AMENDABLE = frozenset({Status.LODGED, Status.ACCEPTED, Status.RELEASED})


def amend(uow: UnitOfWork, number: str, draft: Drafted, *, version: int, because: str, original: bytes) -> Lodged:
    """Put a new version in the place of a declaration; the old one is kept. It is checked and assessed anew.

    Goods that were released stay so; the event carries the new lane for whoever must act on it. Under control nothing can
    be amended (Revised Kyoto Convention, General Annex, standard 3.27).

    Args:
        uow: the transaction.
        number: the declaration's number.
        draft: the whole declaration as it should be.
        version: the version that was read; another one there by now refuses.
        because: why, in the trader's words.
        original: what was sent.

    Raises:
        NoSuchDeclaration, NotInThatState, ChangedSince, NotAccepted.
    """
    old = queries.held(uow, number)
    if old.status not in _AMENDABLE:
        raise _wrong_state(old, sentence("amended"))
    if old.version != version:
        raise ChangedSince(
            sentence("{number} is in version {now} by now.", number=number, now=old.version),
            mend=sentence("Open it again and make your change there."),
            field="version",
            seen=str(version),
        )
    found = checked(draft, on=day_of(uow.at))
    linked(uow, found, organisation=old.organisation)
    taken = covered(uow, found, instead_of=number)
    said = assessed(uow, number, found, lodger=old.organisation)
    found = replace(found, told=(*found.told, *unusual(uow, found)))
    if is_pre_lodged(found.header.type) is not is_pre_lodged(old.header.type):
        raise _wrong_state(old, sentence("made one lodged before or after its goods arrived"))
    stays = old.status is Status.RELEASED or old.awaits_goods
    status = old.status if stays else status_after(said.lane)
    digest = hashlib.sha256(original).hexdigest()
    store.add_version(uow, old, queries.body_kept(old), because)
    store.replace_items(uow, old, found)
    store.keep_original(uow, digest, original)
    changed = {**queries.columns_kept(found), "version": version + 1, "original": digest, "status": status.value}
    store.change(uow, number, old.lodged_on, **changed, lane=said.lane.value)
    store.add_step(uow, old, "amended", version=version + 1, because=because)
    write_off(uow, taken, number)
    uow.record(
        DeclarationAmended(
            number=number, organisation=old.organisation, becomes=version + 1, lane=said.lane.value, because=because
        )
    )
    uow.note("declaration.amended", number, version=version + 1, original=digest)
    return Lodged(number, version + 1, uow.at, status, said.lane, digest, found.told, said.told)


def withdraw(uow: UnitOfWork, number: str, *, because: str) -> None:
    """Withdraw a declaration whose goods are not under control.

    Raises:
        NoSuchDeclaration, NotInThatState.
    """
    old = _becomes(uow, number, Status.WITHDRAWN, because)
    uow.record(DeclarationWithdrawn(number=number, organisation=old.organisation, because=because))


def release(uow: UnitOfWork, number: str, *, because: str) -> None:
    """Release the goods of a declaration.

    Raises:
        NoSuchDeclaration, NotInThatState.
    """
    old = _becomes(uow, number, Status.RELEASED, because)
    uow.record(DeclarationReleased(number=number, organisation=old.organisation, because=because))


def detain(uow: UnitOfWork, number: str, *, because: str) -> None:
    """Detain the goods of a declaration.

    Raises:
        NoSuchDeclaration, NotInThatState.
    """
    old = _becomes(uow, number, Status.DETAINED, because)
    uow.record(DeclarationDetained(number=number, organisation=old.organisation, because=because))


def move_to_lane(uow: UnitOfWork, number: str, lane: Lane, *, because: str) -> None:
    """Note the lane that the risk engine, or an officer over it, gave a declaration after it was lodged.

    A severer lane puts goods under control that are not released; a milder one releases what waits.

    Raises:
        NoSuchDeclaration.
    """
    old = queries.held(uow, number)
    after = status_after(lane)
    status = after if after in MAY_BECOME[old.status] and not old.awaits_goods else old.status
    store.change(uow, number, old.lodged_on, lane=lane.value, status=status.value)
    store.add_step(uow, old, "moved_to_lane", version=old.version, because=because)
    uow.note("declaration.moved_to_lane", number, lane=lane.value, because=because)
    if status is Status.RELEASED and old.status is not Status.RELEASED:
        uow.record(DeclarationReleased(number=number, organisation=old.organisation, because=because))


def _becomes(uow: UnitOfWork, number: str, status: Status, because: str) -> Declaration:
    old = queries.held(uow, number)
    if status not in MAY_BECOME[old.status] or (status is not Status.WITHDRAWN and old.awaits_goods):
        raise _wrong_state(old, queries.status_name(status))
    store.change(uow, number, old.lodged_on, status=status.value)
    store.add_step(uow, old, status.value, version=old.version, because=because)
    uow.note(f"declaration.{status.value}", number, because=because)
    return old


def _wrong_state(old: Declaration, wanted: Sentence) -> NotInThatState:
    return NotInThatState(
        sentence(
            "{number} is {status} and cannot be {wanted}.",
            number=old.number,
            status=queries.status_name(old.status),
            wanted=wanted,
        ),
        mend=sentence("Ask the customs office of the declaration."),
        field="status",
        seen=old.status.value,
    )
