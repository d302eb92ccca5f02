"""How fast 200 rules judge 100,000 declarations on one core, in every compiled form, beside zen-engine.

Rows come from the labelled declarations in ../shared/data/declarations-kcs when they are there (repeated up to 100,000,
values stretched by up to 10 %), else they are simulated with the same columns; the table says which. The history features
(items and findings of the importer so far) are reckoned from the rows themselves, strictly before each row. The rules are
drawn with a fixed seed: 200 rules of 512 conditions over goods lists, watch-lists of 20 to 120 importers, price, value,
origin, route, preference, office and history, and a test of origin against departure.

Time is this process's CPU time, median of the runs; every form's hits must agree with the definition or the run fails.

Repeat:  .venv/bin/python benchmarks/rules.py            (about a minute)
"""

import os

os.environ["POLARS_MAX_THREADS"] = "1"
os.environ["OMP_NUM_THREADS"] = "1"

import argparse
import json
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import duckdb
import numpy as np
import polars as pl
import zen

from smartcustoms.trade.risk.language import sql
from smartcustoms.trade.risk.language.catalogue import Catalogue, catalogue_of
from smartcustoms.trade.risk.language.columns import expression
from smartcustoms.trade.risk.language.masks import Hits, MaskRules, code
from smartcustoms.trade.risk.language.meaning import Lists, holds
from smartcustoms.trade.risk.language.reading import read_rules
from smartcustoms.trade.risk.language.single import SingleRow
from smartcustoms.trade.risk.language.tree import (
    And,
    Between,
    Compare,
    Condition,
    Listed,
    Matching,
    OneOf,
    Rule,
    Scaled,
    tests_of,
)

KCS = Path(__file__).resolve().parents[2] / "shared" / "data" / "declarations-kcs"
ROWS, RULES, LISTS, SEED = 100_000, 200, 60, 20
CONDITIONS = [2] * 96 + [3] * 96 + [4] * 8  # 512 in all
COLUMNS = {
    "Declaration ID": "declaration",
    "Office ID": "office",
    "Process Type": "procedure",
    "Import Type": "type",
    "Mode of Transport": "transport",
    "Importer ID": "importer",
    "Seller ID": "seller",
    "Courier ID": "courier",
    "HS6 Code": "hs_code",
    "Country of Departure": "departure",
    "Country of Origin": "origin",
    "Tax Rate": "tax_rate",
    "Tax Type": "tax_type",
    "Net Mass": "net_mass_kg",
    "Item Price": "value",
    "Fraud": "finding",
}
NUMBERS = ("tax_rate", "net_mass_kg", "value", "finding")


@dataclass(frozen=True)
class Line:
    """One line of the table: what ran, over how many rows, seconds of CPU, hits."""

    form: str
    rows: int
    seconds: float
    hits: int


def rows_of_kcs() -> pl.DataFrame | None:
    """Read the labelled declarations, or nothing when they are not on this machine."""
    files = [KCS / "train.csv", KCS / "valid.csv"]
    if not all(file.exists() for file in files):
        return None
    read = pl.concat(pl.read_csv(file, infer_schema=False) for file in files)
    return read.select(
        pl.col(old).cast(pl.Float64 if new in NUMBERS else pl.String).alias(new) for old, new in COLUMNS.items()
    )


def simulated_rows() -> pl.DataFrame:
    """Draw rows with the same columns; nothing in them is real."""
    random = np.random.default_rng(SEED)
    texts = {"office": 60, "procedure": 5, "type": 8, "transport": 6, "importer": 7000, "seller": 6000, "courier": 300}
    frame = {name: [f"{name[:2].upper()}{n}" for n in random.zipf(1.3, ROWS) % size] for name, size in texts.items()}
    countries = np.array(["CN", "US", "VN", "DE", "JP", "FR", "IT", "GB", "HK", "TH", "ID", "NL", "BE", "AU", "IN"])
    origin = countries[random.integers(0, len(countries), ROWS)]
    departure = np.where(random.random(ROWS) < 0.8, origin, countries[random.integers(0, len(countries), ROWS)])
    goods = np.array([f"{n:06d}" for n in random.integers(10_000, 980_000, 2_500)])
    return pl.DataFrame(
        {
            "declaration": [str(n) for n in range(ROWS)],
            **frame,
            "hs_code": goods[random.zipf(1.2, ROWS) % len(goods)],
            "departure": departure,
            "origin": origin,
            "tax_rate": random.choice([0.0, 3.0, 6.5, 8.0, 13.0], ROWS),
            "tax_type": random.choice(["A", "C", "FEU1", "FCN1", "FUS1", "FAS1"], ROWS),
            "net_mass_kg": random.lognormal(5, 2.5, ROWS),
            "value": random.lognormal(11, 2, ROWS),
            "finding": (random.random(ROWS) < 0.2).astype(float),
        }
    ).with_columns(courier=pl.when(pl.Series(random.random(ROWS) < 0.7)).then(None).otherwise("courier"))


def rows() -> tuple[pl.DataFrame, str]:
    """Give the 100,000 rows and where they come from."""
    base = rows_of_kcs()
    source = "simulated rows" if base is None else "rows made from declarations-kcs"
    base = simulated_rows() if base is None else base
    random = np.random.default_rng(SEED)
    repeated = pl.concat([base] * (ROWS // base.height + 1)).head(ROWS)
    stretched = repeated.with_columns(value=pl.col("value") * pl.Series(random.uniform(0.9, 1.1, ROWS)))
    before = pl.col("finding").cum_sum().over("importer") - pl.col("finding")
    frame = stretched.with_columns(
        item=pl.lit(1, pl.Int32),
        price_per_kg=pl.when(pl.col("net_mass_kg") > 0).then(pl.col("value") / pl.col("net_mass_kg")),
        route=pl.when(pl.col("origin") != pl.col("departure")).then(pl.col("origin") + "-" + pl.col("departure")),
        importer_items=pl.int_range(pl.len()).over("importer").cast(pl.Float64),
        importer_rate=(before + 0.2) / (pl.int_range(pl.len()).over("importer") + 1),
        declaration=pl.int_range(ROWS).cast(pl.String),
    )
    return frame.drop("finding"), source


def drawn_rules(frame: pl.DataFrame, catalogue: Catalogue) -> tuple[tuple[Rule, ...], Lists]:
    """Draw the rule set as officers would write it, and its watch-lists."""
    random = Random(SEED)
    known = {name: frame[name].drop_nulls().unique().sort().to_list() for name in frame.columns}
    lists = {f"watch {n}": frozenset(random.sample(known["importer"], random.randint(20, 120))) for n in range(LISTS)}

    def some(name: str, low: int, high: int) -> str:
        return (
            "("
            + ", ".join(
                f'"{value}"' for value in random.sample(known[name], min(len(known[name]), random.randint(low, high)))
            )
            + ")"
        )

    def quantile(name: str, low: float, high: float) -> str:
        return f"{frame[name].quantile(random.uniform(low, high)):.2f}"

    def headings() -> str:
        starts = {value[: random.choice((2, 4))] for value in random.sample(known["hs_code"], random.randint(2, 8))}
        return "(" + ", ".join(f'"{start}"' for start in sorted(starts)) + ")"

    drawn: dict[str, Callable[[], str]] = {
        "hs_code": lambda: f"starts with {headings()}" if random.random() < 0.6 else f"in {some('hs_code', 5, 30)}",
        "importer": lambda: f'in list "watch {random.randrange(LISTS)}"',
        "price_per_kg": lambda: f"< {quantile('price_per_kg', 0.05, 0.5)}",
        "value": lambda: f"> {quantile('value', 0.5, 0.95)}",
        "net_mass_kg": lambda: f"> {quantile('net_mass_kg', 0.4, 0.9)}",
        "origin": lambda: f"in {some('origin', 1, 6)}",
        "departure": lambda: f"not in {some('departure', 2, 6)}",
        "origin ": lambda: "!= departure",
        "route": lambda: f'ends with "{random.choice(known["departure"])}"' if random.random() < 0.5 else "is present",
        "tax_type": lambda: 'starts with "F"',
        "office": lambda: f"in {some('office', 1, 5)}",
        "transport": lambda: f'= "{random.choice(known["transport"])}"',
        "importer_items": lambda: f"< {random.choice((2, 3, 5, 10))}",
        "importer_rate": lambda: f"> {random.choice((0.25, 0.3, 0.4, 0.5))}",
        "seller": lambda: f"in {some('seller', 5, 40)}",
        "courier": lambda: f"in {some('courier', 2, 10)}",
    }
    weights = [5, 3, 5, 3, 2, 5, 2, 1, 1, 2, 2, 2, 3, 3, 1, 1]
    texts = []
    for number in range(RULES):
        chosen: dict[str, None] = {}
        while len(chosen) < CONDITIONS[number]:
            chosen[random.choices(list(drawn), weights)[0]] = None
        tests = " and ".join(f"{name.strip()} {drawn[name]()}" for name in chosen)
        texts.append(f'rule "R{number:03d}" if {tests} then red')
    return read_rules("\n".join(texts), catalogue, lists=lists), lists


def zen_text(condition: Condition, lists: Lists) -> str:
    """Write a condition in zen-engine's expression language (missing values guarded as ours are by definition)."""
    match condition:
        case And(parts):
            return " and ".join(f"({zen_text(part, lists)})" for part in parts)
        case Compare(field, sign, Scaled(_, other)):
            return f"{field.name} {'==' if sign == '=' else sign} {other.name}"
        case Compare(field, sign, value):
            return f"{field.name} != null and {field.name} {'==' if sign == '=' else sign} {json.dumps(value)}"
        case Between(field, low, high):
            return f"{field.name} != null and {field.name} >= {low} and {field.name} <= {high}"
        case OneOf(field, values, negated):
            return f"{field.name} {'not in' if negated else 'in'} {json.dumps(values)}"
        case Listed(field, name, False):
            return f"{field.name} in {json.dumps(sorted(lists[name]))}"
        case Matching(field, part, texts):
            function = "startsWith" if part == "starts with" else "endsWith"
            tests = " or ".join(f"{function}({field.name}, {json.dumps(text)})" for text in texts)
            return f"{field.name} != null and ({tests})"
        case _:
            return f"{condition.field.name} != null"  # type: ignore[union-attr] # `is present`, the only one left


def timed(work: Callable[[], Any], runs: int) -> tuple[float, Any]:
    """Run some times; give the median CPU seconds and the last result."""
    taken: list[float] = []
    result = None
    for _ in range(runs):
        start = time.process_time()
        result = work()
        taken.append(time.process_time() - start)
    return statistics.median(taken), result


def batch_lines(frame: pl.DataFrame, conditions: list[Condition], lists: Lists) -> list[Line]:
    """Time the batch forms; the hits of each come from its own result."""
    start = time.process_time()
    masks = MaskRules(conditions, lists)
    coded = code(frame, masks.fields)
    first = masks.hits(coded)
    lines = [
        Line(
            "masks, the very first batch: compile rules, code texts, make tables",
            ROWS,
            time.process_time() - start,
            first.total(),
        )
    ]

    def add(form: str, work: Callable[[], Hits]) -> None:
        seconds, found = timed(work, 9)
        lines.append(Line(form, ROWS, seconds, found.total()))

    def counted(found: Hits) -> Hits:
        found.counts()
        return found

    def paired(found: Hits) -> Hits:
        found.pairs()
        return found

    add("masks, coded columns: 200 bits a row", lambda: masks.hits(coded))
    add("masks, coded columns: + hits counted per rule", lambda: counted(masks.hits(coded)))
    add("masks, coded columns: + every hit as (row, rule)", lambda: paired(masks.hits(coded)))
    add("masks from text columns: coding + bits", lambda: masks.hits(code(frame, masks.fields)))
    expressions = [expression(condition, lists).sum().alias(str(n)) for n, condition in enumerate(conditions)]
    seconds, sums = timed(lambda: frame.lazy().select(expressions).collect().row(0), 3)
    lines.append(Line("Polars expressions, text columns: hits counted", ROWS, seconds, sum(sums)))
    with duckdb.connect(config={"threads": 1}) as duck:
        duck.execute("CREATE TABLE goods AS SELECT * FROM frame")
        query = sql.counts_of({str(n): part for n, part in enumerate(conditions)}, "goods", lists, sql.Dialect.DUCKDB)
        seconds, counts = timed(lambda: duck.execute(query.text, dict(query.values)).fetchone(), 1)
    lines.append(Line("DuckDB, count(*) FILTER: hits counted", ROWS, seconds, sum(counts)))
    return lines


def single_lines(frame: pl.DataFrame, conditions: list[Condition], lists: Lists) -> list[Line]:
    """Time the forms that take one declaration as a dict."""
    dicts = frame.to_dicts()
    single = SingleRow(conditions, lists)
    first, found = timed(lambda: sum(len(single.hits(row)) for row in dicts), 1)
    lines = [Line("one at a time from a dict, values met for the first time", ROWS, first, found)]
    seconds, found = timed(lambda: sum(len(single.hits(row)) for row in dicts), 3)
    lines.append(Line("one at a time from a dict", ROWS, seconds, found))
    few = dicts[:500]
    expressions = [zen.compile_expression(zen_text(condition, lists)) for condition in conditions]
    seconds, found = timed(lambda: sum(bool(one.evaluate(row)) for row in few for one in expressions), 1)
    lines.append(Line("zen-engine, compiled expressions, from a dict", len(few), seconds, found))
    seconds, found = timed(lambda: sum(holds(one, row, lists) for row in few for one in conditions), 1)
    lines.append(Line("the definition (meaning.py), from a dict", len(few), seconds, found))
    return lines


def per_call(frame: pl.DataFrame, conditions: list[Condition], lists: Lists) -> tuple[float, float]:
    """Give p50 and p99 of one call, in microseconds of wall time."""
    single, dicts = SingleRow(conditions, lists), frame.head(20_000).to_dicts()
    taken: list[int] = []
    for _ in range(2):
        taken = []
        for row in dicts:
            start = time.perf_counter_ns()
            single.hits(row)
            taken.append(time.perf_counter_ns() - start)
    return float(np.percentile(taken, 50)) / 1e3, float(np.percentile(taken, 99)) / 1e3


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--json", action="store_true", help="print the lines as JSON")
    arguments = parser.parse_args()
    frame, source = rows()
    rules, lists = drawn_rules(frame, catalogue_of(frame.schema))
    conditions = [rule.condition for rule in rules]
    lines = batch_lines(frame, conditions, lists) + single_lines(frame, conditions, lists)
    of_all = {line.hits for line in lines if line.rows == ROWS}
    of_few = {line.hits for line in lines if line.rows != ROWS}
    if len(of_all) != 1 or len(of_few) != 1:
        raise SystemExit(f"The forms disagree: {lines}")
    if arguments.json:
        print(json.dumps([{**line.__dict__, "rows_per_second": line.rows / line.seconds} for line in lines]))
        return
    tests = sum(1 for condition in conditions for _ in tests_of(condition))
    print(
        f"{len(rules)} rules, {tests} conditions, {ROWS:,} {source}; one core; hits agree: {of_all.pop():,} (all), {of_few.pop():,} (500)"
    )
    print(f"{'form':<70} {'rows':>8} {'CPU ms':>9} {'declarations/s':>15} {'rule checks/s':>14}")
    for line in lines:
        speed = line.rows / line.seconds
        print(f"{line.form:<70} {line.rows:>8,} {line.seconds * 1e3:>9,.1f} {speed:>15,.0f} {speed * RULES:>14,.0f}")
    median, slow = per_call(frame, conditions, lists)
    print(f"one at a time, wall time of a call: p50 {median:.1f} us, p99 {slow:.1f} us")


if __name__ == "__main__":
    main()
