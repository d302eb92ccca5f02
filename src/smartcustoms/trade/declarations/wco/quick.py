"""The quick walk for messages in which nothing is odd: the same JSON as the full walk gives, or nothing, and the full walk tells all.

Nothing is odd when all namespaces are declared on the root and its message, each with one prefix, no text stands between elements, and
every element stands where its class wants it. Most messages are so. The parser has found the file well-formed before, so its text is cut
at the angle brackets, in C, and no element of the tree is asked for anything: that asking is what a full walk costs. What is repeated,
such as goods items, is read by its shape (`shapes.py`).
"""

import re
from typing import Any, Final

from smartcustoms.trade.declarations.wco.classes import Element, Place
from smartcustoms.trade.declarations.wco.shapes import (
    WHITE,
    Odd,
    Row,
    Run,
    Views,
    begins,
    check,
    resolved,
    shape_of,
    views_of,
)

_FIRST_LINE: Final = re.compile(
    r"""<\?xml version=["']1\.0["'](?: encoding=["']utf-?8["'])?(?: standalone=["']\w+["'])? ?\?>""", re.IGNORECASE
)


def quickly(content: bytes, root: Any, begins: Element, *, checks: bool) -> dict[str, Any] | None:
    """Give the JSON of a message whose root is of class `begins`, yet to be finished, or nothing when anything is odd."""
    text = _text_of(content)
    if text is None:
        return None
    outer = root.nsmap
    inner = next((each for each in root if len(each)), root)
    own = {prefix: uri for prefix, uri in inner.nsmap.items() if outer.get(prefix) != uri}
    spaces = {**outer, **own}
    if len(set(spaces.values())) != len(spaces):
        return None
    views = views_of(frozenset((uri, prefix) for prefix, uri in spaces.items()), checks)
    name, inside = views.names.written(root.tag), views.names.written(inner.tag)
    if name is None or inside is None:
        return None
    try:
        made = _Walk(text, views, {name, inside}).message(Row(Place(begins, 0, 1, 1), name))
        if own:
            _declare(made[inside], own)
    except Odd:
        return None
    return {name: _declared(outer) | made}


def _text_of(content: bytes) -> str | None:
    """Give the text of a file without its first line and comments, or nothing where it is not plain UTF-8 with plain text."""
    if b"\x00" in content[:64]:
        return None
    text = content.decode("utf-8-sig", "replace")
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if text.startswith("<?xml"):
        first = _FIRST_LINE.match(text)
        if first is None:
            return None
        text = text[first.end() :]
    if "!" in text and "<!--" in text:
        if "<![" in text or "<?" in text:
            return None
        begin, *rest = text.split("<!--")
        text = begin + "".join([each.partition("-->")[2] for each in rest])
    return text


def _declared(spaces: dict[str | None, str]) -> dict[str, Any]:
    return {f"@xmlns:{prefix}" if prefix else "@xmlns": uri for prefix, uri in spaces.items()}


def _declare(inner: Any, own: dict[str | None, str]) -> None:
    if not isinstance(inner, dict):
        raise Odd
    held = dict(inner)
    inner.clear()
    inner.update(_declared(own))
    inner.update(held)


class _Walk:
    """One walk through the tags of a file, with what stands behind each of them."""

    def __init__(self, text: str, views: Views, outermost: set[str]) -> None:
        """Cut a text at its brackets; `outermost` are the elements that may declare namespaces, each once.

        Raises:
            Odd: a bracket stands in a text.
        """
        cut = text.replace(">", "<").split("<")
        if len(cut) != 2 * text.count("<") + 1 or cut[0].strip(WHITE):
            raise Odd
        self.tags, self.texts, self.views, self.place = cut[1::2], cut[2::2], views, 0
        self.outermost = outermost

    def message(self, row: Row) -> dict[str, Any]:
        """Give the JSON of the root, which is all there is."""
        found, held = self._told(self.tags[0], {row.name: row})
        if found.is_plain or self.place != len(self.tags):
            raise Odd
        made: dict[str, Any] = held
        return made

    def _class(self, row: Row, made: dict[str, Any]) -> dict[str, Any]:
        """Go through a class from behind its opening tag to behind its closing one."""
        view, last = self.views.of(row.of), -1
        self._white()
        while (tag := self.tags[self.place])[0] != "/":
            inner = view.rows.get(tag)
            if inner is not None and inner.is_run and inner.order > last:
                made[tag] = self._run(inner)
            else:
                inner, held = self._element(tag, inner, view.rows)
                if inner.order > last:
                    made[inner.name] = [held] if inner.repeats else held
                else:
                    _again(made, held, inner, last)
            last = inner.order
        self.place += 1
        self._white()
        if last < 0 or not made.keys() >= view.must:
            raise Odd
        return made

    def _element(self, tag: str, row: Row | None, rows: dict[str, Row]) -> tuple[Row, Any]:
        """Give one element: a plain value, or a class and what is in it."""
        if row is None or row.must_say:
            return self._told(tag, rows)
        self.place += 1
        return row, self._value(row) if row.is_plain else self._class(row, {})

    def _white(self) -> None:
        """See that no text stands behind the tag that was passed."""
        if self.texts[self.place - 1].strip(WHITE):
            raise Odd

    def _value(self, row: Row) -> str:
        """Give a plain value, checked, and pass the end of its element."""
        value = self.texts[self.place - 1]
        if self.tags[self.place][0] != "/":
            raise Odd
        self.place += 1
        self._white()
        if "&" in value:
            value = resolved(value)
        if self.views.checks and value not in row.good:
            check(value, row.of)
        return value

    def _run(self, row: Row) -> Run:
        """Give all that follow each other of a class that is repeated, by their shapes."""
        run, tags = Run(), self.tags
        while tags[self.place] == row.name:
            begin = self.place + 1
            try:
                end = tags.index(row.ends, begin)
            except ValueError:
                raise Odd from None
            run.add(shape_of(tags[begin:end], row, self.views), self.texts[begin - 1 : end])
            run.white.append(self.texts[end])
            self.place = end + 1
        return run.end(row.most)

    def _told(self, tag: str, rows: dict[str, Row]) -> tuple[Row, Any]:
        """Give an element whose tag says more than its name."""
        row, written, is_empty = begins(tag, rows, self.views, self.outermost)
        self.place += 1
        if not row.is_plain:
            if is_empty:
                raise Odd
            return row, self._class(row, dict(written))
        if is_empty:
            self._white()
            if self.views.checks:
                check("", row.of)
            return row, dict(written) if written else ""
        value = self._value(row)
        if not written:
            return row, value
        return row, {**written, "#text": value} if value else dict(written)


def _again(made: dict[str, Any], held: Any, row: Row, last: int) -> None:
    """Put another one of an element behind the last."""
    if row.order < last or not row.repeats or len(made[row.name]) >= row.most:
        raise Odd
    made[row.name].append(held)
