"""Routes drawn and learned, participants and their breaches."""

from datetime import datetime
from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Depends, Form, Query, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from pydantic import BaseModel, Field

from smartcustoms.kernel.actor import Actor
from smartcustoms.kernel.people import queries as people
from smartcustoms.kernel.people.queries import may as allowed
from smartcustoms.kernel.web.access import Uow, may
from smartcustoms.kernel.web.menu import MenuEntry
from smartcustoms.kernel.web.pages import render
from smartcustoms.kernel.web.parts import Paging
from smartcustoms.kernel.words.model import sentence
from smartcustoms.trade.elocks import actions, queries
from smartcustoms.trade.elocks.journey import Point
from smartcustoms.trade.elocks.model import DRAW_ROUTES, KEEP_PARTICIPANTS, SEE_JOURNEYS, WORK_POINT
from smartcustoms.trade.elocks.pointlist import places_of, written, zones_of
from smartcustoms.trade.elocks.running import Corridor
from smartcustoms.trade.elocks.web import tables
from smartcustoms.trade.elocks.web.pages import SIZE, AsFile, Page, Sees, Text
from smartcustoms.trade.elocks.web.words import KINDS, MEASURES, STANDINGS

router = APIRouter(tags=["elocks"])
menu = (
    MenuEntry(sentence("E-lock clearance point"), "/elocks/point", WORK_POINT, group="work", order=32),
    MenuEntry(sentence("E-lock routes"), "/elocks/routes", SEE_JOURNEYS, group="trade", order=43),
    MenuEntry(sentence("E-lock participants"), "/elocks/participants", KEEP_PARTICIPANTS, group="trade", order=44),
)
Draws = Annotated[Actor, Depends(may(DRAW_ROUTES))]
Keeps = Annotated[Actor, Depends(may(KEEP_PARTICIPANTS))]


class RouteTaken(BaseModel):
    """A corridor: its line and zones in degrees (latitude, longitude), half its width, and the version it follows (0: none)."""

    line: list[tuple[float, float]] = Field(max_length=5_000)
    zones: dict[str, tuple[float, float]]
    corridor_m: float = 500
    after: int = Field(0, ge=0)


class RouteGiven(BaseModel):
    """A route's corridor in its newest version; `trips` 0: drawn; `inside`: share of places of trips left out that lie in it."""

    route: str
    version: int
    line: list[Point]
    zones: dict[str, Point]
    corridor_m: float
    trips: int
    inside: float | None


@router.get("/elocks/routes", response_class=HTMLResponse)
def routes_page(request: Request, who: Sees, uow: Uow, q: Text = "", page: Page = 1, as_file: AsFile = "") -> Response:
    """Show the routes with their corridors; the list as CSV."""
    if as_file == "csv":
        found, _ = queries.routes(uow, text=q.strip(), size=tables.MOST)
        heads = ("route", "version", "points", "corridor_m", "trips", "inside", "made")
        rows = (
            (e.route, e.version, len(e.line), e.corridor_m, e.trips, e.inside, e.made_at.isoformat()) for e in found
        )
        return tables.as_csv("routes", heads, rows)
    found, total = queries.routes(uow, text=q.strip(), page=page, size=SIZE)
    return render(
        request, "elocks/routes.html", routes=found, asked_for={"q": q}, paging_of=Paging(page, SIZE, total),
        draws=allowed(who, DRAW_ROUTES),
    )  # fmt: skip


@router.get("/elocks/routes/draw", response_class=HTMLResponse)
def route_page(request: Request, who: Sees, uow: Uow, route: Annotated[str, Query(max_length=40)] = "") -> HTMLResponse:
    """Show a route on the map, to be drawn and changed there or in the table of its points."""
    found = queries.route(uow, route.strip())
    return render(
        request, "elocks/route.html", found=found, points=written(found.corridor), draws=allowed(who, DRAW_ROUTES)
    )


@router.post("/elocks/routes/draw")
def draw(
    who: Draws, uow: Uow, route: Annotated[str, Form(max_length=40)], points: Annotated[str, Form(max_length=200_000)],
    zones: Annotated[str, Form(max_length=20_000)], corridor_m: Annotated[float, Form()] = 500, after: Annotated[int, Form(ge=0)] = 0,
) -> Response:  # fmt: skip
    """Keep a route as it was drawn."""
    name = route.strip()
    actions.draw_corridor(uow, name, places_of(points), zones_of(zones), corridor_m, after=after)
    return RedirectResponse(f"/elocks/routes/draw?route={name}", 303)


@router.post("/elocks/routes/learn")
def learn(who: Draws, uow: Uow, route: Annotated[str, Form(max_length=40)]) -> Response:
    """Learn a route's corridor from its lawful trips."""
    actions.learn_corridor(uow, route)
    return RedirectResponse(f"/elocks/routes/draw?route={route}", 303)


@router.get("/api/v1/elocks/routes/{route}")
def route_as_json(who: Sees, uow: Uow, route: str) -> RouteGiven | None:
    """Give a route's corridor; null when it was never drawn."""
    found = queries.route(uow, route).corridor
    return None if found is None else given(found)


@router.put("/api/v1/elocks/routes/{route}")
def draw_by_api(who: Draws, uow: Uow, route: str, taken: RouteTaken) -> RouteGiven:
    """Keep a drawn corridor."""
    return given(actions.draw_corridor(uow, route, taken.line, taken.zones, taken.corridor_m, after=taken.after))


def given(found: Corridor) -> RouteGiven:
    """Give a corridor as JSON."""
    return RouteGiven(
        route=found.route, version=found.version, line=list(found.line), zones=found.zones, corridor_m=found.corridor_m,
        trips=found.trips, inside=found.inside,
    )  # fmt: skip


@router.get("/elocks/participants", response_class=HTMLResponse)
def participants_page(
    request: Request, who: Keeps, uow: Uow, q: Text = "", state: Text = "", page: Page = 1, as_file: AsFile = ""
) -> Response:
    """Show who takes part in the scheme; the list as CSV."""
    known = state if state in STANDINGS else ""
    if as_file == "csv":
        found, _ = queries.participants(uow, text=q.strip(), state=known, size=tables.MOST)
        heads = ("number", "name", "kind", "state", "registered", "ended", "breaches")
        rows = (
            (e.number, e.name, e.kind, e.state, e.registered_at.isoformat(), e.ended_at and e.ended_at.isoformat(), n)
            for e, n in found
        )
        return tables.as_csv("participants", heads, rows)
    found, total = queries.participants(uow, text=q.strip(), state=known, page=page, size=SIZE)
    return render(
        request, "elocks/participants.html", participants=found, asked_for={"q": q, "state": known}, standings=STANDINGS,
        kinds=KINDS, paging_of=Paging(page, SIZE, total),
    )  # fmt: skip


@router.post("/elocks/participants")
def register(
    who: Keeps, uow: Uow, number: Annotated[str, Form(max_length=40)], name: Annotated[str, Form(max_length=200)],
    kind: Annotated[str, Form(max_length=20)],
) -> Response:  # fmt: skip
    """Register a participant."""
    found = actions.register_participant(uow, number.strip(), name, kind)
    return RedirectResponse(f"/elocks/participants/{found.number}", 303)


@router.get("/elocks/participants/{number}", response_class=HTMLResponse)
def participant_page(request: Request, who: Keeps, uow: Uow, number: str) -> HTMLResponse:
    """Show a participant with its breaches and what the next one brings."""
    found, breaches, rule = queries.participant(uow, number)
    return render(
        request, "elocks/participant.html", found=found, breaches=breaches, rule=rule, standings=STANDINGS, kinds=KINDS,
        measures=MEASURES, officers=people.names(uow, sorted({each.noted_by for each in breaches})),
    )  # fmt: skip


@router.post("/elocks/participants/{number}/breaches")
def breach(
    request: Request, who: Keeps, uow: Uow, number: str, what: Annotated[str, Form(max_length=400)],
    at: Annotated[str, Form(max_length=20)] = "", journey: Annotated[str, Form(max_length=60)] = "",
) -> Response:  # fmt: skip
    """Note a breach."""
    try:
        when = datetime.fromisoformat(at).replace(tzinfo=ZoneInfo(request.app.state.settings.time_zone))
    except ValueError:
        when = uow.at.replace(second=0, microsecond=0)
    actions.note_breach(uow, number, what, at=when, journey=journey)
    return RedirectResponse(f"/elocks/participants/{number}", 303)
