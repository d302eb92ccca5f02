"""Draws what is traded on a day: true goods, masses, values and ways, before anybody cheats."""

from dataclasses import dataclass, fields

import numpy as np

from smartcustoms.trade.simulation.goods import PriceLaw, lines
from smartcustoms.trade.simulation.marginals import Floats, Ints, shares
from smartcustoms.trade.simulation.model import Settings
from smartcustoms.trade.simulation.parties import NOBODY, Parties

IMPORT, EXPORT, TRANSHIPMENT = 0, 1, 2
DIRECTIONS = np.array(["import", "export", "transhipment"])
MOST_VALUE = 2e7  # one goods item is worth at most this; the set's tail goes on to 7e9 and would drown every average
MARKETS = np.array(["US", "JP", "AU", "DE", "NL", "GB", "TW", "SG", "VN", "TH", "NZ", "CA"])
MARKET_SHARE = np.array([0.2, 0.14, 0.1, 0.1, 0.09, 0.08, 0.07, 0.06, 0.06, 0.04, 0.03, 0.03])
NO_VIA = "-"


@dataclass(slots=True)
class Draft:
    """Rows in the making, as arrays of one length N. `line`, `origin`, `mass`, `worth` are true; `said_*` are declared."""

    who: Ints
    slot: Ints
    direction: Ints
    day: Ints  # proleptic ordinal
    line: Ints
    origin: Ints
    departure: np.ndarray  # ISO2
    via: np.ndarray  # country passed between departure and home, NO_VIA where none
    destination: np.ndarray  # ISO2
    mass: Floats  # kg
    worth: Floats  # true value
    said_line: Ints
    said_origin: Ints
    said_mass: Floats
    said_value: Floats
    claims: np.ndarray  # preference claimed
    scheme: Ints  # number of the scheme, NOBODY where honest
    fine: Floats  # recovered beside duty when found

    def __len__(self) -> int:
        """Count the rows."""
        return len(self.who)

    def take(self, index: Ints) -> "Draft":
        """Give the rows of an index, repeated where the index repeats."""
        return Draft(**{field.name: getattr(self, field.name)[index] for field in fields(self)})


def draw(
    rng: np.random.Generator, parties: Parties, law: PriceLaw, settings: Settings, *, day: int, count: int
) -> Draft:
    """Draw the honest rows of one day."""
    chances = parties.weight / parties.weight.sum()
    who = rng.choice(len(parties), size=count, p=chances)
    slot = np.minimum(
        (rng.random((count, 1)) > parties.busy[who].cumsum(axis=1)).sum(axis=1), parties.busy.shape[1] - 1
    )
    line, origin = parties.line[who, slot], parties.origin[who, slot].copy()
    direction = rng.choice(
        3,
        size=count,
        p=[1 - settings.export_share - settings.transhipment_share, settings.export_share, settings.transhipment_share],
    )
    # A few honest rows come from anywhere: rarity alone is no proof.
    stray = (rng.random(count) < 0.03) & (parties.scheme[who, slot] == NOBODY)
    origin[stray] = rng.choice(parties.origin[:, 0], size=int(stray.sum()))
    mass, worth = _weigh(rng, law, line, origin, parties.grade[who, slot], day)
    departure, via, destination = _ways(rng, settings, direction, origin)
    return Draft(
        who=who,
        slot=slot,
        direction=direction,
        day=np.full(count, day),
        line=line,
        origin=origin,
        departure=departure,
        via=via,
        destination=destination,
        mass=mass,
        worth=worth,
        said_line=line.copy(),
        said_origin=origin.copy(),
        said_mass=mass.copy(),
        said_value=worth.copy(),
        claims=parties.claims[who, slot] & (direction == IMPORT),
        scheme=np.full(count, NOBODY),
        fine=np.zeros(count),
    )


def _weigh(
    rng: np.random.Generator, law: PriceLaw, line: Ints, origin: Ints, grade: Floats, day: int
) -> tuple[Floats, Floats]:
    goods, count = lines(), len(line)
    spread = np.clip(goods.mass_spread[line], 0.2, 2.4)
    mass = goods.mass[line] * np.exp(spread * np.clip(rng.normal(0.0, 1.0, count), -2.2, 2.2))
    year_part = np.full(count, (day % 365) / 365)
    price = law.price(line, origin, year_part) * np.exp(grade + rng.normal(0.0, 0.12, count))
    mass = np.asarray(np.maximum(np.round(np.minimum(mass, MOST_VALUE / price), 1), 0.1), dtype=np.float64)
    return mass, np.round(mass * price, 2)


def _ways(
    rng: np.random.Generator, settings: Settings, direction: Ints, origin: Ints
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Give departure, country passed, and destination of each row."""
    goods, count = lines(), len(direction)
    made_in = goods.countries[origin].astype("U2")
    departure = made_in.copy()
    away = rng.random(count) < goods.elsewhere[origin]
    for country in np.unique(made_in[away]):
        rows = away & (made_in == country)
        departure[rows] = shares("via", str(country)).draw(rng, int(rows.sum()))
    departure[departure == settings.home] = made_in[departure == settings.home]
    via = np.where(rng.random(count) < 0.04, rng.choice(np.array(["SG", "TW", "KR", "AE"]), count), NO_VIA)
    destination = np.full(count, settings.home, dtype="U2")
    onward = direction != IMPORT
    destination[onward] = rng.choice(MARKETS, size=int(onward.sum()), p=MARKET_SHARE)
    exported = direction == EXPORT
    departure[exported] = settings.home
    via[exported] = NO_VIA
    return departure, via, destination
