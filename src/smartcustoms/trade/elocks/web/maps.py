"""What maps are drawn from, as GeoJSON; and the wall of the control room."""

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from pydantic import BaseModel

from smartcustoms.kernel.web.access import Uow
from smartcustoms.kernel.web.pages import render
from smartcustoms.trade.elocks import queries
from smartcustoms.trade.elocks.model import Stage
from smartcustoms.trade.elocks.sketch import sketch
from smartcustoms.trade.elocks.web.pages import Answers, Sees, Text, drawn_dots, names

router = APIRouter(tags=["elocks"])


class Features(BaseModel):
    """A GeoJSON FeatureCollection (RFC 7946); each feature's `what` is lock, corridor, zone, track or alarm."""

    type: str
    features: list[dict[str, Any]]


@router.get("/api/v1/elocks/map")
def live_map(who: Sees, uow: Uow, q: Text = "", stage: Stage | None = None, alarmed: bool = False) -> Features:
    """Give the live journeys and their corridors as a map."""
    drawn = queries.live_map(uow, text=q.strip(), stage=stage.value if stage else "", alarmed=alarmed)
    return Features(**drawn)


@router.get("/api/v1/elocks/{number}/map")
def journey_map(who: Sees, uow: Uow, number: str) -> Features:
    """Give one journey as a map: corridor, zones, track with its times, alarms."""
    return Features(**queries.journey_map(uow, number))


@router.get("/elocks/wall", response_class=HTMLResponse)
def wall(request: Request, who: Answers, uow: Uow) -> HTMLResponse:
    """Show the wall of the control room: a large map, the live alarms, the counts; it renews itself."""
    found, total = queries.journeys(uow, page=1, size=500)
    alarms, count = queries.alarm_desk(uow, page=1, size=12)
    drawn = [(each, each.newest.place) for each in found if each.newest is not None and each.newest.place is not None]
    fitted = sketch(place for _, place in drawn)
    return render(
        request, "elocks/wall.html", journeys=found, total=total, alarms=alarms, count=count, sketch=fitted, now=uow.at,
        dots=drawn_dots(fitted, drawn), untaken=sum(each.state.value == "raised" for each in alarms),
        silent=sum(each.received_at is None for each in found), **names(),
    )  # fmt: skip
