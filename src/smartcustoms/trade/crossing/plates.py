"""How registration plates of Hong Kong, the Mainland and Macao are written, and what a camera's reading can mean. Pure.

Sources: Hong Kong, two letters (no I, O or Q) and 1 to 9999, digits alone, special prefixes, personalised marks of up to 8 characters;
Mainland, GA 36-2018: province, letter, five or (new energy) six characters, and 粤Z....港 or 澳 for trucks that cross;
Macao, M and perhaps a letter, then four digits.
A reading is repaired only where the grammar leaves no choice (a letter where only a digit can stand), so that no plate that can be
issued ever becomes another one.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Territory(StrEnum):
    """Whose plate it is."""

    HONG_KONG = "HK"
    MAINLAND = "CN"
    MACAO = "MO"


class Style(StrEnum):
    """Which kind of plate."""

    HK_STANDARD = "hk_standard"
    HK_SPECIAL = "hk_special"
    HK_PERSONALISED = "hk_personalised"
    CN_ORDINARY = "cn_ordinary"
    CN_NEW_ENERGY = "cn_new_energy"
    CN_CROSS_BOUNDARY = "cn_cross_boundary"
    MO_STANDARD = "mo_standard"

    @property
    def territory(self) -> Territory:
        """Whose plate it is."""
        return {"hk": Territory.HONG_KONG, "cn": Territory.MAINLAND, "mo": Territory.MACAO}[self.value[:2]]


PROVINCES: Final = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
_TRADITIONAL: Final = str.maketrans("粵滬雲遼魯蘇贛晉蒙陝閩貴寧瓊", "粤沪云辽鲁苏赣晋蒙陕闽贵宁琼")
_HK: Final = "A-HJ-NPR-Z"
_CN: Final = "A-HJ-NP-Z"
GRAMMARS: Final = {
    Style.CN_CROSS_BOUNDARY: re.compile(rf"粤Z[{_CN}0-9]{{4}}[港澳]"),
    Style.CN_NEW_ENERGY: re.compile(rf"[{PROVINCES}][{_CN}](?:[DF][{_CN}0-9][0-9]{{4}}|[0-9]{{5}}[DF])"),
    Style.CN_ORDINARY: re.compile(rf"[{PROVINCES}][{_CN}][{_CN}0-9]{{5}}"),
    Style.HK_STANDARD: re.compile(rf"[{_HK}]{{2}}[1-9][0-9]{{0,3}}"),
    Style.HK_SPECIAL: re.compile(r"(?:[AF]?[1-9][0-9]{0,3})"),
    Style.MO_STANDARD: re.compile(rf"M[{_CN}]?[0-9]{{4}}"),
    Style.HK_PERSONALISED: re.compile(rf"(?=.*[{_HK}])[{_HK}0-9]{{1,8}}"),
}
"""The grammars in the order in which a reading is tried; the personalised one takes nearly anything and comes last."""

_TO_DIGIT: Final = str.maketrans("OQDILZSBGAT", "00011258647")
_TO_LETTER: Final = str.maketrans("01825", "DTBZS")
_NOT_ISSUED: Final = str.maketrans("OI", "01")  # letters that no Mainland plate has behind its second place
_GAPS: Final = re.compile(r"[\s·•・．.,'’`_\-–—:|]+")
LONGEST: Final = 12


@dataclass(frozen=True, slots=True)
class Reading:
    """What a plate's text can mean: the plate without gaps, the styles it fits; `repaired`: characters were put right by the grammar."""

    text: str
    styles: frozenset[Style]
    repaired: bool = False

    @property
    def keys(self) -> frozenset[str]:
        """The plates it may be, each as `HK:AB1234`: one text may be a plate of two territories."""
        return frozenset(f"{style.territory.value}:{self.text}" for style in self.styles)


def bare(text: str) -> str:
    """Give a plate without gaps, dots and full-width forms, in capitals, provinces in the plate's own characters."""
    flat = unicodedata.normalize("NFKC", text).upper().translate(_TRADITIONAL)
    return _GAPS.sub("", flat)


def styles_of(text: str) -> frozenset[Style]:
    """Give the styles that a bare text fits; a personalised mark only where nothing more exact fits."""
    found = [style for style, grammar in GRAMMARS.items() if grammar.fullmatch(text)]
    exact = [style for style in found if style is not Style.HK_PERSONALISED]
    return frozenset(exact or found)


def read(text: str) -> Reading | None:
    """Tell what a camera's or a person's text can mean as a plate; None when it is none.

    A text that fits a grammar is taken as it is. Otherwise it is repaired where the grammar leaves one choice.
    """
    seen = bare(text)
    if not 0 < len(seen) <= LONGEST:
        return None
    styles = styles_of(seen)
    if styles - {Style.HK_PERSONALISED}:
        return Reading(seen, styles)
    for repaired in _repairs(seen):
        fits = styles_of(repaired) - {Style.HK_PERSONALISED}
        if fits and repaired != seen:
            return Reading(repaired, fits, repaired=True)
    return Reading(seen, styles) if styles else None


def registered(text: str, territory: Territory) -> str | None:
    """Give the key of a plate as a register holds it, such as `CN:粤Z1234港`; None when that territory has no such plate."""
    seen = bare(text)
    found = [style for style, grammar in GRAMMARS.items() if style.territory is territory and grammar.fullmatch(seen)]
    return f"{territory.value}:{seen}" if found else None


def shown(key: str) -> str:
    """Give a plate as people write it: `AB 1234`, `粤Z·1234港`, `MA-12-34`."""
    territory, _, text = key.partition(":")
    if territory == Territory.MAINLAND and len(text) > 2:
        return f"{text[:2]}·{text[2:]}"
    if territory == Territory.MACAO and len(text) > 4:
        return f"{text[:-4]}-{text[-4:-2]}-{text[-2:]}"
    found = re.fullmatch(r"([A-Z]{2})([0-9]{1,4})", text)
    return f"{found[1]} {found[2]}" if found else text


def readings(texts: Iterable[str]) -> list[Reading]:
    """Give what several texts mean, each once, what is no plate left out."""
    found = (read(each) for each in texts)
    return list(dict.fromkeys(each for each in found if each is not None))


def _repairs(seen: str) -> Iterable[str]:
    """Give the texts that differ from a reading only where a grammar allows a letter or a digit alone."""
    if seen[0] in PROVINCES:
        # A slip between V and W, or a 港 that was not read, is left: it could be another plate.
        head, tail = seen[0] + seen[1:2].translate(_TO_LETTER), seen[2:].translate(_NOT_ISSUED)
        yield head + tail
        if len(tail) == 6 and tail[0] in "DF":
            yield head + tail[0] + tail[1:].translate(_TO_DIGIT)
        return
    if 3 <= len(seen) <= 6:
        yield seen[:2].translate(_TO_LETTER) + seen[2:].translate(_TO_DIGIT)
    if seen[0] == "M" and len(seen) in (5, 6):
        cut = len(seen) - 4
        yield seen[:cut].translate(_TO_LETTER) + seen[cut:].translate(_TO_DIGIT)
