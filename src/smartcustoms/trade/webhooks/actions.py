"""Keep webhooks, queue what they are to be told, and post it."""

import json
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from itertools import groupby
from typing import Any, Final
from uuid import UUID

from smartcustoms.kernel import clock
from smartcustoms.kernel.actor import PLATFORM
from smartcustoms.kernel.database.unit import Database, UnitOfWork
from smartcustoms.kernel.identifiers import new_id, numbered
from smartcustoms.kernel.notify.actions import tell
from smartcustoms.kernel.people.queries import require
from smartcustoms.kernel.settings import Settings
from smartcustoms.kernel.words.model import sentence
from smartcustoms.trade.declarations import queries as declarations
from smartcustoms.trade.webhooks import queries, store
from smartcustoms.trade.webhooks.addresses import target
from smartcustoms.trade.webhooks.model import (
    MANAGE,
    MOST,
    PREFIX,
    TEST,
    TRIES,
    Delivery,
    DeliveryWaits,
    Form,
    Hindrance,
    NoSuchDelivery,
    Standing,
    Webhook,
    WebhookEnded,
    WebhookUnfit,
)
from smartcustoms.trade.webhooks.post_gateway import NotDelivered, PostGateway
from smartcustoms.trade.webhooks.signing import signature

LEASE: Final = timedelta(minutes=5)
OVERLAP: Final = timedelta(hours=24)
"""How long after a rotation both secrets sign."""
_KEPT: Final = timedelta(days=90)
_LONGEST_PAUSE: Final = 256  # minutes
_AT_ONCE, _THREADS = 200, 8
_TELL_AGAIN: Final = timedelta(days=1)


def add(uow: UnitOfWork, *, address: str, form: str, kinds: Iterable[str], private: bool = False) -> Webhook:
    """Add a webhook of the actor's organisation; its secret is `queries.secret_of(settings, webhook)`.

    Args:
        uow: the transaction.
        address: where notices are posted.
        form: `xml` or `json`.
        kinds: the states of a life that are told; none: all.
        private: the operator lets notices go to private addresses.

    Raises:
        AddressUnfit, WebhookUnfit.
    """
    target(address, private=private)
    there = store.webhooks(uow, uow.by.organisation)
    if len(there) >= MOST:
        raise WebhookUnfit(
            sentence("Your organisation has {most} webhooks already.", most=MOST),
            mend=sentence("End one that is not used any more."),
        )
    made = Webhook(
        number=numbered(PREFIX, uow.at.year, new_id(uow.at).int % 10**9), organisation=uow.by.organisation,
        address=address.strip(), form=_form(form), kinds=_kinds(kinds), generation=1, made_at=uow.at,
    )  # fmt: skip
    store.add(uow, made)
    uow.note("webhook.added", made.number, address=made.address)
    return made


def change(
    uow: UnitOfWork, number: str, *, address: str, form: str, kinds: Iterable[str], private: bool = False
) -> None:
    """Change where notices go, how they are written and which.

    Raises:
        NoSuchWebhook, AddressUnfit, WebhookUnfit.
    """
    old = _own(uow, number)
    target(address, private=private)
    new = {"address": address.strip(), "form": _form(form).value, "kinds": list(_kinds(kinds))}
    store.change(uow, old.number, **new)
    uow.note("webhook.changed", old.number, **new)


def pause(uow: UnitOfWork, number: str, *, paused: bool) -> None:
    """Keep back what is due until it is resumed, or resume; nothing is lost meanwhile.

    Raises:
        NoSuchWebhook.
    """
    old = _own(uow, number)
    if old.paused is not paused:
        store.change(uow, number, paused=paused)
        uow.note("webhook.paused" if paused else "webhook.resumed", number)


def rotate(uow: UnitOfWork, number: str) -> Webhook:
    """Give a webhook a new secret; for a day the old one signs too.

    Raises:
        NoSuchWebhook.
    """
    old = _own(uow, number)
    store.change(uow, number, generation=old.generation + 1, rotated_at=uow.at)
    uow.note("webhook.rotated", number, generation=old.generation + 1)
    return queries.webhook(uow, number)


def end(uow: UnitOfWork, number: str) -> None:
    """End a webhook: nothing is posted to it any more.

    Raises:
        NoSuchWebhook, WebhookEnded.
    """
    store.change(uow, _own(uow, number).number, ended_at=uow.at)
    uow.note("webhook.ended", number)


def test(uow: UnitOfWork, number: str) -> UUID:
    """Queue a notice that says that it is a test; give its delivery.

    Raises:
        NoSuchWebhook.
    """
    hook = _own(uow, number)
    made = new_id(uow.at)
    said = {"kind": TEST, "delivery": str(made), "at": uow.at.isoformat(), "webhook": number}
    xml = f'<?xml version="1.0" encoding="UTF-8"?>\n<Test delivery="{made}" webhook="{number}"/>\n'.encode()
    body = xml if hook.form is Form.XML else json.dumps(said).encode()
    store.add_deliveries(uow, [_row(uow, hook, made, declaration="", kind=TEST, mark=str(made), body=body)])
    uow.note("webhook.tested", number, delivery=str(made))
    return made


def send_again(uow: UnitOfWork, number: str, delivery: str) -> None:
    """Let a delivery that is dead, or arrived, be posted once more, with the same id.

    Raises:
        NoSuchWebhook, NoSuchDelivery, DeliveryWaits.
    """
    hook = _own(uow, number)
    try:
        found = store.delivery(uow, UUID(delivery))
    except ValueError:
        found = None
    if found is None or found.webhook != hook.number:
        raise NoSuchDelivery(
            sentence("There is no such delivery."), mend=sentence("Look in the list of deliveries."), seen=delivery[:40]
        )
    if found.standing is Standing.WAITING:
        raise DeliveryWaits(
            sentence("This delivery waits already."), mend=sentence("It is tried again by itself."), seen=delivery[:40]
        )
    store.send_again(uow, found.id)
    uow.note("webhook.sent_again", number, delivery=str(found.id))


def queue(uow: UnitOfWork, organisation: str, numbers: Sequence[str]) -> None:
    """Queue what was told of declarations and is not queued yet, for each webhook of their organisation that wants it."""
    hooks = store.webhooks(uow, organisation)
    if hooks:
        for number in numbers:
            store.add_deliveries(uow, list(_rows(uow, hooks, number)))


def _rows(uow: UnitOfWork, hooks: Sequence[Webhook], number: str) -> Iterable[dict[str, Any]]:
    own = declarations.declaration(uow, number).header.reference
    for told in declarations.notifications(uow, number):
        for hook in hooks:
            if told.at < hook.made_at or (hook.kinds and told.state.value not in hook.kinds):
                continue
            made, mark = new_id(uow.at), f"{number}:{told.version}:{told.state.value}:{told.at.isoformat()}"
            if hook.form is Form.XML:
                body = declarations.notification_xml(told, number, own)
            else:
                body = json.dumps(_said(made, told, number, own), ensure_ascii=False, separators=(",", ":")).encode()
            yield _row(uow, hook, made, declaration=number, kind=told.state.value, mark=mark, body=body)


def _said(delivery: UUID, told: Any, number: str, own: str | None) -> dict[str, Any]:
    return {
        "kind": told.state.value,
        "delivery": str(delivery),
        "at": told.at.isoformat(),
        "declaration": number,
        "version": told.version,
        "function": told.function,
        "because": told.because,
        "message": declarations.notification_json(told, number, own),
    }


def _row(
    uow: UnitOfWork, hook: Webhook, made: UUID, *, declaration: str, kind: str, mark: str, body: bytes
) -> dict[str, Any]:
    return {
        "id": made, "webhook": hook.number, "organisation": hook.organisation, "declaration": declaration, "kind": kind,
        "mark": mark, "made_at": uow.at, "due_at": uow.at, "standing": Standing.WAITING.value, "body": body,
    }  # fmt: skip


def send_due(database: Database, settings: Settings, through: PostGateway) -> dict[str, int]:
    """Post what is due; give how many arrived, wait and are dead.

    The notices of one webhook go one after the other in their order, those of several beside each other. Where a system is down the rest
    of its notices count a try without being posted, so one that is down costs one wait. No transaction is open while a stranger answers.
    """
    with database.unit(by=PLATFORM, at=clock.now()) as uow:
        taken = store.claim(uow, limit=_AT_ONCE, lease=LEASE)
    by_hook = sorted(taken, key=lambda each: (each[1].number, each[0].id))
    groups = [list(each) for _, each in groupby(by_hook, key=lambda each: each[1].number)]
    done = {each.value: 0 for each in Standing}
    with ThreadPoolExecutor(_THREADS, thread_name_prefix="webhooks") as threads:
        for part in threads.map(lambda group: _send(database, settings, through, group), groups):
            for standing in part:
                done[standing.value] += 1
    return done


def _send(
    database: Database, settings: Settings, through: PostGateway, group: Sequence[tuple[Delivery, Webhook, bytes]]
) -> list[Standing]:
    done: list[Standing] = []
    for place, (each, hook, body) in enumerate(group):
        now = clock.now()
        heads = _heads(settings, each, hook, body, int(now.timestamp()))
        try:
            through.post(hook.address, body, heads)
        except NotDelivered as fault:
            rest = [each for each, _, _ in (group[place:] if fault.is_down else group[place : place + 1])]
            done += _put_off(database, hook, rest, fault.hindrance, fault.seen)
            if fault.is_down:
                break
        else:
            with database.unit(by=PLATFORM, at=clock.now()) as uow:
                arrived = {"standing": Standing.DELIVERED.value, "delivered_at": uow.at, "hindrance": "", "seen": ""}
                store.settle(uow, [each.id], **arrived)
            done.append(Standing.DELIVERED)
    return done


def _heads(settings: Settings, delivery: Delivery, hook: Webhook, body: bytes, time: int) -> dict[str, str]:
    secrets = queries.secrets_of(settings, hook, at=time, overlap=OVERLAP)
    return {
        "Content-Type": "application/xml" if hook.form is Form.XML else "application/json",
        "User-Agent": "smartcustoms-webhooks",
        "Smartcustoms-Delivery": str(delivery.id),
        "Smartcustoms-Kind": delivery.kind,
        "Smartcustoms-Try": str(delivery.tries),
        "Smartcustoms-Signature": signature(secrets, time=time, delivery=str(delivery.id), body=body),
    }


def _put_off(
    database: Database, hook: Webhook, rest: Sequence[Delivery], hindrance: Hindrance, seen: str
) -> list[Standing]:
    done = [Standing.DEAD if each.tries >= TRIES else Standing.WAITING for each in rest]
    with database.unit(by=PLATFORM, at=clock.now()) as uow:
        for each, standing in zip(rest, done, strict=True):
            due = uow.at + timedelta(minutes=min(2 ** (each.tries - 1), _LONGEST_PAUSE))
            store.settle(
                uow, [each.id], standing=standing.value, due_at=due, hindrance=hindrance.value, seen=seen[:200]
            )
        if Standing.DEAD in done:
            _tell_of_dead(uow, hook)
    return done


def _tell_of_dead(uow: UnitOfWork, hook: Webhook) -> None:
    now = store.webhook(uow, hook.number, to_change=True)
    if now is None or (now.told_at is not None and uow.at - now.told_at < _TELL_AGAIN):
        return
    store.change(uow, hook.number, told_at=uow.at)
    says = sentence(
        "Notices to {address} did not arrive after {tries} tries. See the reason and send them again.",
        address=hook.address,
        tries=TRIES,
    )
    tell(uow, hook.organisation, says, about=hook.number, link=f"/webhooks/{hook.number}")


def forget_old(uow: UnitOfWork) -> int:
    """Drop deliveries older than 90 days that wait for nothing; give how many."""
    return store.forget(uow, uow.at - _KEPT)


def _own(uow: UnitOfWork, number: str) -> Webhook:
    found = store.webhook(uow, number, to_change=True)
    if found is None:
        return queries.webhook(uow, number)  # which refuses
    require(uow.by, MANAGE, owner=found.organisation)
    if found.ended_at is not None:
        raise WebhookEnded(
            sentence("This webhook was ended."), mend=sentence("Add a new one."), field="number", seen=number[:40]
        )
    return found


def _form(text: str) -> Form:
    if text not in set(Form):
        raise WebhookUnfit(
            sentence("A notice cannot be written like this."),
            mend=sentence("Write one of: {among}.", among=", ".join(Form)), field="form", seen=text[:40],
        )  # fmt: skip
    return Form(text)


def _kinds(kinds: Iterable[str]) -> tuple[str, ...]:
    known = declarations.state_names()
    found = sorted(set(kinds))
    for each in found:
        if each not in known:
            raise WebhookUnfit(
                sentence("There is no notice of this kind."),
                mend=sentence("Write one of: {among}.", among=", ".join(known)), field="kinds", seen=each[:40],
            )  # fmt: skip
    return tuple(found)
