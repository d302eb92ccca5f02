"""Write segments as EDIFACT with the standard's own separators."""

import re
from collections.abc import Iterable, Sequence
from typing import Final

_SPECIAL: Final = re.compile(r"[?'+:]")
Given = Sequence[str | Sequence[str]]
"""A segment to be written: the tag, then elements, each a text or a sequence of components."""


def written(segments: Iterable[Given]) -> str:
    """Write segments; trailing empty components and elements are left out, as the standard asks."""
    return "".join(_segment(each) + "'" for each in segments)


def _segment(segment: Given) -> str:
    return _cut("+".join(map(_element, segment)), "+")


def _element(element: str | Sequence[str]) -> str:
    if isinstance(element, str):
        return _SPECIAL.sub(r"?\g<0>", element)
    return _cut(":".join(_SPECIAL.sub(r"?\g<0>", each) for each in element), ":")


def _cut(text: str, separator: str) -> str:
    """Take what is empty off the end; a separator that the release character makes text stays."""
    while text.endswith(separator) and not _is_released(text):
        text = text[:-1]
    return text


def _is_released(text: str) -> bool:
    return (len(text[:-1]) - len(text[:-1].rstrip("?"))) % 2 == 1
