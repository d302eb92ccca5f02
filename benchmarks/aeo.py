"""What sparing authorised operators does: their selection rate with and without, and the findings that are missed for it.

A simulated world lodges for half a year, a tenth examined at random; a judge learns from it. Then in 13 weeks the engine's own lanes
(trade/risk/lanes.py) choose 5 % of each week with nobody spared, and with the shares of tiers 1 and 2. Who is an operator is a draw: a
fifth of the importers by lot (the worst case: no better than others), or a fifth of those in whose goods nothing was found before.
The oracle says afterwards what was illicit. Nothing reacts here: the same declarations are chosen from in each case.
Like is compared with like: what the model and exploration select of operators, with and without sparing; what the random sample draws
(nobody is spared there) stands apart. The last lines add the seeds up, with Wilson's interval of the share that the lot spared.
Repeat:  .venv/bin/python benchmarks/aeo.py [--seeds 3]
"""

import argparse
import os
import sys
import time
from dataclasses import dataclass

for _threads in ("OMP_NUM_THREADS", "POLARS_MAX_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ.setdefault(_threads, "1")

import numpy as np  # noqa: E402 - after the number of threads is set
import polars as pl  # noqa: E402

from smartcustoms.business.aeo.queries import benefits  # noqa: E402
from smartcustoms.kernel.intervals import wilson  # noqa: E402
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
    "selected",
    "down by",
    "drawn at random",
    "down by, with those",
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


@dataclass
class Sums:
    """What came of one group of operators under one share: their declarations by who chose them, and what was illicit."""

    selected: int = 0
    sampled: int = 0
    spared: int = 0
    found: int = 0
    missed: int = 0
    estimated: float = 0.0
    every: int = 0

    def add(self, told: list[tuple[Assignment, bool]], bad: set[str], share: float) -> "Sums":
        """Count a run in."""
        for one, is_operator in told:
            red, illicit = one.lane is Lane.RED, one.declaration in bad
            self.every += red and illicit
            if is_operator:
                chosen = red and one.chosen_by in ("model", "exploration")
                self.selected += chosen
                self.sampled += red and not chosen
                self.spared += one.chosen_by == "spared"
                self.found += red and illicit
                self.missed += one.chosen_by == "spared" and illicit
                self.estimated += share / (1 - share) if chosen and illicit else 0.0
        return self

    def cells(self, share: float, before: "Sums") -> list[str]:
        """Give a line of the table; before: with nobody spared."""
        whole, was = self.selected + self.sampled, before.selected + before.sampled
        down = [f"{1 - now / max(1, then):.1%}" for now, then in ((self.selected, before.selected), (whole, was))]
        return [
            f"{share:.0%}", str(self.selected), down[0], str(self.sampled), down[1], str(self.found), str(self.missed),
            f"{self.estimated:.1f}", str(self.every),
        ]  # fmt: skip


def main() -> int:
    """Print the table."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--seeds", type=int, default=2)
    asked.add_argument("--per-week", type=int, default=1500)
    given, began = asked.parse_args(), time.process_time()
    print(" | ".join(("seed", *HEADS)))
    whole: dict[tuple[str, float], Sums] = {}
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
            before: Sums | None = None
            for share in (0.0, *(float(benefits(tier, weeks[0]["on"].min()).spared) for tier in (1, 2))):
                told = spared_run(judged, who, share)
                one = Sums().add(told, bad, share)
                before = before or one
                print(" | ".join((str(seed), name, *one.cells(share, before))), flush=True)
                whole.setdefault((name, share), Sums()).add(told, bad, share)
    for (name, share), sums in whole.items():
        lot = wilson(sums.spared, sums.spared + sums.selected)
        spared = f" (the lot spared {lot.value:.3f}, {lot.low:.3f} to {lot.high:.3f})" if share else ""
        print(" | ".join(("all", name, *sums.cells(share, whole[name, 0.0]))) + spared)
    print(f"CPU {time.process_time() - began:.0f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
