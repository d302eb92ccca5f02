"""A corridor learned from lawful trips, with a check on trips that it was not learned from. Pure.

The line is the trip that lies nearest to all others (the medoid), straightened; the width is what holds 99.5 % of the others' places,
with a margin. Learned from half of the trips, it must hold the places of the other half; then it is learned from all.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from smartcustoms.trade.elocks.corridor import distances_to_line_m
from smartcustoms.trade.elocks.journey import Point

FEWEST: Final = 6
"""Trips; fewer tell nothing about the roads that are used."""
HELD: Final = 0.98
"""The share of the other half's places that must lie inside."""
NARROWEST: Final = 150.0
WIDEST: Final = 2_000.0
_MARGIN: Final = 50.0
_STRAIGHT_M: Final = 25.0
_MOST_PLACES: Final = 400


@dataclass(frozen=True, slots=True)
class Learned:
    """A learned corridor: its line, its half width in metres, from how many trips, and how it held on those left out."""

    line: tuple[Point, ...]
    corridor_m: float
    trips: int
    inside: float


class NotLearned(ValueError):
    """The trips do not make a corridor; the message says why."""


def learned(trips: Sequence[Sequence[Point]]) -> Learned:
    """Learn a corridor.

    Raises:
        NotLearned: too few trips, or the half that it was not learned from does not lie in it.
    """
    usable = [_thinned(each) for each in trips if len(each) > 1]
    if len(usable) < FEWEST:
        raise NotLearned(f"{len(usable)} lawful trips with places, {FEWEST} are needed")
    line, width = _fitted(usable[::2])
    held = [float((distances_to_line_m(line, each) <= width).mean()) for each in usable[1::2]]
    inside = sum(held) / len(held)
    if inside < HELD:
        raise NotLearned(f"{inside:.1%} of the places of trips left out lie inside, {HELD:.0%} must")
    line, width = _fitted(usable)
    return Learned(line, width, len(usable), round(inside, 4))


def _thinned(trip: Sequence[Point]) -> list[Point]:
    return list(trip[:: max(1, len(trip) // _MOST_PLACES)])


def _fitted(trips: Sequence[list[Point]]) -> tuple[tuple[Point, ...], float]:
    off = np.array([[float(np.mean(distances_to_line_m(one, other))) for other in trips] for one in trips])
    line = straightened(trips[int(off.mean(axis=1).argmin())])
    away = np.concatenate([distances_to_line_m(line, each) for each in trips])
    width = float(np.quantile(away, 0.995)) + _MARGIN
    return line, round(min(max(width, NARROWEST), WIDEST))


def straightened(places: Sequence[Point], tolerance_m: float = _STRAIGHT_M) -> tuple[Point, ...]:
    """Leave out places that lie within a tolerance of the line without them (Douglas and Peucker)."""
    kept, spans = {0, len(places) - 1}, [(0, len(places) - 1)]
    while spans:
        first, last = spans.pop()
        if last - first < 2:
            continue
        away = distances_to_line_m([places[first], places[last]], places[first + 1 : last])
        worst = int(away.argmax())
        if away[worst] > tolerance_m:
            middle = first + 1 + worst
            kept.add(middle)
            spans += [(first, middle), (middle, last)]
    return tuple(places[each] for each in sorted(kept))
