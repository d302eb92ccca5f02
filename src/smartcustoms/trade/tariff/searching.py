"""Find tariff lines by words: an inverted index of word stems, weighted by how rare a word is."""

import math
import re
from functools import cache

from smartcustoms.trade.tariff.model import HsLine, Level
from smartcustoms.trade.tariff.nomenclature import lines

_WORD = re.compile(r"[a-z]{2,}")
_EMPTY_WORDS = frozenset(
    [
        "and",
        "or",
        "of",
        "the",
        "not",
        "other",
        "than",
        "for",
        "in",
        "with",
        "to",
        "from",
        "by",
        "nes",
        "whether",
        "elsewhere",
        "including",
        "but",
        "their",
    ]
)
_WEIGHT = {Level.CHAPTER: 0.6, Level.HEADING: 0.9, Level.SUBHEADING: 1.0}
_LONGEST_QUERY = 200


def stem(word: str) -> str:
    """Cut the plural off a word, enough for "tiles" to find "tile"; not a linguist's stemmer."""
    for ending, instead in (("ies", "y"), ("sses", "ss"), ("ches", "ch"), ("shes", "sh"), ("xes", "x")):
        if word.endswith(ending) and len(word) > len(ending) + 1:
            return word[: -len(ending)] + instead
    return word[:-1] if word.endswith("s") and not word.endswith("ss") and len(word) > 3 else word


def words(text: str) -> list[str]:
    """Give the stems of a text's telling words."""
    return [stem(word) for word in _WORD.findall(text.lower()) if word not in _EMPTY_WORDS]


@cache
def _index() -> dict[str, set[str]]:
    index: dict[str, set[str]] = {}
    for line in lines().values():
        for word in words(line.text):
            index.setdefault(word, set()).add(line.code)
    return index


def found(query: str, at_most: int = 20) -> list[HsLine]:
    """Give the lines that match a code's start or words, best first: rare words count more, and all words most."""
    asked = query[:_LONGEST_QUERY].strip()
    digits = re.sub(r"[.\s]", "", asked)
    if digits.isdigit() and digits.isascii():
        return [line for code, line in sorted(lines().items()) if code.startswith(digits)][:at_most]
    scores: dict[str, float] = {}
    for word in set(words(asked)):
        for term, closeness in _terms(word):
            codes = _index()[term]
            for code in codes:
                scores[code] = scores.get(code, 0.0) + closeness * math.log(1 + len(lines()) / len(codes))
    weighed = {code: score * _weight(lines()[code]) for code, score in scores.items()}
    best = sorted(weighed, key=lambda code: (-weighed[code], code))[:at_most]
    return [lines()[code] for code in best]


def _terms(word: str) -> list[tuple[str, float]]:
    if word in _index():
        return [(word, 1.0)]
    return [(term, 0.5) for term in _index() if len(word) > 2 and term.startswith(word)]


def _weight(line: HsLine) -> float:
    return _WEIGHT[line.level] / (1 + 0.01 * len(line.text))
