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


class Case(NamedTuple):
    """What the formulas know of one goods item (or many): facts, histories and peers, all terms of one kind.

    mass: kg, 0 if unknown; value: 0 if unknown; log_mass, log_value, log_price (per kg): natural logarithms, never of
    less than 0.001; tax_rate: percent; packages: 0 if unknown;
    elsewhere: 1 if departure differs from origin; detour_km, detour_ratio: geography.detour;
    demand: 1 if the destination is on the demand list that day; seen: how often lodged, by key name; peers: by level name.
    """

    mass: Any
    value: Any
    log_mass: Any
    log_value: Any
    log_price: Any
    tax_rate: Any
    packages: Any
    elsewhere: Any
    detour_km: Any
    detour_ratio: Any
    demand: Any
    seen: Mapping[str, Any]
    peers: Mapping[str, Peers]


@dataclass(frozen=True, slots=True)
class Group:
    """Columns of the model that one formula gives together, in the order of their names."""

    names: tuple[str, ...]
    formula: Callable[[Operations, Case], tuple[Any, ...]]


def _is_whole(ops: Operations, number: Any) -> Any:
    return ops.where(number - ops.floor(number) > 0, 0.0, 1.0)


def declared(ops: Operations, of: Case) -> tuple[Any, ...]:
    """The declared numbers: logarithms of mass, value and price per kg; whether the mass looks guessed (whole,
    tens, hundreds of kg); value per package (-1 where unknown); the rest as it stands."""
    known = of.packages > 0
    return (
        of.log_mass,
        of.log_value,
        of.log_price,
        of.tax_rate + 0.0,
        _is_whole(ops, of.mass),
        _is_whole(ops, of.mass / 10.0),
        _is_whole(ops, of.mass / 100.0),
        of.elsewhere + 0.0,
        ops.where(known, of.log_value - ops.log(ops.where(known, of.packages, 1.0)), -1.0),
    )


def journey(ops: Operations, of: Case) -> tuple[Any, ...]:
    """Rarity and length of the journey: detour in km and as a ratio, and whether the destination is in demand."""
    return (of.detour_km + 0.0, of.detour_ratio + 0.0, ops.where(of.demand > 0, 1.0, 0.0))


def _peer_terms(level: str) -> Callable[[Operations, Case], tuple[Any, ...]]:
    """How far the logarithms of price per kg and mass lie from their peers' medians, and the same in units of the
    spread between the peers' quartiles; 0 without peers."""

    def formula(ops: Operations, of: Case) -> tuple[Any, ...]:
        peers = of.peers[level]
        known = ops.both(peers.n > 0, of.mass > 0)
        price = ops.where(ops.both(known, of.value > 0), of.log_price - peers.price_50, 0.0)
        mass = ops.where(known, of.log_mass - peers.mass_50, 0.0)
        return (
            price,
            price / (peers.price_75 - peers.price_25 + 0.1),
            mass,
            mass / (peers.mass_75 - peers.mass_25 + 0.1),
        )

    return formula


def price_is_low(ops: Operations, of: Case) -> tuple[Any, ...]:
    """1 where the price per kg is under the 5th percentile of the narrowest peers there are; how many there are."""
    found: Any = 0.0
    for level in reversed(LEVELS):
        peers = of.peers[level.name]
        found = ops.where(peers.n > 0, ops.where(of.log_price < peers.price_05, 1.0, 0.0), found)
    return (
        ops.where(ops.both(of.mass > 0, of.value > 0), found, 0.0),
        ops.log(of.peers["hs6+origin"].n + 1.0),
    )


RARITIES: Final = (
    ("rarity_origin_of_goods", "hs6+origin", "hs6"),
    ("rarity_goods_of_origin", "hs6+origin", "origin"),
    ("rarity_departure_of_goods", "hs6+departure", "hs6"),
    ("rarity_route", "route", "all"),
    ("rarity_destination", "destination", "all"),
    ("rarity_goods_of_destination", "hs4+destination", "destination"),
    ("rarity_departure_of_origin", "departure+origin", "origin"),
)
"""(name, narrow key, wide key): how seldom the narrow thing is among the wide."""


def rarities(ops: Operations, of: Case) -> tuple[Any, ...]:
    """Logarithm of (times the wide thing was lodged + 1) / (times the narrow one was + 1)."""
    return tuple([ops.log((of.seen[wide] + 1.0) / (of.seen[narrow] + 1.0)) for _, narrow, wide in RARITIES])


def newness(ops: Operations, of: Case) -> tuple[Any, ...]:
    """1 for each party under whose name nothing was ever lodged."""
    return tuple([ops.where(of.seen[party] > 0, 0.0, 1.0) for party in PARTIES])


GROUPS: Final[tuple[Group, ...]] = (
    Group(
        (
            "log_mass",
            "log_value",
            "log_price",
            "tax_rate",
            "mass_whole",
            "mass_tens",
            "mass_hundreds",
            "elsewhere",
            "value_per_package",
        ),
        declared,
    ),
    Group(("detour_km", "detour_ratio", "demand"), journey),
    *(
        Group(
            tuple(
                f"{measure}_{what}_{level.name.replace('+', '_')}"
                for measure in ("price", "mass")
                for what in ("gap", "position")
            ),
            _peer_terms(level.name),
        )
        for level in LEVELS
    ),
    Group(("price_is_low", "peers_known"), price_is_low),
    Group(tuple(name for name, _, _ in RARITIES), rarities),
    Group(tuple(f"{party}_is_new" for party in PARTIES), newness),
)
"""Features that are not a statistic of one key."""

CASE_NAMES: Final = tuple(name for group in GROUPS for name in group.names)


def history_columns(keys: tuple[Key, ...] = KEYS) -> tuple[tuple[Key, str], ...]:
    """Give the (key, statistic) pairs of the history features, in column order."""
    return tuple((key, statistic) for key in keys for statistic in key.statistics)


HISTORY_COLUMNS: Final = history_columns()

NAMES: Final[tuple[str, ...]] = tuple(
    [f"{key.name}:{statistic}" for key, statistic in HISTORY_COLUMNS] + list(CASE_NAMES)
)
"""Every column of the model's matrix, in order."""

MEMO_NAMES: Final = frozenset(f"{key.name}:{statistic}" for key, statistic in HISTORY_COLUMNS if key.memo)
"""Columns that remember single consignments; the head for novel goods must not see them."""

GENERAL_NAMES: Final[tuple[str, ...]] = tuple(name for name in NAMES if name not in MEMO_NAMES)

RARITY_KEYS: Final = tuple(dict.fromkeys([key for _, *keys in RARITIES for key in keys] + list(PARTIES)))
"""Keys whose tallies the case features read."""

PARTY_NAMES: Final = frozenset(
    [f"{key.name}:{statistic}" for key, statistic in HISTORY_COLUMNS if key.party]
    + [f"{party}_is_new" for party in PARTIES]
)
"""Columns that speak of parties."""
