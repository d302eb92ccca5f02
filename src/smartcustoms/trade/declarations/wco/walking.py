"""Walk a message once: compare each element with the table of classes, and write it down as JSON that loses nothing.

JSON of an element: its text when it has no attributes and no elements; else an object with `@xmlns` and `@name` for its
declarations and attributes, `#text` for its text, and its elements by their names as written, in their order, as lists where they
may repeat. Where names are not contiguous, or text stands between elements, `#content` lists all of it in order.
"""

import difflib
from typing import Any, Final

from smartcustoms.trade.declarations.wco.classes import Element, Place
from smartcustoms.trade.declarations.wco.faults import Fault, fault
from smartcustoms.trade.declarations.wco.limits import broken
from smartcustoms.trade.declarations.wco.parsing import DEEPEST, MessageUnusable
from smartcustoms.trade.declarations.wco.paths import path_of

MOST_FAULTS: Final = 100
_WHITE: Final = " \t\r\n"
XSI: Final = "{http://www.w3.org/2001/XMLSchema-instance}"
XML: Final = "{http://www.w3.org/XML/1998/namespace}"


class Walk:
    """One walk over a message, with the faults found so far."""

    def __init__(
        self, content: bytes, message: Any, begins: Element | None, *, checks: bool = True, bare: bool = False
    ) -> None:
        """Begin a walk; `message` is of class `begins`; `bare` reads names without a namespace as if they had their class's."""
        self.faults: list[Fault] = []
        self.message, self.begins = message, begins
        self.checks, self.bare = checks, bare
        # How many declarations of namespaces the file can hold: once all are found, no element is asked for its own.
        self.spaces_left = content.count(b"xmlns") if b"\x00" not in content[:64] else 1 << 30

    def told(self, code: str, at: Any, **names: Any) -> None:
        """Note a fault at an element."""
        self._place(fault(code, **names), at)

    def value_of(self, at: Any, element: Element | None, around: dict[str | None, str], depth: int = 0) -> Any:
        """Give the JSON of an element, checking it when its class is known."""
        if at is self.message:
            element = self.begins
        if depth > DEEPEST:
            raise MessageUnusable((fault("file_too_deep", line=at.sourceline, deepest=DEEPEST),))
        made: dict[str, Any] = {}
        spaces = self._declared(at, around, made) if self.spaces_left > 0 else around
        if at.attrib:
            self._attributes(at, element, spaces, made)
        elif element is not None and element.attributes and self.checks:
            self._attributes_missing(at, element)
        if not len(at):
            return self._leaf(at, element, made)
        if element is not None and element.limits is not None and self.checks:
            self.told("elements_in_leaf", at, name=element.says)
            element = None
        return self._class(at, element, spaces, made, depth)

    def _declared(self, at: Any, around: dict[str | None, str], made: dict[str, Any]) -> dict[str | None, str]:
        spaces: dict[str | None, str] = at.nsmap
        for prefix, uri in spaces.items():
            if around.get(prefix) != uri and prefix != "xml":
                made["@xmlns" if prefix is None else f"@xmlns:{prefix}"] = uri or ""
                self.spaces_left -= 1
        if None in around and (at.tag[0] != "{" or None not in spaces) and at.prefix is None:
            made["@xmlns"] = ""
            spaces.pop(None, None)
        return spaces

    def _attributes(
        self, at: Any, element: Element | None, spaces: dict[str | None, str], made: dict[str, Any]
    ) -> None:
        limits = element.attributes if element is not None else None
        for name, value in at.attrib.items():
            if name[0] == "{":
                made[f"@{_prefixed(name, spaces, at)}"] = value
                if self.checks and limits is not None and not name.startswith((XSI, XML)):
                    self.told(
                        "attribute_unknown",
                        at,
                        name=element.says if element else "",
                        attribute=name.rpartition("}")[2],
                        value=value,
                    )
                continue
            made[f"@{name}"] = value
            if not self.checks or limits is None or element is None:
                continue
            known = limits.get(name)
            if known is None:
                self.told("attribute_unknown", at, name=element.says, attribute=name, value=value)
            elif wrong := broken(known, value, f"{element.name} {name}"):
                self._place(wrong, at)
        if limits and self.checks and element is not None:
            self._attributes_missing(at, element)

    def _attributes_missing(self, at: Any, element: Element) -> None:
        for name, limits in element.attributes.items():
            if limits.must and name not in at.attrib:
                self.told("attribute_missing", at, name=element.says, attribute=name)

    def _place(self, wrong: Fault, at: Any) -> None:
        """Keep a fault with its place; where there are very many, the walk ends, for the rest tells nothing new."""
        self.faults.append(Fault(wrong.code, wrong.says, wrong.mend, path_of(at), at.sourceline, wrong.value))
        if len(self.faults) == MOST_FAULTS:
            raise MessageUnusable(tuple(self.faults))

    def _leaf(self, at: Any, element: Element | None, made: dict[str, Any]) -> Any:
        text = at.text or ""
        if element is not None and self.checks:
            if element.limits is not None:
                if wrong := broken(element.limits, text, element.says):
                    self._place(wrong, at)
            else:
                self._missing(at, element, frozenset())
                if text.strip(_WHITE):
                    self.told("text_misplaced", at, name=element.says, value=text.strip())
        if not made:
            return text
        if text:
            made["#text"] = text
        return made

    def _class(
        self, at: Any, element: Element | None, spaces: dict[str | None, str], made: dict[str, Any], depth: int
    ) -> Any:
        rows: list[tuple[str, Any, bool]] = []
        mixed = _text_between(at)
        last = -1
        seen: dict[int, int] = {}
        for child in at:
            place = self._place_of(child, element, seen) if element is not None else None
            if place is not None:
                seen[place.order] = seen.get(place.order, 0) + 1
                if self.checks:
                    self._order(child, element, place, last, seen[place.order])
                last = max(last, place.order)
            value = self.value_of(child, place.element if place is not None else None, spaces, depth + 1)
            name = child.tag if child.tag[0] != "{" else child.tag.rpartition("}")[2]
            rows.append(
                (f"{child.prefix}:{name}" if child.prefix else name, value, place is not None and place.repeats)
            )
        if element is not None and self.checks:
            if mixed:
                self.told("text_misplaced", at, name=element.says, value=mixed)
            self._missing(at, element, frozenset(seen))
        return _with_rows(at, made, rows, mixed)

    def _missing(self, at: Any, element: Element, seen: frozenset[int]) -> None:
        for place in element.must:
            if place.order not in seen:
                self.told("element_missing", at, holder=element.name, name=place.element.says)

    def _place_of(self, child: Any, holder: Element, seen: dict[int, int]) -> Place | None:
        place = holder.holds.get(child.tag)
        if place is None:
            name = child.tag.rpartition("}")[2]
            rows = holder.by_name.get(name)
            if rows and child.tag[0] != "{" and self.bare:
                return free_place(rows, seen)
            if self.checks:
                self._stranger(child, holder, name, rows)
        return place

    def _stranger(self, child: Any, holder: Element, name: str, rows: list[Place] | None) -> None:
        if rows and child.tag[0] != "{":
            self.told("namespace_lost", child, name=name, space=rows[0].element.space)
        elif rows:
            wanted = rows[0].element.space
            self.told("namespace_wrong", child, name=name, space=wanted, value=child.tag[1:].partition("}")[0])
        else:
            near = difflib.get_close_matches(name[:80], holder.by_name, n=1, cutoff=0.6)
            self.told(
                "element_unknown",
                child,
                holder=holder.name,
                name=name[:80],
                near=near[0] if near else _few(holder),
                value=name,
            )

    def _order(self, child: Any, holder: Element | None, place: Place, last: int, count: int) -> None:
        if holder is None:
            return
        if place.order < last:
            before = next(each.element.name for each in holder.holds.values() if each.order == last)
            self.told("element_misplaced", child, name=place.element.name, holder=holder.name, before=before)
        elif place.most is not None and count == place.most + 1:
            self.told("element_too_often", child, name=place.element.name, most=place.most, holder=holder.name)


def free_place(rows: list[Place], seen: dict[int, int]) -> Place:
    """Of places with the same name, as a response's two declarations, give the first that is not full."""
    free = (each for each in rows if each.most is None or seen.get(each.order, 0) < each.most)
    return next(free, rows[0])


def _few(holder: Element) -> str:
    names = list(holder.by_name)
    return ", ".join(names[:4]) + (" …" if len(names) > 4 else "")


def _prefixed(name: str, spaces: dict[str | None, str], at: Any) -> str:
    uri, _, local = name[1:].partition("}")
    if name.startswith(XML):
        return f"xml:{local}"
    for prefix, known in spaces.items():
        if known == uri and prefix is not None:
            return f"{prefix}:{local}"
    return f"{next((prefix for prefix, known in at.nsmap.items() if known == uri and prefix), 'ns')}:{local}"


def _text_between(at: Any) -> str:
    """Give the first text that stands between elements, or nothing."""
    text = at.text
    if text and text.strip(_WHITE):
        return str(text).strip()
    for child in at:
        tail = child.tail
        if tail and tail.strip(_WHITE):
            return str(tail).strip()
    return ""


def _with_rows(at: Any, made: dict[str, Any], rows: list[tuple[str, Any, bool]], mixed: str) -> Any:
    if mixed:
        made["#content"] = _content(at, rows)
        return made
    last = ""
    for name, value, repeats in rows:
        if name not in made:
            made[name] = [value] if repeats else value
        elif name != last:
            for each in rows:
                made.pop(each[0], None)
            made["#content"] = _content(at, rows)
            return made
        elif isinstance(made[name], list):
            made[name].append(value)
        else:
            made[name] = [made[name], value]
        last = name
    return made


def _content(at: Any, rows: list[tuple[str, Any, bool]]) -> list[Any]:
    texts = [at.text, *(child.tail for child in at)]
    is_mixed = any(text and text.strip(_WHITE) for text in texts)
    listed: list[Any] = [texts[0]] if is_mixed and texts[0] else []
    for (name, value, _), tail in zip(rows, texts[1:], strict=True):
        listed.append({name: value})
        if is_mixed and tail:
            listed.append(tail)
    return listed
