"""The driver's phone: his trucks' coming crossings, the code to show at the lane, and the answer when it is given."""

from typing import Any

import segno
from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from smartcustoms.kernel.people.queries import require
from smartcustoms.kernel.web.access import Uow
from smartcustoms.kernel.web.live import Topic
from smartcustoms.kernel.web.menu import MenuEntry
from smartcustoms.kernel.web.pages import render
from smartcustoms.kernel.words.model import sentence
from smartcustoms.trade.crossing import actions, queries
from smartcustoms.trade.crossing.display import shown_to_driver
from smartcustoms.trade.crossing.model import CODE_LASTS, SEE_OWN, Expected, Kept, LaneKind
from smartcustoms.trade.crossing.web.asked import Owner, worded

router = APIRouter(tags=["crossing"])
menu = (MenuEntry(sentence("My crossings"), "/crossing/mine", SEE_OWN, group="trade", order=58),)
topics = (Topic("crossing_truck", SEE_OWN, owner=queries.owner_of),)


@router.get("/crossing/mine", response_class=HTMLResponse)
def mine(request: Request, who: Owner, uow: Uow) -> HTMLResponse:
    """List the coming crossings of one's own trucks, with the answer of those that came."""
    return render(request, "crossing/mine.html", trucks=queries.own_trucks(uow), **worded())


@router.get("/crossing/mine/{bundle}", response_class=HTMLResponse)
def one(request: Request, who: Owner, uow: Uow, bundle: str, now: bool = False) -> HTMLResponse:
    """Show the driver's code and, when the lane has answered, the answer. `now` draws only what changes."""
    expected, code = _own(request, uow, bundle)
    require(who, SEE_OWN, owner=expected.organisation)
    return render(
        request,
        "crossing/phone.html",
        fragment="now" if now else None,
        expected=expected,
        picture=segno.make(code, error="l", micro=False).svg_data_uri(scale=4, border=3),
        ends=uow.at + CODE_LASTS,
        shown_answer=shown_to_driver(last, at=uow.at, stays=True) if (last := queries.last_of(uow, bundle)) else None,
        lanes=[queries.MAY_TAKE[each] for each in _told(expected)],
        **worded(),
    )


@router.get("/api/v1/crossing/mine")
def mine_json(who: Owner, uow: Uow) -> list[dict[str, Any]]:
    """List the coming crossings of one's own trucks."""
    return [_given(each, last) for each, last in queries.own_trucks(uow)]


@router.get("/api/v1/crossing/mine/{bundle}")
def one_json(request: Request, who: Owner, uow: Uow, bundle: str) -> dict[str, Any]:
    """Give one's own crossing: the driver's code, good for five minutes, and the answer when it is given."""
    expected, code = _own(request, uow, bundle)
    require(who, SEE_OWN, owner=expected.organisation)
    return _given(expected, queries.last_of(uow, bundle)) | {"code": code, "code_ends": uow.at + CODE_LASTS}


def _own(request: Request, uow: Uow, bundle: str) -> tuple[Expected, str]:
    return actions.code_for(uow, bundle, seed=queries.centre_seed(request.app.state.settings))


def _told(one: Expected) -> list[LaneKind]:
    """Say the lanes of benefit, or else the lane for all trucks."""
    open_to = queries.lanes_open_to(one)
    return open_to[:-1] or open_to


def _given(one: Expected, last: Kept | None) -> dict[str, Any]:
    """Give what a haulier may know: neither the decision before the lane has told it, nor any reason."""
    return {
        "bundle": one.bundle,
        "control_point": one.control_point,
        "direction": one.direction.value,
        "plates": sorted(queries.shown(each) for each in one.plates),
        "not_before": one.not_before,
        "not_after": one.not_after,
        "lanes": [each.value for each in queries.lanes_open_to(one)],
        "answer": last.final.value if last else "",
        "answered_at": last.passage.at if last else None,
        "lane": last.passage.lane if last else "",
    }
