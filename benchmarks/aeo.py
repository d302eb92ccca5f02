"""What sparing authorised operators does: their selection rate with and without, and the findings that are missed for it.

A simulated world lodges for half a year, a tenth examined at random; a judge learns from it. Then in 13 weeks the engine's own lanes
(trade/risk/lanes.py) choose 5 % of each week with nobody spared, and with the shares of tiers 1 and 2. Who is an operator is a draw: a
fifth of the importers by lot (the worst case: no better than others), or a fifth of those in whose goods nothing was found before.
The oracle says afterwards what was illicit. Nothing reacts here: the same declarations are chosen from in each case.
Repeat:  .venv/bin/python benchmarks/aeo.py [--seeds 3]
"""

import argparse
import os
import sys
import time

for _threads in ("OMP_NUM_THREADS", "POLARS_MAX_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ.setdefault(_threads, "1")

import numpy as np  # noqa: E402 - after the number of threads is set
import polars as pl  # noqa: E402

from smartcustoms.business.aeo.queries import benefits  # noqa: E402
from smartcustoms.trade.risk.coded import Coded  # noqa: E402
from smartcustoms.trade.risk.lanes import Assignment, Candidate, Plan, assign  # noqa: E402
from smartcustoms.trade.risk.model import Lane  # noqa: E402
from smartcustoms.trade.risk.peers import PeerTable, month_of, peer_table  # noqa: E402
from smartcustoms.trade.risk.profiles import Profiles, state_of  # noqa: E402
from smartcustoms.trade.risk.training import train  # noqa: E402
from smartcustoms.trade.simulation import actions, oracle  # noqa: E402
from smartcustoms.trade.simulation.model import Settings  # noqa: E402

LEARNING, MEASURED = 26, 13  # weeks
EXAMINED = 0.10  # of the first weeks, at random
PLAN = Plan(share=0.05, random_rate=0.0025, exploration=0.10, yellow_share=0.0)
OPERATORS = 0.2  # share of importers
SECRET = b"benchmark of sparing"
HEADS = (
    "operators",
    "spared",
    "rate",
    "down by",
    "examined",
    "found",
    "missed, oracle",
    "missed, estimated",
    "found in all",
)


def world_of(seed: int, per_week: int) -> tuple[pl.DataFrame, list[pl.DataFrame], pl.DataFrame]:
    """Let a world run; give the labelled first weeks, the weeks that are measured, and the truth."""
    world, rng = actions.open_world(seed, Settings(per_week=per_week)), np.random.default_rng(seed)
    past = []
    for _ in range(LEARNING):
        rows = world.step()
        chosen = rows["declaration"].filter(pl.Series(rng.random(rows.height) < EXAMINED))
        past.append(actions.label(rows, world.examine(chosen, world.today), chosen_by="random", propensity=EXAMINED))
    weeks = [world.step() for _ in range(MEASURED)]
    return pl.concat(past), weeks, oracle.truth(world)


def candidates_of(past: pl.DataFrame, weeks: list[pl.DataFrame], seed: int) -> list[list[tuple[Candidate, str]]]:
    """Judge the measured weeks by what the first taught; give each week's candidates with their importers."""
    judge, found = train(past, seed=seed, shadow=False).judge, []
    for rows in weeks:
        day = rows["on"].min()
        profiles = Profiles.from_state(state_of(past, before=day))
        peers = PeerTable(peer_table(past, month=month_of(day)), month=month_of(day))
        said = judge.judge(Coded(profiles, peers, day=day).matrix(rows), challenge=False)
        new = said.new_goods | said.new_party
        found.append(
            [
                (Candidate(number, float(p), float(v), new=bool(n)), importer)
                for number, importer, p, v, n in zip(
                    rows["declaration"], rows["importer"], said.probability, said.value, new, strict=True
                )
            ]
        )
    return found


def spared_run(weeks: list[list[tuple[Candidate, str]]], who: set[str], share: float) -> list[tuple[Assignment, bool]]:
    """Choose each week with a share of the operators' selections spared; give each assignment, and whether an operator's."""
    told = []
    for week in weeks:
        ones = [
            Candidate(
                one.declaration, one.probability, one.value, new=one.new, spared=share if importer in who else 0.0
            )
            for one, importer in week
        ]
        told += [
            (given, importer in who) for given, (_, importer) in zip(assign(ones, PLAN, SECRET), week, strict=True)
        ]
    return told


def row_of(told: list[tuple[Assignment, bool]], bad: set[str], share: float, before: float) -> tuple[list[str], float]:
    """Give a line of the table, and the operators' selection rate."""
    own = [one for one, is_operator in told if is_operator]
    red = [one for one in own if one.lane is Lane.RED]
    rate = len(red) / max(1, len(own))
    found = sum(one.declaration in bad for one in red)
    missed = sum(one.declaration in bad for one in own if one.chosen_by == "spared")
    weighted = sum(one.declaration in bad for one in red if one.chosen_by != "random") * share / (1 - share)
    every = sum(one.declaration in bad for one, _ in told if one.lane is Lane.RED)
    down = f"{1 - rate / before:.1%}" if before else "-"
    return [
        f"{share:.0%}",
        f"{rate:.2%}",
        down,
        str(len(red)),
        str(found),
        str(missed),
        f"{weighted:.1f}",
        str(every),
    ], rate


def main() -> int:
    """Print the table."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--seeds", type=int, default=2)
    asked.add_argument("--per-week", type=int, default=1500)
    given, began = asked.parse_args(), time.process_time()
    print(" | ".join(("seed", *HEADS)))
    for seed in range(201, 201 + given.seeds):
        past, weeks, truth = world_of(seed, given.per_week)
        judged = candidates_of(past, weeks, seed)
        bad = set(truth.filter(pl.col("illicit") == 1)["declaration"])
        caught = set(past.filter(pl.col("finding") == 1)["importer"])
        importers = sorted({importer for week in judged for _, importer in week})
        lot = np.random.default_rng([seed, 7])
        clean = [each for each in importers if each not in caught]
        groups = {"by lot": importers, "nothing found before": clean}
        for name, among in groups.items():
            who = set(lot.permutation(among)[: int(OPERATORS * len(importers))])
            before = 0.0
            for share in (0.0, *(float(benefits(tier, weeks[0]["on"].min()).spared) for tier in (1, 2))):
                cells, rate = row_of(spared_run(judged, who, share), bad, share, before)
                before = before or rate
                print(" | ".join((str(seed), name, *cells)), flush=True)
    print(f"CPU {time.process_time() - began:.0f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
