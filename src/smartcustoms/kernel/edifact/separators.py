"""The service characters: read from UNA, or the standard's own; and protected text, in which each separator left separates."""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from smartcustoms.kernel.edifact.splitting import REPEATED

_WRONG: Final = re.compile(r"[\w\s\x00-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class Separators:
    """The six service characters in the order of UNA; `repetition` is empty where the syntax has none."""

    component: str = ":"
    element: str = "+"
    decimal: str = "."
    release: str = "?"
    repetition: str = ""
    terminator: str = "'"

    @property
    def are_usable(self) -> bool:
        """Tell whether they are all different, and none a letter, digit, space or control character."""
        used = [self.component, self.element, self.terminator, *filter(None, (self.release, self.repetition))]
        return len(set(used)) == len(used) and not any(_WRONG.match(each) for each in used) and self.decimal in ".,"


STANDARD: Final = Separators()
LEVEL_B: Final = Separators(component="\x1f", element="\x1d", terminator="\x1c")
"""The separators without graphic that level UNOB names for interchanges without UNA."""


def read_una(text: str, *, version: str) -> Separators:
    """Read the nine characters of UNA. In versions 1 to 3 the fifth service character is kept free (a space)."""
    component, element, decimal, release, repetition, terminator = tuple(text[3:9])
    return Separators(
        component,
        element,
        decimal,
        "" if release == " " else release,
        "" if repetition == " " or version < "4" else repetition,
        terminator,
    )


def protected(text: str, by: Separators) -> str:
    """Write released characters, quotes and backslashes as JSON escapes, and the separators as the standard's own.

    Only whole-text replacements, which run in C. A release character before another stands for it, so pairs go first, from the left;
    one that is then left before a separator makes that text, and before anything else it means nothing.
    """
    if "\\" in text:
        by, text = _without_backslash(text, by)
    used = (by.component, by.element, by.terminator, by.repetition)
    if '"' in text and '"' not in (*used, by.release):
        text = text.replace('"', '\\"')
    if by.release and by.release in text:
        for each in filter(None, (by.release, *used)):
            text = text.replace(by.release + each, _escape(each))
        text = text.replace(by.release, "")
    return text if by == STANDARD else text.translate(_meant(by))


def _without_backslash(text: str, by: Separators) -> tuple[Separators, str]:
    """Double the backslashes that are text; one that separates becomes a character that no text may hold."""
    used = (by.component, by.element, by.decimal, by.release, by.repetition, by.terminator)
    if "\\" not in used:
        return by, text.replace("\\", "\\\\")
    return Separators(*(_INSTEAD if each == "\\" else each for each in used)), text.replace("\\", _INSTEAD)


_INSTEAD: Final = "\x1a"


@lru_cache(maxsize=512)
def _escape(letter: str) -> str:
    if letter == _INSTEAD:
        return "\\\\"
    return f"\\u{ord(letter):04x}" if ord(letter) < 0x10000 else letter


def _meant(by: Separators) -> dict[int, str]:
    """Say what each separator becomes, and that the standard's own are text where they do not separate."""
    meant = {ord(letter): _escape(letter) for letter in ":+'"}
    if '"' in (by.component, by.element, by.terminator, by.repetition, by.release):
        meant[ord('"')] = _escape('"')
    if by.repetition:
        meant[ord(by.repetition)] = f":{_escape(REPEATED)}:"
    return meant | {ord(by.component): ":", ord(by.element): "+", ord(by.terminator): "'"}
