"""What lanes hold trucks to, by day: dated data with its source (`reference/rules.csv`)."""

import csv
from datetime import date
from decimal import Decimal
from functools import cache
from importlib.resources import files

from smartcustoms.trade.crossing.model import Rules


@cache
def _all() -> tuple[tuple[date, Rules], ...]:
    text = files(__package__ or "").joinpath("reference", "rules.csv").read_text("utf-8")
    rows = csv.DictReader(text.splitlines())
    return tuple(
        (
            date.fromisoformat(row["since"]),
            Rules(int(row["needed"]), Decimal(row["weight_share"]), int(row["weight_kg"])),
        )
        for row in rows
    )


def rules_on(day: date) -> Rules:
    """Give the rules of a day; before the first row, the first one."""
    held = [rules for since, rules in _all() if since <= day]
    return held[-1] if held else _all()[0][1]
