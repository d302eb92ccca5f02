"""The demo world's library of concealments: what is hidden in its simulated scans, kept by one analyst and reviewed by others."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from smartcustoms.app.demo import scanning
from smartcustoms.app.demo.cast import cast
from smartcustoms.app.demo.scanning import PAIR_OF_BAGS, PAIR_OF_TRUCKS, TWO_VIEWS, Made, made, number_of
from smartcustoms.boundary.comparison import actions as comparison
from smartcustoms.boundary.comparison import queries as comparison_asked
from smartcustoms.boundary.comparison.model import Described, Mark, Method, Place, Vehicle
from smartcustoms.investigation.cases import queries as cases_asked
from smartcustoms.investigation.cases.model import Wanted
from smartcustoms.kernel.actor import PLATFORM
from smartcustoms.kernel.database.unit import Database, UnitOfWork

Reviews = tuple[tuple[str, str], ...]
"""Who said what of a version: nothing when he agrees, else what is wrong."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A reference to be made: of which scan, by whom, what is said of it, and who reviews it how."""

    kind: str
    seed: int
    by: str
    where: tuple[Vehicle, Place, Method]
    commodity: str
    tags: tuple[str, ...]
    note: str
    reviews: Reviews = ()


FOUND: Final = (
    Kept("truck", PAIR_OF_TRUCKS, "amina", (Vehicle.BOX_TRUCK, Place.CAB, Method.BUILT_IN), "Methamphetamine",
         ("cab", "second scan"), "Seen only beside the earlier scan of the same truck (simulated).",
         (("daoud", ""), ("esi", ""))),
    Kept("bag", TWO_VIEWS, "amina", (Vehicle.BAG, Place.LINING, Method.BEHIND_GOODS), "Cigarettes",
         ("duty", "two views"), "Rows of even pitch in both views (simulated).", (("daoud", ""), ("esi", ""))),
    Kept("truck", 40_423, "daoud", (Vehicle.VAN, Place.FLOOR, Method.FALSE_WALL), "Cocaine",
         ("double floor",), "The floor is thicker on one side (simulated).", (("esi", ""),)),
    Kept("bag", 40_334, "daoud", (Vehicle.BAG, Place.CARGO, Method.LOOSE), "Pistol", ("firearm",),
         "Lies flat under the clothes (simulated)."),
    Kept("bag", PAIR_OF_BAGS, "esi", (Vehicle.BAG, Place.CARGO, Method.BEHIND_GOODS), "Methamphetamine",
         ("second scan",), "Put on top after the first scan (simulated)."),
    Kept("truck", 40_424, "amina", (Vehicle.TANKER, Place.CARGO, Method.IN_LIQUID), "Tobacco", ("tank",),
         "Denser than the liquid around it (simulated).", (("daoud", "The frame holds a baffle too (simulated)."),)),
)  # fmt: skip
WRONG_AT_FIRST: Final = Kept(
    "truck", 40_422, "amina", (Vehicle.CAR, Place.DOOR, Method.BUILT_IN), "Tobacco", ("passenger car",),
    "Stripped down at the examination (simulated).", (("daoud", "It is the roof, not the door (simulated)."),)
)  # fmt: skip
LINES_MENDED: Final = "The place was wrong: the roof (simulated)."
TWICE: Final = "Kept twice (simulated)."


def references_there(uow: UnitOfWork) -> bool:
    """Tell whether the library holds a reference."""
    return bool(comparison_asked.references(uow, {}, size=1)[1])


def make_references(database: Database, at: datetime) -> None:
    """Keep references with their reviews, one of them mended in a second version and one taken out again."""
    begun = at - timedelta(hours=1)
    case = _case(database, at)
    for place, one in enumerate(FOUND):
        _review(database, _keep(database, one, begun + timedelta(minutes=place), case if not place else ""), one, begun)
    mended = _keep(database, WRONG_AT_FIRST, begun, "")
    _review(database, mended, WRONG_AT_FIRST, begun)
    vehicle, _, method = WRONG_AT_FIRST.where
    right = replace(WRONG_AT_FIRST, where=(vehicle, Place.ROOF, method), reviews=(("daoud", ""), ("esi", "")))
    with database.unit(by=cast()["amina"], at=begun + timedelta(minutes=30)) as uow:
        comparison.change(uow, mended, _said(right, _scan(right), ""), because=LINES_MENDED)
    _review(database, mended, right, begun + timedelta(minutes=30))
    double = _keep(database, FOUND[1], begun + timedelta(minutes=50), "")
    with database.unit(by=cast()["amina"], at=begun + timedelta(minutes=55)) as uow:
        comparison.withdraw(uow, double, because=TWICE)
    scanning.made.cache_clear()


def _case(database: Database, at: datetime) -> str:
    """Give the number of a live case, the likeliest to hold the truck; nothing where there is none."""
    with database.unit(by=cast()["idris"], at=at) as uow:
        found, _ = cases_asked.cases(uow, Wanted(live=True, per_page=1))
    return found[0].number if found else ""


def _scan(one: Kept) -> Made:
    return made(one.kind, one.seed)[-1]


def _keep(database: Database, one: Kept, at: datetime, case: str) -> str:
    scan = _scan(one)
    with database.unit(by=PLATFORM, at=at) as uow:
        number = number_of(uow, scan)
    with database.unit(by=cast()[one.by], at=at) as uow:
        return comparison.keep(uow, number, _said(one, scan, case)).number


def _review(database: Database, number: str, one: Kept, at: datetime) -> None:
    for place, (who, wrong) in enumerate(one.reviews, 1):
        with database.unit(by=cast()[who], at=at + timedelta(minutes=10 + 4 * place)) as uow:
            comparison.review(uow, number, agrees=not wrong, note=wrong)


def _said(one: Kept, scan: Made, case: str) -> Described:
    marks = tuple(Mark(each.view, one.commodity.lower(), each.corners) for each in scan.hidden)
    return Described(*one.where, one.commodity, ("simulated", *one.tags), marks, case, one.note)
