"""Risk rows with valid defaults, for tests of rules."""

from datetime import date, timedelta
from typing import Any

import polars as pl

from smartcustoms.trade.risk.model import FACTS, LABELS

DAY = date(2026, 11, 24)


def a_row(declaration: str = "D1", **said: Any) -> dict[str, Any]:
    facts: dict[str, Any] = dict.fromkeys(FACTS)
    usual = {
        "declaration": declaration,
        "item": 1,
        "on": DAY,
        "direction": "import",
        "office": "10",
        "importer": "A1",
        "hs_code": "220830",
        "origin": "FR",
        "departure": "FR",
        "tax_rate": 8.0,
        "net_mass_kg": 10.0,
        "value": 100.0,
    }
    return {**facts, **usual, **said}


def a_history(days: int = 10, a_day: int = 20) -> pl.DataFrame:
    """Rows of some days: every second of HS 220830; a third examined, half of these at random; a find in each with value < 50."""
    rows = []
    for number in range(days * a_day):
        examined = number % 3 == 0
        value = float(number % 100)
        rows.append(
            a_row(
                f"D{number}",
                on=DAY - timedelta(days - number // a_day),
                hs_code="220830" if number % 2 else "080810",
                value=value,
                finding=int(value < 50) if examined else None,
                revenue=100.0 if examined and value < 50 else None,
                result_on=DAY if examined else None,
                chosen_by=("random" if number % 6 == 0 else "model") if examined else None,
                propensity=0.1 if examined else None,
            )
        )
    return pl.DataFrame(rows, schema={**FACTS, **LABELS})
