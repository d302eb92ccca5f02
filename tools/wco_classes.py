"""Writes the table of WCO Data Model classes and elements from an administration's schemas: `python tools/wco_classes.py SCHEMAS OUT`.

The table holds names, numbers, order, counts and formats only; the schemas themselves are not copied. Each kind of element is written once
and pointed at by its place in the list, so that a class that many others hold costs nothing.
"""

import json
import re
import sys
from pathlib import Path
from typing import Any

from lxml import etree

XS = "{http://www.w3.org/2001/XMLSchema}"
SOURCE = "hmrc/customs-declarations, schemas DEC-DMS:2 and RES-DMS:2 (WCO Data Model 3.6), Apache-2.0"
PREFIXES = {
    "md": "urn:wco:datamodel:WCO:DocumentMetaData-DMS:2",
    "dec": "urn:wco:datamodel:WCO:DEC-DMS:2",
    "dds": "urn:wco:datamodel:WCO:Declaration_DS:DMS:2",
    "res": "urn:wco:datamodel:WCO:RES-DMS:2",
    "rds": "urn:wco:datamodel:WCO:Response_DS:DMS:2",
}
_SHORT = {uri: prefix for prefix, uri in PREFIXES.items()}
_KINDS = {
    "decimal": "decimal",
    "boolean": "boolean",
    "token": "token",
    "string": "text",
    "language": "token",
    "anyURI": "token",
}


class Schemas:
    """All schemas of a folder, and the nodes written so far."""

    def __init__(self, folder: Path) -> None:
        """Read the schemas; those for cancellation alone are narrower forms of the same classes and left out."""
        self.types: dict[tuple[str, str], Any] = {}
        self.roots: dict[tuple[str, str], Any] = {}
        self.nodes: list[dict[str, Any]] = []
        self.seen: dict[str, int] = {}
        self.named: dict[tuple[str, str], int] = {}
        for file in sorted(folder.rglob("*.xsd")):
            if "CANCEL" in file.name:
                continue
            root = etree.parse(file).getroot()
            space = root.get("targetNamespace", "")
            for each in root:
                if each.tag in (f"{XS}complexType", f"{XS}simpleType"):
                    self.types.setdefault((space, each.get("name")), each)
                elif each.tag == f"{XS}element":
                    self.roots.setdefault((space, each.get("name")), each)

    def place(self, node: dict[str, Any]) -> int:
        """Write a node once."""
        key = json.dumps(node, sort_keys=True)
        if key not in self.seen:
            self.seen[key] = len(self.nodes)
            self.nodes.append(node)
        return self.seen[key]

    def root(self, space: str, name: str) -> int:
        """Write a global element; one that holds itself points at the place kept for it."""
        if (space, name) not in self.named:
            self.named[space, name] = len(self.nodes)
            self.nodes.append({})
            self.nodes[self.named[space, name]] = self.node(self.roots[space, name], space)
        return self.named[space, name]

    def named_type(self, name: str, holder: Any) -> tuple[Any, str]:
        """Find a type by its name as written in an element."""
        prefix, _, local = name.rpartition(":")
        space = holder.nsmap.get(prefix or None, "")
        return (None, local) if space == XS.strip("{}") else (self.types[space, local], local)

    def node(self, element: Any, space: str) -> dict[str, Any]:
        """Write one element: its name, numbers and what it holds."""
        made: dict[str, Any] = {"name": element.get("name"), "space": _SHORT[space]}
        wanted = {"id": _said(element, "WCOID"), "label": _said(element, "WCOName")}
        kind = element.get("type")
        held, local = self.named_type(kind, element) if kind else (element.find(f"{XS}complexType"), "")
        if held is None:
            return made | _filled(wanted) | {"value": {"kind": _KINDS.get(local, "text")}}
        wanted["id"] = wanted["id"] or _said(held, "WCOID")
        home = held.getroottree().getroot().get("targetNamespace", "")
        children = self.children(held, home)
        if children:
            made["holds"] = children
        else:
            value, attributes = self.value(held)
            made["value"] = value
            if attributes:
                made["attributes"] = attributes
        return made | _filled(wanted)

    def children(self, held: Any, space: str) -> list[list[Any]]:
        """List what a class holds, in its order: place, least, most."""
        rows = []
        for each in held.iterfind(f"{XS}sequence/{XS}element"), held.iterfind(f"{XS}choice/{XS}element"):
            for element in each:
                most = element.get("maxOccurs", "1")
                counts = [int(element.get("minOccurs", "1")), None if most == "unbounded" else int(most)]
                if element.get("ref"):
                    prefix, _, local = element.get("ref").rpartition(":")
                    place = self.root(element.nsmap[prefix or None], local)
                else:
                    place = self.place(self.node(element, space))
                rows.append([place, *counts])
        return rows

    def value(self, held: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        """Say what a leaf may hold: its kind, the strictest limits of its chain of types, and its attributes."""
        found: dict[str, Any] = {"kind": "text"}
        attributes: dict[str, Any] = {}
        while held is not None:
            for each in held.iter(f"{XS}attribute"):
                attributes.setdefault(each.get("name"), self.attribute(each))
            base = next(
                (each for each in held.iter(f"{XS}restriction", f"{XS}extension") if _is_its_own(each, held)), None
            )
            if base is None:
                break
            for each in base:
                _limit(found, etree.QName(each).localname, each.get("value"))
            held, local = self.named_type(base.get("base"), base)
            if held is None:
                found["kind"] = _KINDS.get(local, "text")
        return found, attributes

    def attribute(self, each: Any) -> dict[str, Any]:
        """Say what an attribute may hold, and whether it must be there."""
        of, local = self.named_type(each.get("type"), each) if each.get("type") else (None, "string")
        limits = self.value(of)[0] if of is not None else {"kind": _KINDS.get(local, "text")}
        return limits | ({"must": True} if each.get("use") == "required" else {})


def _limit(found: dict[str, Any], name: str, value: str) -> None:
    if name in {"maxLength", "minLength", "length", "totalDigits", "fractionDigits"}:
        found.setdefault(name, int(value))
    elif name in {"pattern", "enumeration"}:
        found.setdefault("patterns" if name == "pattern" else "among", []).append(value)


def _is_its_own(part: Any, held: Any) -> bool:
    return part.getparent() is held or part.getparent().getparent() is held


def _filled(wanted: dict[str, Any]) -> dict[str, Any]:
    return {name: said for name, said in wanted.items() if said}


def _said(element: Any, name: str) -> str:
    """Read what a schema says of an element; its documentation stands in any namespace."""
    for each in element.iterfind(f"{XS}annotation/{XS}documentation/{{*}}{name}"):
        if each.text:
            return re.sub(r"\s+", " ", each.text).strip()
    return ""


def main() -> None:
    """Write the table."""
    schemas = Schemas(Path(sys.argv[1]))
    metadata = schemas.root(PREFIXES["md"], "MetaData")
    roots = {
        "dec:Declaration": schemas.root(PREFIXES["dec"], "Declaration"),
        "res:Response": schemas.root(PREFIXES["res"], "Response"),
    }
    schemas.nodes[metadata]["holds"] += [[roots["dec:Declaration"], 0, 1], [roots["res:Response"], 0, None]]
    table = {"source": SOURCE, "spaces": PREFIXES, "roots": {"md:MetaData": metadata} | roots}
    lines = ",\n".join(json.dumps(node, ensure_ascii=False, separators=(",", ":")) for node in schemas.nodes)
    head = json.dumps(table, ensure_ascii=False, indent=1).rstrip("}\n ")
    Path(sys.argv[2]).write_text(f'{head}\n }},\n "nodes": [\n{lines}\n]}}\n', "utf-8")


if __name__ == "__main__":
    main()
