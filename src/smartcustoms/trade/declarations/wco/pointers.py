"""Pointers of the WCO Data Model, such as 42A/67A/68A[1]/70A[1]/166, to named fields and back, by the table of classes."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from smartcustoms.kernel.errors import Refused
from smartcustoms.kernel.words.model import sentence
from smartcustoms.trade.declarations.wco.classes import Element, Place, table

_STEP: Final = re.compile(r"([0-9A-Z]{2,4})(?:\[(\d{1,5})\])?\Z")
_NAMED: Final = re.compile(r"(?:[A-Za-z][\w.-]*:)?([A-Za-z]\w*)(?:\[(\d{1,5})\])?\Z")
DEEPEST: Final = 30


class PointerUnknown(Refused):
    """A pointer or path names no class or element of the table."""

    code = "pointer_unknown"

    def __init__(self, seen: str) -> None:
        """Refuse, showing the step that is not known."""
        super().__init__(
            sentence("There is no class or element {step} at this place of the WCO Data Model.", step=seen[:40]),
            mend=sentence("Write numbers as the standard gives them, such as 42A/67A/68A[1]/70A[1]/166."),
            seen=seen[:40],
        )


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a pointer: a class or element, which of several, and its names."""

    number: str
    which: int | None
    name: str
    label: str
    is_known: bool = True


def steps_of(pointer: str) -> tuple[Step, ...]:
    """Resolve a pointer's numbers to names.

    Raises:
        PointerUnknown: a number is not known where it stands.
    """
    parts = [each for each in pointer.strip().split("/") if each]
    if not parts or len(parts) > DEEPEST:
        raise PointerUnknown(pointer)
    read = []
    for part in parts:
        match = _STEP.match(part)
        if match is None:
            raise PointerUnknown(part)
        read.append((match[1], int(match[2]) if match[2] else None))
    return _resolved(read)


def _resolved(numbers: Iterable[tuple[str, int | None]]) -> tuple[Step, ...]:
    steps: list[Step] = []
    element: Element | None = None
    for number, which in numbers:
        element = _root(number) if element is None else _held(element, number)
        if element is None:
            raise PointerUnknown(number)
        steps.append(Step(number, which, element.name, element.label))
    return tuple(steps)


def _root(number: str) -> Element | None:
    roots = [each for each in table().roots.values() if each.number == number]
    return roots[0] if roots else None


def _held(element: Element, number: str) -> Element | None:
    return next((each.element for each in element.holds.values() if each.element.number == number), None)


def path_to(pointer: str) -> str:
    """Give a pointer's path by names: `Declaration/GoodsShipment/GovernmentAgencyGoodsItem[1]`."""
    return "/".join(f"{each.name}[{each.which}]" if each.which else each.name for each in steps_of(pointer))


def pointer_to(path: str) -> str:
    """Give the pointer of a path by names; MetaData and an envelope before it are passed over.

    Raises:
        PointerUnknown: a name is not known where it stands, or has no number in the standard.
    """
    parts = [each for each in path.strip().split("/") if each]
    if not parts or len(parts) > DEEPEST:
        raise PointerUnknown(path)
    element: Element | None = None
    numbers: list[str] = []
    for part in parts:
        match = _NAMED.match(part)
        if match is None:
            raise PointerUnknown(part)
        if element is None:
            element = next((each for each in table().roots.values() if each.name == match[1] and each.number), None)
            if element is None:
                continue
        else:
            places: list[Place] = element.by_name.get(match[1], [])
            if not places or not places[0].element.number:
                raise PointerUnknown(part)
            element = places[0].element
        numbers.append(f"{element.number}[{match[2]}]" if match[2] else element.number)
    if not numbers:
        raise PointerUnknown(path)
    return "/".join(numbers)


def pointed(holder: Any) -> tuple[Step, ...]:
    """Read the Pointer elements of an Error, Amendment or statement; what the table does not know keeps its number."""
    numbers: list[tuple[str, int | None]] = []
    for each in holder:
        if each.tag.rpartition("}")[2] != "Pointer":
            continue
        found = {part.tag.rpartition("}")[2]: (part.text or "").strip() for part in each}
        which = found.get("SequenceNumeric", "")
        numbers.append(
            (
                found.get("DocumentSectionCode", ""),
                int(which) if which.isascii() and which.isdigit() and len(which) < 6 else None,
            )
        )
        if found.get("TagID"):
            numbers.append((found["TagID"], None))
    return _leniently(numbers)


def _leniently(numbers: list[tuple[str, int | None]]) -> tuple[Step, ...]:
    steps: list[Step] = []
    element: Element | None = None
    lost = False
    for number, which in numbers:
        if not lost:
            element = _root(number) if element is None else _held(element, number)
            lost = element is None
        known = element if not lost else None
        steps.append(
            Step(number, which, known.name if known else number, known.label if known else "", known is not None)
        )
    return tuple(steps)


def shown(steps: tuple[Step, ...]) -> dict[str, Any]:
    """Show a pointer: as numbers, as a path of names, and the field's own name."""
    return {
        "pointer": "/".join(f"{each.number}[{each.which}]" if each.which else each.number for each in steps),
        "path": "/".join(f"{each.name}[{each.which}]" if each.which else each.name for each in steps),
        "field": steps[-1].label or steps[-1].name if steps else None,
        "known": all(each.is_known for each in steps),
    }
