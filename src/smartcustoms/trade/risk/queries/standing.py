"""Ask how a declaration stands beside others: what is known of its parties, like cases, and what its peers cost."""

from dataclasses import dataclass
from datetime import date, timedelta
from math import exp
from typing import Any, Final

from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.intervals import Interval, wilson
from smartcustoms.kernel.words.model import Sentence, sentence
from smartcustoms.trade.risk import store
from smartcustoms.trade.risk.keys import text_of, texts_of
from smartcustoms.trade.risk.peers import LEVELS, Peers, month_of

ROLES: Final = {
    "importer": sentence("Importer or exporter"),
    "declarant": sentence("Declarant"),
    "seller": sentence("Seller or buyer"),
    "courier": sentence("Courier"),
}
BACK: Final = timedelta(days=365)
MOST_ITEMS: Final = 5  # whose prices are shown; a declaration may have a thousand


@dataclass(frozen=True, slots=True)
class Party:
    """What is known of one party in the last year, this declaration left out: goods items seen, examined, found; revenue."""

    role: Sentence
    number: str
    seen: int
    examined: int
    found: int
    recovered: float
    last: date | None
    interval: Interval


@dataclass(frozen=True, slots=True)
class LikeCase:
    """An examined goods item like this one: whose, when, at what price per kilogram, and what was found."""

    declaration: str
    on: date
    importer: str
    hs_code: str
    origin: str
    price: float
    found: bool
    recovered: float


@dataclass(frozen=True, slots=True)
class Price:
    """A goods item's price per kilogram among its peers' quantiles (of 180 days); `peers` says which peers."""

    item: int
    price: float
    peers: str
    count: int
    low: float
    quarter: float
    middle: float
    three_quarters: float
    high: float


@dataclass(frozen=True, slots=True)
class Standing:
    """How a declaration stands: its parties, like cases, prices."""

    parties: tuple[Party, ...]
    like: tuple[LikeCase, ...]
    prices: tuple[Price, ...]


def standing(uow: UnitOfWork, declaration: str, *, most: int = 8) -> Standing:
    """Give how a declaration stands beside others of the last year; empty for one that was never assessed."""
    items = store.profiles.items(uow, declaration)
    if not items:
        return Standing((), (), ())
    first = items[0]
    since = first["on"] - BACK
    like: list[dict[str, Any]] = []
    if first["hs_code"] and (first["value"] or 0) > 0 and (first["net_mass_kg"] or 0) > 0:
        like = store.standing.like_cases(uow, first, since=since, most=most)
    prices = (_price(uow, each) for each in items[:MOST_ITEMS])
    return Standing(tuple(_parties(uow, first, since)), tuple(map(_like, like)), tuple(each for each in prices if each))


def _parties(uow: UnitOfWork, item: dict[str, Any], since: date) -> list[Party]:
    found = []
    for role, says in ROLES.items():
        if number := item[role]:
            one = store.standing.tally_of_party(uow, role, number, since=since, but=item["declaration"])
            interval = wilson(int(one["found"]), one["examined"])
            seen, recovered, last = one["seen"], float(one["recovered"]), one["last"]
            found.append(Party(says, number, seen, one["examined"], int(one["found"]), recovered, last, interval))
    return found


def _like(row: dict[str, Any]) -> LikeCase:
    price = row["value"] / row["net_mass_kg"]
    return LikeCase(
        row["declaration"], row["on"], row["importer"] or "", row["hs_code"], row["origin"] or "", price,
        bool(row["finding"]), row["revenue"] or 0.0,
    )  # fmt: skip


def _price(uow: UnitOfWork, item: dict[str, Any]) -> Price | None:
    """Give the price among the narrowest peers there are."""
    mass, value = item["net_mass_kg"] or 0.0, item["value"] or 0.0
    if mass <= 0 or value <= 0:
        return None
    texts = texts_of(item)
    keys = {level.name: text_of(level, texts) for level in LEVELS}
    known = store.standing.peers_of(uow, keys, month_of(item["on"]))
    level = next((each for each in LEVELS if each.name in known), None)
    if level is None:
        return None
    peers = Peers._make(known[level.name])
    heading = item["hs_code"][:4] if level.name == "hs4" else item["hs_code"]
    name = f"HS {heading}" + (f" · {item['origin']}" if "origin" in level.parts else "")
    return Price(
        item["item"], value / mass, name, int(peers.n), exp(peers.price_05), exp(peers.price_25), exp(peers.price_50),
        exp(peers.price_75), exp(peers.price_95),
    )  # fmt: skip
