"""Ask how well it goes: lanes, hit rates of the selected against the random sample, revenue, drift."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np

from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.intervals import Interval, wilson
from smartcustoms.trade.risk import drift, store
from smartcustoms.trade.risk.features import NAMES
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
class Sparing:
    """What trusting operators of one share does: what the model would select of them, what of it the lot spared, what that may miss.

    down: by how much their selection by the model is lower, of what it would be with nobody spared; missed: findings that were
    not made, by the hit rate of those that were examined. Both with their intervals; the random sample and rules spare nobody.
    """

    share: float
    lodged: int
    selected: int
    spared: int
    examined: int
    found: int
    down: Interval
    missed: Interval


@dataclass(frozen=True, slots=True)
class Board:
    """The dashboard of a period: declarations by office and lane, hit rates by arm, hours planned."""

    since: date
    lanes: dict[str, dict[Lane, int]]
    rates: list[Rate]
    hours: dict[str, float]
    offices: dict[str, Rate]
    weeks: list["Week"]
    trusted: list[Sparing]


@dataclass(frozen=True, slots=True)
class Week:
    """What examinations of one week's declarations found (by its Monday): of the selected, and of the random sample."""

    begins: date
    selected: Rate
    random: Rate


def board(uow: UnitOfWork, *, since: date) -> Board:
    """Give the dashboard since a day. The random sample counts whoever else chose its declarations."""
    rows = store.assessments.tally_of_lanes(uow, since=since)
    lanes: dict[str, dict[Lane, int]] = {}
    hours: dict[str, float] = {}
    offices: dict[str, list[float]] = {}
    arms: dict[str, list[float]] = {}
    for row in rows:
        counted = lanes.setdefault(row["office"], dict.fromkeys(Lane, 0))
        counted[Lane(row["lane"])] += row["count"]
        hours[row["office"]] = hours.get(row["office"], 0.0) + row["hours"]
        _count(offices, row["office"], row)
        for arm in _arms(row):
            _count(arms, arm, row)
    rates = [_rate(arm, sums) for arm, sums in sorted(arms.items())]
    by_office = {office: _rate(office, sums) for office, sums in sorted(offices.items())}
    return Board(
        since, dict(sorted(lanes.items())), rates, hours, by_office, _weeks(uow, since), trusted(uow, since=since)
    )


def trusted(uow: UnitOfWork, *, since: date) -> list[Sparing]:
    """Give what trusted operators were spared since a day, by their share."""
    return [_sparing(row) for row in store.assessments.tally_of_trusted(uow, since=since)]


def _sparing(row: dict[str, Any]) -> Sparing:
    hits = wilson(row["found"], row["examined"])
    missed = Interval(*(each * row["spared"] for each in hits))
    return Sparing(**row, down=wilson(row["spared"], row["spared"] + row["selected"]), missed=missed)


def _count(sums_of: dict[str, list[float]], name: str, row: dict[str, Any]) -> None:
    sums = sums_of.setdefault(name, [0.0, 0.0, 0.0])
    for place, column in enumerate(("examined", "found", "recovered")):
        sums[place] += row[column]


def _rate(name: str, sums: list[float]) -> Rate:
    examined, found, recovered = sums
    return Rate(name, int(examined), int(found), recovered, wilson(found, examined))


def _weeks(uow: UnitOfWork, since: date) -> list[Week]:
    """Give the weeks since a day, at most the last 53."""
    until = uow.at.date()
    first = max(since, until - timedelta(weeks=53))
    sums: dict[date, dict[str, list[float]]] = {}
    for row in store.assessments.tally_by_week(uow, since=first, until=until):
        _count(sums.setdefault(row["week"], {}), "random" if row["sampled"] else "selected", row)
    nothing = [0.0, 0.0, 0.0]
    return [
        Week(week, *(_rate(arm, arms.get(arm, nothing)) for arm in ("selected", "random")))
        for week, arms in sorted(sums.items())
    ]


def _arms(row: dict[str, Any]) -> list[str]:
    arms = [] if row["chosen_by"] in ("none", "random", "spared") else [row["chosen_by"], "selected"]
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
