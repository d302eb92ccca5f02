"""The facts of one goods item, or of a frame of them, as the formulas of `features.py` take them."""

import csv
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any, Final, NamedTuple

import numpy as np
import polars as pl

from smartcustoms.trade.risk.arithmetic import Arrays, Numbers
from smartcustoms.trade.risk.geography import detour

_log = Numbers().log

FACT_FIELDS: Final = (
    "mass",
    "value",
    "log_mass",
    "log_value",
    "log_price",
    "tax_rate",
    "packages",
    "elsewhere",
    "detour_km",
    "detour_ratio",
    "demand",
)


class Demand(NamedTuple):
    """One line of the demand list: goods smuggled to this country fetch far more there."""

    country: str
    matter: str
    valid_from: date
    valid_to: date | None
    source: str


@cache
def demand_list() -> Sequence[Demand]:
    """Read reference/demand.csv."""
    text = (files("smartcustoms.trade.risk") / "reference" / "demand.csv").read_text("utf-8")
    lines = csv.DictReader(line for line in text.splitlines() if not line.startswith("#"))
    return tuple(
        Demand(
            line["country"],
            line["matter"],
            date.fromisoformat(line["valid_from"]),
            date.fromisoformat(line["valid_to"]) if line["valid_to"] else None,
            line["source"],
        )
        for line in lines
    )


def demands_at(country: str | None, *, on: date) -> tuple[Demand, ...]:
    """Give the lines of the demand list for a country on a day."""
    return tuple(
        line
        for line in demand_list()
        if line.country == country and line.valid_from <= on and (line.valid_to is None or on <= line.valid_to)
    )


@cache
def _is_demanded(country: str, on: date) -> float:
    return float(bool(demands_at(country, on=on)))


def facts_of(row: Mapping[str, Any]) -> tuple[float, ...]:
    """Give one risk row's facts in the order of FACT_FIELDS."""
    further, ratio = detour(row["route"])
    destination = row["destination"]
    mass, value = row["net_mass_kg"] or 0.0, row["value"] or 0.0
    log_mass, log_value = _log(mass), _log(value)
    return (
        mass,
        value,
        log_mass,
        log_value,
        log_value - log_mass,
        row["tax_rate"] or 0.0,
        row["packages"] or 0.0,
        float(row["departure"] != row["origin"]),
        further,
        ratio,
        _is_demanded(destination, row["on"]) if destination else 0.0,
    )


def case_facts(rows: pl.DataFrame) -> dict[str, Any]:
    """Give a frame's facts as arrays, by the names of FACT_FIELDS."""
    numbers = rows.select(
        mass=pl.col("net_mass_kg").fill_null(0.0),
        value=pl.col("value").fill_null(0.0),
        tax_rate=pl.col("tax_rate").fill_null(0.0),
        packages=pl.col("packages").cast(pl.Float64).fill_null(0.0),
        elsewhere=(pl.col("departure").fill_null("") != pl.col("origin").fill_null("")).cast(pl.Float64),
    )
    facts: dict[str, Any] = {name: numbers[name].to_numpy() for name in numbers.columns}
    facts["log_mass"], facts["log_value"] = Arrays().log(facts["mass"]), Arrays().log(facts["value"])
    facts["log_price"] = facts["log_value"] - facts["log_mass"]
    facts["detour_km"], facts["detour_ratio"] = _detours(rows["route"])
    facts["demand"] = _demands(rows)
    return facts


def _detours(routes: pl.Series) -> tuple[Any, Any]:
    """Look each distinct route up once."""
    if routes.null_count() == routes.len():
        return np.zeros(routes.len()), np.ones(routes.len())
    known = [(route, *detour(route)) for route in routes.unique().to_list()]
    table = pl.DataFrame(known, schema={"route": pl.String, "km": pl.Float64, "ratio": pl.Float64}, orient="row")
    found = (
        routes.alias("route").to_frame().join(table, on="route", how="left", maintain_order="left", nulls_equal=True)
    )
    return found["km"].to_numpy(), found["ratio"].to_numpy()


def _demands(rows: pl.DataFrame) -> Any:
    destinations = rows["destination"]
    demanded = np.zeros(rows.height)
    if destinations.null_count() == destinations.len():
        return demanded
    for line in demand_list():
        until = line.valid_to or date.max
        hit = (pl.col("destination") == line.country) & pl.col("on").is_between(line.valid_from, until)
        demanded = np.maximum(demanded, rows.select(hit.fill_null(value=False)).to_series().to_numpy())
    return demanded
