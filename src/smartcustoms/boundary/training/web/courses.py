"""Pages of courses: the supervisor's list, making and assigning one, and an officer's way through his."""

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from smartcustoms.boundary.training import actions, queries
from smartcustoms.boundary.training.model import CATEGORIES, Course, CourseWrong, Level, NothingToShow
from smartcustoms.boundary.training.web.said import LANGUAGE_NAMES, SIZE, WORDS, Leads, Page, Takes, csv_of_rows
from smartcustoms.kernel import clock
from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.day import day_of, day_written
from smartcustoms.kernel.errors import Conflict, Refused
from smartcustoms.kernel.files.object_gateway import objects
from smartcustoms.kernel.people import queries as people
from smartcustoms.kernel.web.access import Uow
from smartcustoms.kernel.web.pages import render
from smartcustoms.kernel.web.parts import Paging
from smartcustoms.kernel.web.sent import Number, Whole, written_again

router = APIRouter(tags=["training"])
_EXPORT = 10_000
_AT_FIRST: dict[str, Any] = {
    "names": {},
    "valid_from": None,
    "valid_until": None,
    "because": "",
    "easiest": Level.EASY,
    "hardest": Level.HARD,
    "pass_level": Level.MIDDLE,
    "pictures": 40,
    "ratio": 0.5,
    "time_limit_s": 60,
    "most_false_alarms": 0.2,
    "categories": CATEGORIES,
}


@dataclass(frozen=True)
class Named:
    """A name in three languages, as a form sends it."""

    en: str
    hant: str
    hans: str

    @property
    def names(self) -> dict[str, str]:
        """The names by language."""
        return {"en": self.en, "zh-Hant": self.hant, "zh-Hans": self.hans}


def named(
    name_en: Annotated[str, Form(alias="name_en", max_length=120)] = "",
    name_hant: Annotated[str, Form(alias="name_zh-Hant", max_length=120)] = "",
    name_hans: Annotated[str, Form(alias="name_zh-Hans", max_length=120)] = "",
) -> Named:
    """Read a name from a form."""
    return Named(name_en, name_hant, name_hans)


def wished(
    called: Annotated[Named, Depends(named)],
    easiest: Annotated[Level, Form()],
    hardest: Annotated[Level, Form()],
    pass_level: Annotated[Level, Form()],
    pictures: Whole,
    ratio: Number,
    time_limit_s: Whole,
    most_false_alarms: Number,
    categories: Annotated[list[str] | None, Form()] = None,
    valid_from: Annotated[str, Form(max_length=10)] = "",
    valid_until: Annotated[str, Form(max_length=10)] = "",
    because: Annotated[str, Form(max_length=500)] = "",
) -> Course:
    """Read from the form the course that is wished for; without a first day it begins today."""
    now = clock.now()
    return Course(
        "",
        called.names,
        tuple(categories or ()),
        easiest,
        hardest,
        pictures,
        ratio,
        time_limit_s,
        pass_level,
        most_false_alarms,
        day_written(valid_from) or day_of(now),
        day_written(valid_until),
        because,
        "",
        now,
    )


Wished = Annotated[Course, Depends(wished)]


@router.get("/screening-training/courses", response_class=HTMLResponse, response_model=None)
def everything(
    request: Request,
    who: Leads,
    uow: Uow,
    officer: str = "",
    course: str = "",
    sort: str = "-assigned_at",
    page: Page = 1,
    format: str = "",  # noqa: A002 - the name in the address
) -> Response:
    """Show the courses and who takes them; as CSV who takes them."""
    asked: dict[str, Any] = {"officer": officer.strip()[:40], "course": course[:40], "sort": sort}
    if format == "csv":
        heads = (
            "number",
            "course",
            "officer",
            "assigned_at",
            "done",
            "scale",
            "ended_at",
            "taken_back",
            "reached",
            "passed",
        )
        return csv_of_rows(heads, queries.enrolments(uow, **asked, size=_EXPORT)[0], "training-courses.csv")
    return _all(request, uow, page=page, **asked)


def _all(
    request: Request,
    uow: UnitOfWork,
    *,
    officer: str = "",
    course: str = "",
    sort: str = "-assigned_at",
    page: int = 1,
    error: Refused | None = None,
    **written: Any,
) -> HTMLResponse:
    found, total = queries.enrolments(uow, officer=officer, course=course, sort=sort, page=page, size=SIZE)
    courses = queries.courses(uow)
    return render(
        request,
        "training/courses.html",
        status=error.status if error else 200,
        courses=courses,
        by_number={each.number: each for each in courses},
        enrolments=found,
        officers=queries.officers(uow),
        names=people.names(uow, [each.officer for each in found]),
        today=day_of(clock.now()),
        sort=sort,
        asked_for={"officer": officer, "course": course},
        paging_of=Paging(page, SIZE, total),
        errors=[error] if error else [],
        written=_AT_FIRST | written,
        tongues=LANGUAGE_NAMES,
        **WORDS,
    )


@router.post("/screening-training/courses")
def make(request: Request, who: Leads, uow: Uow, wanted: Wished) -> Response:
    """Make a course."""
    try:
        actions.make_course(uow, wanted)
    except CourseWrong as refusal:
        written = {name: getattr(wanted, name) for name in Course.__slots__ if name not in {"number", "by", "at"}}
        return _all(request, uow, error=refusal, **written_again(written))
    return RedirectResponse("/screening-training/courses", 303)


@router.post("/screening-training/courses/{number}/assign")
def assign(
    request: Request, who: Leads, uow: Uow, number: str, officer: Annotated[str, Form(max_length=100)] = ""
) -> Response:
    """Assign a course to an officer."""
    try:
        actions.assign(uow, number, officer)
    except CourseWrong as refusal:
        return _all(request, uow, error=refusal)
    return RedirectResponse("/screening-training/courses", 303)


@router.post("/screening-training/courses/{number}/end")
def end(who: Leads, uow: Uow, number: str) -> Response:
    """Let a course end today."""
    actions.end_course(uow, number)
    return RedirectResponse("/screening-training/courses", 303)


@router.get("/screening-training/enrolments/{number}", response_class=HTMLResponse)
def one(request: Request, who: Takes, uow: Uow, number: str) -> HTMLResponse:
    """Show how far an officer is in his course, and how he fares."""
    return _one(request, uow, number)


def _one(request: Request, uow: UnitOfWork, number: str, error: Refused | None = None) -> HTMLResponse:
    found = queries.enrolment(uow, number)
    return render(
        request,
        "training/enrolment.html",
        status=error.status if error else 200,
        enrolment=found,
        course=queries.course(uow, found.course),
        steps=queries.steps(uow, number),
        results=queries.results_in(uow, found),
        waiting=queries.waiting_in(uow, found),
        mine=found.officer == uow.by.user,
        names=people.names(uow, [found.officer, found.assigned_by]),
        errors=[error] if error else [],
        **WORDS,
    )


@router.post("/screening-training/enrolments/{number}/next")
def next_one(request: Request, who: Takes, uow: Uow, number: str) -> Response:
    """Give the officer the next picture of his course; its time begins."""
    try:
        begun = actions.begin_of_course(uow, number, through=objects(request.app.state.settings))
    except (Conflict, CourseWrong, NothingToShow) as refusal:
        return _one(request, uow, number, refusal)
    return RedirectResponse(f"/screening-training/trials/{begun.number}", 303)


@router.post("/screening-training/enrolments/{number}/take-back")
def take_back(request: Request, who: Leads, uow: Uow, number: str) -> Response:
    """Take an assigned course back."""
    try:
        actions.take_back(uow, number)
    except Conflict as refusal:
        return _one(request, uow, number, refusal)
    return RedirectResponse(f"/screening-training/enrolments/{number}", 303)
