"""The demo world's X-ray scans: simulated bags, vehicles, and some before and after; what officers said of some, others wait for them.

An officer of the demo says what the simulated truth says, unless the table has him err. Scans are small, and those that wait are judged
by the worker as any scan that comes, so that the start stays short.
"""

import json
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from smartcustoms.app.demo.cast import cast
from smartcustoms.boundary.detection import actions as detection
from smartcustoms.boundary.detection import queries as detection_asked
from smartcustoms.boundary.detection.model import NO_PROJECTING, Alarm, Box, Outcome, State, Verdict
from smartcustoms.boundary.scans import actions as scans
from smartcustoms.boundary.scans import queries as scans_asked
from smartcustoms.boundary.scans.model import Package
from smartcustoms.boundary.training import actions as training
from smartcustoms.imaging.shapes import overlap
from smartcustoms.kernel.actor import PLATFORM
from smartcustoms.kernel.database.unit import Database, UnitOfWork

BAG, VEHICLE = 384, 720
"""Lines of a simulated scan: enough for the methods to say something, small enough to start soon."""
TWO_VIEWS: Final = 40_311
PAIR_OF_BAGS, PAIR_OF_TRUCKS = 40_403, 40_412
VEHICLES: Final = {40_422: "car", 40_423: "van", 40_424: "tanker"}
HIDDEN_KG: Final = 14.0
SUSPECT, CLEAR = Outcome.SUSPECT, Outcome.CLEAR
LOOKS: Final = {
    40_334: (("amina", SUSPECT), ("daoud", SUSPECT)),
    TWO_VIEWS: (("daoud", SUSPECT), ("esi", SUSPECT)),
    40_301: (("amina", SUSPECT),),
    40_353: (("daoud", CLEAR),),
    40_322: (("amina", SUSPECT), ("daoud", CLEAR), ("esi", CLEAR)),
}
"""Who said what of which bag, one after another."""
FOUND_CLEAR: Final = 40_322
WAITING: Final = (40_326, 40_359, 40_351)
LUCK: Final = 20
"""With this chance the scan that Officer Daoud opens next carries a projection."""
OFTEN, SELDOM = 0.2, 0.04


@dataclass(frozen=True, slots=True)
class Hidden:
    """Something concealed in a simulated scan: its word, view, box (column, row, width, height) and the corners around it."""

    label: str
    view: int
    box: Box
    corners: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Made:
    """A simulated scan: the name of its file, its package, and what is concealed in it."""

    name: str
    package: Package
    hidden: tuple[Hidden, ...]


Said = tuple[tuple[str, Outcome], ...]


def scans_there(uow: UnitOfWork) -> bool:
    """Tell whether an officer has decided on a scan."""
    return any(detection_asked.rows(uow, state=state, size=1)[1] for state in (State.CLEAR, State.SUSPECT))


def make_scans(database: Database, at: datetime) -> None:
    """Simulate scans, let officers look at some, and project a threat into one of them."""
    begun, esi = at - timedelta(hours=3), cast()["esi"]
    before, after = made("bag", PAIR_OF_BAGS)
    coming = [*made("truck", PAIR_OF_TRUCKS), *(made("truck", seed)[0] for seed in VEHICLES), after]
    coming += [made("bag", seed)[0] for seed in WAITING]
    for place, one in enumerate((before, *coming)):
        _bring(database, one, begun + timedelta(minutes=place))
    for place, (seed, said) in enumerate(LOOKS.items()):
        _let_look(database, made("bag", seed)[0], said, begun + timedelta(minutes=30 + 6 * place))
    _project(database, before, begun + timedelta(minutes=80))
    with database.unit(by=esi, at=begun + timedelta(minutes=90)) as uow:
        training.add_scan(uow, number_of(uow, made("bag", FOUND_CLEAR)[0]))


@cache
def made(kind: str, seed: int) -> tuple[Made, ...]:
    """Simulate a scan, or a pair of them, with what is concealed in it."""
    pair = seed in (PAIR_OF_BAGS, PAIR_OF_TRUCKS)
    size, dual = (BAG if kind == "bag" else VEHICLE), seed == TWO_VIEWS
    vehicle, kg = VEHICLES.get(seed, ""), HIDDEN_KG if seed in VEHICLES else 0.0
    found = scans_asked.simulated(kind, seed, pair=pair, vehicle=vehicle, hidden_kg=kg, size=size, dual=dual)
    return tuple(Made(name, package, _hidden(package, truth)) for name, (package, truth) in found.items())


def number_of(uow: UnitOfWork, one: Made) -> str:
    """Give the number of a scan that was brought."""
    return scans_asked.scans(uow, text=one.name, size=1)[0][0].number


def _hidden(package: Package, truth: str) -> tuple[Hidden, ...]:
    found = []
    for place, view in enumerate(json.loads(truth)["views"]):
        for each in view["things"]:
            if each["threat"]:
                runs = np.repeat(np.arange(len(each["mask"])) % 2, each["mask"])
                corners = _corners(runs.reshape(package.views[place].high.shape))
                column, row, wide, high = each["box"]
                found.append(Hidden(each["label"], place, (column, row, wide, high), corners))
    return tuple(found)


def _corners(mask: NDArray[np.int64]) -> tuple[tuple[int, int], ...]:
    """Give a polygon around what a mask holds: down its left side and up its right one, in four rows."""
    rows = np.flatnonzero(mask.any(1))
    some = [int(row) for row in rows[np.linspace(0, len(rows) - 1, 4).astype(int)]]
    reach = [(int(columns[0]), int(columns[-1]) + 1) for columns in (np.flatnonzero(mask[row]) for row in some)]
    left = [(first, row) for (first, _), row in zip(reach, some, strict=True)]
    return (*left, *reversed([(last, row) for (_, last), row in zip(reach, some, strict=True)]))


def _bring(database: Database, one: Made, at: datetime) -> None:
    with database.unit(by=PLATFORM, at=at) as uow:
        scans.bring(uow, scans_asked.written(one.package), name=f"{one.name}.scan.zip")


def _let_look(database: Database, one: Made, said: Said, at: datetime) -> None:
    """Let officers look at a bag one after another; its alarms, which a look needs, are raised at once."""
    _bring(database, one, at)
    with database.unit(by=PLATFORM, at=at) as uow:
        number = number_of(uow, one)
        alarms = detection.judge(uow, number).alarms
    for place, (who, outcome) in enumerate(said):
        officer, began = cast()[who], at + timedelta(minutes=2 * place)
        with database.unit(by=officer, at=began) as uow:
            detection.open_scan(uow, number)
        takes = [outcome is SUSPECT and (_lies_there(each, one.hidden) or not one.hidden) for each in alarms]
        verdicts = {n: Verdict.RIGHT if right else Verdict.FALSE for n, right in enumerate(takes)}
        note = "Where the alarm says, under the clothes (simulated)." if outcome is SUSPECT else ""
        with database.unit(by=officer, at=began + timedelta(seconds=21 + 9 * place)) as uow:
            detection.decide(uow, number, outcome, verdicts=verdicts, note=note)


def _lies_there(alarm: Alarm, truth: tuple[Hidden, ...]) -> bool:
    return any(alarm.view == each.view and overlap(alarm.box, each.box) > 0 for each in truth)


def _project(database: Database, one: Made, at: datetime) -> None:
    """Let Supervisor Esi choose projections, and Officer Daoud find one in a scan, then find the scan itself clear."""
    daoud, esi = cast()["daoud"], cast()["esi"]
    every_day = replace(NO_PROJECTING, ratio=OFTEN, days=tuple(range(7)), windows="00:00-23:59")
    with database.unit(by=esi, at=at) as uow:
        detection.choose_projecting(uow, replace(every_day, because="To see whether it works (simulated)."))
    with database.unit(by=PLATFORM, at=at) as uow:
        number = number_of(uow, one)
        detection.judge(uow, number)
    with database.unit(by=daoud, at=at) as uow:
        detection.open_scan(uow, number, luck=np.random.default_rng(LUCK))
    said = (SUSPECT, "A flat bundle along the lower edge (simulated).", 17), (CLEAR, "", 31)
    for outcome, note, seconds in said:
        with database.unit(by=daoud, at=at + timedelta(seconds=seconds)) as uow:
            began = detection_asked.examined(uow, number).began_at
            detection.decide(uow, number, outcome, verdicts={}, note=note, began_at=began)
    with database.unit(by=esi, at=at + timedelta(minutes=1)) as uow:
        because = "As often as lanes commonly do (simulated)."
        detection.choose_projecting(uow, replace(every_day, ratio=SELDOM, because=because))
