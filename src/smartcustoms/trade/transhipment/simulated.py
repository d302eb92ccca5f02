"""Simulated days of the queue: arrivals, services, waits by class. Seeded; not measured at any office. Pure."""

import heapq
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from smartcustoms.kernel.words.model import sentence
from smartcustoms.trade.transhipment.model import Class, NotSimulated, Rule, Simulated, Waits
from smartcustoms.trade.transhipment.priority import Queue

DAY: Final = 600.0  # working minutes; what waits at the end of a day goes on in the next
_MEAN: Final = 22.0
_BUSY: Final = 0.1  # share of days on which twice as many arrive
MOST_DAYS: Final = 10_000


@dataclass(frozen=True, slots=True)
class _Arrival:
    at: float
    of: Class
    takes: float


@dataclass(slots=True)
class _Served:
    of: Class
    wait: float
    bound: float


def simulate(rule: Rule, *, days: int, share: float, load: float, seed: int) -> Simulated:
    """Simulate days at which `share` of the applications are AEOs' and officers are busy `load` of the time.

    Raises:
        NotSimulated: a figure is out of its range.
    """
    for name, value, least, most in (
        ("days", days, 1, MOST_DAYS),
        ("aeo-share", share, 0.0, 1.0),
        ("load", load, 0.05, 0.99),
    ):
        if not least <= value <= most:
            raise NotSimulated(
                sentence("{name} is not between {least} and {most}.", name=name, least=least, most=most),
                mend=sentence("Give a figure in that range."),
                field=name,
                seen=str(value),
            )
    arrivals = list(_arrivals(rule, days=days, share=share, load=load, luck=random.Random(seed)))  # noqa: S311 - simulated
    served = list(_served(arrivals, rule))
    level = [replace(each, of=Class.OTHER) for each in arrivals]
    plain = [
        _Served(each.of, one.wait, one.bound)
        for each, one in zip(arrivals, _in_order(level, replace(rule, in_a_row=1)), strict=True)
    ]
    over = sum(each.wait > each.bound for each in served)
    return Simulated(days, seed, load, share, _by_class(served), over, _by_class(plain))


def _arrivals(rule: Rule, *, days: int, share: float, load: float, luck: random.Random) -> Iterator[_Arrival]:
    """Give arrivals in order: at random within a day, twice as many on busy days, longer services rarer."""
    usual = rule.officers * load / _mean(rule) / (1 + _BUSY)
    for day in range(days):
        rate = usual * (2 if luck.random() < _BUSY else 1)
        at = luck.expovariate(rate)
        while at < DAY:
            of = Class.AEO if luck.random() < share else Class.OTHER
            yield _Arrival(day * DAY + at, of, min(rule.longest, luck.gammavariate(2.0, _MEAN / 2)))
            at += luck.expovariate(rate)


def _mean(rule: Rule) -> float:
    return min(_MEAN, rule.longest)


def _served(arrivals: Sequence[_Arrival], rule: Rule) -> Iterator[_Served]:
    """Serve by the rule; give who was served as he is taken."""
    queue: Queue[tuple[_Arrival, float]] = Queue(rule)
    free = [0.0] * rule.officers
    place = 0
    while place < len(arrivals) or any(queue.waiting.values()):
        at = free[0]
        if not any(queue.waiting.values()):
            at = max(at, arrivals[place].at)
        while place < len(arrivals) and arrivals[place].at <= at:
            _arrive(queue, arrivals[place])
            place += 1
        taken = queue.take()
        if taken is None:  # nobody can be there without having arrived
            raise RuntimeError("the queue lost somebody")
        arrival, longest = taken
        heapq.heapreplace(free, at + arrival.takes)
        yield _Served(arrival.of, at - arrival.at, longest)


def _arrive(queue: Queue[tuple[_Arrival, float]], arrival: _Arrival) -> None:
    longest = queue.arrive((arrival, 0.0), arrival.of)
    queue.waiting[arrival.of][-1] = (arrival, longest)


def _in_order(arrivals: Sequence[_Arrival], rule: Rule) -> list[_Served]:
    """Serve in the order of arrival."""
    return list(_served(arrivals, rule))


def _by_class(served: Sequence[_Served]) -> Mapping[Class, Waits]:
    return {of: _waits([each for each in served if each.of is of]) for of in Class}


def _waits(served: Sequence[_Served]) -> Waits:
    waits = sorted(each.wait for each in served)
    if not waits:
        return Waits(0, 0.0, 0.0, 0.0, 0.0)
    reached = max(each.wait / each.bound for each in served)
    return Waits(len(waits), _quantile(waits, 0.5), _quantile(waits, 0.9), waits[-1], reached)


def _quantile(waits: Sequence[float], share: float) -> float:
    return waits[min(len(waits) - 1, int(share * len(waits)))]
