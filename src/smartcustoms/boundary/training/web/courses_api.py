"""JSON of courses."""

from datetime import date, datetime

from fastapi import APIRouter, Request
from pydantic import BaseModel, Field

from smartcustoms.boundary.training import actions, queries
from smartcustoms.boundary.training.model import Course, Enrolment, Level, Result
from smartcustoms.boundary.training.web.api import TrialGiven, trial_given
from smartcustoms.boundary.training.web.said import SIZE, Leads, Page, Takes
from smartcustoms.kernel.day import day_of
from smartcustoms.kernel.files.object_gateway import objects
from smartcustoms.kernel.web.access import Uow

router = APIRouter(tags=["training"])


class CourseWished(BaseModel):
    """A course to be made."""

    names: dict[str, str] = Field(description="by language: en, zh-Hant, zh-Hans")
    categories: list[str]
    easiest: Level
    hardest: Level
    pictures: int
    ratio: float = Field(description="share of pictures with a threat")
    time_limit_s: int
    pass_level: Level = Field(description="the level at which the difficulty must come to rest")
    most_false_alarms: float = Field(description="share of the pictures without a threat")
    valid_from: date | None = Field(None, description="today where it is left out")
    valid_until: date | None = None
    because: str = Field(max_length=500)


class CourseGiven(CourseWished):
    """A course."""

    number: str
    by: str
    at: datetime


class StepGiven(BaseModel):
    """One answered picture of a course."""

    place: int
    scale: float = Field(description="how hard a threat was to be, 0 to 1")
    category: str
    level: Level | None
    result: Result


class EnrolmentGiven(BaseModel):
    """An officer in a course."""

    number: str
    course: str
    officer: str
    assigned_by: str
    assigned_at: datetime
    scale: float
    done: int
    ended_at: datetime | None
    taken_back: bool
    reached: float | None
    passed: bool | None


class WayGiven(EnrolmentGiven):
    """An officer's way through a course so far."""

    steps: list[StepGiven]


class CoursesGiven(BaseModel):
    """The courses, a page of who takes them, and how many there are in all."""

    courses: list[CourseGiven]
    total: int
    enrolments: list[EnrolmentGiven]


class OfficerNamed(BaseModel):
    """An officer."""

    officer: str = Field(max_length=100)


@router.get("/api/v1/screening-training/courses")
def everything(who: Leads, uow: Uow, officer: str = "", course: str = "", page: Page = 1) -> CoursesGiven:
    """Give the courses and a page of who takes them."""
    found, total = queries.enrolments(uow, officer=officer[:40], course=course[:40], page=page, size=SIZE)
    courses = [_course(each) for each in queries.courses(uow)]
    return CoursesGiven(courses=courses, total=total, enrolments=[_enrolment(each) for each in found])


@router.post("/api/v1/screening-training/courses", status_code=201)
def make(who: Leads, uow: Uow, wished: CourseWished) -> CourseGiven:
    """Make a course."""
    values = wished.model_dump() | {"categories": tuple(wished.categories), "number": "", "by": "", "at": uow.at}
    values["valid_from"] = wished.valid_from or day_of(uow.at)
    return _course(actions.make_course(uow, Course(**values)))


@router.post("/api/v1/screening-training/courses/{number}/assign")
def assign(who: Leads, uow: Uow, number: str, named: OfficerNamed) -> EnrolmentGiven:
    """Assign a course to an officer; one he takes already is given as it stands."""
    return _enrolment(actions.assign(uow, number, named.officer))


@router.post("/api/v1/screening-training/courses/{number}/end")
def end(who: Leads, uow: Uow, number: str) -> CourseGiven:
    """Let a course end today."""
    actions.end_course(uow, number)
    return _course(queries.course(uow, number))


@router.get("/api/v1/screening-training/enrolments/{number}")
def one(who: Takes, uow: Uow, number: str) -> WayGiven:
    """Give an officer's way through his course."""
    steps = [
        StepGiven(**{name: getattr(each, name) for name in StepGiven.model_fields})
        for each in queries.steps(uow, number)
    ]
    return WayGiven(**_enrolment(queries.enrolment(uow, number)).model_dump(), steps=steps)


@router.post("/api/v1/screening-training/enrolments/{number}/next")
def next_one(request: Request, who: Takes, uow: Uow, number: str) -> TrialGiven:
    """Begin the next picture of one's course; one that was not answered comes again."""
    return trial_given(actions.begin_of_course(uow, number, through=objects(request.app.state.settings)))


@router.post("/api/v1/screening-training/enrolments/{number}/take-back")
def take_back(who: Leads, uow: Uow, number: str) -> EnrolmentGiven:
    """Take an assigned course back."""
    actions.take_back(uow, number)
    return _enrolment(queries.enrolment(uow, number))


def _course(found: Course) -> CourseGiven:
    return CourseGiven(**{name: getattr(found, name) for name in CourseGiven.model_fields})


def _enrolment(found: Enrolment) -> EnrolmentGiven:
    return EnrolmentGiven(**{name: getattr(found, name) for name in EnrolmentGiven.model_fields})
