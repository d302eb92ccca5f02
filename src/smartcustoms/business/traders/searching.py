"""How names are found: the words of a text as they are looked up, Chinese by sign, pair of signs and reading."""

import re
import unicodedata
from collections.abc import Iterable
from typing import Final

_LATIN: Final = re.compile(r"[^\W_]+")
_HAN: Final = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+")
_MOST: Final = 400
_LONGEST: Final = 60


def folded(text: str) -> str:
    """Give a text in small letters without accents and widths (NFKD), as it is compared."""
    plain = unicodedata.normalize("NFKD", text.replace("\x00", " ")).casefold()
    return "".join(each for each in plain if not unicodedata.combining(each))


def has_han(text: str) -> bool:
    """Tell whether a text holds Chinese signs."""
    return _HAN.search(text) is not None


def search_words(texts: Iterable[str]) -> list[str]:
    """Give all words under which texts are found, sorted."""
    found: set[str] = set()
    for text in texts:
        plain = folded(text)
        for run in _HAN.findall(plain):
            found |= {*run, *(run[at : at + 2] for at in range(len(run) - 1))}
            found |= _readings(run)
        found |= {each[:_LONGEST] for each in _LATIN.findall(_HAN.sub(" ", plain))}
    return sorted(found)[:_MOST]


def asked_words(text: str) -> str:
    """Give what somebody typed as a query of PostgreSQL's full-text search: every word, Latin ones by their beginning.

    Empty when nothing can be looked for.
    """
    plain, wanted = folded(text[:200]), []
    for run in _HAN.findall(plain):
        wanted += [run[at : at + 2] for at in range(len(run) - 1)] or [run]
    wanted = [_quoted(each) for each in wanted]
    wanted += [f"{_quoted(each[:_LONGEST])}:*" for each in _LATIN.findall(_HAN.sub(" ", plain))]
    return " & ".join(dict.fromkeys(wanted[:20]))


def _quoted(word: str) -> str:
    return "'" + word.replace("'", "''").replace("\\", "") + "'"


def _readings(run: str) -> set[str]:
    from smartcustoms.business.traders.romanising import mandarin  # here: it loads tables of readings

    syllables = mandarin(run)
    pairs = {"".join(syllables[at : at + 2]) for at in range(len(syllables) - 1)}
    return {*syllables, *pairs, "".join(syllables)[:_LONGEST]} - {""}
