"""A declaration was given a lane that asks for work, or another lane than before: its status and its orders follow."""

from smartcustoms.boundary.examinations import actions as examinations
from smartcustoms.boundary.examinations import queries as examined
from smartcustoms.boundary.examinations.model import Control
from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.notify.actions import tell
from smartcustoms.kernel.words.model import sentence
from smartcustoms.trade.declarations import actions as declarations
from smartcustoms.trade.declarations import queries as declared
from smartcustoms.trade.declarations.model import Status
from smartcustoms.trade.risk import queries as risk
from smartcustoms.trade.risk.events import LaneAssigned
from smartcustoms.trade.risk.model import Lane
from smartcustoms.trade.road_cargo import actions as road_cargo

_CONTROLS = {Lane.RED: Control.EXAMINE_GOODS, Lane.YELLOW: Control.CHECK_DOCUMENTS}
_ANEW = sentence("Assessed anew by customs")  # the officers' own words are not for the trader's timeline


def move_declaration(uow: UnitOfWork, event: LaneAssigned) -> None:
    """Give the declaration its new lane; one lodged with this lane has it already."""
    lane, found = Lane(event.lane), declared.declaration(uow, event.declaration)
    if found.lane is not lane and found.status is not Status.WITHDRAWN:
        declarations.move_to_lane(uow, found.number, lane, because=_ANEW.text)


def order_examination(uow: UnitOfWork, event: LaneAssigned) -> None:
    """Order an examination for red, a check of the documents for yellow; for a milder lane take the open order back."""
    found = declared.declaration(uow, event.declaration)
    now = risk.assessment(uow, event.declaration)
    lane = now.lane if now is not None else Lane(event.lane)  # a later event may have moved it on already
    control = _CONTROLS.get(lane)
    if control is None:
        examinations.cancel(uow, found.number, because=sentence("The lane is milder now").text)
        return
    there = examined.order_of(uow, found.number)
    if there is not None and examined.order(uow, there).control is not control:
        examinations.cancel(uow, found.number, because=sentence("Another control is asked for now").text)
    if now is not None and found.status in {Status.LODGED, Status.ACCEPTED, Status.UNDER_CONTROL}:
        examinations.order(
            uow,
            declaration=found.number,
            organisation=found.organisation,
            office=event.office,
            control=control,
            hs_codes=tuple(item.hs_code for item in found.items),
            reasons=[reason.says for reason in now.reasons],
            chosen_by=now.chosen_by,
            propensity=now.propensity,
            hours=now.hours,
        )


def warn_of_goods_gone(uow: UnitOfWork, event: LaneAssigned) -> None:
    """Tell the supervisors when goods that were released would now be examined: somebody must decide on an audit."""
    found = declared.declaration(uow, event.declaration)
    if found.status is Status.RELEASED and Lane(event.lane) in _CONTROLS:
        tell(
            uow,
            "role:supervisor",
            sentence("{number} was released and would now be examined.", number=found.number),
            about=found.number,
            link=f"/declarations/{found.number}",
        )


def call_trucks_in(uow: UnitOfWork, event: LaneAssigned) -> None:
    """Tell trucks that are under way with these goods to come for inspection, when the lane asks for work."""
    road_cargo.call_in(uow, event.declaration)


EVENT, STEPS = LaneAssigned, (move_declaration, order_examination, warn_of_goods_gone, call_trucks_in)
