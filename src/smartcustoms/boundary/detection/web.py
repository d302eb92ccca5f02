"""Pages and JSON of alarms: the list, one scan with its alarms and the decision, the operating point, what was agreed on."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Query, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from pydantic import BaseModel, Field

from smartcustoms.boundary.detection import actions, queries
from smartcustoms.boundary.detection.looking import limits
from smartcustoms.boundary.detection.model import (
    DECIDE,
    OPEN,
    SEE_ALARMS,
    SET_POINT,
    Alarm,
    Examined,
    LookIncomplete,
    NotYours,
    Outcome,
    Row,
    State,
    Verdict,
)
from smartcustoms.boundary.scans import queries as scans
from smartcustoms.kernel import clock
from smartcustoms.kernel.actor import Actor
from smartcustoms.kernel.errors import Conflict, NotFound, Refused
from smartcustoms.kernel.files.object_gateway import objects
from smartcustoms.kernel.people import queries as people
from smartcustoms.kernel.spreadsheet import csv_of
from smartcustoms.kernel.web.access import Uow, may
from smartcustoms.kernel.web.downloads import csv_file
from smartcustoms.kernel.web.menu import MenuEntry
from smartcustoms.kernel.web.pages import render
from smartcustoms.kernel.web.parts import Paging
from smartcustoms.kernel.web.sent import fields
from smartcustoms.kernel.words.model import Sentence, sentence

router = APIRouter(tags=["scans"])
menu = (MenuEntry(sentence("Alarms of scans"), "/scan-alarms", SEE_ALARMS, group="boundary", order=21),)

Sees = Annotated[Actor, Depends(may(SEE_ALARMS))]
Decides = Annotated[Actor, Depends(may(DECIDE))]
Chooses = Annotated[Actor, Depends(may(SET_POINT))]
Page = Annotated[int, Query(ge=1, le=100_000)]
SIZE = 50
_EXPORT = 10_000
_RED, _GREY = (190, 20, 20), (90, 90, 90)

STATES: dict[State, Sentence] = {
    State.WAITING: sentence("Waiting for an officer"),
    State.SECOND_LOOK: sentence("Waiting for a second look"),
    State.CLEAR: sentence("Clear"),
    State.SUSPECT: sentence("Suspect"),
}
WHATS: dict[str, Sentence] = {
    "gun": sentence("firearm"),
    "knife": sentence("knife or scissors"),
    "explosive": sentence("dense organic block"),
    "drugs": sentence("salt of a drug"),
    "liquid": sentence("light liquid or fuel"),
    "cigarettes": sentence("cigarettes"),
}


class AlarmGiven(BaseModel):
    """One alarm."""

    what: str
    why: str
    view: int
    box: tuple[int, int, int, int] = Field(description="column, row, width, height")
    score: float
    method: str


class ScanJudged(BaseModel):
    """A scan with its alarms and where it stands."""

    scan: str
    state: State
    simulated: bool
    least: float = Field(description="score from which alarms were raised")
    methods: list[str]
    left_out: list[str]
    alarms: list[AlarmGiven]


class Decision(BaseModel):
    """An officer's decision."""

    outcome: Outcome
    verdicts: list[Verdict] = Field(description="one for each alarm, in their order")
    note: str = Field("", max_length=2000)


class PointChosen(BaseModel):
    """A newly chosen operating point."""

    least: float
    because: str = Field(max_length=500)


class RowsGiven(BaseModel):
    """A page of judged scans, and how many there are in all."""

    total: int
    scans: list[Row]


@router.get("/scan-alarms", response_class=HTMLResponse, response_model=None)
def everything(
    request: Request,
    who: Sees,
    uow: Uow,
    state: str = "open",
    what: str = "",
    q: str = "",
    sort: str = "-surest",
    page: Page = 1,
    format: str = "",  # noqa: A002 - the name in the address
) -> Response:
    """Show the scans with their alarms, those that wait and are surest first; as CSV when asked."""
    asked: dict[str, Any] = {"waiting": state == "open", "what": what[:20], "text": q.strip()[:60], "sort": sort}
    asked["state"] = State(state) if state in set(State) else None
    if format == "csv":
        return _csv(queries.rows(uow, **asked, size=_EXPORT)[0])
    found, total = queries.rows(uow, **asked, page=page, size=SIZE)
    return render(
        request,
        "detection/all.html",
        rows=found,
        sort=sort,
        states={each.value: says for each, says in STATES.items()},
        whats=WHATS,
        asked_for={"state": state, "what": what, "q": q},
        point=queries.point(uow),
        agreement=queries.agreement(uow),
        paging_of=Paging(page, SIZE, total),
    )


def _csv(rows: list[Row]) -> Response:
    heads = ("scan", "subject", "kind", "simulated", "alarms", "surest", "state", "judged_at")
    body = csv_of(
        heads,
        (
            (
                r.scan,
                r.subject,
                r.kind,
                r.simulated,
                " ".join(r.whats),
                r.surest,
                r.state.value,
                r.judged_at.isoformat(),
            )
            for r in rows
        ),
    )
    return csv_file(body, "scan-alarms.csv")


@router.post("/scan-alarms/next")
def next_one(who: Decides, uow: Uow) -> Response:
    """Open the waiting scan with the surest alarm; its time begins."""
    number = actions.open_next(uow)
    return RedirectResponse(f"/scans/{number}/alarms" if number else "/scan-alarms", 303)


@router.get("/scan-alarms/point", response_class=HTMLResponse)
def operating_point(request: Request, who: Sees, uow: Uow) -> HTMLResponse:
    """Show the operating point, its history and how often officers took alarms for right."""
    return _point(request, uow)


def _point(request: Request, uow: Uow, error: Refused | None = None, **written: str) -> HTMLResponse:
    chosen = queries.points(uow)
    return render(
        request,
        "detection/point.html",
        status=422 if error else 200,
        point=queries.point(uow),
        points=chosen,
        names=people.names(uow, [each.by for each in chosen]),
        whats=WHATS,
        agreement=queries.agreement(uow),
        errors=[error] if error else [],
        written=written,
    )


@router.post("/scan-alarms/point")
def choose_point(
    request: Request,
    who: Chooses,
    uow: Uow,
    least: Annotated[float, Form()],
    because: Annotated[str, Form(max_length=500)] = "",
) -> Response:
    """Choose the score from which alarms are raised on scans that come from now on."""
    try:
        actions.choose_point(uow, least, because=because)
    except LookIncomplete as refusal:
        return _point(request, uow, refusal, least=str(least), because=because)
    return RedirectResponse("/scan-alarms/point", 303)


@router.get("/scans/{number}/alarms", response_class=HTMLResponse)
def one(request: Request, who: Sees, uow: Uow, number: str) -> HTMLResponse:
    """Show a scan's alarms, each with its box and reason, and let an officer decide."""
    return _one(request, who, uow, number)


def _one(
    request: Request, who: Actor, uow: Uow, number: str, error: Refused | None = None, **written: Any
) -> HTMLResponse:
    found = queries.examined(uow, number)
    known, kept = limits(clock.now().date()), scans.scan(uow, number)
    mine = found.looker == who.user and bool(who.user)
    shown = found.looks if found.state not in OPEN else [each for each in found.looks if each.by == who.user]
    return render(
        request,
        "detection/one.html",
        status=error.status if error else 200,
        found=found,
        scan=kept,
        mine=mine,
        looked=any(each.by == who.user for each in found.looks),
        spent=round((clock.now() - found.began_at).total_seconds()) if mine and found.began_at else 0,
        time_limit=round(known.time_limit.total_seconds()),
        looks=shown,
        names=people.names(uow, [each.by for each in shown]),
        states=STATES,
        whats=WHATS,
        errors=[error] if error else [],
        written=written,
    )


@router.get("/files/scan-alarms/{number}/{view}.png")
def picture(request: Request, who: Sees, uow: Uow, number: str, view: int) -> Response:
    """Draw a view of a scan with a box around each alarm, red where it is sure."""
    found, kept = queries.examined(uow, number), scans.scan(uow, number)
    if not 0 <= view < len(kept.views):
        raise NotFound(sentence("There is no such view."), mend=sentence("Open the scan again."), seen=str(view))
    read = scans.package_of(uow, kept, through=objects(request.app.state.settings))
    marks = tuple((each.box, _RED if each.score >= 0.8 else _GREY) for each in found.alarms if each.view == view)
    drawn = scans.drawn(read, view, look="colour" if kept.dual_energy else "grey", marks=marks)
    return Response(drawn, media_type="image/png", headers={"Cache-Control": "private, max-age=3600"})


@router.post("/scans/{number}/alarms/opening")
def open_scan(request: Request, who: Decides, uow: Uow, number: str) -> Response:
    """Open a scan to look at it: its time begins."""
    try:
        actions.open_scan(uow, number)
    except (Conflict, NotYours) as refusal:
        return _one(request, who, uow, number, refusal)
    return RedirectResponse(f"/scans/{number}/alarms", 303)


def verdicts_given(form: Annotated[dict[str, str], Depends(fields())]) -> dict[int, Verdict]:
    """Read from the form what an officer says of each alarm; a field for each, since their number differs."""
    said = {name.removeprefix("verdict-"): value for name, value in form.items()}
    return {int(place): Verdict(each) for place, each in said.items() if place.isdecimal() and each in set(Verdict)}


Verdicts = Annotated[dict[int, Verdict], Depends(verdicts_given)]


@router.post("/scans/{number}/alarms/decision")
def decide(
    request: Request,
    who: Decides,
    uow: Uow,
    number: str,
    verdicts: Verdicts,
    outcome: Annotated[str, Form(max_length=20)] = "",
    note: Annotated[str, Form(max_length=2000)] = "",
) -> Response:
    """Decide: clear or suspect, with a verdict on each alarm."""
    try:
        if outcome not in set(Outcome):
            says = sentence("Say whether the scan is clear or suspect.")
            raise LookIncomplete(says, mend=sentence("Choose one of the two."), field="outcome")
        actions.decide(uow, number, Outcome(outcome), verdicts=verdicts, note=note)
    except (LookIncomplete, Conflict, NotYours) as refusal:
        chosen = {str(place): each.value for place, each in verdicts.items()}
        return _one(request, who, uow, number, refusal, note=note, outcome=outcome, verdicts=chosen)
    return RedirectResponse("/scan-alarms", 303)


@router.get("/api/v1/scan-alarms")
def everything_as_json(
    who: Sees, uow: Uow, state: State | None = None, what: str = "", q: str = "", page: Page = 1
) -> RowsGiven:
    """Give a page of judged scans, those with the surest alarm first."""
    found, total = queries.rows(uow, state=state, what=what[:20], text=q.strip()[:60], page=page, size=SIZE)
    return RowsGiven(total=total, scans=found)


@router.post("/api/v1/scan-alarms/next")
def next_as_json(who: Decides, uow: Uow) -> ScanJudged | None:
    """Open the waiting scan with the surest alarm; null when none waits."""
    number = actions.open_next(uow)
    return _given(queries.examined(uow, number)) if number else None


@router.get("/api/v1/scan-alarms/point")
def point_as_json(who: Sees, uow: Uow) -> PointChosen:
    """Give the operating point in force."""
    found = queries.point(uow)
    return PointChosen(least=found.least, because=found.because)


@router.post("/api/v1/scan-alarms/point")
def choose_point_by_api(who: Chooses, uow: Uow, chosen: PointChosen) -> PointChosen:
    """Choose the operating point."""
    made = actions.choose_point(uow, chosen.least, because=chosen.because)
    return PointChosen(least=made.least, because=made.because)


@router.get("/api/v1/scan-alarms/reviewed")
def reviewed(who: Chooses, uow: Uow) -> dict[str, Any]:
    """Give what two officers agreed on, as a COCO document to train on."""
    return dict(queries.as_training_data(uow))


@router.get("/api/v1/scans/{number}/alarms")
def one_as_json(who: Sees, uow: Uow, number: str) -> ScanJudged:
    """Give a scan's alarms."""
    return _given(queries.examined(uow, number))


@router.post("/api/v1/scans/{number}/alarms/opening")
def open_by_api(who: Decides, uow: Uow, number: str) -> ScanJudged:
    """Open a scan to look at it: its time begins."""
    return _given(actions.open_scan(uow, number))


@router.post("/api/v1/scans/{number}/alarms/decision")
def decide_by_api(who: Decides, uow: Uow, number: str, said: Decision) -> ScanJudged:
    """Decide: clear or suspect, with a verdict on each alarm."""
    actions.decide(uow, number, said.outcome, verdicts=dict(enumerate(said.verdicts)), note=said.note)
    return _given(queries.examined(uow, number))


def _given(found: Examined) -> ScanJudged:
    return ScanJudged(
        scan=found.scan,
        state=found.state,
        simulated=found.simulated,
        least=found.least,
        methods=list(found.methods),
        left_out=[str(each) for each in found.left_out],
        alarms=[_alarm_given(each) for each in found.alarms],
    )


def _alarm_given(each: Alarm) -> AlarmGiven:
    return AlarmGiven(
        what=each.what, why=str(each.why), view=each.view, box=each.box, score=each.score, method=each.method
    )
