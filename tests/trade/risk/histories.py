"""A small made-up history for tests: simulated, seeded, with a pattern that can be learned."""

from datetime import date, timedelta
from typing import Any

import numpy as np
import polars as pl

from smartcustoms.trade.risk.model import FACTS, LABELS

FIRST = date(2026, 3, 2)


def a_row(**changes: Any) -> dict[str, Any]:
    """One valid risk row."""
    row: dict[str, Any] = dict.fromkeys(FACTS)
    row.update(
        declaration="D1", item=1, on=FIRST, direction="import", office="10", procedure="B", type="11", use="21",
        payment="11", transport="10", declarant="DEC1", importer="IMP1", seller="SEL1", hs_code="690722",
        departure="CN", origin="CN", tax_rate=8.0, tax_type="A", origin_marking="Y", net_mass_kg=1000.0, value=500.0,
    )  # fmt: skip
    return {**row, **changes}


def a_history(rows: int = 1500, *, seed: int = 3, days: int = 120) -> pl.DataFrame:
    """A simulated labelled history: importers IMP0..IMP9 cheat (half their goods), others rarely."""
    draw = np.random.default_rng(seed)
    made = []
    for number in range(rows):
        importer = int(draw.integers(0, 60))
        on = FIRST + timedelta(days=number * days // rows)
        mass = float(np.round(np.exp(draw.normal(5, 1)), 1))
        cheats = draw.random() < (0.5 if importer < 10 else 0.03)
        price = np.exp(draw.normal(1.0, 0.15)) * (0.5 if cheats else 1.0)
        made.append(
            a_row(
                declaration=f"H{number:05d}", on=on, importer=f"IMP{importer}", seller=f"SEL{importer % 17}",
                declarant=f"DEC{importer % 7}", hs_code=("690722", "252329", "220830", "850440")[number % 4],
                origin=("CN", "VN", "FR", "CN")[number % 4], departure=("CN", "VN", "FR", "HK")[number % 4],
                office=("10", "20")[number % 2], net_mass_kg=mass, value=round(mass * price, 2),
            )
            | {"finding": int(cheats), "revenue": 900.0 * cheats, "result_on": on + timedelta(days=2),
               "chosen_by": "all", "propensity": 1.0}
        )  # fmt: skip
    return pl.DataFrame(made, schema={**FACTS, **LABELS})
