"""How hard a projected threat is to see, and whether an answer was right. Pure; the limits are data, dated.

Three factors make a threat hard (A. Schwaninger et al., 2005): how it is turned, what lies over it, how unquiet the bag is. None is easy
to pass over: no factor reaching its limit is easy, one is middle, two or more are hard.
"""

from datetime import date
from functools import cache

from smartcustoms.boundary.training.model import Answer, Level, Part, Result
from smartcustoms.kernel.dated import rows_in_force

_PLACES = tuple(Part)
LEVELS = tuple(Level)


@cache
def limits(on: date) -> dict[str, float]:
    """Give from which value each factor makes a threat hard, as in force on a day."""
    rows = rows_in_force("smartcustoms.boundary.training", "difficulty.csv", on)
    return {row["factor"]: float(row["hard_from"]) for row in rows}


def level(*, turned_away: float, superposition: float, complexity: float, on: date) -> Level:
    """Tell how hard a threat with these factors is.

    >>> level(turned_away=0.0, superposition=1.5, complexity=0.1, on=date(2026, 11, 1))
    <Level.MIDDLE: 'middle'>
    """
    known = limits(on)
    hard = sum(
        value >= known[factor]
        for factor, value in (
            ("turned_away", turned_away),
            ("superposition", superposition),
            ("complexity", complexity),
        )
    )
    return (Level.EASY, Level.MIDDLE)[hard] if hard < 2 else Level.HARD


def grade(*, turned_away: float, superposition: float, complexity: float, on: date) -> float:
    """Tell how hard a threat is on a scale of 0 to 1, whose thirds are the three levels.

    Within a level it rises with the mean of the three factors, each against its limit.

    >>> round(grade(turned_away=0.0, superposition=1.5, complexity=0.1, on=date(2026, 11, 1)), 2)
    0.49
    """
    known = limits(on)
    factors = {"turned_away": turned_away, "superposition": superposition, "complexity": complexity}
    place = LEVELS.index(level(**factors, on=on))
    within = sum(min(1.0, value / known[name]) for name, value in factors.items()) / len(factors)
    return (place + min(within, 0.999)) / len(LEVELS)


def result_of(answer: Answer, *, projected: bool, late: bool) -> Result:
    """Tell what an answer was worth; who finds a threat after the time limit has missed it.

    >>> result_of(Answer.SUSPECT, projected=True, late=True)
    <Result.MISS: 'miss'>
    """
    if projected:
        return Result.HIT if answer is Answer.SUSPECT and not late else Result.MISS
    return Result.FALSE_ALARM if answer is Answer.SUSPECT else Result.CORRECT


def in_part(box: tuple[int, int, int, int], part: Part, *, columns: int, rows: int) -> bool:
    """Tell whether a box reaches into a ninth of the picture.

    >>> in_part((0, 0, 10, 10), Part.TOP_LEFT, columns=90, rows=90), in_part((0, 0, 10, 10), Part.RIGHT, columns=90, rows=90)
    (True, False)
    """
    place = _PLACES.index(part)
    left, top = place % 3 * columns / 3, place // 3 * rows / 3
    return box[0] < left + columns / 3 and box[0] + box[2] > left and box[1] < top + rows / 3 and box[1] + box[3] > top
