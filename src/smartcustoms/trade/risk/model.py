"""The words of risk: the risk row (facts of one goods item), its labels, and lanes."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import polars as pl

from smartcustoms.kernel.words.model import Sentence


class Lane(StrEnum):
    """Where a declaration goes (the four channels of ASYCUDA's selectivity; Revised Kyoto Convention 6.3)."""

    GREEN = "green"  # release
    BLUE = "blue"  # release, audit later
    YELLOW = "yellow"  # check documents
    RED = "red"  # examine goods


FACTS: Final[Mapping[str, pl.DataType]] = {
    "declaration": pl.String(),
    "item": pl.Int32(),
    "on": pl.Date(),
    "direction": pl.String(),
    "office": pl.String(),
    "procedure": pl.String(),
    "type": pl.String(),
    "use": pl.String(),
    "payment": pl.String(),
    "transport": pl.String(),
    "declarant": pl.String(),
    "importer": pl.String(),
    "seller": pl.String(),
    "courier": pl.String(),
    "hs_code": pl.String(),
    "departure": pl.String(),
    "origin": pl.String(),
    "destination": pl.String(),
    "route": pl.String(),
    "tax_rate": pl.Float64(),
    "tax_type": pl.String(),
    "origin_marking": pl.String(),
    "net_mass_kg": pl.Float64(),
    "value": pl.Float64(),
    "packages": pl.Int32(),
    "description": pl.String(),
}
"""Columns of the risk row: one row per goods item, known when the declaration is lodged."""

LABELS: Final[Mapping[str, pl.DataType]] = {
    "finding": pl.Int8(),
    "revenue": pl.Float64(),
    "result_on": pl.Date(),
    "chosen_by": pl.String(),
    "propensity": pl.Float64(),
}
"""Columns known after an examination; null where the goods were never examined."""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a declaration was given its lane: one sentence for officers, and what the trader may be told with its mend.

    code: of the indicator, feature or rule; weight: how much it spoke for risk (log-odds; rules and indicators 1);
    item: goods item it speaks of; for_trader: the sentence a trader may read (None: nothing); mend: what he can do.
    """

    code: str
    says: Sentence
    weight: float
    item: int = 1
    for_trader: Sentence | None = None
    mend: Sentence | None = None
