"""Find tariff lines by English words: an inverted index of stems of the nomenclature's texts and of our everyday words."""

import math
import re
from difflib import get_close_matches
from functools import cache

from smartcustoms.trade.tariff import everyday
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
_MOST_WORDS = 12
_CLOSE = 0.8


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
    for code, said in everyday.words().items():
        for word in words(" ".join(said["en"])):
            index.setdefault(word, set()).add(code)
    return index


@cache
def _called() -> dict[frozenset[str], tuple[str, ...]]:
    """Give by the stems of each everyday word the codes it names: who asks for just that means just those."""
    found: dict[frozenset[str], tuple[str, ...]] = {}
    for code, said in everyday.words().items():
        for each in said["en"]:
            stems = frozenset(words(each))
            found[stems] = (*found.get(stems, ()), code)
    return found


def found(query: str, at_most: int = 20) -> list[HsLine]:
    """Give the lines that match a code's start or words, best first.

    What is asked by just an everyday word comes first; else rare words count more, and all words most.
    """
    asked = query[:_LONGEST_QUERY].strip()
    digits = re.sub(r"[.\s]", "", asked)
    if digits.isdigit() and digits.isascii():
        return [line for code, line in sorted(lines().items()) if code.startswith(digits)][:at_most]
    scores: dict[str, float] = {}
    for word in sorted(set(words(asked)))[:_MOST_WORDS]:
        for term, closeness in _terms(word):
            codes = _index()[term]
            for code in codes:
                scores[code] = scores.get(code, 0.0) + closeness * math.log(1 + len(lines()) / len(codes))
    weighed = {code: score * _weight(lines()[code]) for code, score in scores.items()}
    called = _called().get(frozenset(words(asked)), ())
    best = sorted(weighed, key=lambda code: (code not in called, -weighed[code], code))[:at_most]
    return [lines()[code] for code in best]


def _terms(word: str) -> list[tuple[str, float]]:
    """Give the terms that a word stands for: itself, else those it begins, else the one it misspells."""
    if word in _index():
        return [(word, 1.0)]
    begun = [(term, 0.5) for term in _index() if len(word) > 2 and term.startswith(word)]
    return begun or [(term, 0.4) for term in get_close_matches(word, _index(), 1, _CLOSE) if len(word) > 4]


def _weight(line: HsLine) -> float:
    return _WEIGHT[line.level] / (1 + 0.01 * len(line.text))
