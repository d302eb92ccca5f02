"""JSON of certification: tests, attempts, certificates, and whether an officer holds one on a day."""

from datetime import date, datetime

from fastapi import APIRouter, Request
from pydantic import BaseModel, Field

from smartcustoms.boundary.training import actions, queries
from smartcustoms.boundary.training.model import Attempt, Certificate, Certification
from smartcustoms.boundary.training.web.api import FiguresGiven, TrialGiven, figures_given, trial_given
from smartcustoms.boundary.training.web.said import SIZE, Leads, Page, Short, Takes
from smartcustoms.kernel.day import day_of
from smartcustoms.kernel.files.object_gateway import objects
from smartcustoms.kernel.web.access import Uow

router = APIRouter(tags=["training"])


class TestWished(BaseModel):
    """A certification test to be made."""

    names: dict[str, str] = Field(description="by language: en, zh-Hant, zh-Hans")
    categories: list[str]
    pictures: int
    threats: int = Field(description="how many of them hold a threat")
    time_limit_s: int
    minutes: int = Field(description="time in all")
    valid_from: date | None = Field(None, description="today where it is left out")
    valid_until: date | None = None
    because: str = Field(max_length=500)


class TestGiven(TestWished):
    """A certification test."""

    number: str
    by: str
    at: datetime


class AttemptGiven(BaseModel):
    """An attempt at a test; what it was worth is empty till it is over."""

    number: str
    test: str
    officer: str
    ordinal: int
    began_at: datetime
    ends_at: datetime
    answered: int
    ended_at: datetime | None
    hits: int | None
    false_alarms: int | None
    passed: bool | None
    figures: FiguresGiven | None


class NextGiven(BaseModel):
    """The next picture of an attempt; null when the time in all is over."""

    trial: TrialGiven | None


class AttemptsGiven(BaseModel):
    """The tests, a page of attempts at them, and how many there are in all."""

    tests: list[TestGiven]
    total: int
    attempts: list[AttemptGiven]


class CertificateGiven(BaseModel):
    """A certificate."""

    number: str
    attempt: str
    test: str
    officer: str
    valid_from: date
    valid_until: date
    withdrawn_at: datetime | None
    because: str


class CertificatesGiven(BaseModel):
    """A page of certificates, and how many there are in all."""

    total: int
    certificates: list[CertificateGiven]


class Withdrawal(BaseModel):
    """Why a certificate is withdrawn."""

    because: str = Field(max_length=500)


@router.get("/api/v1/screening-training/tests")
def everything(who: Leads, uow: Uow, officer: Short = "", test: Short = "", page: Page = 1) -> AttemptsGiven:
    """Give the tests and a page of attempts at them."""
    found, total = queries.attempts(uow, officer=officer, test=test, page=page, size=SIZE)
    given = [_attempt(uow, each) for each in found]
    return AttemptsGiven(tests=[_test(each) for each in queries.tests(uow)], total=total, attempts=given)


@router.post("/api/v1/screening-training/tests", status_code=201)
def make(who: Leads, uow: Uow, wished: TestWished) -> TestGiven:
    """Make a certification test."""
    values = wished.model_dump() | {"categories": tuple(wished.categories), "number": "", "by": "", "at": uow.at}
    values["valid_from"] = wished.valid_from or day_of(uow.at)
    return _test(actions.make_test(uow, Certification(**values)))


@router.post("/api/v1/screening-training/tests/{number}/end")
def end(who: Leads, uow: Uow, number: str) -> TestGiven:
    """Let a test end today."""
    actions.end_test(uow, number)
    return _test(queries.test(uow, number))


@router.post("/api/v1/screening-training/tests/{number}/attempt")
def attempt(who: Takes, uow: Uow, number: str) -> AttemptGiven:
    """Begin an attempt; the one that is open at this test comes again."""
    return _attempt(uow, actions.attempt(uow, number))


@router.get("/api/v1/screening-training/attempts/{number}")
def one(who: Takes, uow: Uow, number: str) -> AttemptGiven:
    """Give an attempt."""
    return _attempt(uow, queries.attempt(uow, number))


@router.post("/api/v1/screening-training/attempts/{number}/next")
def next_one(request: Request, who: Takes, uow: Uow, number: str) -> NextGiven:
    """Begin the next picture of one's attempt; one that was not answered comes again."""
    begun = actions.begin_of_test(uow, number, through=objects(request.app.state.settings))
    return NextGiven(trial=trial_given(begun) if begun else None)


@router.get("/api/v1/screening-training/certificates")
def certificates(
    who: Takes, uow: Uow, officer: Short = "", test: Short = "", on: date | None = None, page: Page = 1
) -> CertificatesGiven:
    """Give a page of certificates, with `on` those that hold on the day: one's own, all to who leads the training."""
    found, total = queries.certificates(uow, officer=officer, test=test, valid_on=on, page=page, size=SIZE)
    return CertificatesGiven(total=total, certificates=[_certificate(each) for each in found])


@router.post("/api/v1/screening-training/certificates/{number}/withdraw")
def withdraw(who: Leads, uow: Uow, number: str, said: Withdrawal) -> Withdrawal:
    """Withdraw a certificate."""
    actions.withdraw(uow, number, because=said.because)
    return said


def _test(found: Certification) -> TestGiven:
    return TestGiven(**{name: getattr(found, name) for name in TestGiven.model_fields})


def _attempt(uow: Uow, found: Attempt) -> AttemptGiven:
    worth = queries.figures_in(uow, found)
    told = {name: getattr(found, name) for name in AttemptGiven.model_fields if name != "figures"}
    return AttemptGiven(**told, figures=figures_given(worth) if worth else None)


def _certificate(found: Certificate) -> CertificateGiven:
    return CertificateGiven(**{name: getattr(found, name) for name in CertificateGiven.model_fields})
