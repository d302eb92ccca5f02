"""Waves of evasion: for a time, many traders of one chapter from one origin try the same scheme."""

from dataclasses import dataclass

import numpy as np

from smartcustoms.trade.simulation.goods import lines
from smartcustoms.trade.simulation.lodging import Draft
from smartcustoms.trade.simulation.marginals import Floats, Ints
from smartcustoms.trade.simulation.parties import NOBODY, Parties

CONCURRENT = 8
SMALLEST, LARGEST = 0.002, 0.02  # share of trade that a wave may touch
JOINED = 5.2  # log odds a wave adds
SHORTEST, LONGEST = 60, 300  # days
FOLLOWERS = 0.6  # share of the parties in the trade who hear of it
WAVE_SCHEMES = np.array([0.4, 0.25, 0.2, 0.15, 0.0, 0.0])
"""How often a wave is of each scheme, in the order of Scheme."""


@dataclass(frozen=True, slots=True)
class Wave:
    """One wave: chapter x origin, its scheme, the first day it is over, and a salt that picks who hears of it."""

    chapter: int
    origin: int
    scheme: int
    until: int
    salt: int


def raise_wave(rng: np.random.Generator, parties: Parties, *, day: int) -> Wave:
    """Start a wave in a trade of fitting size."""
    goods = lines()
    flow = (parties.weight[:, None] * parties.busy).ravel()
    cell = goods.chapters[parties.line].ravel() * 1_000 + parties.origin.ravel()
    cells, inverse = np.unique(cell, return_inverse=True)
    share = np.bincount(inverse, weights=flow) / flow.sum()
    fitting = cells[(share >= SMALLEST) & (share <= LARGEST)]
    chosen = int(rng.choice(fitting if len(fitting) else cells))
    return Wave(
        chapter=chosen // 1_000,
        origin=chosen % 1_000,
        scheme=int(rng.choice(len(WAVE_SCHEMES), p=WAVE_SCHEMES)),
        until=day + int(rng.integers(SHORTEST, LONGEST)),
        salt=int(rng.integers(1, 1_000_003)),
    )


def wave_odds(draft: Draft, parties: Parties, waves: list[Wave]) -> tuple[Floats, Ints]:
    """Log odds that waves add to each row, and the scheme of the wave (NOBODY where none). The resting keep out."""
    odds, scheme = np.zeros(len(draft)), np.full(len(draft), NOBODY)
    chapter = lines().chapters[draft.line]
    for wave in waves:
        heard = (draft.who * 7_919 + wave.salt) % 1_000 < FOLLOWERS * 1_000
        rows = (chapter == wave.chapter) & (draft.origin == wave.origin) & heard
        rows &= parties.resting[draft.who] <= draft.day
        odds[rows], scheme[rows] = JOINED, wave.scheme
    return odds, scheme
