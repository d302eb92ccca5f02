"""The quick walk for messages in which nothing is odd: the same JSON as the full walk gives, or nothing, and the full walk tells all.

Nothing is odd when all namespaces are declared on the root and its message, each with one prefix, no text stands between elements, and
every element stands where its class wants it. Most messages are so, and most of the time of a full walk goes into asking.
"""

from functools import lru_cache
from typing import Any, Final, NamedTuple

from lxml import etree

from smartcustoms.trade.declarations.wco.classes import Element, Place
from smartcustoms.trade.declarations.wco.limits import broken

_ALL_TEXT: Final = etree.XPath("string()")
_WHITE: Final = b" \t\r\n"
_XSI: Final = "{http://www.w3.org/2001/XMLSchema-instance}"
_MOST_KEPT, _LONGEST_KEPT = 4096, 64


class _Odd(Exception):
    """Something that only the full walk can tell."""


class _Names(dict[str, str]):
    """Qualified tags by the names they are written with: one prefix for each namespace."""

    def __init__(self, prefixes: dict[str, str | None]) -> None:
        super().__init__()
        self.prefixes = prefixes

    def __missing__(self, tag: str) -> str:
        uri, _, name = tag[1:].partition("}") if tag[0] == "{" else ("", "", tag)
        if uri not in self.prefixes and uri:
            raise _Odd
        prefix = self.prefixes.get(uri)
        self[tag] = written = f"{prefix}:{name}" if prefix else name
        return written


def quickly(content: bytes, root: Any, begins: Element, *, checks: bool) -> dict[str, Any] | None:
    """Give the JSON of a message whose root is of class `begins`, or nothing when anything is odd."""
    if b"\x00" in content[:64]:
        return None
    inner = next((each for each in root if len(each)), root)
    own = {prefix: uri for prefix, uri in inner.nsmap.items() if root.nsmap.get(prefix) != uri}
    spaces = {**root.nsmap, **own}
    if len(root.nsmap) + len(own) != content.count(b"xmlns") or len(set(spaces.values())) != len(spaces):
        return None
    views = _views(frozenset((uri, prefix) for prefix, uri in spaces.items()))
    names = views.names
    try:
        made = _walked(root, begins, views, checks)
        if own:
            _declare(made[names[inner.tag]], own)
        return {names[root.tag]: _declared(root.nsmap) | made}
    except _Odd:
        return None


def _declared(spaces: dict[str | None, str]) -> dict[str, Any]:
    return {f"@xmlns:{prefix}" if prefix else "@xmlns": uri for prefix, uri in spaces.items()}


def _declare(inner: Any, own: dict[str | None, str]) -> None:
    if not isinstance(inner, dict):
        raise _Odd
    held = dict(inner)
    inner.clear()
    inner.update(_declared(own))
    inner.update(held)


class _Row(NamedTuple):
    """What a walk needs of one place in a class, at hand."""

    key: str
    order: int
    repeats: bool
    most: int
    of: Element
    is_class: bool
    good: set[str]
    must_say: tuple[str, ...]


class _View:
    """A class as a walk of messages with these prefixes sees it."""

    __slots__ = ("must", "rows")

    def __init__(self, of: Element, names: _Names) -> None:
        self.rows = {tag: _row(each, names) for tag, each in of.holds.items()}
        self.must = tuple(names[each.element.tag] for each in of.must)


def _row(place: Place, names: _Names) -> _Row:
    of = place.element
    try:
        key = names[of.tag]
    except _Odd:  # a namespace that this message does not use
        key = of.name
    most = place.most if place.most is not None else 1 << 30
    return _Row(key, place.order, place.repeats, most, of, of.limits is None, of.good, of.must_say)


class _Views(dict[int, _View]):
    """The views of all classes under the same prefixes, made when they are first met."""

    def __init__(self, names: _Names) -> None:
        super().__init__()
        self.names = names

    def of(self, element: Element) -> _View:
        """Give the view of a class."""
        found = self.get(id(element))
        if found is None:
            found = self[id(element)] = _View(element, self.names)
        return found


@lru_cache(maxsize=64)
def _views(prefixes: frozenset[tuple[str, str | None]]) -> _Views:
    return _Views(_Names(dict(prefixes)))


def _walked(root: Any, begins: Element, views: _Views, checks: bool) -> dict[str, Any]:
    """Go through all elements in the order of the file, which is quicker than from each to its children."""
    texts: list[str] = []
    at = _Open(root, begins, views, checks, None)
    top = at
    for each in root.iterdescendants():
        holder = each.getparent()
        if holder is not at.element:
            at = _around(at, holder, checks)
        row = at.rows.get(each.tag)
        if row is None or row.order < at.last:
            raise _Odd
        if row.is_class:
            opened = _Open(each, row.of, views, checks, at)
            at.put(row, opened.made)
            at = opened
            continue
        value: Any = each.text or ""
        texts.append(value)
        attributes = each.attrib
        if checks and (attributes or row.must_say or value not in row.good):
            _check(value, attributes.items(), row.of)
        at.put(row, _with_attributes(value, attributes.items(), views.names) if attributes else value)
    while at.closed(checks) is not at:
        at = at.closed(checks)
    if _squeezed("".join(texts)) != _squeezed(str(_ALL_TEXT(root))):  # text stands between elements
        raise _Odd
    return top.made


def _around(at: "_Open", holder: Any, checks: bool) -> "_Open":
    """End classes until the one that holds the next element; one that is held by a plain value is odd."""
    while holder is not at.element:
        above = at.closed(checks)
        if above is at:
            raise _Odd
        at = above
    return at


class _Open:
    """A class whose elements are being gone through."""

    __slots__ = ("above", "element", "last", "made", "must", "rows")

    def __init__(self, element: Any, of: Element, views: _Views, checks: bool, above: "_Open | None") -> None:
        view = views.of(of)
        self.element, self.above, self.last, self.rows, self.must = element, above, -1, view.rows, view.must
        self.made: dict[str, Any] = {}
        for name, value in element.items() if element.attrib else ():
            if checks and name[0] != "{":
                raise _Odd
            self.made[_attribute(name, views.names)] = value

    def put(self, row: _Row, value: Any) -> None:
        """Put an element into its class, after what stands before it."""
        made, key = self.made, row.key
        if key not in made:
            made[key] = [value] if row.repeats else value
        elif self.last == row.order and row.repeats and len(made[key]) < row.most:
            made[key].append(value)
        else:
            raise _Odd
        self.last = row.order

    def closed(self, checks: bool) -> "_Open":
        """End a class: it must have something in it, and all that it must have. Gives what is around it, or itself at the top."""
        if self.last < 0 or (checks and not all(key in self.made for key in self.must)):
            raise _Odd
        return self.above or self


def _squeezed(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass").translate(None, _WHITE)


def _with_attributes(text: str, attributes: list[tuple[str, str]], names: _Names) -> dict[str, Any]:
    made: dict[str, Any] = {_attribute(name, names): value for name, value in attributes}
    if text:
        made["#text"] = text
    return made


def _check(text: str, given: list[tuple[str, str]], element: Element) -> None:
    """Refuse to be quick where a value breaks its limits; remember short values that keep them."""
    limits = element.limits
    if text not in element.good:
        if limits is None or broken(limits, text, ""):
            raise _Odd
        if len(text) < _LONGEST_KEPT and len(element.good) < _MOST_KEPT:
            element.good.add(text)
    for name, value in given:
        known = element.attributes.get(name)
        if known is None or broken(known, value, ""):
            raise _Odd
    if any(name not in dict(given) for name in element.must_say):
        raise _Odd


def _attribute(name: str, names: _Names) -> str:
    if name[0] != "{":
        return f"@{name}"
    if name.startswith(_XSI):
        return f"@{names[name]}"
    raise _Odd
