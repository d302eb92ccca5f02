"""The simulated goods: lines as arrays, and the price law of HS x origin that honest traders follow."""

from dataclasses import dataclass
from functools import cache

import numpy as np

from smartcustoms.trade.simulation.marginals import Floats, GoodsLine, Ints, goods_lines, origin_habits

KINDS = 4  # base tax types kept per line
SOURCES = 8  # origins kept per line
LOWER = 5  # lines of a lower rate kept per line
LEAST_GAIN = 3.0  # percent points below which misclassifying does not pay


@dataclass(frozen=True, slots=True)
class Lines:
    """All goods lines as arrays; L lines, C countries. Rates in percent, prices per kg, masses in kg."""

    codes: np.ndarray  # (L,) HS6
    chapters: Ints  # (L,)
    share: Floats  # (L,) of trade
    price: Floats
    price_spread: Floats
    mass: Floats
    mass_spread: Floats
    kinds: np.ndarray  # (L, KINDS) base tax type
    rates: Floats  # (L, KINDS) percent
    kind_share: Floats  # (L, KINDS)
    preference: Floats  # (L,) percent
    sources: Ints  # (L, SOURCES) country numbers
    source_share: Floats  # (L, SOURCES)
    lower: Ints  # (L, LOWER) line numbers, -1 where there is none
    countries: np.ndarray  # (C,) ISO2
    elsewhere: Floats  # (C,) share leaving from another country
    claimed: Floats  # (C,) share claiming a preference
    agreements: np.ndarray  # (C,) tax type of the preference, "" where there is none

    def number(self, code: str) -> int:
        """Give the number of a country; -1 when no goods come from there."""
        found = np.flatnonzero(self.countries == code)
        return int(found[0]) if len(found) else -1

    def line(self, hs_code: str) -> int:
        """Give the number of an HS6 line; -1 when it is not in the table."""
        found = np.flatnonzero(self.codes == hs_code)
        return int(found[0]) if len(found) else -1


@cache
def lines() -> Lines:
    """Build the arrays from the reference tables."""
    table = goods_lines()
    habits = origin_habits()
    countries = list(habits)
    number = {code: n for n, code in enumerate(countries)}
    count = len(table)
    kinds = np.full((count, KINDS), "A", dtype="U4")
    rates, kind_share = np.zeros((count, KINDS)), np.zeros((count, KINDS))
    sources, source_share = np.zeros((count, SOURCES), dtype=np.int64), np.zeros((count, SOURCES))
    for n, line in enumerate(table):
        for k, (kind, rate, part) in enumerate(line.rates[:KINDS]):
            kinds[n, k], rates[n, k], kind_share[n, k] = kind, rate, part
        known = [(number[code], part) for code, part in line.origins if code in number] or [(0, 1.0)]
        for k, (code, part) in enumerate(known[:SOURCES]):
            sources[n, k], source_share[n, k] = code, part
    kind_share /= kind_share.sum(axis=1, keepdims=True)
    source_share /= source_share.sum(axis=1, keepdims=True)
    rows = np.array([line.rows for line in table], dtype=float)
    return Lines(
        codes=np.array([line.hs_code for line in table]),
        chapters=np.array([int(line.hs_code[:2]) for line in table]),
        share=rows / rows.sum(),
        price=np.array([line.price for line in table]),
        price_spread=np.array([line.price_spread for line in table]),
        mass=np.array([line.mass for line in table]),
        mass_spread=np.array([line.mass_spread for line in table]),
        kinds=kinds,
        rates=rates,
        kind_share=kind_share,
        preference=np.array([line.preference for line in table]),
        sources=sources,
        source_share=source_share,
        lower=_lower(table),
        countries=np.array(countries),
        elsewhere=np.array([habits[code].elsewhere for code in countries]),
        claimed=np.array([habits[code].claimed for code in countries]),
        agreements=np.array([habits[code].agreement or "" for code in countries]),
    )


def _lower(table: tuple[GoodsLine, ...]) -> Ints:
    """For each line the nearest lines (in the nomenclature) under which less duty would be due."""
    codes = np.array([int(line.hs_code) for line in table])
    chapters = codes // 10_000
    base = np.array([line.rates[0][1] for line in table])
    lower = np.full((len(table), LOWER), -1, dtype=np.int64)
    for n in range(len(table)):
        near = np.flatnonzero((np.abs(chapters - chapters[n]) <= 1) & (base <= base[n] - LEAST_GAIN))
        best = near[np.argsort(np.abs(codes[near] - codes[n]), kind="stable")][:LOWER]
        lower[n, : len(best)] = best
    return lower


class PriceLaw:
    """The simulated honest price per kg of a line from a country; levels jump when the market is shocked."""

    def __init__(self, rng: np.random.Generator) -> None:
        goods = lines()
        self._origin = rng.normal(0.0, 0.25, len(goods.countries))
        self._cell = rng.normal(0.0, 0.15, (len(goods.codes), len(goods.countries)))
        self._level = np.zeros(len(goods.codes))
        self._phase = rng.uniform(0.0, 1.0, 100)
        self._swing = rng.uniform(0.0, 0.12, 100)

    def price(self, line: Ints, country: Ints, year_part: Floats) -> Floats:
        """Price per kg of each row: median of the line x origin x season of the chapter x level of the market.

        `year_part`: the moment within the year, 0 to 1.
        """
        goods = lines()
        chapter = goods.chapters[line]
        season = self._swing[chapter] * np.cos(2 * np.pi * (year_part - self._phase[chapter]))
        log = self._origin[country] + self._cell[line, country] + self._level[line] + season
        return np.asarray(goods.price[line] * np.exp(log))

    def jump(self, rng: np.random.Generator, chapters: int = 6) -> None:
        """Move the price level of some chapters suddenly, by a factor of 0.6 to 1.6."""
        goods = lines()
        hit = rng.choice(np.unique(goods.chapters), size=chapters, replace=False)
        for chapter in hit:
            self._level[goods.chapters == chapter] += rng.uniform(np.log(0.6), np.log(1.6))
