"""What risk is asked about a bundle: the eight items as risk rows, and names that stand on a watchlist. Pure."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Final

from smartcustoms.kernel.words.model import sentence
from smartcustoms.trade.risk.model import Lane, RuleHit
from smartcustoms.trade.road_cargo.model import Bundle, Consignment, Direction
from smartcustoms.trade.watchlists.model import Subject

ROAD: Final = "3"
"""Mode of transport by road (UN/ECE Recommendation 19)."""


def rows_of(bundle: Bundle, consignments: Iterable[Consignment], *, on: date) -> list[dict[str, Any]]:
    """Give a risk row for each kind of packages; what the eight items do not say stays unknown."""
    return [
        {
            "on": on,
            "office": bundle.control_point,
            "direction": "import" if bundle.direction is Direction.INBOUND else "export",
            "transport": ROAD,
            "declarant": each.agent or each.shipper,
            "importer": each.shipper,
            "seller": each.items.consignor.name,
            "packages": package.count,
            "description": package.goods,
        }
        for each in consignments
        for package in each.items.packages
    ]


def watched(consignments: Iterable[Consignment], lists: Mapping[str, tuple[Subject, frozenset[str]]]) -> list[RuleHit]:
    """Give a hit for each party or address of the consignments that stands on a watchlist, whatever its spelling of case and signs."""
    hits: dict[tuple[str, str], RuleHit] = {}
    for name, (subject, values) in lists.items():
        known = {plain(value): value for value in values}
        for each in consignments:
            for text in _texts(each, subject):
                if plain(text) in known:
                    says = sentence(
                        "{seen} is on the watchlist {list} ({reference}).", seen=text, list=name, reference=each.number
                    )
                    hits[name, plain(text)] = RuleHit(f"watchlist {name}", Lane.RED, says)
    return list(hits.values())


def plain(text: str) -> str:
    """Give a text without case, accents, signs and spaces, so that spellings meet."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text).casefold())


def _texts(one: Consignment, subject: Subject) -> tuple[str, ...]:
    items = one.items
    match subject:
        case Subject.COMPANY:
            return (items.consignor.name, items.consignee.name, one.shipper)
        case Subject.ADDRESS:
            return (items.consignor.address, items.consignee.address)
        case Subject.BILL:
            return (one.number,)
        case Subject.COMMODITY:  # by HS code, which the eight items do not state
            return ()
