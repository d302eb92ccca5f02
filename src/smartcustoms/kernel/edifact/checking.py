"""Check one message against the table of its type and the tables of its segments."""

import re
from collections.abc import Iterator
from typing import Final

from smartcustoms.kernel.edifact.faults import fault
from smartcustoms.kernel.edifact.model import Fault, Message
from smartcustoms.kernel.edifact.patterns import is_in_order
from smartcustoms.kernel.edifact.splitting import REPEATED, Segment, at, split
from smartcustoms.kernel.edifact.tables import Component, Element, Node, called, segments, table, tags
from smartcustoms.kernel.edifact.times import is_time

_NUMBER: Final = re.compile(r"-?(\d+([.,]\d*)?|[.,]\d+)(E-?\d{1,4})?")
_SECTION: Final = "UNS"
MOST_FAULTS: Final = 500
"""Faults told of one message; a file of nothing but faults tells nothing more after these."""


def faults_of(message: Message) -> list[Fault]:
    """Give what is wrong with a message, in the order of its segments."""
    texts = message.text.split("'")[:-1]
    tags_here = [_tag(each) for each in texts]
    found: list[Fault] = []
    nodes = table(message.type)
    if nodes is None:
        if message.type != "CONTRL":
            found.append(_at(message, 0, "UNH", "type_unknown", element="2.1", value=message.type, type=message.type))
    else:
        found += _out_of_order(message, tags_here, nodes)
    for place, (tag, text) in enumerate(zip(tags_here, texts, strict=True)):
        if is_in_order(tag, text):
            continue
        if len(found) >= MOST_FAULTS:
            break
        found += _segment_faults(message, place, split(f"{text}'")[0])
    return sorted(found, key=lambda each: each.segment)[:MOST_FAULTS]


def _tag(text: str) -> str:
    """Give the tag of a segment: three letters and a plus, nearly always."""
    return text[:3] if text[3:4] in ("+", "") and "\\" not in text[:3] else split(f"{text}'")[0][0][0]


def _at(message: Message, place: int, tag: str, kind: str, **more: object) -> Fault:
    where = {"tag": tag[:3], "message": message.reference, "within": place + 1}
    return fault(kind, message.starts + place, **where, **more)


# --- order ----------------------------------------------------------------------------------------------------------------


class _Level:
    """A group that is open: its nodes, which of them we are at, and how often that one has stood."""

    __slots__ = ("count", "here", "nodes", "stands")

    def __init__(self, nodes: list[Node] | tuple[Node, ...], count: int = 0) -> None:
        self.nodes = nodes
        self.at(0, count)

    def at(self, here: int, count: int) -> None:
        """Stand at a node that has stood so often; all that matters of this for what may follow is also said in one value."""
        self.here, self.count = here, count
        self.stands = (id(self.nodes), here, 0 if not count else 1 if count < self.nodes[here].most else 2)


def _out_of_order(message: Message, tags_here: list[str], nodes: tuple[Node, ...]) -> Iterator[Fault]:
    """Walk the table with the segments: each goes to the next place that takes it, in its group or in one around it."""
    stack = [_Level(nodes)]
    sections = tags_here.count(_SECTION)
    for place, tag in enumerate(tags_here):
        found = _known(stack, tag, sections)
        sections -= tag == _SECTION
        if found is None:
            yield _at(message, place, tag, "segment_unexpected" if tag in tags() else "segment_unknown", value=tag)
            continue
        depth, index, missed = found
        for each in missed:
            yield _at(message, place, tag, "segment_missing", value=each, what=each)
        del stack[depth + 1 :]
        level, node = stack[depth], stack[depth].nodes[index]
        level.at(index, level.count + 1 if index == level.here else 1)
        if level.count == node.most + 1:
            kind = "segment_too_often" if node.sure else "segment_often"
            yield _at(message, place, tag, kind, value=tag, most=node.most)
        if node.name:
            stack.append(_Level(node.inner, 1))


_Place = tuple[int, int, list[str]]
_PLACES: Final[dict[tuple[object, ...], _Place | None]] = {}
_MOST_PLACES: Final = 20_000
_UNKNOWN: Final[_Place] = (-1, -1, [])


def _known(stack: list[_Level], tag: str, sections: int) -> _Place | None:
    """Find where a segment goes, as it was found before when all levels stood so: most segments follow as others did."""
    key = (tag, sections > 0, *[level.stands for level in stack])
    found = _PLACES.get(key, _UNKNOWN)
    if found is _UNKNOWN:
        if len(_PLACES) >= _MOST_PLACES:
            _PLACES.clear()
        found = _PLACES[key] = _placed(stack, tag, sections)
    return found


def _placed(stack: list[_Level], tag: str, sections: int) -> _Place | None:
    """Find where a segment goes: level, place in it, and the mandatory segments that are passed over on the way.

    No segment goes past a section's beginning while one is still to come. A group's own trigger counts only for the group: one more of
    it begins the group again.
    """
    missed: list[str] = []
    full: _Place | None = None
    for depth in range(len(stack) - 1, -1, -1):
        level = stack[depth]
        passed: list[str] = []
        for index in range(level.here, len(level.nodes)):
            node = level.nodes[index]
            there = level.count if index == level.here else 0
            if node.tag == tag:
                if there < node.most:
                    return depth, index, missed + passed
                full = full or ((depth, index, missed + passed) if index or not depth else None)
            elif node.tag == _SECTION and there == 0 and sections:
                break
            elif node.must and there == 0:
                passed.append(node.tag)
        missed = missed + passed
    return full


# --- segments -------------------------------------------------------------------------------------------------------------


def _segment_faults(message: Message, place: int, row: Segment) -> Iterator[Fault]:
    tag = row[0][0]
    known = segments().get(tag)
    if known is None:
        if table(message.type) is None and tag not in tags():
            yield _at(message, place, row[0][0], "segment_unknown", value=tag)
        return
    if len(row) - 1 > len(known):
        yield _at(message, place, row[0][0], "too_many_elements", element=str(len(known) + 1), value=":".join(row[-1]))
    for number, element in enumerate(known, start=1):
        given = row[number] if number < len(row) else ()
        yield from _element_faults(message, place, row, number, element, given)
    if tag == "DTM" and at(row, 1, 1) and not is_time(at(row, 1, 1), at(row, 1, 2)):
        yield _at(message, place, row[0][0], "not_a_time", element="1.2", value=at(row, 1, 1), format=at(row, 1, 2))


def _element_faults(
    message: Message, place: int, row: Segment, number: int, element: Element, given: tuple[str, ...]
) -> Iterator[Fault]:
    if not any(given):
        if element.must:
            yield _at(message, place, row[0][0], "missing", element=str(number), what=called(element.name))
        return
    if REPEATED in given:
        given = given[: given.index(REPEATED)]
    if len(given) > len(element.components):
        yield _at(message, place, row[0][0], "too_many_components", element=str(number), value=":".join(given))
    for position, component in enumerate(element.components, start=1):
        value = given[position - 1] if position <= len(given) else ""
        kind = _wrong(component, value)
        if kind:
            where = f"{number}.{position}" if len(element.components) > 1 else str(number)
            more = {"length": len(value), "longest": component.longest} if kind == "too_long" else {}
            yield _at(
                message, place, row[0][0], kind, element=where, value=value, what=called(component.number), **more
            )


def _wrong(component: Component, value: str) -> str:
    if not value:
        return "missing" if component.must else ""
    if component.numeric:
        if not _NUMBER.fullmatch(value):
            return "not_a_number"
        return "too_long" if sum(map(str.isdigit, value)) > component.longest else ""
    return "too_long" if len(value) > component.longest else ""
