"""Find the interchanges, groups and messages of protected text by their envelopes, and see whether counts and references agree."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from smartcustoms.kernel.edifact.faults import fault
from smartcustoms.kernel.edifact.model import Fault, Interchange, Message
from smartcustoms.kernel.edifact.splitting import Segment, at, split
from smartcustoms.kernel.edifact.tables import called

_SERVICE: Final = re.compile(r"'(UN[ABGHTEZ])(?=[+':])")
MOST_MESSAGES: Final = 100_000
MOST_FAULTS: Final = 1000
"""Faults of one file; one of nothing but faults tells nothing more after these."""


@dataclass(frozen=True, slots=True)
class _Marker:
    """A service segment: its tag, its number in the file, where it begins and ends, and what stands in it."""

    tag: str
    number: int
    begins: int
    ends: int
    row: Segment


@dataclass(slots=True)
class _Group:
    """A group that is open."""

    begun: _Marker
    messages: int = 0


@dataclass(slots=True)
class Walk:
    """What has been found so far, and what is open."""

    text: str
    faults: list[Fault] = field(default_factory=list)
    interchanges: list[Interchange] = field(default_factory=list)
    messages: list[Message] = field(default_factory=list)
    interchange: _Marker | None = None
    group: _Group | None = None
    groups: int = 0
    cut: int = 0
    message: _Marker | None = None
    references: set[str] = field(default_factory=set)
    segments: int = 0

    def tell(self, kind: str, number: int, **more: Any) -> None:
        """Note a fault."""
        self.faults.append(fault(kind, number, **more))


def walked(text: str) -> Walk:
    """Walk through protected text from service segment to service segment."""
    walk = Walk(text)
    before = None
    for each in _markers(text):
        _look_between(walk, before, each)
        _STEPS[each.tag](walk, each)
        before = each
        if len(walk.messages) > MOST_MESSAGES:
            walk.tell("too_large", each.number)
        if len(walk.messages) > MOST_MESSAGES or len(walk.faults) > MOST_FAULTS:
            break
    walk.segments = text.count("'")
    rest = text[before.ends :] if before else text
    if rest.count("'") and walk.message is None:
        walk.tell("outside_message", (before.number if before else 0) + 1, value=rest[:20])
    _close(walk)
    return walk


def _markers(text: str) -> Iterator[_Marker]:
    number, last = 1, 0
    for found in _SERVICE.finditer("'" + text):
        begins = found.start()
        number += text.count("'", last, begins)
        last = begins
        ends = text.find("'", begins) + 1
        if not ends:
            return
        yield _Marker(found[1], number, begins, ends, split(text[begins:ends])[0])


def _look_between(walk: Walk, before: _Marker | None, each: _Marker) -> None:
    if walk.message is None:
        start = before.ends if before else 0
        if each.begins > start:
            walk.tell("outside_message", (before.number if before else 0) + 1, value=walk.text[start : start + 20])


def _una(walk: Walk, each: _Marker) -> None:
    if walk.interchange is not None:
        walk.tell("envelope_order", each.number, tag=each.tag)


def _unb(walk: Walk, each: _Marker) -> None:
    _close(walk)
    walk.interchange, walk.references, walk.groups, walk.cut = each, set(), 0, 0
    for element in range(1, 6):
        if not any(each.row[element] if element < len(each.row) else ()):
            walk.tell("missing", each.number, tag="UNB", element=str(element), what=called(_UNB_NAMES[element - 1]))


def _ung(walk: Walk, each: _Marker) -> None:
    _end_message(walk)
    if walk.interchange is None or walk.group is not None:
        walk.tell("envelope_order", each.number, tag="UNG")
    if walk.messages and not walk.groups:
        walk.tell("mixed", each.number, tag="UNG")
    walk.group, walk.groups = _Group(each), walk.groups + 1


def _unh(walk: Walk, each: _Marker) -> None:
    _end_message(walk)
    if walk.interchange is None:
        walk.tell("envelope_order", each.number, tag="UNH")
    elif walk.group is None and walk.groups:
        walk.tell("mixed", each.number, tag="UNH")
    reference = at(each.row, 1)
    if not reference:
        walk.tell("missing", each.number, tag="UNH", element="1", what=called("0062"))
    for position, name in enumerate(("0065", "0052", "0054", "0051")):
        if not at(each.row, 2, position):
            walk.tell(
                "missing", each.number, tag="UNH", element=f"2.{position + 1}", message=reference, what=called(name)
            )
    if reference in walk.references:
        walk.tell("reference_twice", each.number, tag="UNH", element="1", message=reference, value=reference)
    walk.references.add(reference)
    walk.message = each


def _unt(walk: Walk, each: _Marker) -> None:
    begun = walk.message
    if begun is None:
        walk.tell("envelope_order", each.number, tag="UNT")
        return
    count, reference = each.number - begun.number + 1, at(begun.row, 1)
    where = {"tag": "UNT", "message": reference, "within": count}
    _compare_count(walk, each, at(each.row, 1), count, where)
    _compare_reference(walk, each, at(each.row, 2), reference, where)
    row = begun.row
    names = ("type", "version", "release", "agency", "association")
    walk.messages.append(
        Message(
            reference=reference,
            **{name: at(row, 2, place) for place, name in enumerate(names)},
            starts=begun.number,
            count=count,
            group=at(walk.group.begun.row, 5) if walk.group else "",
            text=walk.text[begun.begins : each.ends],
        )
    )
    walk.message = None
    if walk.group:
        walk.group.messages += 1


def _une(walk: Walk, each: _Marker) -> None:
    _end_message(walk)
    if walk.group is None:
        walk.tell("envelope_order", each.number, tag="UNE")
        return
    if not walk.group.messages:
        walk.tell("no_messages", each.number, tag="UNE")
    _compare_count(walk, each, at(each.row, 1), walk.group.messages, {"tag": "UNE"})
    _compare_reference(walk, each, at(each.row, 2), at(walk.group.begun.row, 5), {"tag": "UNE"})
    walk.group = None


def _unz(walk: Walk, each: _Marker) -> None:
    _end_message(walk)
    _end_group(walk)
    if walk.interchange is None:
        walk.tell("envelope_order", each.number, tag="UNZ")
        return
    messages = len(walk.messages) + walk.cut
    if not messages:
        walk.tell("no_messages", each.number, tag="UNZ")
    _compare_count(walk, each, at(each.row, 1), walk.groups or messages, {"tag": "UNZ"})
    _compare_reference(walk, each, at(each.row, 2), at(walk.interchange.row, 5), {"tag": "UNZ"})
    _keep(walk)


_STEPS: Final = {"UNA": _una, "UNB": _unb, "UNG": _ung, "UNH": _unh, "UNT": _unt, "UNE": _une, "UNZ": _unz}
_UNB_NAMES: Final = ("S001", "S002", "S003", "S004", "0020")


def _compare_count(walk: Walk, each: _Marker, stated: str, count: int, where: dict[str, Any]) -> None:
    if not stated.isdecimal() or len(stated) > 9 or int(stated) != count:
        walk.tell("count_wrong", each.number, element="1", value=stated, count=count, stated=stated or "0", **where)


def _compare_reference(walk: Walk, each: _Marker, stated: str, first: str, where: dict[str, Any]) -> None:
    if stated != first:
        walk.tell("reference_differs", each.number, element="2", value=stated, first=first[:35], **where)


def _end_message(walk: Walk) -> None:
    if walk.message is not None:
        walk.tell("message_not_ended", walk.message.number, tag="UNH", message=at(walk.message.row, 1))
        walk.message, walk.cut = None, walk.cut + 1
        if walk.group:
            walk.group.messages += 1


def _end_group(walk: Walk) -> None:
    if walk.group is not None:
        walk.tell("group_not_ended", walk.group.begun.number, tag="UNG")
        walk.group = None


def _close(walk: Walk) -> None:
    """End what is open at a place where nothing may be open."""
    _end_message(walk)
    _end_group(walk)
    if walk.interchange is not None:
        walk.tell("interchange_not_ended", walk.interchange.number, tag="UNB")
        _keep(walk)


def _keep(walk: Walk) -> None:
    begun = walk.interchange
    if begun is None:
        return
    row = begun.row
    walk.interchanges.append(
        Interchange(
            syntax=at(row, 1),
            version=at(row, 1, 1),
            sender=at(row, 2),
            sender_code=at(row, 2, 1),
            recipient=at(row, 3),
            recipient_code=at(row, 3, 1),
            prepared=f"{at(row, 4)}:{at(row, 4, 1)}",
            reference=at(row, 5),
            application=at(row, 7),
            wants_answer=at(row, 9) == "1",
            test=at(row, 11) == "1",
            starts=begun.number,
            messages=tuple(walk.messages),
        )
    )
    walk.interchange, walk.messages = None, []
