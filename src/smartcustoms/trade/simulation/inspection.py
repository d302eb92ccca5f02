"""What inspectors find: they miss some, results come late, and only the examined get a label."""

from collections.abc import Sequence

import numpy as np

from smartcustoms.trade.simulation.marginals import Floats, Ints
from smartcustoms.trade.simulation.model import Inspector, Scheme
from smartcustoms.trade.simulation.parties import NOBODY, SCHEMES

EASE = {
    Scheme.UNDERVALUED: 0.85,
    Scheme.MISCLASSIFIED: 0.9,
    Scheme.ORIGIN_FALSE: 0.75,
    Scheme.MISCOUNTED: 0.97,
    Scheme.SPLIT: 0.85,
    Scheme.PROHIBITED: 0.92,
}
"""How likely a faultless inspector finds each scheme when the goods are examined."""

BLAMED_WRONGLY = 0.002  # honest goods on which a small irregularity is recorded
LAB_SHARE = 0.15  # examinations that wait for a laboratory


def find(
    rng: np.random.Generator, scheme: Ints, due: Floats, inspectors: Sequence[Inspector], *, first: int = 0
) -> tuple[Ints, Floats]:
    """Give finding (0 or 1) and revenue recovered for examined rows, shared out among the inspectors in turn.

    `first` says whose turn it is.
    """
    turn = (first + np.arange(len(scheme))) % len(inspectors)
    skill = np.array([inspector.skill for inspector in inspectors])[turn]
    ease = np.array([EASE[kind] for kind in SCHEMES] + [0.0])[scheme]  # NOBODY is -1: the last, 0
    found = rng.random(len(scheme)) < skill * ease
    wrongly = (scheme == NOBODY) & (rng.random(len(scheme)) < BLAMED_WRONGLY)
    return (found | wrongly).astype(np.int64), np.where(found, due, 0.0)


def delays(rng: np.random.Generator, count: int) -> Ints:
    """Days until each result is known: 0 to 3, and 8 to 21 where a laboratory is asked."""
    quick, lab = rng.integers(0, 4, count), rng.integers(8, 22, count)
    return np.where(rng.random(count) < LAB_SHARE, lab, quick)
