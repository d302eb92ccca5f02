"""Every feature the model sees, defined once: a name and a formula that runs on numbers, arrays and SQL text.

Columns come in two kinds: a statistic of a key's history ("importer:rate"), and a formula on the case
("price_gap_hs6"). `memory.py` gives them for one declaration, `coded.py` for a batch, `history.py` for the
past as of each row's day, `cluster.py` as SQL.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from smartcustoms.trade.risk.arithmetic import Operations
from smartcustoms.trade.risk.keys import KEYS, PARTIES, Key
from smartcustoms.trade.risk.peers import LEVELS, Peers
from smartcustoms.trade.risk.tallies import Tally


class Case(NamedTuple):
    """What the formulas know of one goods item (or many): facts, histories and peers, all terms of one kind.

    mass: kg, 0 if unknown; value: 0 if unknown; tax_rate: percent; packages: 0 if unknown;
    elsewhere: 1 if departure differs from origin; detour_km, detour_ratio: geography.detour;
    demand: 1 if the destination is on the demand list that day; tallies: by key name; peers: by level name.
    """

    mass: Any
    value: Any
    tax_rate: Any
    packages: Any
    elsewhere: Any
    detour_km: Any
    detour_ratio: Any
    demand: Any
    tallies: Mapping[str, Tally]
    peers: Mapping[str, Peers]


@dataclass(frozen=True, slots=True)
class Feature:
    """One column of the model: its formula on a case, and whether it remembers single consignments."""

    name: str
    formula: Callable[[Operations, Case], Any]
    memo: bool = False


def price_per_kg(ops: Operations, of: Case) -> Any:
    """Value per kilogram; 0 where the mass is unknown."""
    return ops.where(of.mass > 0, of.value / ops.where(of.mass > 0, of.mass, 1.0), 0.0)


def _whole(step: float) -> Callable[[Operations, Case], Any]:
    """Tell whether the mass is a whole number of steps: goods weighed, or mass guessed."""

    def formula(ops: Operations, of: Case) -> Any:
        steps = of.mass / step
        return ops.where(steps - ops.floor(steps) > 0, 0.0, 1.0)

    return formula


def _gap(measure: str, level: str) -> Callable[[Operations, Case], Any]:
    """How far the logarithm of price or mass lies from its peers' median; 0 without peers."""

    def formula(ops: Operations, of: Case) -> Any:
        peers = of.peers[level]
        mine = price_per_kg(ops, of) if measure == "price" else of.mass
        middle = peers.price_50 if measure == "price" else peers.mass_50
        return ops.where(ops.both(peers.n > 0, mine > 0), ops.log(mine) - ops.log(middle), 0.0)

    return formula


def _position(measure: str, level: str) -> Callable[[Operations, Case], Any]:
    """The same distance in units of the peers' spread between their quartiles."""

    def formula(ops: Operations, of: Case) -> Any:
        peers = of.peers[level]
        low, high = (peers.price_25, peers.price_75) if measure == "price" else (peers.mass_25, peers.mass_75)
        return _gap(measure, level)(ops, of) / (ops.log(high) - ops.log(low) + 0.1)

    return formula


def price_is_low(ops: Operations, of: Case) -> Any:
    """1 where the price per kg is under the 5th percentile of the narrowest peers there are."""
    mine = price_per_kg(ops, of)
    found: Any = 0.0
    for level in reversed(LEVELS):
        peers = of.peers[level.name]
        found = ops.where(peers.n > 0, ops.where(mine < peers.price_05, 1.0, 0.0), found)
    return ops.where(mine > 0, found, 0.0)


def peers_known(ops: Operations, of: Case) -> Any:
    """Logarithm of the number of peers of the same goods and origin."""
    return ops.log(of.peers["hs6+origin"].n + 1.0)


def _rarity(narrow: str, wide: str) -> Callable[[Operations, Case], Any]:
    """How seldom the narrow thing is among the wide: ln of (times wide was lodged) / (times narrow was)."""

    def formula(ops: Operations, of: Case) -> Any:
        return ops.log(of.tallies[wide].seen + 1.0) - ops.log(of.tallies[narrow].seen + 1.0)

    return formula


def _is_new(key: str) -> Callable[[Operations, Case], Any]:
    """1 where nothing was ever lodged under the key."""

    def formula(ops: Operations, of: Case) -> Any:
        return ops.where(of.tallies[key].seen > 0, 0.0, 1.0)

    return formula


def value_per_package(ops: Operations, of: Case) -> Any:
    """Logarithm of the value per package; -1 where packages are unknown."""
    known = of.packages > 0
    return ops.where(known, ops.log(of.value / ops.where(known, of.packages, 1.0)), -1.0)


def _fact(name: str) -> Callable[[Operations, Case], Any]:
    def formula(_ops: Operations, of: Case) -> Any:
        return getattr(of, name) + 0.0

    return formula


CASE_FEATURES: Final[tuple[Feature, ...]] = (
    Feature("log_mass", lambda ops, of: ops.log(of.mass)),
    Feature("log_value", lambda ops, of: ops.log(of.value)),
    Feature("log_price", lambda ops, of: ops.log(price_per_kg(ops, of))),
    Feature("tax_rate", _fact("tax_rate")),
    Feature("mass_whole", _whole(1.0)),
    Feature("mass_tens", _whole(10.0)),
    Feature("mass_hundreds", _whole(100.0)),
    Feature("elsewhere", _fact("elsewhere")),
    *(
        Feature(f"{measure}_{name}_{level.name.replace('+', '_')}", build(measure, level.name))
        for level in LEVELS
        for measure in ("price", "mass")
        for name, build in (("gap", _gap), ("position", _position))
    ),
    Feature("price_is_low", price_is_low),
    Feature("peers_known", peers_known),
    Feature("rarity_origin_of_goods", _rarity("hs6+origin", "hs6")),
    Feature("rarity_goods_of_origin", _rarity("hs6+origin", "origin")),
    Feature("rarity_departure_of_goods", _rarity("hs6+departure", "hs6")),
    Feature("rarity_route", _rarity("route", "all")),
    Feature("rarity_destination", _rarity("destination", "all")),
    Feature("rarity_goods_of_destination", _rarity("hs4+destination", "destination")),
    Feature("rarity_departure_of_origin", _rarity("departure+origin", "origin")),
    Feature("detour_km", _fact("detour_km")),
    Feature("detour_ratio", _fact("detour_ratio")),
    Feature("demand", _fact("demand")),
    Feature("value_per_package", value_per_package),
    *(Feature(f"{party}_is_new", _is_new(party)) for party in PARTIES),
)
"""Features that are not a statistic of one key."""


def history_columns(keys: tuple[Key, ...] = KEYS) -> tuple[tuple[Key, str], ...]:
    """Give the (key, statistic) pairs of the history features, in column order."""
    return tuple((key, statistic) for key in keys for statistic in key.statistics)


HISTORY_COLUMNS: Final = history_columns()

NAMES: Final[tuple[str, ...]] = tuple(
    [f"{key.name}:{statistic}" for key, statistic in HISTORY_COLUMNS] + [feature.name for feature in CASE_FEATURES]
)
"""Every column of the model's matrix, in order."""

MEMO_NAMES: Final = frozenset(f"{key.name}:{statistic}" for key, statistic in HISTORY_COLUMNS if key.memo)
"""Columns that remember single consignments; the head for novel goods must not see them."""

GENERAL_NAMES: Final[tuple[str, ...]] = tuple(name for name in NAMES if name not in MEMO_NAMES)

RARITY_KEYS: Final = ("hs6+origin", "hs6", "origin", "hs6+departure", "route", "all", "destination", "hs4+destination",
                      "departure+origin", *PARTIES)  # fmt: skip
"""Keys whose tallies the case features read."""
