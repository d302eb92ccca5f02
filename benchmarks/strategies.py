"""Which way of choosing what to examine earns most: a benchmark on two simulated years.

A simulated world (smartcustoms.trade.simulation) lodges declarations week by week; each strategy chooses a budget's share to
examine, sees only the results of those (late, with misses), and retrains every 26 weeks. The world reacts to each strategy
by itself; with drift, markets and schemes also change suddenly about twice a year. Judged by the oracle afterwards:
Norm-Precision and Norm-Revenue = what was found worth finding among the chosen / what a perfect chooser of the same week and
budget finds; mean of the last 13 weeks; mean over seeds with a 95 % bootstrap interval.

Every run of a world, budget and strategy is kept as a JSON file, so a run that was cut off goes on where it was, and the
table tells of the seeds that all strategies have finished.
Repeat:  .venv/bin/python benchmarks/strategies.py                     (10 seeds, 5 % and 10 %, with and without drift)
         .venv/bin/python benchmarks/strategies.py --table             (only the table of what is kept)
         .venv/bin/python benchmarks/strategies.py --quick             (2 seeds, one year, 5 %)
Seeds 101 to 110 are reported; whatever was chosen was chosen on seeds from 1000 on.
"""

import argparse
import json
import os
import sys
import time
from collections.abc import Sequence
from itertools import product
from pathlib import Path
from typing import NamedTuple

for _threads in ("OMP_NUM_THREADS", "POLARS_MAX_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ.setdefault(_threads, "1")

import numpy as np  # noqa: E402 - after the number of threads is set
import polars as pl  # noqa: E402
from choosing.sight import Sight  # noqa: E402
from choosing.strategies import OWN_SIGHT, STRATEGIES  # noqa: E402

from smartcustoms.trade.simulation import oracle  # noqa: E402
from smartcustoms.trade.simulation.model import Settings  # noqa: E402
from smartcustoms.trade.simulation.world import World  # noqa: E402

WARM_UP = 13  # weeks in which the share examined, at random, falls from everything to the budget
RETRAIN = 26  # weeks
LAST = 13  # weeks judged
REPORTED = 101  # first seed of the reported ones
DRAWS = 4_000  # of the bootstrap
MEASURES = ("precision", "revenue")


class Case(NamedTuple):
    """One run: a seed's world with or without sudden drift, a budget, a strategy."""

    seed: int
    drift: bool
    budget: float
    strategy: str

    @property
    def file(self) -> str:
        """Name of the file that keeps the run's result."""
        return f"{self.seed}-{'drift' if self.drift else 'calm'}-{self.budget:g}-{self.strategy}.json"


def run(case: Case, weeks: int, per_week: int) -> dict[str, object]:
    """Let one strategy choose in one world; give its weekly Norm-Precision and Norm-Revenue."""
    began = time.process_time()
    world = World(case.seed, Settings(per_week=per_week, shocks=None if case.drift else ()))
    sight = Sight(featured=case.strategy not in OWN_SIGHT)
    strategy = STRATEGIES[case.strategy](np.random.default_rng([case.seed, 77]))
    warm = np.random.default_rng([case.seed, 78])  # the same warm-up for every strategy
    chosen: list[np.ndarray] = []
    sizes: list[int] = []
    for week in range(weeks):
        sight.learn(before=world.today)
        rows = world.step()
        sight.see(rows)
        count = int(np.ceil(case.budget * rows.height))
        if week < WARM_UP:
            share = 1.0 + (case.budget - 1.0) * week / (WARM_UP - 1)
            picked = warm.choice(rows.height, size=max(int(share * rows.height), count), replace=False)
            why = np.full(len(picked), "random")
        else:
            if (week - WARM_UP) % RETRAIN == 0:
                strategy.fit(sight.known())
            picked, why = strategy.choose(sight.week(), count)
        sight.remember(picked, why, world.examine(rows["declaration"].gather(picked), world.today))
        chosen.append(picked)
        sizes.append(rows.height)
    return {
        **case._asdict(),
        "shocks": [week for week in world.shocks if week < weeks],
        "weeks": weeks,
        "per_week": per_week,
        "cpu_s": round(time.process_time() - began, 1),
        **judge(oracle.truth(world), sizes, chosen, case.budget),
    }


def judge(
    truth: pl.DataFrame, sizes: Sequence[int], chosen: Sequence[np.ndarray], budget: float
) -> dict[str, list[float]]:
    """Compare each week's choice with the perfect chooser's (the oracle is read only here, when all is over)."""
    illicit, revenue = truth["illicit"].to_numpy(), truth["revenue"].to_numpy()
    ends = np.cumsum(sizes)
    out: dict[str, list[float]] = {"precision": [], "revenue": []}
    for end, size, picked in zip(ends, sizes, chosen, strict=True):
        bad, money = illicit[end - size : end], revenue[end - size : end]
        count = int(np.ceil(budget * size))
        best, most = oracle.best_precision(bad, count), oracle.best_revenue(money, count)
        out["precision"].append(float(bad[picked].sum() / count / best) if best else 1.0)
        out["revenue"].append(float(money[picked].sum() / most) if most else 1.0)
    return out


def interval(values: Sequence[float]) -> tuple[float, float, float]:
    """Mean and 95 % percentile bootstrap interval over seeds."""
    seeds = np.asarray(values)
    draws = np.random.default_rng(1).choice(seeds, (DRAWS, len(seeds))).mean(axis=1)
    low, high = np.quantile(draws, [0.025, 0.975])
    return float(seeds.mean()), float(low), float(high)


def table(results: Sequence[dict[str, object]], names: Sequence[str]) -> str:
    """Write the results in Markdown: each strategy, and how far the engine is ahead of it on the same seeds."""
    last: dict[Case, dict[str, float]] = {}
    for one in results:
        case = Case(*(one[name] for name in Case._fields))  # type: ignore[arg-type]
        last[case] = {measure: float(np.mean(one[measure][-LAST:])) for measure in MEASURES}  # type: ignore[index]
    lines = [
        "| world | budget | seeds | strategy | Norm-Precision | Norm-Revenue | engine ahead: precision | engine ahead: revenue |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for drift, budget in product((True, False), sorted({case.budget for case in last})):
        seeds = [
            seed
            for seed in sorted({case.seed for case in last})
            if all(Case(seed, drift, budget, name) in last for name in names)
        ]
        for name in names if seeds else ():
            mine = [last[Case(seed, drift, budget, name)] for seed in seeds]
            ours = [last[Case(seed, drift, budget, "engine")] for seed in seeds] if "engine" in names else mine
            cells = ["drift" if drift else "calm", f"{budget:.0%}", str(len(seeds)), name]
            cells += [_told(interval([one[measure] for one in mine])) for measure in MEASURES]
            for measure in MEASURES:
                ahead = [us[measure] - one[measure] for us, one in zip(ours, mine, strict=True)]
                cells.append("" if name == "engine" else _told(interval(ahead), sign="+"))
            lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def _told(figures: tuple[float, float, float], sign: str = "") -> str:
    mean, low, high = figures
    return f"{mean:{sign}.3f} [{low:{sign}.3f}, {high:{sign}.3f}]"


def _options() -> argparse.Namespace:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--quick", action="store_true", help="two seeds, one year, 5 %% only")
    options.add_argument("--table", action="store_true", help="run nothing: the table of what is kept")
    options.add_argument("--seeds", type=int, default=10)
    options.add_argument("--first-seed", type=int, default=REPORTED, help="from 1000 on: to choose by")
    options.add_argument("--weeks", type=int, default=104)
    options.add_argument("--per-week", type=int, default=300)
    options.add_argument("--budgets", default="0.05,0.1")
    options.add_argument("--worlds", default="drift,calm")
    options.add_argument("--only", default="label,date,engine-greedy,engine")
    options.add_argument("--kept", type=Path, default=Path("build/strategies"), help="folder of the kept results")
    return options.parse_args()


def main() -> None:
    """Run what is not kept yet, seed by seed, and print one table."""
    told = _options()
    if told.quick:
        told.seeds, told.weeks, told.budgets = 2, 52, "0.05"
        told.kept = told.kept / "quick"
    names = told.only.split(",")
    told.kept.mkdir(parents=True, exist_ok=True)
    seeds = range(told.first_seed, told.first_seed + told.seeds)
    worlds, budgets = told.worlds.split(","), [float(budget) for budget in told.budgets.split(",")]
    cases = [Case(s, w == "drift", b, name) for s, w, b, name in product(seeds, worlds, budgets, names)]
    results: list[dict[str, object]] = []
    for number, case in enumerate(cases, start=1):
        file = told.kept / case.file
        if not file.exists() and not told.table:
            done = json.dumps(run(case, told.weeks, told.per_week))
            file.with_suffix(".part").write_text(done, encoding="utf-8")
            file.with_suffix(".part").replace(file)  # whole or not at all
            print(f"\r{number} of {len(cases)} runs", end="", file=sys.stderr, flush=True)
        if file.exists():
            results.append(json.loads(file.read_text(encoding="utf-8")))
    print(table(results, names))
    cpu = {name: np.mean([float(str(r["cpu_s"])) for r in results if r["strategy"] == name] or [0]) for name in names}
    print(f"\n{told.per_week} declarations a week, {told.weeks} weeks; CPU s a run: ", end="")
    print(", ".join(f"{name} {seconds:.0f}" for name, seconds in cpu.items()))


if __name__ == "__main__":
    main()
