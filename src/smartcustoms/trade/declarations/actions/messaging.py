"""Do what a message of the WCO Data Model asks for: lodge an original, amend, withdraw, or note that goods were presented."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.day import day_of
from smartcustoms.kernel.people.queries import require
from smartcustoms.kernel.settings import read_settings
from smartcustoms.kernel.words.model import sentence
from smartcustoms.trade.declarations import queries, store
from smartcustoms.trade.declarations.actions.advancing import advance
from smartcustoms.trade.declarations.actions.changing import amend, withdraw
from smartcustoms.trade.declarations.actions.lodging import LONGEST_KEY, lodge
from smartcustoms.trade.declarations.life import State
from smartcustoms.trade.declarations.model import (
    LODGE,
    Channel,
    Declaration,
    KeyUsed,
    Lodged,
    NoSuchDeclaration,
    NotByMessage,
)
from smartcustoms.trade.declarations.reading import drafted, entered_again


@dataclass(frozen=True, slots=True)
class Done:
    """What a message led to: which declaration, the lodging's answer, or the notification that tells of the change by its place."""

    kind: str
    number: str
    lodged: Lodged | None = None
    place: int = 0
    kept_only: tuple[str, ...] = ()
    repeated: bool = False


def by_message(uow: UnitOfWork, content: bytes, *, through: Channel, key: str = "") -> Done:
    """Do what a message asks for, in its sender's name.

    A change names its declaration by our number, or by the sender's own reference of it. The same message again changes nothing and
    is answered again: by the key, or else by the message's own reference.

    Raises:
        MessageUnusable, NotAccepted, NotByMessage, NoSuchDeclaration, NotInThatState, KeyUsed, AmendmentUnusable.
    """
    from smartcustoms.trade.declarations.wco.house import entered
    from smartcustoms.trade.declarations.wco.meaning import summary_of
    from smartcustoms.trade.declarations.wco.parsing import MessageUnusable
    from smartcustoms.trade.declarations.wco.reading import Matter, read

    reading = read(content, Matter.DECLARATION, _schemas())
    if not reading.is_accepted:
        raise MessageUnusable(reading.faults)
    said = summary_of(reading)[0]
    if said["kind"] == "original":
        draft = drafted(entered(reading.made or {}, on=day_of(uow.at), is_plain=reading.is_plain))
        made = lodge(uow, draft, through=through, original=content, key=key)
        return Done("original", made.number, made, place=1, repeated=made.repeated)
    if said["kind"] not in ("amendment", "cancellation", "goods_presentation"):
        raise NotByMessage(
            sentence("This kind of message is not acted on."),
            mend=sentence("Send function 9 to lodge; 13 with COR to amend, INV to withdraw, GPR to present goods."),
            field="FunctionCode",
            seen=f"{said['function']['code']} {said['type'] or ''}"[:40],
        )
    return _changed(uow, reading, said, content, key)


def _schemas() -> Any:
    from smartcustoms.trade.declarations.wco.schemas import schemas_of

    folder = read_settings().schemas
    return schemas_of(Path(folder)) if folder else None


def _changed(uow: UnitOfWork, reading: Any, said: Mapping[str, Any], content: bytes, key: str) -> Done:
    old = _meant(uow, str(said["number"] or ""))
    require(uow.by, LODGE, owner=old.organisation)
    digest = hashlib.sha256(content).hexdigest()
    mark = (key or f"message {old.number} {said['kind']} {said['reference'] or digest}")[:LONGEST_KEY]
    serial, held, answer = store.claim_key(uow, mark, digest)
    if serial is None:
        if held != digest or answer is None or answer.get("number") != old.number:
            raise KeyUsed(
                sentence("The reference {reference} was used for another message.", reference=mark[:LONGEST_KEY]),
                mend=sentence("Give each message a reference of its own."),
                field="FunctionalReferenceID",
                seen=str(said["reference"] or "")[:40],
            )
        return Done(answer["kind"], old.number, place=answer["place"], kept_only=tuple(answer["kept"]), repeated=True)
    kept = _do(uow, old, reading, said, content)
    place = queries.notifications(uow, old.number)[-1].place
    store.answer_key(uow, mark, {"kind": said["kind"], "number": old.number, "place": place, "kept": list(kept)})
    return Done(str(said["kind"]), old.number, place=place, kept_only=kept)


def _do(uow: UnitOfWork, old: Declaration, reading: Any, said: Mapping[str, Any], content: bytes) -> tuple[str, ...]:
    from smartcustoms.trade.declarations.wco.amending import amended

    because = _because(said)
    if said["kind"] == "cancellation":
        withdraw(uow, old.number, because=because)
    elif said["kind"] == "goods_presentation":
        advance(uow, old.number, State.ARRIVED, because=because)
    else:
        pointers = [each for each in said.get("pointers", ()) if each["from"] == "Amendment"]
        now = entered_again(old.header, old.items)
        made = amended(now, reading.made or {}, pointers, is_plain=reading.is_plain)
        amend(uow, old.number, made.draft, version=old.version, because=because, original=content)
        return made.kept_only
    return ()


def _meant(uow: UnitOfWork, named: str) -> Declaration:
    """Give the declaration that a message names, by our number or by the sender's own reference."""
    numbers = queries.by_reference(uow, named) if named else []
    if len(numbers) > 1:
        raise NoSuchDeclaration(
            sentence("{count} declarations have the reference {reference}.", count=len(numbers), reference=named[:40]),
            mend=sentence("Name one by its number: {numbers}.", numbers=", ".join(numbers)),
            field="ID",
            seen=named[:40],
        )
    return queries.held(uow, numbers[0] if numbers else named)


def _because(said: Mapping[str, Any]) -> str:
    told = (str(each["StatementDescription"]) for each in said.get("pointers", ()) if each.get("StatementDescription"))
    return "; ".join(told)[:500]
