"""Read a file of EDIFACT: its interchanges, and everything that is wrong with them."""

import re
from typing import Final

from smartcustoms.kernel.edifact.charsets import CONTROL, ENCODINGS, OUTSIDE
from smartcustoms.kernel.edifact.checking import faults_of
from smartcustoms.kernel.edifact.envelopes import MOST_FAULTS, walked
from smartcustoms.kernel.edifact.faults import fault
from smartcustoms.kernel.edifact.model import EdifactRefused, Fault, Reading, Weight
from smartcustoms.kernel.edifact.separators import LEVEL_B, STANDARD, Separators, protected, read_una

LARGEST: Final = 32 * 1024 * 1024
"""Bytes of one file."""
LARGEST_MESSAGE: Final = 400_000
"""Separators in one message: some megabyte of text, and about 60 MB once it is split."""
_UNB: Final = re.compile(rb"UNB[^A-Za-z](UN[A-Z]{2})[^A-Za-z0-9](\d)")
_CONTROLS: Final = bytes([*range(10), 11, 12, *range(14, 32), 127])


def read(content: bytes, *, check: bool = True) -> Reading:
    """Read a file; what is wrong stands in the answer's `faults`.

    Args:
        content: the file.
        check: compare the messages with the tables of their types and segments too.
    """
    text, faults = _text(content)
    if text is None:
        return Reading((), tuple(faults))
    walk = walked(text)
    faults += walk.faults
    found = Reading(tuple(walk.interchanges), ())
    for message in found.messages() if check else ():
        if message.text.count("+") + message.text.count(":") + message.count > LARGEST_MESSAGE:
            faults.append(fault("too_large", message.starts, message=message.reference))
        elif len(faults) < MOST_FAULTS:
            faults += faults_of(message)
    return Reading(found.interchanges, tuple(sorted(faults, key=lambda each: each.segment)[:MOST_FAULTS]))


def accepted(content: bytes) -> Reading:
    """Read a file that must be in order.

    Raises:
        EdifactRefused: something in it refuses it.
    """
    found = read(content)
    if not found.is_accepted:
        raise EdifactRefused(found.faults)
    return found


def _text(content: bytes) -> tuple[str | None, list[Fault]]:
    """Give the protected text; None where nothing can be read."""
    if len(content) > LARGEST:
        return None, [fault("too_large", 1, value=str(len(content)))]
    content = content.removeprefix(b"\xef\xbb\xbf").lstrip()
    if content[:3] not in (b"UNA", b"UNB"):
        return None, [fault("not_edifact", 1, value=ascii(content[:20])[2:-1])]
    named = _UNB.search(content[:60])
    level, version = (named[1].decode(), named[2].decode()) if named else ("", "")
    faults = []
    if level not in ENCODINGS or version not in "1234":
        value = f"{level}:{version}" if named else ascii(content[:30])[2:-1]
        return None, [fault("syntax_unknown", 1, tag="UNB", element="1.1", value=value)]
    by, content, wrong = _separators(content, level, version)
    if wrong is not None:
        return None, [wrong]
    text, unfit = _decoded(content, level, by)
    if text is None:
        return None, unfit
    faults += unfit
    safe = protected(text, by)
    if "' " in safe:
        safe = re.sub(r"' +", "'", safe)
    return _whole(safe, faults), faults


def _separators(content: bytes, level: str, version: str) -> tuple[Separators, bytes, Fault | None]:
    if content[:3] == b"UNA":
        by = read_una(content[:9].decode("latin-1"), version=version)
        value = ascii(content[:9])[2:-1]
        return by, content[9:].lstrip(), None if by.are_usable else fault("una_unusable", 1, tag="UNA", value=value)
    if level == "UNOB" and content[3:4] == LEVEL_B.element.encode():
        return LEVEL_B, content, None
    return Separators(repetition="*") if version == "4" else STANDARD, content, None


def _decoded(content: bytes, level: str, by: Separators) -> tuple[str | None, list[Fault]]:
    """Decode by the level's character set; a character that it does not have, or a control character, is a fault."""
    if b"\n" in content or b"\r" in content:
        content = content.translate(None, b"\r\n")
    try:
        text = content.decode(ENCODINGS[level])
    except UnicodeDecodeError as wrong:
        number = _number(content[: wrong.start].decode("latin-1"), by)
        return None, [fault("character_wrong", number, value=ascii(content[wrong.start : wrong.start + 4])[2:-1])]
    kept = _CONTROLS.translate(None, b"\x1c\x1d\x1f") if by is LEVEL_B else _CONTROLS
    if level != "UNOX" and len(content.translate(None, kept)) == len(content) and text.isascii():
        return text, _outside(text, level, by)
    found = CONTROL.search(text.translate({0x1C: "'", 0x1D: "+", 0x1F: ":"}) if by is LEVEL_B else text)
    if found is not None:
        number = _number(text[: found.start()], by)
        return None, [fault("control_character", number, value=ascii(found[0])[1:-1])]
    return text, _outside(text, level, by)


def _number(before: str, by: Separators) -> int:
    """Give the number of the segment that a text reaches into; a released terminator ends none."""
    plain = re.sub(f"{re.escape(by.release)}.", "", before, flags=re.DOTALL) if by.release else before
    return plain.count(by.terminator) + 1


_ALLOWED: Final = {
    "UNOA": b"ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 .,-()/='+:?!\"%&*;<>",
    "UNOB": b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789 .,-()/='+:?!\"%&*;<>",
}


def _outside(text: str, level: str, by: Separators) -> list[Fault]:
    if level not in OUTSIDE or by is LEVEL_B or not text.encode().translate(None, _ALLOWED[level]):
        return []
    found = OUTSIDE[level].search(text)
    if found is None or found[0] in (by.component, by.element, by.release, by.terminator):
        return []
    return [fault("character_of_higher_level", _number(text[: found.start()], by), value=found[0])]


def _whole(safe: str, faults: list[Fault]) -> str | None:
    """See that every segment ends and none is empty; give what ends."""
    if not safe.endswith("'"):
        cut = safe.rfind("'") + 1
        faults.append(fault("not_ended", safe.count("'") + 1, value=safe[cut : cut + 30]))
        safe = safe[:cut]
    empty = safe.find("''")
    if empty >= 0:
        faults.append(fault("empty_segment", safe.count("'", 0, empty + 1) + 1))
        return None
    return safe


__all__ = ["LARGEST", "Weight", "accepted", "read"]
