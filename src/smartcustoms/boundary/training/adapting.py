"""How hard the next picture of a course is, and which category it shows. Pure; the numbers are data, dated.

Pictures with and without a threat are mixed and the answer is yes or no, so the difficulty follows the single-interval adjustment
matrix (C. Kaernbach, J. Acoust. Soc. Am. 88, 1990; the weighted up-down method of 1991 is its sister for forced choices): a find makes
it a step harder, a miss t / (1 - t) steps easier, a false alarm 1 / (1 - t) steps easier, a rightly clear picture nothing. It comes to
rest where hit rate less false-alarm rate is t, so that who calls everything suspect gains nothing. Kaernbach shows a threat every other
time; at another ratio r of threats a false alarm counts r / (1 - r) times as much, which leaves the point of rest where it is.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import pairwise

from smartcustoms.boundary.training.difficulty import LEVELS
from smartcustoms.boundary.training.model import Level, Result, Step
from smartcustoms.kernel.dated import rows_in_force


@dataclass(frozen=True, slots=True)
class Rules:
    """The numbers in force on a day: the first difficulty, the steps, and the target t."""

    start: float
    first_step: float
    step: float
    target: float


@cache
def rules(on: date) -> Rules:
    """Give the numbers in force on a day, the latest that began by then."""
    rows = rows_in_force("smartcustoms.boundary.training", "adapting.csv", on)
    known = {row["rule"]: float(row["value"]) for row in rows}
    return Rules(**known)


def span(easiest: Level, hardest: Level) -> tuple[float, float]:
    """Give the part of the scale that lies between two levels.

    >>> [round(end, 2) for end in span(Level.EASY, Level.MIDDLE)]
    [0.0, 0.67]
    """
    return LEVELS.index(easiest) / len(LEVELS), (LEVELS.index(hardest) + 1) / len(LEVELS)


def first(known: Rules, within: tuple[float, float]) -> float:
    """Give how hard the first threat of a course is."""
    return min(max(known.start, within[0]), within[1])


def following(
    scale: float, result: Result, *, known: Rules, ratio: float, turned: bool, within: tuple[float, float]
) -> float:
    """Give how hard the next threat is after a result.

    Args:
        scale: how hard this one was to be.
        result: what came of it.
        known: the numbers in force.
        ratio: share of pictures with a threat.
        turned: whether the scale has turned before: then steps are small.
        within: the part of the scale that the course uses.

    >>> known = Rules(0.2, 0.1, 0.05, 0.5)
    >>> round(following(0.5, Result.HIT, known=known, ratio=0.5, turned=True, within=(0, 1)), 2)
    0.55
    >>> round(following(0.5, Result.FALSE_ALARM, known=known, ratio=0.5, turned=True, within=(0, 1)), 2)
    0.4
    """
    t = known.target
    steps = {
        Result.HIT: 1.0,
        Result.MISS: -t / (1 - t),
        Result.FALSE_ALARM: -1 / (1 - t) * ratio / (1 - ratio),
        Result.CORRECT: 0.0,
    }[result]
    size = known.step if turned else known.first_step
    return min(max(scale + steps * size, within[0]), within[1])


def has_turned(scales: Sequence[float]) -> bool:
    """Tell whether a way of the scale has gone both up and down.

    >>> has_turned([0.2, 0.3, 0.3, 0.4]), has_turned([0.2, 0.3, 0.2])
    (False, True)
    """
    moves = [later - earlier for earlier, later in pairwise(scales) if later != earlier]
    return any(move > 0 for move in moves) and any(move < 0 for move in moves)


def reached(scales: Sequence[float]) -> float:
    """Tell where the scale came to rest: its mean over the second half of the way.

    >>> reached([0.0, 0.2, 0.4, 0.6])
    0.5
    """
    late = scales[len(scales) // 2 :]
    return sum(late) / len(late) if late else 0.0


def weights(steps: Sequence[Step], categories: Sequence[str]) -> Mapping[str, float]:
    """Give how often each category is to come: by its share of misses so far, after Laplace's rule of succession.

    A category not shown yet counts as missed every other time; one always found still comes now and then.

    >>> weights([], ("gun", "knife"))
    {'gun': 0.5, 'knife': 0.5}
    """
    shown = {name: [step.result for step in steps if step.category == name] for name in categories}
    missed = {name: (results.count(Result.MISS) + 1) / (len(results) + 2) for name, results in shown.items()}
    return {name: each / sum(missed.values()) for name, each in missed.items()}


def has_passed(level_reached: float, pass_level: Level, *, false_alarms: int, clean: int, most: float) -> bool:
    """Tell whether a course is passed: the level was reached, and not by too many false alarms.

    >>> has_passed(0.7, Level.HARD, false_alarms=2, clean=10, most=0.2)
    True
    """
    return level_reached >= LEVELS.index(pass_level) / len(LEVELS) and false_alarms <= most * clean
