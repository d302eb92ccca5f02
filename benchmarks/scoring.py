"""How fast declarations are judged, on one core: features, model, officers' rules and indicators, one table.

Batch, rows a second of processor time on one core, in chunks as a bulk file is judged:
- features: from Polars text columns, nothing coded beforehand, to the 136 columns of the model;
- model alone: on ready features; the champion as used judges each row on its own scale (goods seen or new), and
  expected revenue by its own head;
- rules: 200 officers' rules of 512 conditions (those of benchmarks/rules.py, drawn on these rows), from text columns,
  to every hit as (row, rule);
- whole: all of them and the general indicators; with and without the challenger in shadow.
Limits in the same run: CatBoost on a ready Pool and LightGBM's Booster.predict on the same rows.

Single, wall time of a call on one goods item from a dict, the profiles in memory: features; and with the champion's
probability and expected revenue, 200 rules and the indicators; and with the challenger too.

Half of the rows have goods that the history knows. The trees are learned from simulated rows of the same shape, so no
data set is needed: the speed is what is measured, not the skill.
Run: taskset -c 0 python benchmarks/scoring.py
"""

import argparse
import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

os.environ.setdefault("POLARS_MAX_THREADS", "1")
os.environ.setdefault("OMP_NUM_THREADS", "1")

import numpy as np
import polars as pl

from benchmarks.rules import drawn_rules
from smartcustoms.trade.risk import indicators
from smartcustoms.trade.risk.coded import CHUNK, Coded
from smartcustoms.trade.risk.features import NAMES
from smartcustoms.trade.risk.heads import CatBoostHead, LightGbmHead
from smartcustoms.trade.risk.judge import Judge
from smartcustoms.trade.risk.keys import GOODS_TUPLE
from smartcustoms.trade.risk.language.catalogue import catalogue_of
from smartcustoms.trade.risk.language.masks import MaskRules, code
from smartcustoms.trade.risk.language.single import SingleRow
from smartcustoms.trade.risk.model import FACTS, LABELS
from smartcustoms.trade.risk.peers import PeerTable, month_of, peer_table
from smartcustoms.trade.risk.profiles import Profiles, state_of
from smartcustoms.trade.risk.single import features_of
from smartcustoms.trade.risk.training import train

DAY = date(2026, 6, 1)
GOODS = ("hs_code", "departure", "origin", "tax_rate", "tax_type", "net_mass_kg")
KNOWN = NAMES.index(f"{GOODS_TUPLE.name}:known")
IN_RULES = {"importer_items": NAMES.index("importer:seen"), "importer_rate": NAMES.index("importer:rate")}


def simulated(rows: int, *, seed: int = 1) -> pl.DataFrame:
    """Make simulated labelled rows with as many different values per column as a real year has."""
    draw = np.random.default_rng(seed)

    def one_of(kinds: int, mark: str) -> list[str]:
        return [f"{mark}{n}" for n in np.minimum(draw.zipf(1.3, rows), kinds)]

    country = ["CN", "US", "VN", "DE", "JP", "FR", "HK", "KR", "TH", "IT", "GB", "IN", "ID", "MY", "ES"]
    origin = draw.choice(country, rows)
    mass = np.round(np.exp(draw.normal(4.5, 2.2, rows)), 1)
    on = [DAY - timedelta(days=int(n)) for n in np.sort(draw.integers(1, 360, rows))[::-1]]
    found = draw.random(rows) < 0.1
    return pl.DataFrame(
        {
            "declaration": [f"S{n:07d}" for n in range(rows)], "item": [1] * rows, "on": on,
            "direction": ["import"] * rows, "office": one_of(42, ""), "procedure": one_of(3, "P"),
            "type": one_of(28, ""), "use": one_of(14, ""), "payment": one_of(10, ""), "transport": one_of(6, ""),
            "declarant": one_of(1220, "D"), "importer": one_of(12720, "I"), "seller": one_of(10537, "S"),
            "courier": one_of(80, "C"), "hs_code": [f"{n * 37 % 970000 + 10000:06d}" for n in np.minimum(draw.zipf(1.2, rows), 2368)],
            "departure": np.where(draw.random(rows) < 0.85, origin, draw.choice(country, rows)), "origin": origin,
            "destination": [None] * rows, "route": [None] * rows, "tax_rate": draw.choice([0.0, 5.0, 6.5, 8.0, 13.0], rows),
            "tax_type": one_of(48, "T"), "origin_marking": one_of(6, "M"), "net_mass_kg": mass,
            "value": np.round(mass * np.exp(draw.normal(2, 1, rows)), 2), "packages": [None] * rows,
            "description": [None] * rows, "finding": found.astype(np.int8), "revenue": found * 1000.0 * draw.random(rows),
            "result_on": on, "chosen_by": ["all"] * rows, "propensity": [1.0] * rows,
        },
        schema={**FACTS, **LABELS},
    )  # fmt: skip


@dataclass(frozen=True)
class Scene:
    """What is measured on: rows to judge, their features, a judge, the profiles and peers, and rules."""

    file: pl.DataFrame
    judge: Judge
    profiles: Profiles
    peers: PeerTable
    coded: Coded
    masks: MaskRules
    one_by_one: SingleRow


def made(history_rows: int, rows: int) -> Scene:
    """Make the scene from simulated rows."""
    history = simulated(history_rows)
    profiles = Profiles.from_state(state_of(history, before=DAY))
    peers = PeerTable(peer_table(history, month=month_of(DAY)), month=month_of(DAY))
    coded = Coded(profiles, peers, day=DAY)
    fresh = simulated(rows, seed=2).select(list(FACTS)).with_columns(on=pl.lit(DAY), row=pl.int_range(rows))
    old = history.select(GOODS).sample(rows, with_replacement=True, seed=3)
    turns = pl.col("row") % 2 == 0
    file = fresh.with_columns(
        pl.when(turns).then(old[name]).otherwise(pl.col(name)).alias(name) for name in GOODS
    ).drop("row")
    # An eighth of the goods go by another country.
    by = pl.when(pl.int_range(rows) % 8 == 0).then(pl.col("origin") + "-HK-" + pl.col("departure"))
    file = file.with_columns(route=by.cast(pl.String))
    ready = for_rules(file, coded.matrix(file))
    drawn, lists = drawn_rules(ready, catalogue_of(ready.schema))
    conditions = [rule.condition for rule in drawn]
    judge = train(history).judge
    return Scene(file, judge, profiles, peers, coded, MaskRules(conditions, lists), SingleRow(conditions, lists))


def for_rules(rows: pl.DataFrame, features: Any) -> pl.DataFrame:
    """Add what rules name beside the facts: price per kg and two history features."""
    return rows.with_columns(
        pl.when(pl.col("net_mass_kg") > 0).then(pl.col("value") / pl.col("net_mass_kg")).alias("price_per_kg"),
        *(pl.Series(name, features[:, place], pl.Float64) for name, place in IN_RULES.items()),
    )


def timed(name: str, rows: int, work: Callable[[], object], *, times: int = 5) -> None:
    """Run a piece of work some times and print the best rate in rows a second of processor time."""
    best = float("inf")
    for _ in range(times):
        began = time.process_time()
        work()
        best = min(best, time.process_time() - began)
    print(f"{name:66s} {rows / best:11,.0f} rows/s  {best / rows * 1e6:6.2f} µs", flush=True)


def batch(scene: Scene) -> None:
    """Time the batch, part by part and whole."""
    file, coded, judge = scene.file, scene.coded, scene.judge
    matrix = coded.matrix(file.head(2 * CHUNK))
    rows = len(matrix)
    ready = for_rules(file.head(rows), matrix)
    timed("features", file.height, lambda: [None for _ in coded.chunks(file)])
    timed("model alone: champion, one scale", rows, lambda: judge.familiar.head.raw(matrix))
    timed("model alone: champion, each row on its own scale", rows, lambda: judge.champion(matrix))
    timed("model alone: champion and expected revenue", rows, lambda: judge.judge(matrix, challenge=False))
    timed(
        "200 rules from text columns, every hit",
        rows,
        lambda: scene.masks.hits(code(ready, scene.masks.fields)).pairs(),
    )
    timed("indicators", rows, lambda: indicators.points(matrix))
    limits(judge, matrix)

    def whole(*, challenge: bool) -> None:
        for number, part in enumerate(coded.chunks(file)):
            judge.judge(part, challenge=challenge)
            indicators.points(part)
            frame = for_rules(file.slice(number * CHUNK, CHUNK), part)
            scene.masks.hits(code(frame, scene.masks.fields)).pairs()

    timed("WHOLE: features + champion + revenue + 200 rules + indicators", file.height, lambda: whole(challenge=False))
    timed("whole, and the challenger in shadow", file.height, lambda: whole(challenge=True), times=1)


def limits(judge: Judge, matrix: Any) -> None:
    """Time what CatBoost and LightGBM themselves take on the same features."""
    import catboost

    champion, challenger = judge.familiar.head, judge.challenger_familiar.head
    if isinstance(champion, CatBoostHead):
        pool, model = catboost.Pool(matrix), champion.model
        timed(
            "limit: CatBoost, one scale, on a ready Pool",
            len(matrix),
            lambda: model.predict(pool, prediction_type="RawFormulaVal", thread_count=1),
        )
    if isinstance(challenger, LightGbmHead):
        few = np.asfortranarray(matrix[:4096])
        timed("peer: LightGBM's Booster.predict (the challenger), one scale", len(few), lambda: challenger.raw(few))


def single(scene: Scene) -> None:
    """Time one declaration at a time, five turns; the first warms up and is left out."""
    profiles, peers, judge, rules = scene.profiles, scene.peers, scene.judge, scene.one_by_one
    rows = scene.file.head(4000).to_dicts()

    def features(row: dict[str, Any]) -> Any:
        return features_of(row, profiles, peers, day=DAY)

    def ruled(row: dict[str, Any], found: Any) -> None:
        mass, value = row["net_mass_kg"], row["value"]
        told = {name: float(found[place]) for name, place in IN_RULES.items()}
        rules.hits({**row, **told, "price_per_kg": value / mass if mass else None})
        indicators.points_of(found)

    def judged(row: dict[str, Any]) -> None:
        judge.judge_one(features(row))

    def whole(row: dict[str, Any]) -> None:
        found = features(row)
        judge.judge_one(found)
        ruled(row, found)

    def shadowed(row: dict[str, Any]) -> None:
        found = features(row)
        judge.judge(found[None, :])
        ruled(row, found)

    for name, work in (
        ("one declaration: features", features),
        ("one declaration: features + champion + revenue", judged),
        ("ONE DECLARATION: + 200 rules + indicators", whole),
        ("one declaration: all that, and the challenger in shadow", shadowed),
    ):
        print(f"{name:66s} {percentiles(work, rows)}", flush=True)


def percentiles(work: Callable[[dict[str, Any]], object], rows: list[dict[str, Any]]) -> str:
    """Call once for each row, five turns; give p50 and p99 of the last four by the wall and by the thread's time."""
    wall, own = [], []
    for turn in range(5):
        for row in rows:
            began, mine = time.perf_counter_ns(), time.thread_time_ns()
            work(row)
            mine, ended = time.thread_time_ns() - mine, time.perf_counter_ns() - began
            if turn:
                wall.append(ended)
                own.append(mine)
    cells = (np.percentile(taken, [50, 99]) / 1e3 for taken in (wall, own))
    return "  ".join(
        f"{kind} p50 {p50:5.0f} p99 {p99:5.0f} µs" for kind, (p50, p99) in zip(("wall", "own"), cells, strict=True)
    )


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--history", type=int, default=40_000)
    parser.add_argument("--rows", type=int, default=100_000)
    chosen = parser.parse_args()
    scene = made(chosen.history, chosen.rows)
    known = float((scene.coded.matrix(scene.file.head(CHUNK))[:, KNOWN] > 0).mean())
    print(
        f"{chosen.rows:,} simulated rows, {len(scene.profiles):,} histories, {len(NAMES)} features; goods known: {known:.0%}"
    )
    batch(scene)
    single(scene)


if __name__ == "__main__":
    main()
