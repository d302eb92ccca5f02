"""The steps of an examination, as dated reference data, and the skill an order wants."""

import csv
from datetime import date
from functools import lru_cache
from pathlib import Path

from smartcustoms.boundary.examinations.model import Control

_FOLDER = Path(__file__).with_name("reference")


def steps(control: Control, *, skill: str, on: date) -> tuple[str, ...]:
    """Give the steps (English texts, translated when shown) that hold on a day for a kind of control and a skill."""
    return tuple(
        row["says"]
        for row in _rows("steps.csv")
        if row["control"] == control.value and row["skill"] in {"", skill} and row["since"] <= on.isoformat()
    )


def skill_for(control: Control, hs_codes: tuple[str, ...]) -> str:
    """Give the skill that goods want: the first row of `skills.csv` whose HS prefix matches, else general."""
    if control is Control.CHECK_DOCUMENTS:
        return "documents"
    for row in _rows("skills.csv"):
        if any(code.startswith(row["hs_prefix"]) for code in hs_codes):
            return row["skill"]
    return "general"


@lru_cache(maxsize=4)
def _rows(name: str) -> tuple[dict[str, str], ...]:
    with (_FOLDER / name).open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))
