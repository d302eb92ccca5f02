"""The simulated world: `step` lodges a period's declarations, `examine` gives results for some, and the world reacts.

Repeatable: each day draws from its own stream of the seed, so two strategies meet the same honest trade and differ only
by what their examinations change. The truth stays inside; only oracle.py reads it, after the fact.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import polars as pl

from smartcustoms.kernel.errors import NotFound
from smartcustoms.kernel.words.model import sentence
from smartcustoms.trade.risk.model import FACTS
from smartcustoms.trade.simulation import inspection, lodging, parties, schemes
from smartcustoms.trade.simulation.adversaries import react
from smartcustoms.trade.simulation.declaring import assess, declare
from smartcustoms.trade.simulation.goods import PriceLaw
from smartcustoms.trade.simulation.marginals import Floats, Ints, shares
from smartcustoms.trade.simulation.model import TEAM, Inspector, Scheme, Settings
from smartcustoms.trade.simulation.parties import NOBODY, SCHEMES
from smartcustoms.trade.simulation.waves import CONCURRENT, raise_wave, wave_odds

ENTRANTS, LEAVERS = 0.006, 0.004  # share of importers a week
SMUGGLERS = 0.012  # share of importers who carry prohibited goods
CONCEALED = 0.0016  # share of rows that hide prohibited goods
CARRIERS_LEAST = 4
FOUNDING, DAILY, EXAMINING = 0, 1, 2  # streams of the seed
NUMBER = {scheme: number for number, scheme in enumerate(SCHEMES)}


class DeclarationUnknown(NotFound):
    """Something was to be examined that this world never lodged."""

    code = "simulation_declaration_unknown"

    def __init__(self, number: str, lodged: int) -> None:
        super().__init__(
            sentence("This declaration was never lodged in this simulated world."),
            mend=sentence("Name one of the {lodged} declarations it has lodged so far.", lodged=lodged),
            field="declaration",
            seen=number,
        )


@dataclass(slots=True)
class _Truth:
    """Hidden truth of all rows lodged so far, by number."""

    scheme: Ints
    due: Floats
    who: Ints
    slot: Ints
    day: Ints


class World:
    """One simulated administration and its traders.

    `seed` decides everything; `settings` say how large and how eventful it is (or name single ones as keywords:
    `World(7, per_week=500)`).
    """

    def __init__(self, seed: int, settings: Settings | None = None, **changes: object) -> None:
        self.seed = seed
        self.settings = replace(settings or Settings(), **changes)  # type: ignore[arg-type]
        self.today = self.settings.start
        rng = self._stream(FOUNDING, 0)
        self._law = PriceLaw(rng)
        importers = max(int(self.settings.per_week * 1.5), 60)
        self._society = parties.found(rng, importers, since=self.today.toordinal())
        self._waves = [raise_wave(rng, self._society.parties, day=self._day) for _ in range(CONCURRENT)]
        self._smugglers = self._choose_smugglers(rng)
        self.shocks = self._plan_shocks(rng)
        self._truth: list[_Truth] = []
        self._caught: list[tuple[int, int, int]] = []
        self._base = self._calibrate(rng)

    @property
    def lodged(self) -> int:
        """Declarations lodged so far."""
        return sum(len(part.scheme) for part in self._truth)

    def step(self, days: int = 7) -> pl.DataFrame:
        """Lodge the declarations of the next days (7: a week, 1: a day) and move on; columns are exactly FACTS."""
        frames = [self._one_day() for _ in range(days)]
        return pl.concat(frames) if frames else pl.DataFrame(schema=dict(FACTS))

    def examine(
        self, declarations: Sequence[str] | pl.Series, on: dt.date, inspectors: Sequence[Inspector] = TEAM
    ) -> pl.DataFrame:
        """Examine declarations on a day: one row each of declaration, finding (0/1), result, revenue, result_on.

        `result` is the code of what was recorded (no_finding, or the scheme found). Those found out react from the next day.
        Raises DeclarationUnknown for a number that was never lodged here.
        """
        wanted = list(declarations)
        truth = self._whole_truth()
        index = np.array([self._row(number, len(truth.scheme)) for number in wanted], dtype=np.int64)
        if not wanted:
            return _no_results()
        rng = self._stream(EXAMINING, on.toordinal(), int(index[0]), len(wanted))
        scheme = truth.scheme[index]
        finding, revenue = inspection.find(rng, scheme, truth.due[index], inspectors, first=int(index[0]))
        known = pl.Series(inspection.delays(rng, len(wanted)) + on.toordinal() - 719_163, dtype=pl.Int32)
        hit = np.flatnonzero(finding == 1)
        self._caught += [(int(truth.who[n]), int(truth.slot[n]), on.toordinal()) for n in index[hit]]
        return pl.DataFrame(
            {
                "declaration": pl.Series(wanted, dtype=pl.String),
                "finding": pl.Series(finding, dtype=pl.Int8),
                "result": _results(scheme, finding),
                "revenue": revenue,
                "result_on": known.cast(pl.Date),
            }
        )

    def register(self) -> pl.DataFrame:
        """Give the public register of importers: importer, address, since. Rings are not marked in it."""
        p = self._society.parties
        return pl.DataFrame(
            {
                "importer": [f"SIM-I{n:05d}" for n in range(len(p))],
                "address": [f"SIM-A{n:05d}" for n in p.address],
                "since": pl.Series(p.since - 719_163, dtype=pl.Int32).cast(pl.Date),
            }
        )

    # Below: how a day passes.

    @property
    def _day(self) -> int:
        return self.today.toordinal()

    def _stream(self, *key: int) -> np.random.Generator:
        return np.random.default_rng([self.seed, *key])

    def _one_day(self) -> pl.DataFrame:
        day, rng = self._day, self._stream(DAILY, self._day)
        self._pass_time(rng)
        draft = self._traded(rng, self._size(rng))
        order = rng.permutation(len(draft))
        draft = draft.take(order)
        society = self._society
        duty = assess(draft, society.parties, self.settings)
        frame = declare(rng, draft, society.parties, duty, self.settings, self.lodged + 1)
        self._truth.append(_Truth(draft.scheme, duty.due, draft.who, draft.slot, draft.day))
        self.today = dt.date.fromordinal(day + 1)
        return frame

    def _traded(self, rng: np.random.Generator, count: int) -> lodging.Draft:
        society = self._society
        draft = lodging.draw(rng, society.parties, self._law, self.settings, day=self._day, count=count)
        hidden = np.flatnonzero(rng.random(count) < CONCEALED)
        odds = society.crook_odds(draft.who, draft.slot, draft.day)
        draft = schemes.cheat(rng, draft, society.parties, odds, self._waves, self._base, self.settings.formal_entry)
        if len(hidden):
            schemes.conceal(rng, draft, hidden, self.settings, self._smugglers)
        return draft

    def _size(self, rng: np.random.Generator) -> int:
        """Number of declarations today: weekday, season (a third more before the year's end), chance."""
        usual = shares("weekday")
        weekday = float(usual.shares[usual.codes == str(self.today.isoweekday())].sum())
        season = 1 + 0.15 * np.cos(2 * np.pi * (self.today.timetuple().tm_yday - 330) / 365)
        return max(int(rng.poisson(self.settings.per_week * weekday * season)), 1)

    def _pass_time(self, rng: np.random.Generator) -> None:
        """Let the caught react, newcomers come, some leave, waves end, and sudden shocks strike."""
        if self.settings.reacting and self._caught:
            who, slot, _ = (np.array(column) for column in zip(*self._caught, strict=True))
            react(self._stream(DAILY, self._day, 1), self._society, who, slot, day=self._day)
        self._caught = []
        week, weekday = divmod(self._day - self.settings.start.toordinal(), 7)
        if weekday:
            return
        p = self._society.parties
        p.weight[rng.random(len(p)) < LEAVERS] *= 0.02
        newcomers = max(int(rng.poisson(len(p) * ENTRANTS)), 1)
        parties.enter(rng, self._society, newcomers, since=self._day, crooked=parties.CROOKED_NEWCOMER)
        self._waves = [wave if wave.until > self._day else raise_wave(rng, p, day=self._day) for wave in self._waves]
        if rng.random() < 0.04:
            self._smugglers = self._choose_smugglers(rng)
        if week in self.shocks:
            self._shock(rng)

    def _shock(self, rng: np.random.Generator) -> None:
        """Sudden drift: every wave is replaced, prices jump, half the rings change goods, new crooks arrive."""
        society = self._society
        self._law.jump(rng)
        self._waves = [raise_wave(rng, society.parties, day=self._day) for _ in range(CONCURRENT)]
        self._smugglers = self._choose_smugglers(rng)
        moving = rng.random(society.rings) < 0.5
        p = society.parties
        for who in np.flatnonzero(p.ring != NOBODY):
            for slot in np.flatnonzero(p.scheme[who] != NOBODY) if moving[p.ring[who]] else ():
                parties.change_goods(rng, society, int(who), int(slot))
        parties.enter(rng, society, max(len(p) // 50, 1), since=self._day, crooked=0.25)

    def _choose_smugglers(self, rng: np.random.Generator) -> Ints:
        count = max(int(len(self._society.parties) * SMUGGLERS), CARRIERS_LEAST)
        return rng.choice(len(self._society.parties), size=count, replace=False)

    def _plan_shocks(self, rng: np.random.Generator) -> tuple[int, ...]:
        """Give the weeks of sudden drift: as set, or about two a year drawn from the seed."""
        if self.settings.shocks is not None:
            return self.settings.shocks
        return tuple(int(26 * half + rng.integers(8, 24)) for half in range(1, 40))

    def _calibrate(self, rng: np.random.Generator) -> float:
        """Find the base log odds at which the aimed share of a trial day is illicit, before anybody is examined."""
        society = self._society
        draft = lodging.draw(rng, society.parties, self._law, self.settings, day=self._day, count=20_000)
        joined, _ = wave_odds(draft, society.parties, self._waves)
        odds = society.crook_odds(draft.who, draft.slot, draft.day) + joined
        low, high = -12.0, -2.0
        for _ in range(40):
            middle = (low + high) / 2
            share = float(schemes.illicit_odds(odds, middle).mean()) + CONCEALED
            low, high = (low, middle) if share > self.settings.base_rate else (middle, high)
        return low

    def _whole_truth(self) -> _Truth:
        if len(self._truth) > 1:
            names = ("scheme", "due", "who", "slot", "day")
            whole = _Truth(*(np.concatenate([getattr(part, name) for part in self._truth]) for name in names))
            self._truth = [whole]
        if not self._truth:
            nothing = np.zeros(0, dtype=np.int64)
            return _Truth(nothing, np.zeros(0), nothing, nothing, nothing)
        return self._truth[0]

    def _row(self, number: str, lodged: int) -> int:
        digits = number.removeprefix("SIM")
        if not digits.isdigit() or not 1 <= int(digits) <= lodged:
            raise DeclarationUnknown(number, lodged)
        return int(digits) - 1


def _no_results() -> pl.DataFrame:
    kinds = {
        "declaration": pl.String,
        "finding": pl.Int8,
        "result": pl.String,
        "revenue": pl.Float64,
        "result_on": pl.Date,
    }
    return pl.DataFrame(schema=kinds)


def _results(scheme: Ints, finding: Ints) -> pl.Series:
    """Give the officer's result codes; a split consignment is recorded as undervalued, a wrong blame as miscounted."""
    codes = np.array([*(str(kind) for kind in SCHEMES), "miscounted"])
    codes[NUMBER[Scheme.SPLIT]] = str(Scheme.UNDERVALUED)
    return pl.Series(np.where(finding == 1, codes[scheme], "no_finding"))
