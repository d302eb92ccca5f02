"""The tables that messages are checked against, read from `reference/`: segments, their elements, and each message's order."""

from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Final

_REFERENCE: Final = Path(__file__).with_name("reference")


@dataclass(frozen=True, slots=True)
class Component:
    """One component: its number in the data element directory, whether it must be there, its kind and longest length."""

    number: str
    must: bool
    numeric: bool
    longest: int


@dataclass(frozen=True, slots=True)
class Element:
    """One element of a segment: a composite (`C507`) or a single component."""

    name: str
    must: bool
    components: tuple[Component, ...]


@dataclass(slots=True)
class Node:
    """A place in a message: a segment, or a group that its first segment (the trigger) opens."""

    tag: str
    must: bool
    most: int
    sure: bool
    name: str = ""
    inner: list["Node"] = field(default_factory=list)


@cache
def segments() -> dict[str, tuple[Element, ...]]:
    """Give the elements of every segment that the customs messages use."""
    found = {}
    for line in _lines("segments.txt"):
        tag, *elements = line.split()
        found[tag] = tuple(made for each in elements for made in _elements(each))
    return found


@cache
def tags() -> frozenset[str]:
    """Give the tags that some UN/EDIFACT directory has."""
    return frozenset(tag for line in _lines("tags.txt") for tag in line.split())


@cache
def table(message: str) -> tuple[Node, ...] | None:
    """Give the table of a message type; None when there is none."""
    if message not in message_types():
        return None
    root = Node("", must=True, most=1, sure=True)
    above = [root]
    for line in _lines(f"messages/{message}.txt"):
        depth = (len(line) - len(line.lstrip())) // 2
        tag, status, most = line.split()
        node = Node(tag, status == "M", int(most.rstrip("~")), not most.endswith("~"))
        if tag[2:].isdigit():
            node.name = tag
        del above[depth + 1 :]
        above[depth].inner.append(node)
        above.append(node)
    _name_groups(root)
    return tuple(root.inner)


@cache
def called(number: str) -> str:
    """Give a data element's number with its name, such as `3035 (party qualifier)`."""
    names = dict(line.split(" ", 1) for line in _lines("elements.txt"))
    return f"{number} ({names[number]})" if number in names else number


@cache
def message_types() -> frozenset[str]:
    """Give the message types that have a table."""
    return frozenset(path.stem for path in (_REFERENCE / "messages").glob("*.txt"))


def _name_groups(node: Node) -> None:
    """A group is known by its trigger's tag."""
    for each in node.inner:
        if each.name:
            each.tag = each.inner[0].tag
        _name_groups(each)


def _elements(text: str) -> list[Element]:
    must, text = text.startswith("!"), text.removeprefix("!")
    name, composite, rest = text.partition("=")
    if not composite:
        return [Element(each.number, must, (each,)) for each in _components(text)]
    return [Element(name, must, tuple(each for part in rest.split(",") for each in _components(part)))]


def _components(text: str) -> list[Component]:
    text, _, times = text.partition("*")
    must, text = text.startswith("!"), text.removeprefix("!")
    number, _, form = text.partition("/")
    kind = form.rstrip("0123456789")
    return [Component(number, must, kind == "n", int(form.removeprefix(kind)))] * int(times or 1)


def _lines(name: str) -> list[str]:
    text = (_REFERENCE / name).read_text("utf-8")
    return [line.rstrip() for line in text.splitlines() if line.strip() and not line.startswith("#")]
