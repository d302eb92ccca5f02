"""Read a message: which one it is, whether it is in order, and its JSON. Lenient where a response lost its namespaces, strict else."""

from contextlib import suppress
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Any, Final

from smartcustoms.kernel.words.model import sentence
from smartcustoms.trade.declarations.wco.classes import DECLARATION, METADATA, RESPONSE, Element, table
from smartcustoms.trade.declarations.wco.faults import Fault, fault
from smartcustoms.trade.declarations.wco.parsing import MessageUnusable, parsed
from smartcustoms.trade.declarations.wco.paths import path_of
from smartcustoms.trade.declarations.wco.quick import quickly
from smartcustoms.trade.declarations.wco.schemas import Schemas
from smartcustoms.trade.declarations.wco.shapes import finished
from smartcustoms.trade.declarations.wco.walking import Walk

MOVEMENT_SPACE: Final = "http://gov.uk/customs/inventoryLinking"
_SPACES: Final = {"MetaData": METADATA, "Declaration": DECLARATION, "Response": RESPONSE}


class Matter(StrEnum):
    """What a message is about."""

    DECLARATION = "declaration"
    NOTIFICATION = "notification"


_WHAT: Final = {Matter.DECLARATION: sentence("a declaration"), Matter.NOTIFICATION: sentence("a notification")}
_MOVEMENT: Final = sentence("a movement message")
_NONE: Final = "—"


@dataclass(frozen=True)
class Reading:
    """What was read: the message's tree and its JSON, or the faults that refuse it; and what is worth telling."""

    matter: Matter
    faults: tuple[Fault, ...]
    notes: tuple[Fault, ...] = ()
    root: Any = field(default=None, repr=False, compare=False)
    made: dict[str, Any] | None = field(default=None, repr=False, compare=False)
    """The message's JSON, in which runs of goods items may be left to be written when they are asked for."""
    is_plain: bool = False
    """Whether all names of the declaration are written without a prefix."""

    @property
    def is_accepted(self) -> bool:
        """Tell whether nothing refuses it."""
        return not self.faults

    @cached_property
    def message(self) -> dict[str, Any] | None:
        """The message's whole JSON, when nothing refuses it."""
        return finished(self.made) if self.made is not None else None


@dataclass(frozen=True, slots=True)
class _Found:
    """Which element of a file is the message."""

    message: Any
    begins: Element | None
    matter: Matter
    notes: tuple[Fault, ...] = ()
    bare: bool = False


def read(content: bytes, wanted: Matter, schemas: Schemas | None = None) -> Reading:
    """Read a message of a kind, against an administration's schemas when given; every fault is told at once."""
    try:
        root = parsed(content)
        found = _found(root, wanted)
        return _checked(content, root, found, schemas)
    except MessageUnusable as unusable:
        return Reading(wanted, unusable.faults)


def _checked(content: bytes, root: Any, found: _Found, schemas: Schemas | None) -> Reading:
    notes = found.notes
    told = schemas.faults(found.message, found.bare) if schemas is not None else ()
    if told is None:
        notes = (*notes, _not_validated(found.message))
    inside = _content(found.message)
    if inside and not told and (quick := _quickly(content, root, found, checks=schemas is None)):
        return Reading(found.matter, (), notes, root, quick, inside[0].nsmap.get(None) == DECLARATION)
    walk = Walk(
        content, found.message, found.begins, checks=found.begins is not None and schemas is None, bare=found.bare
    )
    message = {_written_name(root): walk.value_of(root, None, {})}
    faults = _merged(told, _walked(content, root, found)) if told else tuple(walk.faults)
    if found.begins is not None and not faults and not inside:
        faults = (
            fault("message_missing", path=path_of(found.message), line=found.message.sourceline, name="MetaData"),
        )
    return Reading(found.matter, faults, notes, root, None if faults else message)


def _quickly(content: bytes, root: Any, found: _Found, *, checks: bool) -> dict[str, Any] | None:
    if found.begins is None or found.bare or root is not found.message:
        return None
    return quickly(content, root, found.begins, checks=checks)


def _walked(content: bytes, root: Any, found: _Found) -> list[Fault]:
    walk = Walk(content, found.message, found.begins, checks=found.begins is not None, bare=found.bare)
    with suppress(MessageUnusable):  # after very many faults the walk ends
        walk.value_of(root, None, {})
    return walk.faults


def _merged(told: tuple[Fault, ...], ours: list[Fault]) -> tuple[Fault, ...]:
    """Say what the schema refuses in our own words where the same place is refused by the table too."""
    by_place: dict[tuple[str | None, int | None], list[Fault]] = {}
    for each in ours:
        by_place.setdefault((each.path, each.line), []).append(each)
    merged: list[Fault] = []
    for each in told:
        merged.extend(by_place.pop((each.path, each.line), [each]))
    return tuple(merged)


def _not_validated(message: Any) -> Fault:
    space, name = _split(message.tag)
    return fault("note_not_validated", line=message.sourceline, name=name, space=space)


def _content(message: Any) -> list[Any]:
    if _split(message.tag)[1] != "MetaData":
        return [message]
    return [each for each in message if _split(each.tag)[1] in {"Declaration", "Response"}]


def _split(tag: str) -> tuple[str, str]:
    space, _, name = tag[1:].partition("}") if tag[0] == "{" else ("", "", tag)
    return space, name


def _written_name(root: Any) -> str:
    name = _split(root.tag)[1]
    return f"{root.prefix}:{name}" if root.prefix else name


def _found(root: Any, wanted: Matter) -> _Found:
    space, name = _split(root.tag)
    if name in _SPACES and space in (_SPACES[name], ""):
        found = _of_wco(root, space, name)
    elif space.startswith(MOVEMENT_SPACE):
        found = _Found(root, None, Matter.NOTIFICATION, (fault("note_movement", line=root.sourceline),))
    elif name in _SPACES:
        raise _refused("namespace_wrong", root, name=name, space=_SPACES[name], value=space)
    else:
        found = _enveloped(root, space, name)
    if found.matter is not wanted:
        raise _refused(
            "another_message", root, value=name,
            what=_WHAT[found.matter] if found.begins is not None else _MOVEMENT, wanted=_WHAT[wanted], command=f"{found.matter}s",
        )  # fmt: skip
    return found


def _of_wco(message: Any, space: str, name: str) -> _Found:
    inner = message if name != "MetaData" else next(iter(_content(message)), message)
    inner_space, inner_name = _split(inner.tag)
    matter = Matter.NOTIFICATION if inner_name == "Response" else Matter.DECLARATION
    bare = matter is Matter.NOTIFICATION and not (space and inner_space)
    if not space and not bare:
        raise _refused("namespace_lost", message, name=name, space=_SPACES[name])
    notes = [fault("note_namespace_missing", line=message.sourceline, space=_SPACES[inner_name])] if bare else []
    if name != "MetaData":
        notes.append(fault("note_no_metadata", line=message.sourceline))
    return _Found(message, table().roots[f"{{{_SPACES[name]}}}{name}"], matter, tuple(notes), bare)


def _enveloped(root: Any, space: str, name: str) -> _Found:
    inside = list(root.iter(f"{{{METADATA}}}MetaData"))
    if len(inside) > 1:
        raise _refused("messages_many", inside[1], value=name)
    if not inside:
        raise MessageUnusable((_root_wrong(root, name, space or _NONE), *_lost(root)))
    found = _of_wco(inside[0], METADATA, "MetaData")
    note = fault("note_envelope", line=root.sourceline, name=name, value=space)
    return _Found(found.message, found.begins, found.matter, (note, *found.notes), found.bare)


def _lost(root: Any) -> tuple[Fault, ...]:
    """Name the message inside a strange root that would be one, were it in its own namespace."""
    at = next(root.iter("{*}Declaration", "{*}Response"), None)
    if at is None:
        return ()
    space, name = _split(at.tag)
    if space == _SPACES[name]:
        return ()
    wrong = {"name": name, "space": _SPACES[name], "value": space or _NONE}
    return (fault("namespace_wrong", path=path_of(at), line=at.sourceline, **wrong),)


def _root_wrong(root: Any, name: str, seen: str) -> Fault:
    return fault("root_wrong", path=path_of(root), line=root.sourceline, name=name[:80], space=METADATA, value=seen)


def _refused(code: str, at: Any, **names: Any) -> MessageUnusable:
    return MessageUnusable((fault(code, path=path_of(at), line=at.sourceline, **names),))
