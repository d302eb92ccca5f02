"""Pages of e-locks. Maps are drawn on the server, so that they need nothing from outside; each stands beside its list."""

import json
from typing import Annotated, Any, Literal
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Form, Query, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from smartcustoms.kernel.actor import Actor
from smartcustoms.kernel.people import queries as people
from smartcustoms.kernel.people.queries import may as allowed
from smartcustoms.kernel.settings import Settings
from smartcustoms.kernel.web.access import Uow, may
from smartcustoms.kernel.web.live import Topic
from smartcustoms.kernel.web.menu import MenuEntry
from smartcustoms.kernel.web.pages import render
from smartcustoms.kernel.web.parts import Paging
from smartcustoms.kernel.words.model import sentence
from smartcustoms.trade.elocks import actions, queries
from smartcustoms.trade.elocks.journey import Point
from smartcustoms.trade.elocks.keyring import keyring
from smartcustoms.trade.elocks.model import (
    ANSWER_ALARMS,
    COMMAND_LOCKS,
    LEAD_JOURNEYS,
    PACK_EVIDENCE,
    PERMIT_UNLOCKS,
    SEE_JOURNEYS,
    AlarmState,
    Cause,
    Stage,
)
from smartcustoms.trade.elocks.queries import Live, Shown
from smartcustoms.trade.elocks.sketch import HEIGHT, WIDTH, Sketch, sketch
from smartcustoms.trade.elocks.web import tables
from smartcustoms.trade.elocks.web.words import CAUSES, COLOURS, STAGES, STATES, TYPES

router = APIRouter(tags=["elocks"])
menu = (
    MenuEntry(sentence("E-lock journeys"), "/elocks", SEE_JOURNEYS, group="trade", order=40),
    MenuEntry(sentence("E-lock alarms"), "/elocks/alarms", ANSWER_ALARMS, group="work", order=30),
    MenuEntry(sentence("E-lock control room"), "/elocks/wall", ANSWER_ALARMS, group="work", order=31),
    MenuEntry(sentence("E-lock devices"), "/elocks/devices", SEE_JOURNEYS, group="trade", order=41),
    MenuEntry(sentence("E-lock scheme"), "/elocks/statistics", SEE_JOURNEYS, group="trade", order=42),
)
topics = (Topic("elocks", SEE_JOURNEYS),)

Sees = Annotated[Actor, Depends(may(SEE_JOURNEYS))]
Leads = Annotated[Actor, Depends(may(LEAD_JOURNEYS))]
Answers = Annotated[Actor, Depends(may(ANSWER_ALARMS))]
Packs = Annotated[Actor, Depends(may(PACK_EVIDENCE))]
Commands = Annotated[Actor, Depends(may(COMMAND_LOCKS))]
Text = Annotated[str, Query(max_length=60)]
Page = Annotated[int, Query(ge=1, le=100_000)]
AsFile = Annotated[Literal["", "csv"], Query(alias="format")]
SIZE = 50


@router.get("/elocks", response_class=HTMLResponse)
def journeys_page(
    request: Request,
    who: Sees,
    uow: Uow,
    q: Text = "",
    stage: Text = "",
    alarmed: bool = False,
    page: Page = 1,
    as_file: AsFile = "",
) -> Response:
    """Show the live journeys on a map and in a list; the list as CSV."""
    known = stage if stage in STAGES else ""
    if as_file == "csv":
        found, _ = queries.journeys(uow, text=q.strip(), stage=known, alarmed=alarmed, size=tables.MOST)
        return tables.journeys(found)
    found, total = queries.journeys(uow, text=q.strip(), stage=known, alarmed=alarmed, page=page, size=SIZE)
    drawn = [(each, each.newest.place) for each in found if each.newest is not None and each.newest.place is not None]
    fitted = sketch(place for _, place in drawn)
    return render(
        request, "elocks/journeys.html", journeys=found, sketch=fitted, dots=drawn_dots(fitted, drawn), paging_of=Paging(page, SIZE, total),
        asked_for={"q": q, "stage": known, "alarmed": alarmed}, map_query=_map_query(q.strip(), known, alarmed), **names(),
    )  # fmt: skip


def _map_query(text: str, stage: str, alarmed: bool) -> str:
    asked = {"q": text, "stage": stage, "alarmed": "true" if alarmed else ""}
    given = urlencode({name: value for name, value in asked.items() if value})
    return f"?{given}" if given else ""


def drawn_dots(fitted: Sketch | None, drawn: list[tuple[Live, Point]]) -> list[dict[str, Any]]:
    """Give the marks of journeys on the map that the server draws."""
    if fitted is None:
        return []
    return [
        {"x": fitted.xy(place)[0], "y": fitted.xy(place)[1], "number": each.record.number, "alarms": each.alarms}
        for each, place in drawn
    ]


@router.get("/elocks/alarms", response_class=HTMLResponse)
def alarms_page(
    request: Request,
    who: Answers,
    uow: Uow,
    q: Text = "",
    state: Text = "",
    kind: Text = "",
    page: Page = 1,
    as_file: AsFile = "",
) -> Response:
    """Show the alarm desk: what is live, the newest first; the list as CSV."""
    known = {"state": state if state in STATES else "", "kind": kind if kind in TYPES else ""}
    if as_file == "csv":
        return tables.alarms(
            queries.alarm_desk(uow, state=known["state"], kind=known["kind"], text=q.strip(), size=tables.MOST)[0]
        )
    found, total = queries.alarm_desk(uow, text=q.strip(), page=page, size=SIZE, **known)
    officers = [each.acknowledged_by for each in found if each.acknowledged_by]
    return render(
        request, "elocks/alarms.html", alarms=found, asked_for={"q": q, **known}, paging_of=Paging(page, SIZE, total),
        officers=people.names(uow, officers), **names(),
    )  # fmt: skip


@router.get("/elocks/devices", response_class=HTMLResponse)
def devices_page(
    request: Request,
    who: Sees,
    uow: Uow,
    q: Text = "",
    page: Page = 1,
    as_file: AsFile = "",
) -> Response:
    """Show how the locks are: battery, last word, refused frames; the list as CSV."""
    if as_file == "csv":
        return tables.devices(queries.devices(uow, text=q.strip(), size=tables.MOST)[0])
    found, total = queries.devices(uow, text=q.strip(), page=page, size=SIZE)
    return render(
        request, "elocks/devices.html", devices=found, asked_for={"q": q}, paging_of=Paging(page, SIZE, total),
        refused=queries.refused_frames(uow), commands=allowed(who, COMMAND_LOCKS), **names(),
    )  # fmt: skip


@router.post("/elocks/devices/{lock}/command")
def command(
    who: Commands,
    uow: Uow,
    lock: str,
    what: Annotated[str, Form(max_length=20)],
    seconds: Annotated[str, Form(max_length=6)] = "",
) -> Response:
    """Send a command to a lock."""
    actions.command(uow, lock, what, seconds=int(seconds) if seconds.isdecimal() else None)
    return RedirectResponse("/elocks/devices", 303)


@router.get("/elocks/statistics", response_class=HTMLResponse)
def statistics_page(request: Request, who: Sees, uow: Uow) -> HTMLResponse:
    """Show how the scheme goes."""
    return render(request, "elocks/statistics.html", told=queries.statistics(uow), **names())


@router.get("/elocks/{number}", response_class=HTMLResponse)
def journey_page(request: Request, who: Sees, uow: Uow, number: str) -> HTMLResponse:
    """Show one journey: its map with a replay, its steps, custody and alarms."""
    found = queries.journey(uow, number)
    officers = (
        {each.officer for each in found.steps}
        | {each.officer for each in found.tokens}
        | {each.acknowledged_by for each in found.alarms if each.acknowledged_by}
    )
    following = list(Stage)[list(Stage).index(found.record.stage) + 1 :][:1]
    return render(
        request, "elocks/journey.html", found=found, map=_map(found), officers=people.names(uow, sorted(each for each in officers if each)),
        following=following[0].value if following else "", leads=allowed(who, LEAD_JOURNEYS),
        answers=allowed(who, ANSWER_ALARMS), packs=allowed(who, PACK_EVIDENCE),
        permits=allowed(who, PERMIT_UNLOCKS), own_zones=_own_zones(request, found), now=uow.at,
        **names(),
    )  # fmt: skip


def _own_zones(request: Request, found: Shown) -> list[str]:
    """Give the zones in which this administration may permit an unlock: its own, and all where two must."""
    home = request.app.state.settings.administration
    return [name for name, whose in found.zones.items() if whose == home or found.record.needs > 1]


def _map(found: Shown) -> dict[str, Any] | None:
    """Give the geometry of a journey's map, and the track that the replay moves along."""
    track = [each for each in found.fixes if each.place is not None]
    fitted = sketch([*found.journey.line, *(each.place for each in track if each.place)])
    if fitted is None:
        return None
    every = max(1, len(track) // 1500)
    shown = [(each.t, *fitted.xy(each.place)) for each in [*track[::every], *track[-1:]] if each.place]
    places = {each.t: fitted.xy(each.place) for each in track if each.place}
    alarms = [
        {"x": places[t][0], "y": places[t][1], "type": each.type, "state": each.state.value}
        for each in found.alarms
        if (t := _at(places, each.at.timestamp())) is not None and each.state is not AlarmState.WITHDRAWN
    ]
    return {
        "sketch": fitted, "route": fitted.path(found.journey.line), "track": _drawn(shown),
        "zones": [(*fitted.xy(each), fitted.radius(found.journey.rules.zone_radius_m)) for each in found.journey.zones],
        "alarms": alarms, "replay": json.dumps(shown, separators=(",", ":")), "last": shown[-1] if shown else None,
    }  # fmt: skip


def _drawn(shown: list[tuple[float, float, float]]) -> str:
    return "M" + " L".join(f"{x} {y}" for _, x, y in shown) if shown else ""


def _at(places: dict[float, tuple[float, float]], t: float) -> float | None:
    return min(places, key=lambda each: abs(each - t), default=None)


@router.get("/files/elocks/{number}/evidence.json")
def evidence(request: Request, who: Packs, uow: Uow, number: str) -> Response:
    """Take a journey's evidence pack away: one file that `smartcustoms elocks verify` checks offline."""
    keys = keyring(request.app.state.settings)
    actions.attest(uow, keys=keys)
    content = queries.evidence(uow, number, keys=keys)
    headers = {"Content-Disposition": f'attachment; filename="evidence-{number}.json"'}
    return Response(content, media_type="application/json", headers=headers)


@router.post("/elocks/{number}/step")
def step(request: Request, who: Leads, uow: Uow, number: str, stage: Annotated[Stage, Form()]) -> Response:
    """Take the journey's next step, signed by this administration."""
    settings: Settings = request.app.state.settings
    actions.step(uow, number, stage, keys=keyring(settings))
    return RedirectResponse(f"/elocks/{number}", 303)


@router.post("/elocks/{number}/alarms/{alarm}/acknowledgement")
def acknowledge(
    who: Answers, uow: Uow, number: str, alarm: int, team: Annotated[str, Form(max_length=80)] = ""
) -> Response:
    """Take an alarm up."""
    actions.acknowledge(uow, number, alarm, team=team)
    return RedirectResponse(f"/elocks/{number}", 303)


@router.post("/elocks/{number}/alarms/{alarm}/escalation")
def escalate(
    who: Answers, uow: Uow, number: str, alarm: int, because: Annotated[str, Form(max_length=400)] = ""
) -> Response:
    """Ask for more."""
    actions.escalate(uow, number, alarm, because=because)
    return RedirectResponse(f"/elocks/{number}", 303)


@router.post("/elocks/{number}/alarms/{alarm}/closing")
def close(
    who: Answers,
    uow: Uow,
    number: str,
    alarm: int,
    cause: Annotated[Cause, Form()],
    note: Annotated[str, Form(max_length=2000)] = "",
) -> Response:
    """Close an alarm with its cause."""
    actions.close_alarm(uow, number, alarm, cause=cause, note=note)
    return RedirectResponse(f"/elocks/{number}", 303)


def names() -> dict[str, Any]:
    """Give the words and sizes that pages of e-locks are drawn with."""
    return {
        "stages": STAGES, "types": TYPES, "states": STATES, "causes": CAUSES, "colours": COLOURS, "map_width": WIDTH, "map_height": HEIGHT,
    }  # fmt: skip
