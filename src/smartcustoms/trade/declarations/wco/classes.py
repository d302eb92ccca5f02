"""The classes and elements of the WCO Data Model, from `reference/wco_dm.json`: names, numbers, order, counts, formats."""

import json
import tomllib
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files
from typing import Any, Final

from smartcustoms.trade.declarations.wco.limits import Limits, limits_of

METADATA: Final = "urn:wco:datamodel:WCO:DocumentMetaData-DMS:2"
DECLARATION: Final = "urn:wco:datamodel:WCO:DEC-DMS:2"
RESPONSE: Final = "urn:wco:datamodel:WCO:RES-DMS:2"


@dataclass(slots=True)
class Element:
    """One element: its qualified tag, its number and name in the WCO Data Model, and what it may hold."""

    tag: str
    name: str
    space: str
    number: str
    label: str
    limits: Limits | None
    attributes: dict[str, Limits]
    holds: dict[str, "Place"] = field(default_factory=dict)
    by_name: dict[str, list["Place"]] = field(default_factory=dict)
    must: tuple["Place", ...] = ()
    must_say: tuple[str, ...] = ()
    good: set[str] = field(default_factory=set)

    @property
    def says(self) -> str:
        """Its name for people: the element's, with the standard's name when that tells more."""
        return f"{self.name} ({self.label})" if self.label and self.label.replace(" ", "") != self.name else self.name


@dataclass(frozen=True, slots=True)
class Place:
    """Where an element stands in the class that holds it, and how often."""

    element: Element
    order: int
    least: int
    most: int | None

    @property
    def repeats(self) -> bool:
        """Tell whether it may stand several times: a list in JSON."""
        return self.most is None or self.most > 1


@dataclass(frozen=True, slots=True)
class Table:
    """All elements, the roots by tag, and where the table comes from."""

    source: str
    elements: tuple[Element, ...]
    roots: dict[str, Element]


@lru_cache(maxsize=1)
def table() -> Table:
    """Load the table once."""
    text = files("smartcustoms.trade.declarations.wco").joinpath("reference/wco_dm.json").read_text("utf-8")
    read = json.loads(text)
    spaces: dict[str, str] = read["spaces"]
    elements = tuple(_element(row, spaces) for row in read["nodes"])
    for row, element in zip(read["nodes"], elements, strict=True):
        _fill(element, row.get("holds", ()), elements)
    _number(elements)
    roots = {elements[place].tag: elements[place] for place in read["roots"].values()}
    return Table(read["source"], elements, roots)


@lru_cache(maxsize=1)
def codes() -> dict[str, Any]:
    """Read the table of codes."""
    text = files("smartcustoms.trade.declarations.wco").joinpath("reference/codes.toml").read_text("utf-8")
    return tomllib.loads(text)


def _number(elements: tuple[Element, ...]) -> None:
    """Give elements their numbers where the schemas leave them out."""
    for pointer, row in codes()["numbers"].items():
        holder, _, number = pointer.partition("/")
        for place in (
            place for each in elements if each.number == holder for place in each.by_name.get(row["name"], ())
        ):
            place.element.number, place.element.label = number, row["label"]


def _element(row: dict[str, Any], spaces: dict[str, str]) -> Element:
    space = spaces[row["space"]]
    attributes = {name: limits_of(limits) for name, limits in row.get("attributes", {}).items()}
    limits = limits_of(row["value"]) if "value" in row else None
    return Element(
        f"{{{space}}}{row['name']}", row["name"], space, row.get("id", ""), row.get("label", ""), limits, attributes
    )


def _fill(element: Element, rows: Any, elements: tuple[Element, ...]) -> None:
    places = tuple(Place(elements[place], order, least, most) for order, (place, least, most) in enumerate(rows))
    element.holds = {each.element.tag: each for each in places}
    for each in places:
        element.by_name.setdefault(each.element.name, []).append(each)
    element.must = tuple(each for each in places if each.least)
    element.must_say = tuple(name for name, limits in element.attributes.items() if limits.must)
