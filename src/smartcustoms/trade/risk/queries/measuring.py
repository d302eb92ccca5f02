"""Ask how well it goes: lanes, hit rates of the selected against the random sample, revenue, drift."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.trade.risk import drift, store
from smartcustoms.trade.risk.features import NAMES
from smartcustoms.trade.risk.figures import Interval, wilson
from smartcustoms.trade.risk.model import Lane


@dataclass(frozen=True, slots=True)
class Rate:
    """Hits among the examined of one arm, with Wilson's 95 % interval."""

    arm: str
    examined: int
    found: int
    recovered: float
    interval: Interval


@dataclass(frozen=True, slots=True)
class Board:
    """The dashboard of a period: declarations by office and lane, hit rates by arm, hours planned."""

    since: date
    lanes: dict[str, dict[Lane, int]]
    rates: list[Rate]
    hours: dict[str, float]


def board(uow: UnitOfWork, *, since: date) -> Board:
    """Give the dashboard since a day. The random sample counts whoever else chose its declarations."""
    rows = store.assessments.tally_of_lanes(uow, since=since)
    lanes: dict[str, dict[Lane, int]] = {}
    hours: dict[str, float] = {}
    arms: dict[str, list[float]] = {}
    for row in rows:
        counted = lanes.setdefault(row["office"], dict.fromkeys(Lane, 0))
        counted[Lane(row["lane"])] += row["count"]
        hours[row["office"]] = hours.get(row["office"], 0.0) + row["hours"]
        for arm in _arms(row):
            sums = arms.setdefault(arm, [0.0, 0.0, 0.0])
            for place, name in enumerate(("examined", "found", "recovered")):
                sums[place] += row[name]
    rates = [
        Rate(arm, int(examined), int(found), recovered, wilson(found, examined))
        for arm, (examined, found, recovered) in sorted(arms.items())
    ]
    return Board(since, dict(sorted(lanes.items())), rates, hours)


def _arms(row: dict[str, Any]) -> list[str]:
    arms = [] if row["chosen_by"] in ("none", "random") else [row["chosen_by"], "selected"]
    return [*arms, "random"] if row["sampled"] else arms


def drift_of(uow: UnitOfWork, *, since: date, middle: date) -> dict[str, Any]:
    """Tell whether the world drifts: changes of the hit rate by arm (ADWIN), and features whose distribution moved
    between [since, middle) and [middle, now) (population stability index)."""
    results = store.assessments.results(uow, since=since)
    changes: dict[str, list[date]] = {"random": [], "selected": []}
    watchers = {arm: drift.Adwin() for arm in changes}
    for day, sampled, found, _, _ in results:
        arm = "random" if sampled else "selected"
        if watchers[arm].update(float(found)):
            changes[arm].append(day)
    before = [np.frombuffer(kept, np.float32)[: len(NAMES)] for day, _, _, _, kept in results if day < middle]
    now = [np.frombuffer(kept, np.float32)[: len(NAMES)] for day, _, _, _, kept in results if day >= middle]
    moved = (
        drift.shifted(np.stack(before).astype(np.float64), np.stack(now).astype(np.float64), NAMES)
        if len(before) >= 100 and len(now) >= 100
        else []
    )
    return {"changes": changes, "moved": moved, "results": len(results)}
