"""Marginals of real-format trade: derived once from declarations-kcs, kept as small tables, read by the simulator.

Only totals over groups are kept (goods lines seen at least `FEWEST` times, shares of codes); no row of the set is copied.
Source: Seondong/Customs-Declaration-Datasets (MIT licence, see reference/SOURCE.md).

How well simulated imports match its train part (10 weeks of 3,000, one seed; share of rows under another code): office
4 %, transport 2 %, chapter 7 %, origin 4 %, departure 5 %, tax type 6 %, type, use, payment, marking 1 % or less. Net mass:
quantiles 10 to 90 % within a factor of 1.5; price per kg and value: within 2.6 at the 10th percentile, 1.6 from the median
up. Rates: 43 % of rows free (37 % in the set), mean 5.9 % (7.3 %). Above the 95th percentile values are cut at 2e7
(lodging.MOST_VALUE). Not matched: illicit share (21.7 % there), importers' sizes, months.
"""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

import numpy as np
import numpy.typing as npt
import polars as pl

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

FEWEST = 4
"""A goods line enters the table only when the set has at least this many rows of it."""

FIELDS: dict[str, tuple[str, str | None]] = {
    "transport": ("Mode of Transport", None),
    "office": ("Office ID", "Mode of Transport"),
    "type": ("Import Type", "Mode of Transport"),
    "procedure": ("Process Type", None),
    "use": ("Import Use", None),
    "payment": ("Payment Type", None),
    "origin_marking": ("Country of Origin Indicator", None),
}
"""Field of the risk row -> (column of the set, column it is conditioned on)."""


class MarginalsAbsent(LookupError):
    """A field or condition was asked for that the tables do not hold."""


@dataclass(frozen=True, slots=True)
class Shares:
    """Codes of one field and how often each occurs (shares add up to 1)."""

    codes: npt.NDArray[np.str_]
    shares: Floats

    def draw(self, rng: np.random.Generator, count: int) -> npt.NDArray[np.str_]:
        """Draw `count` codes by their shares."""
        chosen = rng.choice(len(self.codes), size=count, p=self.shares)
        return np.asarray(self.codes[chosen])


@dataclass(frozen=True, slots=True)
class GoodsLine:
    """What is known of one HS6 line: how often, at what price and mass, under which rates, from where."""

    hs_code: str
    rows: int
    price: float  # median value per kg
    price_spread: float  # standard deviation of log price per kg
    mass: float  # median net mass, kg
    mass_spread: float  # standard deviation of log mass
    rates: tuple[tuple[str, float, float], ...]  # (tax type without preference, percent, share)
    preference: float  # median percent under a preference; never above the highest base rate
    origins: tuple[tuple[str, float], ...]  # (country, share)


def derive(rows: pl.DataFrame) -> dict[str, pl.DataFrame]:
    """Derive the three tables (goods, shares, origins) from rows in the set's own columns."""
    known = rows.with_columns(
        hs_code=pl.col("HS6 Code").cast(pl.String).str.zfill(6),
        origin=pl.col("Country of Origin"),
        departure=pl.col("Country of Departure"),
        tax_type=pl.col("Tax Type"),
        preferred=pl.col("Tax Type").str.starts_with("F") & (pl.col("Tax Type").str.len_chars() > 1),
    )
    return {"goods": _goods(known), "shares": _shares(known), "origins": _origins(known)}


def _goods(known: pl.DataFrame) -> pl.DataFrame:
    priced = (pl.col("Net Mass") > 0) & (pl.col("Item Price") > 0)
    weighed = known.filter(priced).with_columns(
        log_price=(pl.col("Item Price") / pl.col("Net Mass")).log(), log_mass=pl.col("Net Mass").log()
    )
    lines = (
        weighed.group_by("hs_code")
        .agg(
            rows=pl.len(),
            price=pl.col("log_price").median().exp().round(2),
            price_spread=pl.col("log_price").std().fill_null(0.0).round(3),
            mass=pl.col("log_mass").median().exp().round(2),
            mass_spread=pl.col("log_mass").std().fill_null(0.0).round(3),
            preference=pl.col("Tax Rate").filter(pl.col("preferred")).median(),
        )
        .filter(pl.col("rows") >= FEWEST)
    )
    rates = _packed(
        known.filter(~pl.col("preferred"))
        .group_by("hs_code", "tax_type")
        .agg(pl.col("Tax Rate").mode().min().alias("rate"), pl.len().alias("n")),
        pl.format("{}/{}/{}", "tax_type", pl.col("rate").round(2), "n").alias("rates"),
        most=4,
    )
    origins = _packed(
        known.group_by("hs_code", "origin").agg(pl.len().alias("n")),
        pl.format("{}/{}", "origin", "n").alias("origins"),
        most=8,
    )
    return lines.join(rates, on="hs_code", how="left").join(origins, on="hs_code", how="left").sort("hs_code")


def _packed(counts: pl.DataFrame, text: pl.Expr, *, most: int) -> pl.DataFrame:
    """Give one cell a line: its most frequent parts, joined by a semicolon."""
    keyed = counts.with_columns(text).sort("n", *counts.columns, descending=[True] + [False] * len(counts.columns))
    name = keyed.columns[-1]
    return keyed.group_by("hs_code").agg(pl.col(name).head(most).str.join(";"))


def _shares(known: pl.DataFrame) -> pl.DataFrame:
    parts = []
    for field, (column, given) in FIELDS.items():
        code = pl.col(column).cast(pl.String)
        parts.append(_counted(known, field, pl.lit("*"), code))
        if given:
            parts.append(_counted(known, field, pl.col(given).cast(pl.String), code))
    weekday = pl.col("Date").cast(pl.String).str.to_date().dt.weekday().cast(pl.String)
    parts.append(_counted(known, "weekday", pl.lit("*"), weekday))
    away = known.filter(pl.col("departure") != pl.col("origin"))
    common = away["origin"].value_counts(sort=True)["origin"].head(8).to_list()
    parts.append(_counted(away.filter(pl.col("origin").is_in(common)), "via", pl.col("origin"), pl.col("departure")))
    parts.append(_counted(away, "via", pl.lit("*"), pl.col("departure")))
    return pl.concat(parts)


def _counted(known: pl.DataFrame, field: str, given: pl.Expr, code: pl.Expr) -> pl.DataFrame:
    counted = known.select(given.alias("given"), code.alias("code")).group_by("given", "code").len("n")
    shared = counted.with_columns(share=(pl.col("n") / pl.col("n").sum().over("given")).round(5))
    kept = shared.filter((pl.col("n") >= FEWEST) & (pl.col("share") > 0))
    return kept.select(pl.lit(field).alias("field"), "given", "code", "share").sort(
        "given", "share", "code", descending=[False, True, False]
    )


def _origins(known: pl.DataFrame) -> pl.DataFrame:
    """Per origin: share of rows that leave from another country, and the preference most claimed with its share."""
    preferred = (
        known.filter(pl.col("preferred"))
        .group_by("origin", "tax_type")
        .len("n")
        .sort("n", "tax_type", descending=[True, False])
        .unique("origin", keep="first", maintain_order=True)
        .select("origin", agreement="tax_type")
    )
    return (
        known.group_by("origin")
        .agg(
            rows=pl.len(),
            elsewhere=(pl.col("departure") != pl.col("origin")).mean().round(4),
            claimed=pl.col("preferred").mean().round(4),
        )
        .filter(pl.col("rows") >= FEWEST)
        .join(preferred, on="origin", how="left")
        .sort("rows", "origin", descending=[True, False])
    )


@cache
def _table(name: str) -> list[dict[str, str]]:
    text = resources.files(__package__).joinpath("reference", f"{name}.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


def _pairs(cell: str) -> list[list[str]]:
    return [part.split("/") for part in cell.split(";") if part]


def _normal(weights: Sequence[float]) -> list[float]:
    total = sum(weights)
    return [weight / total for weight in weights]


@cache
def goods_lines() -> tuple[GoodsLine, ...]:
    """Give the goods lines of the reference table, by HS code."""
    return tuple(_line(row) for row in _table("goods"))


def _line(row: dict[str, str]) -> GoodsLine:
    rates = _pairs(row["rates"]) or [["A", "0.0", "1"]]
    rate_shares = _normal([float(n) for _, _, n in rates])
    origins = _pairs(row["origins"])
    origin_shares = _normal([float(n) for _, n in origins])
    highest = max(float(rate) for _, rate, _ in rates)
    return GoodsLine(
        hs_code=row["hs_code"],
        rows=int(row["rows"]),
        price=float(row["price"]),
        price_spread=float(row["price_spread"]),
        mass=float(row["mass"]),
        mass_spread=float(row["mass_spread"]),
        rates=tuple((kind, float(rate), s) for (kind, rate, _), s in zip(rates, rate_shares, strict=True)),
        preference=min(float(row["preference"] or highest * 0.4), highest),
        origins=tuple((code, s) for (code, _), s in zip(origins, origin_shares, strict=True)),
    )


@cache
def shares(field: str, given: str = "*") -> Shares:
    """Give the shares of a field's codes, under a condition where the table has one (else over everything).

    Raises MarginalsAbsent when the table has no such field.
    """
    rows = [row for row in _table("shares") if row["field"] == field]
    chosen = [row for row in rows if row["given"] == given] or [row for row in rows if row["given"] == "*"]
    if not chosen:
        raise MarginalsAbsent(f"no shares of {field!r} given {given!r}; see reference/shares.csv for the fields there")
    weights = np.array(_normal([float(row["share"]) for row in chosen]))
    return Shares(np.array([row["code"] for row in chosen]), weights)


@dataclass(frozen=True, slots=True)
class OriginHabit:
    """How goods of one origin travel and which preference they claim."""

    elsewhere: float  # share that leaves from another country
    claimed: float  # share that claims a preference
    agreement: str | None  # tax type of the preference, None where there is none


@cache
def origin_habits() -> dict[str, OriginHabit]:
    """Give the habit of every origin in the table."""
    return {
        row["origin"]: OriginHabit(float(row["elsewhere"]), float(row["claimed"]), row["agreement"] or None)
        for row in _table("origins")
    }


@cache
def chapter_words() -> dict[str, str]:
    """Give a plain trade word for each HS chapter (our own wording)."""
    return {row["chapter"]: row["words"] for row in _table("chapters")}
