"""One pattern for each segment's tag: what it takes is in order by the table, so only what it does not take is looked at piece by piece.

A pattern is narrower than the table, never wider: a segment with repetitions, or a number as long as it may be with a sign or point, is
left to `checking.py`, which also says what is wrong.
"""

import re
from collections.abc import Callable, Sequence
from functools import cache
from typing import Final, TypeVar

from smartcustoms.kernel.edifact.tables import Component, Element, segments

_NUMBER: Final = r"(?=[0-9.,\-]{{1,{longest}}}(?:[:+]|\Z))-?(?:[0-9]++(?:[.,][0-9]*+)?|[.,][0-9]++)"
_TEXT: Final = r"[^:+\\]{{{least},{longest}}}+"
_ESCAPED: Final = re.compile(r"\\(?:u[0-9a-f]{4}|[^u])")
_REPEATED: Final = "\\u001d"
_Part = TypeVar("_Part", Component, Element)


def is_in_order(tag: str, text: str) -> bool:
    """Tell whether a segment, as protected text without its terminator, is surely in order."""
    pattern = _pattern_of(tag)
    if pattern is None:
        return False
    if "\\" in text and _REPEATED not in text:
        text = _ESCAPED.sub("_", text)
    return pattern.fullmatch(text) is not None


@cache
def _pattern_of(tag: str) -> re.Pattern[str] | None:
    """Give the pattern of a tag's segments as protected text without its terminator; none where every piece must be looked at."""
    known = segments().get(tag)
    if known is None or tag == "DTM":  # its time is read by its own format
        return None
    return re.compile(re.escape(tag) + _rest(known, r"\+", _element))


def _element(element: Element) -> str:
    """Write an element: all of its components that must be there, or, where it need not be there itself, nothing at all."""
    first, *rest = element.components
    filled = _component(first) + _rest(rest, ":", _component)
    return f"(?=:*+[^:+]){filled}" if element.must else rf"(?:{filled}|(?=\+|\Z))"


def _component(component: Component) -> str:
    if not component.numeric:
        return _TEXT.format(least=int(component.must), longest=component.longest)
    number = _NUMBER.format(longest=component.longest)
    return number if component.must else f"(?:{number})?+"


def _rest(parts: Sequence[_Part], mark: str, write: Callable[[_Part], str]) -> str:
    """Write what follows, each behind a mark; behind the last that must be there, the end may be left out."""
    text, must = "", False
    for part in reversed(parts):
        must = must or part.must
        text = f"{mark}{write(part)}{text}"
        if not must:
            text = f"(?:{text})?"
    return text
