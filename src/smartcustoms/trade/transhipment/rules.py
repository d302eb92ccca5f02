"""Reads the rule of the queue. Pure but for reading its own file."""

import tomllib
from datetime import date
from functools import cache
from pathlib import Path

from smartcustoms.trade.transhipment.model import Rule


@cache
def _rules() -> tuple[Rule, ...]:
    said = tomllib.loads((Path(__file__).with_name("reference") / "priority.toml").read_text("utf-8"))
    return tuple(
        Rule(row["in_a_row"], row["officers"], row["longest_minutes"], row["since"], row["source"])
        for row in said["rule"]
    )


def rule(on: date) -> Rule:
    """Give the rule in force on a day; before the first, the first."""
    held = [each for each in _rules() if each.since <= on]
    return held[-1] if held else _rules()[0]
