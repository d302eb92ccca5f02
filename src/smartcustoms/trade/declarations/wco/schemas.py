"""An administration's schemas: a folder of XSD files, found by their namespaces, compiled once, asked for each message."""

import re
from copy import deepcopy
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from lxml import etree

from smartcustoms.trade.declarations.wco.classes import METADATA, Element, table
from smartcustoms.trade.declarations.wco.faults import Fault, fault
from smartcustoms.trade.declarations.wco.parsing import MessageUnusable
from smartcustoms.trade.declarations.wco.schema_words import faults_of
from smartcustoms.trade.declarations.wco.walking import free_place

_XS: Final = "{http://www.w3.org/2001/XMLSchema}"
MOST_FILES: Final = 500
MOST_TRIED: Final = 6
_PLACE: Final = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:")


@dataclass(frozen=True, slots=True)
class _File:
    """One schema file: its namespace and the roots it declares."""

    path: Path
    space: str
    roots: frozenset[str]
    size: int


class Schemas:
    """The schemas of a folder."""

    def __init__(self, folder: Path) -> None:
        """List the folder's schemas.

        Raises:
            MessageUnusable: there is no schema in it, or one cannot be read.
        """
        self.files = _listed(folder)
        self._compiled: dict[tuple[str, str], tuple[Any, ...]] = {}

    def faults(self, message: Any, bare: bool) -> tuple[Fault, ...] | None:
        """Give what the schemas refuse in a message, nothing when it is valid, or None when they do not know it."""
        checked = completed(message) if bare else message
        content = next((each for each in checked if _name(each.tag) in {"Declaration", "Response"}), None)
        inner = content.tag if content is not None and _name(checked.tag) == "MetaData" else checked.tag
        compiled = self._for(checked.tag, inner)
        if not compiled:
            return None
        told: tuple[Fault, ...] = ()
        for schema in compiled:
            if schema.validate(checked):
                return ()
            told = told or faults_of(schema.error_log, message)
        return told

    def compiled(self, content: str) -> tuple[Any, ...]:
        """Give the schemas that validate MetaData with this element in it."""
        return self._for(f"{{{METADATA}}}MetaData", content)

    def _for(self, outer: str, inner: str) -> tuple[Any, ...]:
        if (outer, inner) not in self._compiled:
            self._compiled[outer, inner] = tuple(self._compile(outer, inner))
        return self._compiled[outer, inner]

    def _compile(self, outer: str, inner: str) -> list[Any]:
        """Compile each pair of schemas that declares both roots: same folder first, the widest of a namespace first."""
        pairs = [
            (one, other)
            for one in self.files
            for other in self.files
            if outer in one.roots and inner in other.roots and (outer != inner or one is other)
        ]
        pairs.sort(key=lambda pair: (pair[0].path.parent != pair[1].path.parent, -pair[1].size, -pair[0].size))
        return [_compiled(one, other) for one, other in pairs[:MOST_TRIED]]


@lru_cache(maxsize=8)
def schemas_of(folder: Path) -> Schemas:
    """Keep a folder's schemas compiled."""
    return Schemas(folder)


def _listed(folder: Path) -> tuple[_File, ...]:
    paths = sorted(folder.rglob("*.xsd"))[: MOST_FILES + 1] if folder.is_dir() else []
    if not paths or len(paths) > MOST_FILES:
        raise MessageUnusable((fault("schemas_unusable", value=str(folder)),))
    return tuple(each for path in paths if (each := _file(path)) is not None)


def _file(path: Path) -> _File | None:
    parser = etree.XMLParser(resolve_entities=False, load_dtd=False, no_network=True)
    try:
        root = etree.parse(path, parser).getroot()
    except (etree.XMLSyntaxError, OSError) as broken:
        raise MessageUnusable((fault("schemas_unusable", value=path.name),)) from broken
    if root.tag != f"{_XS}schema":
        return None
    if any(
        _PLACE.match(each.get("schemaLocation", "")) for each in root if each.tag in (f"{_XS}import", f"{_XS}include")
    ):
        raise MessageUnusable((fault("schemas_unusable", value=path.name),))  # a schema from the network is not fetched
    space = root.get("targetNamespace", "")
    roots = frozenset(
        f"{{{space}}}{each.get('name')}" if space else each.get("name", "") for each in root.iterfind(f"{_XS}element")
    )
    return _File(path, space, roots, path.stat().st_size)


def _compiled(one: _File, other: _File) -> Any:
    """Compile a schema that imports both, since the outer one lets any element of the inner namespace stand in it."""
    both = etree.Element(f"{_XS}schema")
    for each in dict.fromkeys((one, other)):
        etree.SubElement(both, f"{_XS}import", namespace=each.space, schemaLocation=each.path.resolve().as_uri())
    try:
        return etree.XMLSchema(both)
    except etree.XMLSchemaParseError as broken:
        raise MessageUnusable((fault("schemas_unusable", value=f"{one.path.name}, {other.path.name}"),)) from broken


def completed(message: Any) -> Any:
    """Copy a message that lost its namespaces, each name put back into its class's; lines stay."""
    copied = deepcopy(message)
    begins = next((each for each in table().roots.values() if each.name == _name(copied.tag)), None)
    if begins is not None:
        _complete(copied, begins)
    return copied


def _complete(at: Any, element: Element) -> None:
    if at.tag[0] != "{":
        at.tag = element.tag
    seen: dict[int, int] = {}
    for child in at:
        rows = element.by_name.get(_name(child.tag), [])
        place = element.holds.get(child.tag) or (free_place(rows, seen) if rows else None)
        if place is not None:
            seen[place.order] = seen.get(place.order, 0) + 1
            _complete(child, place.element)


def _name(tag: str) -> str:
    return tag.rpartition("}")[2]
