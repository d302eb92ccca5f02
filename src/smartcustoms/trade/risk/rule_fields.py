"""What officers' rules may name: the facts of the risk row, price per kilogram, and the history features by readable names.

A feature "importer:rate" is written `importer_rate` in a rule, "hs6+origin:n" is `hs6_and_origin_n`. A row that does not bring a feature
counts as missing it, so a test of it is false.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

import polars as pl

from smartcustoms.trade.risk.features import NAMES
from smartcustoms.trade.risk.language.catalogue import Catalogue, catalogue_of
from smartcustoms.trade.risk.model import FACTS

MEASURES: Final = {"price_per_kg": pl.Float64()}


def written(feature: str) -> str:
    """Write a feature's name as a rule has it: small letters, digits and underscores."""
    return re.sub(r"[^a-z0-9_]+", "_", feature.lower().replace("+", "_and_")).strip("_")


LONGEST: Final = 63
"""Characters of a name; the few longer ones are memories of whole goods tuples, of no use to an officer."""

FEATURES: Final[Mapping[str, str]] = {
    written(name): name for name in NAMES if written(name) not in FACTS and len(written(name)) <= LONGEST
}
"""Features by their written name."""


def rule_fields() -> Catalogue:
    """Give the catalogue of all that a rule may name."""
    schema: dict[str, pl.DataType] = {name: kind for name, kind in FACTS.items() if name not in ("declaration", "item")}
    return catalogue_of({**schema, **MEASURES, **dict.fromkeys(FEATURES, pl.Float64())})


def measured(frame: pl.DataFrame) -> pl.DataFrame:
    """Add to risk rows what is reckoned from one row alone: price per kg, missing where value or mass is missing or 0."""
    known = (pl.col("net_mass_kg") > 0) & (pl.col("value") > 0)
    return frame.with_columns(price_per_kg=pl.when(known).then(pl.col("value") / pl.col("net_mass_kg")))


def measured_row(row: Mapping[str, Any]) -> dict[str, Any]:
    """Add the same to a single row."""
    mass, value = row.get("net_mass_kg"), row.get("value")
    price = value / mass if mass is not None and value is not None and mass > 0 and value > 0 else None
    return {**row, "price_per_kg": price}


def with_features(frame: pl.DataFrame, matrix: Any, wanted: Iterable[str]) -> pl.DataFrame:
    """Add the features that rules name from a feature matrix (rows × features.NAMES); others are left out."""
    places = {name: place for place, name in enumerate(NAMES)}
    named = [name for name in wanted if name in FEATURES]
    return frame.with_columns(pl.Series(name, matrix[:, places[FEATURES[name]]], pl.Float64) for name in named)


def with_missing(frame: pl.DataFrame, wanted: Iterable[str]) -> pl.DataFrame:
    """Add the columns that rules name and the frame does not bring, without values."""
    schema: Mapping[str, pl.DataType] = {**FACTS, **MEASURES}
    absent = [name for name in wanted if name not in frame.columns]
    return frame.with_columns(pl.lit(None, schema.get(name, pl.Float64())).alias(name) for name in absent)
