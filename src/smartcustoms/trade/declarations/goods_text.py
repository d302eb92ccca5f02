"""Goods text that tells nothing: "gift", "parts", "personal effects". The terms are dated data, `reference/vague_goods.csv`."""

import csv
import re
from datetime import date
from functools import cache, lru_cache
from importlib.resources import files
from typing import Final

import polars as pl

_NOT_A_LETTER: Final = r"[^a-z\u4e00-\u9fff]+"
_LONGEST: Final = 60
"""A text longer than this is not made of vague terms only, whatever it says."""


@cache
def _terms() -> tuple[tuple[str, date, date], ...]:
    text = (files(__package__ or "") / "reference" / "vague_goods.csv").read_text("utf-8")
    return tuple(
        (row["term"], date.fromisoformat(row["valid_from"]), date.fromisoformat(row["valid_until"] or "9999-12-31"))
        for row in csv.DictReader(text.splitlines())
    )


@lru_cache(maxsize=64)
def pattern(day: date) -> str:
    """Give a pattern that matches a plain text (`plain`) made only of terms that are vague on a day."""
    valid = sorted((term for term, since, until in _terms() if since <= day <= until), key=len, reverse=True)
    return rf"^(?:(?:{'|'.join(re.escape(term) for term in valid)})(?: |$))+$" if valid else r"^\b\B$"


def plain(text: str) -> str:
    """Reduce a text to letters a to z and Chinese characters, with single spaces."""
    return re.sub(_NOT_A_LETTER, " ", text.translate(_TO_LOWER)).strip(" ")


_TO_LOWER = {code: code + 32 for code in range(ord("A"), ord("Z") + 1)}


def is_vague(text: str | None, day: date) -> bool:
    """Tell whether a description is made of vague terms only."""
    if text is None or len(text) > _LONGEST:
        return False
    return re.search(pattern(day), plain(text)) is not None


def vague(column: str, day: date) -> pl.Expr:
    """Say the same over a column."""
    lower = pl.col(column).str.replace_many({chr(code): chr(small) for code, small in _TO_LOWER.items()})
    letters = lower.str.replace_all(_NOT_A_LETTER, " ").str.strip_chars(" ")
    short = pl.col(column).str.len_chars() <= _LONGEST
    return (short & letters.str.contains(pattern(day).replace(r"\ ", " "))).fill_null(value=False)
