"""Tell people, let them choose how, and carry copies out."""

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from smartcustoms.kernel.actor import Kind
from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.errors import Refused
from smartcustoms.kernel.identifiers import new_id
from smartcustoms.kernel.notify import queries, store
from smartcustoms.kernel.notify.mail_gateway import MailGateway, mail_gateway
from smartcustoms.kernel.notify.model import Channel, Copy, Message, Preference, Sending, Subscription
from smartcustoms.kernel.notify.push_gateway import PushGateway, is_push_service, push_gateway
from smartcustoms.kernel.notify.sms_gateway import SmsGateway, sms_gateway
from smartcustoms.kernel.settings import Settings
from smartcustoms.kernel.words.model import Sentence, sentence
from smartcustoms.kernel.words.say import say

TRIES: Final = 8
"""Tries of one copy over about four hours; then it is given up and stands on the outbox page."""


class NotReachable(Refused):
    """An address, number or browser cannot be told."""

    code = "not_reachable"


@dataclass(frozen=True, slots=True)
class Gateways:
    """The ways out; None: not configured, copies are kept on the outbox page."""

    mail: MailGateway | None
    sms: SmsGateway | None
    push: PushGateway | None


def gateways(settings: Settings) -> Gateways:
    """Give the gateways that the settings name."""
    return Gateways(mail_gateway(settings), sms_gateway(settings), push_gateway(settings))


def tell(uow: UnitOfWork, whom: str, says: Sentence, *, about: str, link: str = "", organisation: str = "") -> UUID:
    """Tell somebody something, if and only if this transaction commits.

    Args:
        uow: the caller's transaction.
        whom: number of an organisation (all its people), of a user, or `role:CODE` (customs' people of a role).
        says: what, kept as a sentence and said in each reader's language.
        about: number of the thing it is about.
        link: where the reader can see more, a path of ours.
        organisation: whose message it is, when `whom` is a user of a trader; empty: found from `whom`.
    """
    owner = organisation or _owner(uow, whom)
    message = Message(new_id(uow.at), whom, says, about, link, uow.at)
    store.add_message(uow, message, owner)
    rows: list[dict[str, Any]] = []
    for wish in store.preferences(uow, whom):
        for channel, address in ((Channel.MAIL, wish.mail), (Channel.SMS, wish.phone)):
            if address:
                rows.append(_row(uow, message, wish.organisation, wish.user, channel, address, wish.language))
    languages = {wish.user: wish.language for wish in store.preferences(uow, whom)}
    for digest, user, _ in store.subscriptions(uow, whom):
        rows.append(_row(uow, message, owner, user, Channel.PUSH, digest, languages.get(user, "en")))
    store.add_copies(uow, rows)
    return message.id


def tell_address(uow: UnitOfWork, address: str, says: Sentence, *, about: str, language: str = "en") -> UUID:
    """Tell somebody who has no account (yet) by mail, if and only if this transaction commits.

    It stands in the name of the actor's organisation; in the office's when customs, the platform or nobody signed in acts.
    """
    owner = uow.by.organisation if uow.by.kind in {Kind.TRADER, Kind.AGENCY} else "customs"
    message = Message(new_id(uow.at), address, says, about, "", uow.at)
    store.add_message(uow, message, owner)
    store.add_copies(uow, [_row(uow, message, owner, address, Channel.MAIL, address, language)])
    return message.id


def _owner(uow: UnitOfWork, whom: str) -> str:
    if whom.startswith("role:"):
        return "customs"
    if whom == uow.by.user:
        return uow.by.organisation
    known = [wish.organisation for wish in store.preferences(uow, whom) if wish.user == whom]
    return known[0] if known else whom


def _row(
    uow: UnitOfWork, message: Message, owner: str, user: str, channel: Channel, address: str, language: str
) -> dict[str, Any]:
    return {
        "id": new_id(uow.at),
        "message": message.id,
        "organisation": owner,
        "user": user,
        "channel": channel.value,
        "address": address,
        "language": language,
        "state": Sending.WAITING.value,
        "tries": 0,
        "due_at": uow.at,
        "error": "",
    }


def mark_read(uow: UnitOfWork, message: UUID | None = None) -> None:
    """Note that the actor has read a message of his, or all (None)."""
    store.mark_read(uow, queries.names_of(uow.by), message, uow.at)


def prefer(uow: UnitOfWork, *, mail: str, phone: str) -> None:
    """Choose the mail address and phone number that copies go to; empty: none.

    Raises:
        NotReachable: the address or the number cannot be one.
    """
    mail, phone = mail.strip(), re.sub(r"[\s()-]", "", phone)
    if mail and not re.fullmatch(r"[^@\s<>,;]{1,64}@[^@\s<>,;]{1,190}", mail):
        raise NotReachable(
            sentence("{mail} is not a mail address.", mail=mail[:80]), mend=sentence("Write it as name@example.org."),
            field="mail", seen=mail[:80],
        )  # fmt: skip
    if phone and not re.fullmatch(r"\+?[0-9]{6,15}", phone):
        raise NotReachable(
            sentence("{phone} is not a phone number.", phone=phone[:40]), mend=sentence("Write digits, such as +852 1234 5678."),
            field="phone", seen=phone[:40],
        )  # fmt: skip
    by = uow.by
    store.keep_preference(uow, Preference(by.user, by.organisation, by.language, mail, phone))
    uow.note("notify.preferred", by.user, mail=bool(mail), phone=bool(phone))


def subscribe(uow: UnitOfWork, new: Subscription) -> None:
    """Let a browser of the actor's be told by web push.

    Raises:
        NotReachable: the endpoint is at no push service that browsers use.
    """
    if not is_push_service(new.endpoint):
        raise NotReachable(
            sentence("This browser's push service is not known here."),
            mend=sentence("Choose mail instead, or ask the operator."),
            field="endpoint", seen=new.endpoint[:80],
        )  # fmt: skip
    store.keep_subscription(uow, new)
    uow.note("notify.subscribed", uow.by.user)


def send_due(uow: UnitOfWork, through: Gateways, *, limit: int = 20, origin: str = "") -> int:
    """Carry out copies that are due; give how many were tried. A failed one waits longer each time, alone."""
    taken = store.due(uow, limit=limit)
    for each in taken:
        try:
            state = _send(uow, each, through, origin)
            store.change_copy(uow, each.id, state=state.value, tries=each.tries + 1, error="")
        except Exception as fault:  # noqa: BLE001 - whatever a gateway does, the other copies go on
            _put_off(uow, each, fault)
    return len(taken)


def _send(uow: UnitOfWork, copy: Copy, through: Gateways, origin: str) -> Sending:
    text, link = say(copy.message.says, copy.language), copy.message.link and origin + copy.message.link
    long = f"{text}\n\n{link}".strip()
    match copy.channel:
        case Channel.MAIL if through.mail is not None:
            through.mail.send(to=copy.address, subject=text[:150].replace("\n", " "), text=long, id=str(copy.id))
        case Channel.SMS if through.sms is not None:
            through.sms.send(to=copy.address, text=long, id=str(copy.id))
        case Channel.PUSH if through.push is not None:
            browser = store.subscription(uow, copy.address)
            if browser is None:
                return Sending.GIVEN_UP
            through.push.send(to=browser, title="Smart Customs", text=text, link=copy.message.link)
        case _:
            return Sending.KEPT
    return Sending.SENT


def _put_off(uow: UnitOfWork, copy: Copy, fault: Exception) -> None:
    tries = copy.tries + 1
    if getattr(getattr(fault, "response", None), "status_code", None) in {404, 410} and copy.channel is Channel.PUSH:
        store.forget_subscription(uow, copy.address)  # the browser took it back
        tries = TRIES
    state = Sending.GIVEN_UP if tries >= TRIES else Sending.WAITING
    error = f"{type(fault).__name__}: {fault}"[:500]
    store.change_copy(
        uow, copy.id, state=state.value, tries=tries, error=error, due_at=uow.at + timedelta(minutes=2**tries)
    )
