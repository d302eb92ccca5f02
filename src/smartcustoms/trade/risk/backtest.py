"""What a rule would have done on history, before anybody is held up by it.

Counted over every row of the history; findings only where goods were examined. Goods never examined are counted and said, for a
hit rate of the examined alone may flatter (they were chosen for a reason). Where a random arm was examined, its rate beside it is fair.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
import numpy.typing as npt
import polars as pl

from smartcustoms.kernel.intervals import Interval, wilson
from smartcustoms.trade.risk.language.meaning import Lists
from smartcustoms.trade.risk.language.tree import Rule
from smartcustoms.trade.risk.model import Lane
from smartcustoms.trade.risk.rulebook import RuleBook, RuleInForce

HOURS: Final[Mapping[Lane, float]] = {Lane.GREEN: 0.0, Lane.BLUE: 0.5, Lane.YELLOW: 0.5, Lane.RED: 3.0}
"""Officers' hours a selected item costs, until the administration's own figures are set."""
STRENGTH: Final = (Lane.GREEN, Lane.BLUE, Lane.YELLOW, Lane.RED)
MOST_DAYS: Final = 92
"""Days of history drawn one by one; longer histories are drawn by week."""
Truth = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Overlap:
    """How much another rule hits the same items: items both hit, and their share of this rule's hits."""

    rule: str
    both: int
    share: float


@dataclass(frozen=True, slots=True)
class LaneChange:
    """Items that go from the lane of the other rules to the lane with this rule, when it selects."""

    before: Lane
    after: Lane
    items: int


@dataclass(frozen=True, slots=True)
class BackTest:
    """The figures of one back-test. Rates are shares of examined items, with Wilson's 95 % interval."""

    lane: Lane
    since: date | None
    until: date | None
    days: int
    items: int
    hits: int
    by_day: tuple[tuple[date, int], ...]
    """Hits on each day of the history, days without included; the longest histories by week (first day of it)."""
    examined: int
    found: int
    rate: Interval
    never_examined: int
    base: Interval
    """Rate of all examined items of the history."""
    random: Interval | None
    """Rate of this rule's hits within the random arm; None where nothing was examined at random."""
    random_examined: int
    revenue: float
    expected_selected: float
    """Hits times the rule's percentage."""
    hours: float
    hours_a_day: float
    alone: int
    """Hits no other rule makes."""
    overlaps: tuple[Overlap, ...]
    changes: tuple[LaneChange, ...]

    @property
    def hits_a_day(self) -> float:
        """Hits by day of the calendar."""
        return self.hits / self.days if self.days else 0.0


def back_test(
    rule: Rule,
    history: pl.DataFrame,
    lists: Lists,
    *,
    others: Sequence[RuleInForce] = (),
    hours: Mapping[Lane, float] = HOURS,
) -> BackTest:
    """Try a rule on history: risk rows with labels (null: never examined) and whatever features the rule names.

    Its own validity is left aside (history lies before it); offices count. `others` are the rules in force, without this
    one; their validity is left aside too, so overlap says what would come together from now on.
    """
    book = RuleBook([RuleInForce(_timeless(one), 0) for one in (rule, *(other.rule for other in others))], lists)
    matrix = book.hits_of(history).matrix() if history.height else np.zeros((0, 1 + len(others)), np.bool_)
    hit, by_others = matrix[:, 0], matrix[:, 1:]
    labels = history.select(
        found=pl.col("finding").fill_null(0) > 0,
        examined=pl.col("finding").is_not_null(),
        random=(pl.col("chosen_by") == "random").fill_null(False),
        revenue=pl.col("revenue").fill_null(0.0),
    )
    found, examined = labels["found"].to_numpy(), labels["examined"].to_numpy()
    at_random = labels["random"].to_numpy() & examined & hit
    since, until = _span(history)
    days = (until - since).days + 1 if since and until else 0
    selected = float(hit.sum()) * rule.percent / 100
    return BackTest(
        lane=rule.lane,
        since=since,
        until=until,
        days=days,
        items=history.height,
        hits=int(hit.sum()),
        by_day=_by_day(history, hit),
        examined=int((hit & examined).sum()),
        found=int((hit & found & examined).sum()),
        rate=wilson(int((hit & found & examined).sum()), int((hit & examined).sum())),
        never_examined=int((hit & ~examined).sum()),
        base=wilson(int((found & examined).sum()), int(examined.sum())),
        random=wilson(int((at_random & found).sum()), int(at_random.sum())) if at_random.any() else None,
        random_examined=int(at_random.sum()),
        revenue=float(labels["revenue"].to_numpy()[hit & examined].sum()),
        expected_selected=selected,
        hours=selected * hours[rule.lane],
        hours_a_day=selected * hours[rule.lane] / days if days else 0.0,
        alone=int((hit & ~by_others.any(axis=1)).sum()),
        overlaps=_overlaps(hit, by_others, others),
        changes=_changes(rule, hit, by_others, others),
    )


def _timeless(rule: Rule) -> Rule:
    return Rule(rule.code, rule.condition, rule.lane, rule.percent, rule.most_unselected, None, None, rule.offices)


def _span(history: pl.DataFrame) -> tuple[date | None, date | None]:
    days = history["on"]
    first, last = days.min(), days.max()
    return (first if isinstance(first, date) else None, last if isinstance(last, date) else None)


def _by_day(history: pl.DataFrame, hit: Truth) -> tuple[tuple[date, int], ...]:
    if not history.height:
        return ()
    counted = history.select("on", hit=pl.Series(hit)).group_by("on").agg(pl.col("hit").sum()).sort("on")
    filled = counted.upsample("on", every="1d").with_columns(pl.col("hit").fill_null(0))
    step = "1d" if filled.height <= MOST_DAYS else "1w"
    whole = filled.group_by_dynamic("on", every=step).agg(pl.col("hit").sum())
    return tuple((row[0], int(row[1])) for row in whole.iter_rows())


def _overlaps(hit: Truth, by_others: Truth, others: Sequence[RuleInForce]) -> tuple[Overlap, ...]:
    both = (by_others & hit[:, None]).sum(axis=0)
    total = max(1, int(hit.sum()))
    made = [Overlap(one.rule.code, int(n), int(n) / total) for one, n in zip(others, both, strict=True) if n]
    return tuple(sorted(made, key=lambda one: (-one.both, one.rule)))


def _changes(rule: Rule, hit: Truth, by_others: Truth, others: Sequence[RuleInForce]) -> tuple[LaneChange, ...]:
    before = np.zeros(len(hit), np.int64)
    for place, one in enumerate(others):
        before = np.maximum(before, np.where(by_others[:, place], STRENGTH.index(one.rule.lane), 0))
    own = STRENGTH.index(rule.lane)
    counts = np.bincount(before[hit], minlength=len(STRENGTH))
    return tuple(
        LaneChange(STRENGTH[was], STRENGTH[max(was, own)], int(items)) for was, items in enumerate(counts) if items
    )
