"""How simulated parties cheat: who does on a row, which scheme, and what it changes in what is declared."""

from collections.abc import Callable

import numpy as np

from smartcustoms.trade.simulation.goods import LEAST_GAIN, lines
from smartcustoms.trade.simulation.lodging import IMPORT, MARKET_SHARE, MARKETS, NO_VIA, TRANSHIPMENT, Draft
from smartcustoms.trade.simulation.marginals import Floats, Ints
from smartcustoms.trade.simulation.model import Scheme, Settings
from smartcustoms.trade.simulation.parties import NOBODY, SCHEMES, Parties
from smartcustoms.trade.simulation.waves import Wave, wave_odds

NUMBER = {scheme: number for number, scheme in enumerate(SCHEMES)}
CARELESS = (Scheme.UNDERVALUED, Scheme.MISCLASSIFIED, Scheme.MISCOUNTED)  # what the careless get wrong
BULKY = (25, 44, 68, 69, 72, 7, 8, 10, 31, 39)  # chapters whose cargo hides other goods
DEMAND = np.array(["AU", "NZ", "JP", "US", "NL"])  # where hidden goods fetch most


def illicit_odds(odds: Floats, base: float) -> Floats:
    """Turn log odds into the probability that a row is illicit."""
    return np.asarray(1.0 / (1.0 + np.exp(-(base + odds))))


def cheat(
    rng: np.random.Generator,
    draft: Draft,
    parties: Parties,
    odds: Floats,
    waves: list[Wave],
    base: float,
    formal_entry: float,
) -> Draft:
    """Decide which rows are illicit and change what they declare; splitting adds rows."""
    joined, wave_scheme = wave_odds(draft, parties, waves)
    illicit = (rng.random(len(draft)) < illicit_odds(odds + joined, base)) & (draft.direction == IMPORT)
    own = parties.scheme[draft.who, draft.slot]
    careless = rng.choice([NUMBER[scheme] for scheme in CARELESS], size=len(draft))
    chosen = np.where(own != NOBODY, own, np.where(joined > 0, wave_scheme, careless))
    draft.scheme = np.where(illicit, chosen, NOBODY)
    for scheme, apply in APPLY.items():
        rows = np.flatnonzero(draft.scheme == NUMBER[scheme])
        if len(rows):
            apply(rng, draft, rows)
    return split(rng, draft, formal_entry)


def undervalue(rng: np.random.Generator, draft: Draft, rows: Ints) -> None:
    """Declare 30 to 75 percent of the value."""
    draft.said_value[rows] = draft.worth[rows] * rng.uniform(0.3, 0.75, len(rows))


def misclassify(rng: np.random.Generator, draft: Draft, rows: Ints) -> None:
    """Declare a near line of a lower rate; where there is none, undervalue instead."""
    lower = lines().lower[draft.line[rows]]
    found = (lower >= 0).sum(axis=1)
    none = rows[found == 0]
    undervalue(rng, draft, none)
    draft.scheme[none] = NUMBER[Scheme.UNDERVALUED]
    able = found > 0
    pick = (rng.random(int(able.sum())) * found[able]).astype(np.int64)
    draft.said_line[rows[able]] = lower[able, pick]
    draft.claims[rows[able]] = False


def falsify_origin(rng: np.random.Generator, draft: Draft, rows: Ints) -> None:
    """Declare the origin of a country with an agreement; the goods may still leave from where they were made."""
    goods = lines()
    line = draft.line[rows]
    gains = goods.rates[line, 0] - goods.preference[line] >= LEAST_GAIN
    undervalue(rng, draft, rows[~gains])
    draft.scheme[rows[~gains]] = NUMBER[Scheme.UNDERVALUED]
    rows = rows[gains]
    friends = np.flatnonzero(goods.agreements != "")[:10]
    said = rng.choice(friends, size=len(rows))
    same = said == draft.origin[rows]
    said[same] = friends[(np.searchsorted(friends, said[same]) + 1) % len(friends)]
    made_in = goods.countries[draft.origin[rows]]
    told = goods.countries[said]
    roundabout = rng.random(len(rows)) < 0.45
    draft.departure[rows] = np.where(roundabout, told, made_in)
    draft.via[rows] = np.where(roundabout, NO_VIA, draft.via[rows])
    draft.said_origin[rows] = said
    draft.claims[rows] = True


def miscount(rng: np.random.Generator, draft: Draft, rows: Ints) -> None:
    """Declare 40 to 80 percent of the mass and of the value; the packages stay as many as they are."""
    part = rng.uniform(0.4, 0.8, len(rows))
    draft.said_mass[rows] = np.round(draft.mass[rows] * part, 1)
    draft.said_value[rows] = draft.worth[rows] * part


APPLY: dict[Scheme, Callable[[np.random.Generator, Draft, Ints], None]] = {
    Scheme.UNDERVALUED: undervalue,
    Scheme.MISCLASSIFIED: misclassify,
    Scheme.ORIGIN_FALSE: falsify_origin,
    Scheme.MISCOUNTED: miscount,
}


def split(rng: np.random.Generator, draft: Draft, formal_entry: float) -> Draft:
    """Cut each split consignment into 2 to 8 declarations, each told to be worth less than a formal entry needs.

    The most valuable consignments cannot be told small enough; their parts are undervalued to 40 percent at most.
    """
    rows = draft.scheme == NUMBER[Scheme.SPLIT]
    if not rows.any():
        return draft
    parts = np.where(rows, np.clip(np.ceil(draft.worth / formal_entry), 2, 8), 1).astype(np.int64)
    out = draft.take(np.repeat(np.arange(len(draft)), parts))
    shared = np.repeat(parts, parts)
    piece = shared > 1
    out.mass = np.where(piece, np.round(np.maximum(out.mass / shared, 0.1), 1), out.mass)
    out.worth = np.where(piece, out.worth / shared, out.worth)
    below = np.minimum(out.worth * rng.uniform(0.6, 0.95, len(out)), formal_entry * rng.uniform(0.75, 0.99, len(out)))
    below = np.maximum(below, out.worth * 0.4)
    out.said_mass = np.where(piece, out.mass, out.said_mass)
    out.said_value = np.where(piece, below, out.said_value)
    return out


def conceal(rng: np.random.Generator, draft: Draft, rows: Ints, settings: Settings, carriers: Ints) -> None:
    """Turn rows into cheap bulky cargo that hides prohibited goods: rare from its origin, roundabout, for a demand country."""
    goods, count = lines(), len(rows)
    bulky = np.flatnonzero(np.isin(goods.chapters, BULKY) & (goods.price < np.median(goods.price)))
    line = rng.choice(bulky, size=count)
    origin = rng.integers(5, 45, count)  # not the five great origins
    draft.who[rows], draft.slot[rows] = rng.choice(carriers, size=count), 0
    draft.line[rows] = draft.said_line[rows] = line
    draft.origin[rows] = draft.said_origin[rows] = origin
    onward = rng.random(count) < 0.6
    draft.direction[rows] = np.where(onward, TRANSHIPMENT, IMPORT)
    anywhere = np.where(rng.random(count) < 0.7, rng.choice(DEMAND, count), rng.choice(MARKETS, count, p=MARKET_SHARE))
    draft.destination[rows] = np.where(onward, anywhere, settings.home)
    draft.departure[rows] = goods.countries[origin]
    draft.via[rows] = np.where(
        rng.random(count) < 0.6, rng.choice(np.array(["SG", "AE", "MY", "LK", "TW"]), count), NO_VIA
    )
    draft.mass[rows] = draft.said_mass[rows] = np.round(rng.lognormal(np.log(18_000), 0.4, count), 0)
    value = draft.mass[rows] * np.minimum(goods.price[line], 60.0) * np.exp(rng.normal(0.0, 0.3, count))
    draft.worth[rows] = draft.said_value[rows] = np.round(value, 2)
    draft.claims[rows] = False
    draft.scheme[rows] = NUMBER[Scheme.PROHIBITED]
    draft.fine[rows] = np.round(rng.lognormal(np.log(60_000), 0.8, count), 2)
