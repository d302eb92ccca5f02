"""Classes as they are written in messages with the same prefixes, and the shapes in which a repeated class was met before.

A shape is the order of tags inside one class, such as a goods item with its commodity, packages and documents. What may be said of tags
alone (order, counts, attributes, what must be there) is looked at when a shape is first met; after that only its values are.
"""

import json
import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from json.encoder import encode_basestring
from operator import itemgetter
from typing import Any, Final

import msgspec

from smartcustoms.trade.declarations.wco.classes import Element, Place
from smartcustoms.trade.declarations.wco.limits import broken

WHITE: Final = " \t\n"
XSI: Final = "http://www.w3.org/2001/XMLSchema-instance"
_ATTRIBUTES: Final = re.compile(r'(?:[ \t\n]++[^ \t\n="]++="[^"&\t\n]*+")*+[ \t\n]*+')
_ATTRIBUTE: Final = re.compile(r'[ \t\n]([^ \t\n="]+)="([^"]*)"')
_NAME: Final = re.compile(r"[^ \t\n/]+")
_REFERENCE: Final = re.compile(r"&(?:#x([0-9A-Fa-f]+)|#([0-9]+)|([a-z]+));")
_ENTITIES: Final = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}
_MOST_KEPT, _MOST_SAID, _LONGEST_KEPT, _LONGEST_BEGINNING = 4096, 64, 64, 2048
_MOST_SHAPES, _LONGEST_SHAPE, _MOST_PREFIXES = 256, 300, 16
_read: Final = msgspec.json.Decoder(list[dict[str, Any]]).decode


class Odd(Exception):
    """Something that only the full walk can tell."""


class Names:
    """How qualified names are written in this message, and read: one prefix for each namespace."""

    def __init__(self, prefixes: dict[str, str | None]) -> None:
        self.prefixes = prefixes
        self.spaces = {prefix: uri for uri, prefix in prefixes.items()}

    def written(self, tag: str) -> str | None:
        """Give the name of an element as it is written here; none when the message has no such namespace."""
        uri, _, name = tag[1:].partition("}")
        if uri not in self.prefixes:
            return None
        prefix = self.prefixes[uri]
        return f"{prefix}:{name}" if prefix else name


class Row:
    """What a walk needs of one place in a class, at hand."""

    __slots__ = (
        "ends",
        "good",
        "is_plain",
        "is_run",
        "known",
        "most",
        "must_say",
        "name",
        "of",
        "order",
        "repeats",
    )

    def __init__(self, place: Place, name: str) -> None:
        of = place.element
        self.of, self.name, self.order, self.repeats = of, name, place.order, place.repeats
        self.ends, self.most = f"/{name}", place.most if place.most is not None else 1 << 30
        self.is_plain, self.good, self.must_say = of.limits is not None, of.good, bool(of.must_say)
        self.is_run = place.repeats and not self.is_plain
        self.known: dict[str, dict[str, Any]] = {}
        """What was written in its tag before, and kept its limits."""


class View:
    """A class as it is written in messages with these prefixes: its elements by their names, and those that must be there."""

    __slots__ = ("must", "rows")

    def __init__(self, of: Element, names: Names, checks: bool) -> None:
        self.rows = {
            name: Row(each, name) for tag, each in of.holds.items() if (name := names.written(tag)) is not None
        }
        self.must = frozenset(names.written(each.element.tag) or "" for each in of.must) if checks else frozenset()


class Views(dict[int, View]):
    """The views of all classes under the same prefixes, made when they are first met."""

    def __init__(self, names: Names, checks: bool) -> None:
        super().__init__()
        self.names, self.checks = names, checks
        self.shapes: dict[tuple[int, str], Shape] = {}
        self.outermost: dict[tuple[int, str], dict[str, Any]] = {}
        """What was written in the tags that declare the namespaces, beside them."""

    def of(self, element: Element) -> View:
        """Give the view of a class."""
        found = self.get(id(element))
        if found is None:
            found = self[id(element)] = View(element, self.names, self.checks)
        return found


@lru_cache(maxsize=_MOST_PREFIXES)
def views_of(prefixes: frozenset[tuple[str, str | None]], checks: bool) -> Views:
    """Keep the views of messages with these prefixes."""
    return Views(Names(dict(prefixes)), checks)


class Shape:
    """Where the values of a class lie among its tags, and the JSON around them."""

    __slots__ = ("_checked", "_count", "_filled", "_json", "_values", "between", "known")

    def __init__(self, tags: Sequence[str], of: Element, views: Views) -> None:
        """Look at the tags inside a class.

        Raises:
            Odd: they are not in order.
        """
        drawing = _Drawing(tags, views)
        drawing.of_class(of)
        places = [place for place, _, _ in drawing.values]
        held = set(places)
        self._json = "%s".join(each.replace("%", "%%") for each in drawing.pieces)
        self._values, self._count = _picker(places), len(places)
        self.between = _picker([place for place in range(-1, len(tags)) if place not in held])
        self._filled = tuple(n for n, (_, _, is_filled) in enumerate(drawing.values) if is_filled)
        self._checked = tuple(row.of for _, row, _ in drawing.values) if views.checks else ()
        self.known: Any = None
        """What others have worked out of this shape."""

    def values(self, texts: Sequence[str]) -> tuple[str, ...]:
        """Give the values, checked; `texts` are what stands behind the class's own tag, then behind each of its tags."""
        values = self._values(texts)
        if "&" in "".join(values):
            values = tuple([resolved(each) if "&" in each else each for each in values])
        if self._checked:
            for value, of in zip(values, self._checked, strict=True):
                if value not in of.good:
                    check(value, of)
        for place in self._filled:  # where attributes stand beside it
            if not values[place]:
                raise Odd
        return values

    def json(self, values: tuple[str, ...]) -> str:
        """Write the JSON of a class of this shape."""
        joined = "".join(values)
        if not joined.isprintable() or '"' in joined or "\\" in joined:
            values = tuple([encode_basestring(each)[1:-1] for each in values])
        return self._json % values

    def numbered(self) -> dict[str, Any]:
        """Give the JSON of a class in which each plain value is its own number."""
        return _read(f"[{self._json % tuple(range(self._count))}]")[0]


class Run:
    """One after another of a repeated class, each of a shape; its JSON is made when it is asked for."""

    def __init__(self) -> None:
        self.white: list[str] = []
        self.rows: list[tuple[Shape, tuple[str, ...]]] = []
        self._first: dict[str, Any] | None = None

    def add(self, shape: Shape, texts: Sequence[str]) -> None:
        """Add one; `texts` as for a shape."""
        self.white += shape.between(texts)
        self.rows.append((shape, shape.values(texts)))

    def end(self, most: int) -> "Run":
        """See that there are at most so many, and no text between their elements."""
        if len(self.rows) > most or "".join(self.white).strip(WHITE):
            raise Odd
        self.white.clear()
        return self

    def made(self) -> list[dict[str, Any]]:
        """Give the JSON of all of them."""
        return _read(f"[{','.join([shape.json(values) for shape, values in self.rows])}]")

    def first(self) -> dict[str, Any]:
        """Give the JSON of the first."""
        if self._first is None:
            shape, values = self.rows[0]
            self._first = _read(f"[{shape.json(values)}]")[0]
        return self._first


def _picker(places: list[int]) -> Callable[[Sequence[str]], tuple[str, ...]]:
    """Give what picks some places of a row of texts, counted from 1 behind the class's own tag."""
    if len(places) > 1:
        return itemgetter(*[place + 1 for place in places])
    return lambda texts: tuple(texts[place + 1] for place in places)


class _Drawing:
    """The drawing of a shape: pieces of JSON with a value between each two, and the places of the values."""

    def __init__(self, tags: Sequence[str], views: Views) -> None:
        self.tags, self.views, self.place = tags, views, 0
        self.pieces: list[str] = [""]
        self.values: list[tuple[int, Row, bool]] = []

    def of_class(self, of: Element) -> None:
        """Draw a class to its closing tag, or to the end."""
        view = self.views.of(of)
        last: Row | None = None
        begun: set[str] = set()
        count = 0
        self.pieces[-1] += "{"
        while self.place < len(self.tags) and self.tags[self.place][0] != "/":
            row, written, is_empty = begins(self.tags[self.place], view.rows, self.views)
            count = count + 1 if row is last else 1
            self._join(row, last, count)
            self._of_row(row, written, is_empty)
            begun.add(row.name)
            last = row
        if last is None or not begun >= view.must:
            raise Odd
        self.pieces[-1] += "]}" if last.repeats else "}"

    def _join(self, row: Row, last: Row | None, count: int) -> None:
        """Write what stands between an element and the one before it."""
        if count > 1:
            if not row.repeats or count > row.most:
                raise Odd
            self.pieces[-1] += ","
            return
        if last is not None:
            if row.order <= last.order:
                raise Odd
            self.pieces[-1] += "]," if last.repeats else ","
        self.pieces[-1] += f"{encode_basestring(row.name)}:{'[' if row.repeats else ''}"

    def _of_row(self, row: Row, written: dict[str, Any], is_empty: bool) -> None:
        opened = self.place
        self.place += 1
        if row.is_plain:
            self._of_value(row, opened, written, is_empty)
        elif is_empty or written:
            raise Odd
        else:
            self.of_class(row.of)
        if not is_empty:
            if self.place >= len(self.tags) or self.tags[self.place][0] != "/":
                raise Odd
            self.place += 1

    def _of_value(self, row: Row, opened: int, written: dict[str, Any], is_empty: bool) -> None:
        if is_empty:
            if self.views.checks:
                check("", row.of)
            self.pieces[-1] += json.dumps(written) if written else '""'
            return
        self.pieces[-1] += f'{json.dumps(written)[:-1]},"#text":"' if written else '"'
        self.values.append((opened, row, bool(written)))
        self.pieces.append('"}' if written else '"')


def begins(
    tag: str, rows: dict[str, Row], views: Views, outermost: set[str] | None = None
) -> tuple[Row, dict[str, Any], bool]:
    """Tell what a tag begins: its row, what it says beside its name, and whether it ends at once.

    Of the elements whose names are in `outermost` the first of each may declare namespaces; they may well say again what
    the element around them has said. Their names are taken out.
    """
    name = _NAME.match(tag)
    row = rows.get(name[0]) if name else None
    if name is None or row is None:
        raise Odd
    is_empty = tag[-1] == "/"
    said = tag[name.end() : len(tag) - is_empty]
    if outermost and row.name in outermost:
        outermost.remove(row.name)
        return row, _said_outermost(row, said, views), is_empty
    return row, _said(row, said, views) if said or row.must_say else {}, is_empty


def _said_outermost(row: Row, text: str, views: Views) -> dict[str, Any]:
    """Read what an outermost tag says beside its name and its namespaces; messages of one sender begin alike."""
    key = (id(row.of), text)
    written = views.outermost.get(key)
    if written is None:
        written = _attributes(row, text, views, may_declare=True)
        if len(text) < _LONGEST_BEGINNING and len(views.outermost) < _MOST_SAID:
            views.outermost[key] = written
    return written


def _said(row: Row, text: str, views: Views) -> dict[str, Any]:
    """Read what a tag says beside its name; what kept its limits once is remembered as it was written."""
    written = row.known.get(text)
    if written is None:
        written = _attributes(row, text, views, may_declare=False)
        if len(text) < _LONGEST_KEPT and len(row.known) < _MOST_SAID:
            row.known[text] = written
    return written


def _attributes(row: Row, text: str, views: Views, *, may_declare: bool) -> dict[str, Any]:
    if not _ATTRIBUTES.fullmatch(text):
        raise Odd
    pairs = _ATTRIBUTE.findall(text)
    found = [pair for pair in pairs if pair[0] != "xmlns" and pair[0][:6] != "xmlns:"]
    if len(found) < len(pairs) and not may_declare:
        raise Odd
    for name, value in found:
        _check_attribute(name, value, row.of, views)
    written = {f"@{name}": value for name, value in found}
    if views.checks and any(f"@{name}" not in written for name in row.of.must_say):
        raise Odd
    return written


def _check_attribute(name: str, value: str, of: Element, views: Views) -> None:
    prefix, colon, _ = name.partition(":")
    if colon:
        if views.names.spaces.get(prefix) != XSI:
            raise Odd
    elif views.checks:
        known = of.attributes.get(name)
        if known is None or broken(known, value, ""):
            raise Odd


def check(text: str, element: Element) -> None:
    """Refuse to be quick where a value breaks its limits; remember short values that keep them."""
    if element.limits is None or broken(element.limits, text, ""):
        raise Odd
    if len(text) < _LONGEST_KEPT and len(element.good) < _MOST_KEPT:
        element.good.add(text)


def resolved(value: str) -> str:
    """Put the characters that references stand for in their places; the parser knows all of them."""
    return _REFERENCE.sub(_character, value)


def _character(found: re.Match[str]) -> str:
    if found[3]:
        return _ENTITIES[found[3]]
    return chr(int(found[1], 16) if found[1] else int(found[2]))


def shape_of(tags: list[str], row: Row, views: Views) -> Shape:
    """Give the shape of a repeated class with these tags inside; very long ones are not kept, and many new ones put the old ones away."""
    key = (id(row), "<".join(tags))
    found = views.shapes.get(key)
    if found is None:
        found = Shape(tags, row.of, views)
        if len(tags) <= _LONGEST_SHAPE:
            if len(views.shapes) >= _MOST_SHAPES:
                views.shapes.clear()
            views.shapes[key] = found
    return found


def finished(made: Any) -> Any:
    """Put the JSON of runs into their places."""
    for name, value in made.items():
        if isinstance(value, Run):
            made[name] = value.made()
        elif isinstance(value, dict):
            finished(value)
        elif isinstance(value, list):
            for each in value:
                if isinstance(each, dict):
                    finished(each)
    return made
