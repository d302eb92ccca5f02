"""General indicators of risk: patterns that speak for a look before anything was learned.

They are general: none names goods, a country or a party. Points add up; enough of them together send a declaration
to red or yellow like an officers' rule would (WCO Risk Management Compendium: indicators, weighed together).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from smartcustoms.kernel.words.model import Sentence, sentence
from smartcustoms.trade.risk.cases import demands_at
from smartcustoms.trade.risk.features import NAMES
from smartcustoms.trade.risk.geography import stop_on_the_way
from smartcustoms.trade.risk.model import Lane, Reason

Matrix = npt.NDArray[np.float32]
Columns = Callable[[str], Any]

ENOUGH_TRADE: Final = 50.0
"""Lodgings of the goods (or of all, for routes ten times as many) before rarity means anything."""
RARE: Final = float(np.log(50.0))
"""Less than one in fifty."""
RED_POINTS: Final = 3.0
YELLOW_POINTS: Final = 2.5

_PLACE: Final = {name: place for place, name in enumerate(NAMES)}


@dataclass(frozen=True, slots=True)
class Indicator:
    """One pattern: when it holds (on columns of features), its points, and how it is said."""

    code: str
    points: float
    holds: Callable[[Columns], Any]
    says: Callable[[Mapping[str, Any], Columns], Sentence]


def _price_low(row: Mapping[str, Any], _of: Columns) -> Sentence:
    return sentence(
        "The price per kg is under the 5th percentile of HS {hs_code} from {origin} in the last 180 days.",
        hs_code=row["hs_code"],
        origin=row["origin"],
    )


def _rare_goods(row: Mapping[str, Any], of: Columns) -> Sentence:
    times = float(np.exp(max(of("rarity_origin_of_goods"), of("rarity_departure_of_goods"))))
    return sentence(
        "HS {hs_code} is rarely traded from {origin} by {departure}: less than one lodging in {times} of these goods.",
        hs_code=row["hs_code"],
        origin=row["origin"],
        departure=row["departure"],
        times=int(times),
    )


def _circuitous(row: Mapping[str, Any], of: Columns) -> Sentence:
    return sentence(
        "The route {route} is circuitous: by {stop} it is {km} km longer than the straight way.",
        route=row["route"],
        stop=stop_on_the_way(row["route"]) or "",
        km=round(float(of("detour_km"))),
    )


def _rare_route(row: Mapping[str, Any], of: Columns) -> Sentence:
    return sentence(
        "The route {route} is rarely used: one lodging in {times}.",
        route=row["route"],
        times=int(np.exp(of("rarity_route"))),
    )


def _demand(row: Mapping[str, Any], _of: Columns) -> Sentence:
    matters = ", ".join(line.matter for line in demands_at(row["destination"], on=row["on"]))
    return sentence(
        "The destination {destination} is a demand country for smuggled goods ({matters}).",
        destination=row["destination"],
        matters=matters,
    )


def _new_party(row: Mapping[str, Any], _of: Columns) -> Sentence:
    return sentence("The importer {importer} has never lodged before.", importer=row["importer"] or "–")


INDICATORS: Final = (
    Indicator("price-low", 1.0, lambda of: of("price_is_low") > 0, _price_low),
    Indicator(
        "goods-rare",
        1.0,
        lambda of: (
            (of("hs6:seen") >= ENOUGH_TRADE)
            & ((of("rarity_origin_of_goods") > RARE) | (of("rarity_departure_of_goods") > RARE))
        ),
        _rare_goods,
    ),
    Indicator(
        "route-circuitous",
        1.0,
        lambda of: (of("detour_ratio") >= 1.2) & (of("detour_km") >= 1000.0),
        _circuitous,
    ),
    Indicator(
        "route-rare",
        0.5,
        lambda of: (of("detour_km") > 0) & (of("rarity_route") > RARE) & (of("hs6:seen") >= ENOUGH_TRADE),
        _rare_route,
    ),
    Indicator("destination-demand", 1.0, lambda of: of("demand") > 0, _demand),
    Indicator("importer-new", 0.5, lambda of: of("importer_is_new") > 0, _new_party),
)


FEW: Final = 6
"""Rows up to which indicators are asked one by one: a call of numpy costs as much as a few plain comparisons."""


def points(matrix: Matrix) -> npt.NDArray[np.float64]:
    """Give each row's points."""
    if len(matrix) <= FEW:
        return np.array([points_of(row) for row in matrix], dtype=np.float64)

    def of(name: str) -> Any:
        return matrix[:, _PLACE[name]]

    total = np.zeros(len(matrix))
    for indicator in INDICATORS:
        total += indicator.points * indicator.holds(of)
    return total


def points_of(row: Matrix) -> float:
    """Give the points of one row of features."""
    numbers = row.tolist()

    def of(name: str) -> Any:
        return numbers[_PLACE[name]]

    return float(sum(indicator.points for indicator in INDICATORS if indicator.holds(of)))


def lane_for(total: float) -> Lane | None:
    """Give the lane that so many points ask for; None if none."""
    if total >= RED_POINTS:
        return Lane.RED
    return Lane.YELLOW if total >= YELLOW_POINTS else None


def reasons_of(row: Mapping[str, Any], features: Matrix) -> list[Reason]:
    """Give the indicators that hold for one row of features, as reasons, most points first."""

    def of(name: str) -> Any:
        return features[_PLACE[name]]

    found = []
    for indicator in INDICATORS:
        if bool(indicator.holds(of)):
            item = row.get("item") or 1
            trader, mend = _for_trader(indicator.code)
            found.append(Reason(indicator.code, indicator.says(row, of), indicator.points, item, trader, mend))
    return sorted(found, key=lambda reason: -reason.weight)


def _for_trader(code: str) -> tuple[Sentence | None, Sentence | None]:
    """What the trader may be told: only what he can mend himself; how risk is found stays with customs."""
    if code != "price-low":
        return None, None
    return (
        sentence("The declared value per kg is unusual for these goods."),
        sentence("Check value, currency and net mass; keep invoice and proof of payment ready."),
    )
