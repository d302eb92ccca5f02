"""How simulated parties answer to being caught: stop for a while, move to another importer, change goods, or go on."""

import numpy as np

from smartcustoms.trade.simulation.marginals import Ints
from smartcustoms.trade.simulation.parties import NOBODY, Society, change_goods, take_over

STOP, MOVE, CHANGE = 0.35, 0.25, 0.2  # the rest goes on as before
WARNED = 0.3  # chance that another importer of the ring lies low too


def react(rng: np.random.Generator, society: Society, caught: Ints, slots: Ints, *, day: int) -> None:
    """Let each caught importer answer once; honest ones become more careful for some weeks."""
    for who, slot in sorted(set(zip(caught.tolist(), slots.tolist(), strict=True))):
        if society.parties.scheme[who, slot] == NOBODY:
            _rest(rng, society, who, day, 40, 150)
            continue
        _answer(rng, society, who, slot, day=day)


def _answer(rng: np.random.Generator, society: Society, who: int, slot: int, *, day: int) -> None:
    drawn = rng.random()
    if drawn < STOP:
        _rest(rng, society, who, day, 28, 84)
    elif drawn < STOP + MOVE:
        take_over(rng, society, who, day=day)
    elif drawn < STOP + MOVE + CHANGE:
        change_goods(rng, society, who, slot)
    p = society.parties
    for mate in np.flatnonzero((p.ring == p.ring[who]) & (p.ring != NOBODY)):
        if mate != who and rng.random() < WARNED:
            _rest(rng, society, int(mate), day, 7, 21)


def _rest(rng: np.random.Generator, society: Society, who: int, day: int, least: int, most: int) -> None:
    until = day + int(rng.integers(least, most))
    society.parties.resting[who] = max(until, int(society.parties.resting[who]))
