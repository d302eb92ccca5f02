"""Pages of training: one's own results, a trial and its answer, and for who leads it the officers' results and how it is set up."""

from typing import Annotated, Any

from fastapi import APIRouter, Form, Query, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from smartcustoms.boundary.scans import queries as scans
from smartcustoms.boundary.scans.model import LOOKS
from smartcustoms.boundary.training import actions, queries
from smartcustoms.boundary.training.model import (
    TAKE,
    Answer,
    Answered,
    NotDecided,
    NothingToShow,
    NotUsable,
    Part,
    Purpose,
    Trial,
    Wanted,
)
from smartcustoms.boundary.training.web.said import WORDS, Leads, Takes
from smartcustoms.kernel import clock
from smartcustoms.kernel.actor import Actor
from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.day import day_of
from smartcustoms.kernel.errors import Conflict, NotFound, Refused
from smartcustoms.kernel.files.object_gateway import objects
from smartcustoms.kernel.people import queries as people
from smartcustoms.kernel.web.access import Uow
from smartcustoms.kernel.web.menu import MenuEntry
from smartcustoms.kernel.web.pages import render
from smartcustoms.kernel.web.sent import Number, Whole, written_again
from smartcustoms.kernel.words.model import sentence

router = APIRouter(tags=["training"])
menu = (MenuEntry(sentence("X-ray training"), "/screening-training", TAKE, group="boundary", order=24),)

_GREEN = (0, 110, 60)


@router.get("/screening-training", response_class=HTMLResponse)
def mine(request: Request, who: Takes, uow: Uow) -> HTMLResponse:
    """Show an officer his results and let him go on."""
    return shown_to(request, who, uow)


def shown_to(request: Request, who: Actor, uow: UnitOfWork, error: Refused | None = None) -> HTMLResponse:
    """Show an officer his page of the training, with a refusal where there is one."""
    return render(
        request,
        "training/mine.html",
        status=error.status if error else 200,
        results=queries.results(uow, who.user),
        recent=queries.trials(uow, Wanted(officer=who.user), size=10)[0],
        courses={each.number: each for each in queries.courses(uow)},
        enrolments=queries.enrolments(uow, officer=who.user, size=20)[0],
        waiting=queries.waiting(uow, who),
        setting=queries.setting(uow),
        tests=[
            (each, queries.hindrance(uow, each)) for each in queries.tests(uow) if each.is_open(day_of(clock.now()))
        ],
        certificates=queries.certificates(uow, officer=who.user, valid_on=day_of(clock.now()))[0],
        errors=[error] if error else [],
        **WORDS,
    )


@router.post("/screening-training/next")
def next_one(request: Request, who: Takes, uow: Uow) -> Response:
    """Give the officer a picture; its time begins."""
    try:
        begun = actions.begin(uow, through=objects(request.app.state.settings))
    except NothingToShow as refusal:
        return shown_to(request, who, uow, refusal)
    return RedirectResponse(f"/screening-training/trials/{begun.number}", 303)


@router.get("/screening-training/trials/{number}", response_class=HTMLResponse)
def one(request: Request, who: Takes, uow: Uow, number: str, look: str = "colour") -> HTMLResponse:
    """Show a trial: the picture to be judged, or, once it is answered, what was in it."""
    return _one(request, who, uow, number, look)


def _one(
    request: Request, who: Actor, uow: UnitOfWork, number: str, look: str, error: Refused | None = None, **written: str
) -> HTMLResponse:
    found = queries.trial(uow, number)
    return render(
        request,
        "training/one.html",
        status=error.status if error else 200,
        trial=found,
        decided=isinstance(found, Trial),
        kept=isinstance(found, Answered),
        mine=found.officer == who.user,
        spent=round((clock.now() - found.began_at).total_seconds()),
        look=look if look in LOOKS else "colour",
        errors=[error] if error else [],
        written=written,
        **WORDS,
    )


@router.get("/files/screening-training/{number}.png")
def picture(
    request: Request,
    who: Takes,
    uow: Uow,
    number: str,
    look: Annotated[str, Query(max_length=10)] = "colour",
) -> Response:
    """Draw the picture of a trial; when it is answered, with a frame around what was put in."""
    found = queries.trial(uow, number)
    if look not in LOOKS:
        raise NotFound(sentence("There is no such look."), mend=sentence("Choose one of those shown."), seen=look[:10])
    read = queries.picture_of(uow, found, through=objects(request.app.state.settings))
    marks = ((found.truth.box, _GREEN),) if isinstance(found, Trial) and found.truth else ()
    drawn = scans.drawn(read, 0, look=look, marks=marks)
    return Response(drawn, media_type="image/png", headers={"Cache-Control": "no-store"})


@router.post("/screening-training/trials/{number}/answer")
def answer(
    request: Request,
    who: Takes,
    uow: Uow,
    number: str,
    said: Annotated[str, Form(alias="answer", max_length=20)] = "",
    part: Annotated[str, Form(max_length=20)] = "",
) -> Response:
    """Answer a trial: clear or suspect, and where."""
    if said not in set(Answer):
        says, mend = sentence("Say whether the picture is clear or suspect."), sentence("Choose one of the two.")
        return _one(request, who, uow, number, "colour", NotUsable(says, mend=mend, field="answer"), part=part)
    try:
        done = actions.answer(uow, number, Answer(said), part=Part(part) if part in set(Part) else None)
    except (NotDecided, Conflict) as refusal:
        return _one(request, who, uow, number, "colour", refusal)
    where = f"attempts/{done.part_of}" if done.purpose is Purpose.TEST else f"trials/{number}"
    return RedirectResponse(f"/screening-training/{where}", 303)


@router.get("/screening-training/results", response_class=HTMLResponse)
def results(request: Request, who: Leads, uow: Uow) -> HTMLResponse:
    """Show how the officers fare, all together and each, by category and difficulty."""
    found = queries.results_by_officer(uow)
    return render(
        request,
        "training/results.html",
        together=found.pop(""),
        officers=found,
        names=people.names(uow, list(found)),
        **WORDS,
    )


@router.get("/screening-training/settings", response_class=HTMLResponse)
def settings(request: Request, who: Leads, uow: Uow) -> HTMLResponse:
    """Show how the training is set up, how it was, and its clean pictures."""
    return _settings(request, uow)


def _settings(request: Request, uow: UnitOfWork, error: Refused | None = None, **written: Any) -> HTMLResponse:
    chosen, cleans = queries.settings(uow), queries.cleans(uow)
    return render(
        request,
        "training/settings.html",
        status=error.status if error else 200,
        setting=queries.setting(uow),
        chosen=chosen,
        cleans=cleans,
        names=people.names(uow, [*(each.by for each in chosen), *(each.by for each in cleans)]),
        errors=[error] if error else [],
        written=written,
        **WORDS,
    )


@router.post("/screening-training/settings")
def choose(
    request: Request,
    who: Leads,
    uow: Uow,
    ratio: Number,
    time_limit_s: Whole,
    most_superposition: Number,
    categories: Annotated[list[str] | None, Form()] = None,
    because: Annotated[str, Form(max_length=500)] = "",
) -> Response:
    """Choose how the training runs from now on."""
    values: dict[str, Any] = {"ratio": ratio, "time_limit_s": time_limit_s, "most_superposition": most_superposition}
    values |= {"categories": categories or [], "because": because}
    try:
        actions.choose(uow, **values)
    except NotUsable as refusal:
        return _settings(request, uow, refusal, **written_again(values))
    return RedirectResponse("/screening-training/settings", 303)


@router.post("/screening-training/pictures")
def add_scan(request: Request, who: Leads, uow: Uow, scan: Annotated[str, Form(max_length=40)]) -> Response:
    """Add a scan that two officers found clear to the pictures to train on."""
    try:
        actions.add_scan(uow, scan.strip(), through=objects(request.app.state.settings))
    except (NotUsable, NotFound) as refusal:
        return _settings(request, uow, refusal, scan=scan)
    return RedirectResponse("/screening-training/settings", 303)


@router.post("/screening-training/pictures/{number}/use")
def use(who: Leads, uow: Uow, number: str, used: Annotated[bool, Form()]) -> Response:
    """Take a clean picture in or out of use."""
    actions.use(uow, number, used=used)
    return RedirectResponse("/screening-training/settings", 303)
