"""How fast declarations are judged, on one core: one table.

Batch: the chain that serves a bulk file: features on integer codes from Polars text columns, champion (both scales)
and the revenue head, and the general indicators (officers' rules are measured in benchmarks of their own).
Single: one goods item from a dict to features, champion's probability, expected revenue and indicators.
The trees are learned from simulated rows of the same shape, so no data set is needed.
Times are processor time of one core, so that neighbours on the machine do not count; on a quiet machine it is the
wall clock's.
Run: POLARS_MAX_THREADS=1 OMP_NUM_THREADS=1 taskset -c 0 python benchmarks/scoring.py
"""

import argparse
import os
import time
from datetime import date, timedelta

os.environ.setdefault("POLARS_MAX_THREADS", "1")
os.environ.setdefault("OMP_NUM_THREADS", "1")

import numpy as np
import polars as pl

from smartcustoms.trade.risk import indicators
from smartcustoms.trade.risk.coded import CHUNK, Coded
from smartcustoms.trade.risk.model import FACTS, LABELS
from smartcustoms.trade.risk.peers import PeerTable, month_of, peer_table
from smartcustoms.trade.risk.profiles import Profiles, state_of
from smartcustoms.trade.risk.single import features_of
from smartcustoms.trade.risk.training import train

DAY = date(2026, 6, 1)


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


def timed(name: str, rows: int, work: object) -> float:
    """Run a piece of work three times and give the best rate in rows a second of processor time."""
    best = float("inf")
    for _ in range(3):
        began = time.process_time()
        work()  # type: ignore[operator]
        best = min(best, time.process_time() - began)
    print(f"{name:62s} {rows / best:12,.0f} rows/s")
    return rows / best


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--history", type=int, default=40_000)
    parser.add_argument("--rows", type=int, default=100_000)
    chosen = parser.parse_args()
    history = simulated(chosen.history)
    judge = train(history).judge
    profiles = Profiles.from_state(state_of(history, before=DAY))
    peers = PeerTable(peer_table(history, month=month_of(DAY)), month=month_of(DAY))
    coded = Coded(profiles, peers, day=DAY)
    file = simulated(chosen.rows, seed=2).select(list(FACTS)).with_columns(on=pl.lit(DAY))
    matrix = np.asfortranarray(coded.matrix(file.head(CHUNK)))
    novel = float((matrix[:, 2] == 0).mean())
    print(f"{len(profiles):,} histories, {matrix.shape[1]} features; {novel:.0%} of the rows have goods never examined")
    timed("features", chosen.rows, lambda: [None for _ in coded.chunks(file)])
    timed("model alone: champion, one scale", len(matrix), lambda: judge.familiar.head.raw(matrix))
    timed("model alone: champion, both scales, and revenue", len(matrix), lambda: judge.judge(matrix, challenge=False))
    timed("challenger beside it (shadow)", len(matrix), lambda: judge.challenger_familiar.head.raw(matrix))

    def whole() -> None:
        for part in coded.chunks(file):
            judge.judge(part, challenge=False)
            indicators.points(part)

    timed("features + champion + revenue + indicators", chosen.rows, whole)
    single(file, judge, profiles, peers)


def single(file: pl.DataFrame, judge: object, profiles: Profiles, peers: PeerTable) -> None:
    """Time one declaration at a time."""
    rows = file.head(3000).to_dicts()
    spent = np.zeros(len(rows))
    for turn in range(2):
        for place, row in enumerate(rows):
            began = time.thread_time()
            features = features_of(row, profiles, peers, day=DAY)
            judge.judge_one(features)  # type: ignore[attr-defined]
            spent[place] = time.thread_time() - began
        if turn == 0:
            continue
        p50, p99 = np.percentile(spent, [50, 99]) * 1e6
        print(f"{'one declaration: features + champion + expected revenue':62s} p50 {p50:5.0f} µs  p99 {p99:5.0f} µs")


if __name__ == "__main__":
    main()
