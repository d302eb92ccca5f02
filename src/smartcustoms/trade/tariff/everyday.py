"""Everyday words for tariff lines, in three languages, by our own list; Chinese ones find lines by it alone."""

import csv
import re
from functools import cache
from importlib.resources import files

from smartcustoms.trade.tariff.model import HsLine
from smartcustoms.trade.tariff.nomenclature import below, lines

_CHINESE = re.compile(r"[\u3400-\u9fff]")
_CHINESE_LANGUAGES = ("zh-Hant", "zh-Hans")
_LANGUAGES = ("en", *_CHINESE_LANGUAGES)


def is_chinese(text: str) -> bool:
    """Tell whether a text has Chinese characters."""
    return _CHINESE.search(text) is not None


@cache
def words() -> dict[str, dict[str, tuple[str, ...]]]:
    """Give for each start of a code its words, by language."""
    text = (files(__package__ or "") / "reference" / "everyday_words.csv").read_text("utf-8")
    rows = csv.DictReader(line for line in text.splitlines() if not line.startswith("#"))
    return {row["prefix"]: {name: _several(row[name]) for name in _LANGUAGES} for row in rows}


def _several(cell: str) -> tuple[str, ...]:
    return tuple(each for each in cell.split("; ") if each)


def named(code: str, language: str) -> str:
    """Give the words for a line in a language, as a reader of it reads them; empty when the list has none."""
    return (", " if language == "en" else "、").join(words().get(code, {}).get(language, ()))


def found(query: str, at_most: int) -> list[HsLine]:
    """Give the lines whose Chinese words are in a query or have it in them, best first; below each what hangs under it."""
    asked = "".join(query.split())
    scores = {
        code: score
        for code, said in words().items()
        if (score := max((_likeness(asked, word) for name in _CHINESE_LANGUAGES for word in said[name]), default=0.0))
    }
    best = sorted(scores, key=lambda code: (-scores[code], -len(code), code))
    spread = dict.fromkeys(code for each in best for code in (each, *below().get(each, ())) if code in lines())
    return [lines()[code] for code in list(spread)[:at_most]]


def _likeness(asked: str, word: str) -> float:
    if word in asked or asked in word:
        return min(len(word), len(asked)) / max(len(word), len(asked)) + min(len(word), len(asked))
    return 0.0
