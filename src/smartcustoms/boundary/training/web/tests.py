"""Pages of certification: tests and attempts for who leads, an officer's attempt, and the certificates."""

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from smartcustoms.boundary.training import actions, queries
from smartcustoms.boundary.training.model import (
    CATEGORIES,
    LEAD,
    Certification,
    CertificationNotOpen,
    CourseWrong,
    NothingToShow,
)
from smartcustoms.boundary.training.web.courses import Named, named
from smartcustoms.boundary.training.web.said import LANGUAGE_NAMES, SIZE, WORDS, Leads, Page, Short, Takes, csv_of_rows
from smartcustoms.kernel import clock
from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.day import day_of, day_written
from smartcustoms.kernel.errors import Conflict, Refused
from smartcustoms.kernel.files.object_gateway import objects
from smartcustoms.kernel.people import queries as people
from smartcustoms.kernel.web.access import Uow
from smartcustoms.kernel.web.pages import render
from smartcustoms.kernel.web.parts import Paging
from smartcustoms.kernel.web.sent import Whole, written_again

router = APIRouter(tags=["training"])
_EXPORT = 10_000
_AT_FIRST: dict[str, Any] = {
    "names": {},
    "categories": CATEGORIES,
    "pictures": 40,
    "threats": 20,
    "time_limit_s": 30,
    "minutes": 30,
    "valid_from": None,
    "valid_until": None,
    "because": "",
}


def wished(
    called: Annotated[Named, Depends(named)],
    pictures: Whole,
    threats: Whole,
    time_limit_s: Whole,
    minutes: Whole,
    categories: Annotated[list[str] | None, Form()] = None,
    valid_from: Annotated[str, Form(max_length=10)] = "",
    valid_until: Annotated[str, Form(max_length=10)] = "",
    because: Annotated[str, Form(max_length=500)] = "",
) -> Certification:
    """Read from the form the test that is wished for; without a first day it begins today."""
    now = clock.now()
    first = day_written(valid_from) or day_of(now)
    numbers = pictures, threats, time_limit_s, minutes
    return Certification(
        "", called.names, tuple(categories or ()), *numbers, first, day_written(valid_until), because, "", now
    )


Wished = Annotated[Certification, Depends(wished)]


@router.get("/screening-training/tests", response_class=HTMLResponse, response_model=None)
def everything(
    request: Request,
    who: Leads,
    uow: Uow,
    officer: Short = "",
    test: Short = "",
    sort: str = "-began_at",
    page: Page = 1,
    format: str = "",  # noqa: A002 - the name in the address
) -> Response:
    """Show the certification tests and the attempts at them; as CSV the attempts."""
    asked: dict[str, Any] = {"officer": officer.strip(), "test": test, "sort": sort}
    if format == "csv":
        heads = ("number", "test", "officer", "ordinal", "began_at", "ended_at", "answered", "hits", "false_alarms")
        return csv_of_rows(
            (*heads, "passed"), queries.attempts(uow, **asked, size=_EXPORT)[0], "certification-attempts.csv"
        )
    return _all(request, uow, page=page, **asked)


def _all(
    request: Request,
    uow: UnitOfWork,
    *,
    officer: str = "",
    test: str = "",
    sort: str = "-began_at",
    page: int = 1,
    error: Refused | None = None,
    **written: Any,
) -> HTMLResponse:
    found, total = queries.attempts(uow, officer=officer, test=test, sort=sort, page=page, size=SIZE)
    tests = queries.tests(uow)
    return render(
        request,
        "training/tests.html",
        status=error.status if error else 200,
        tests=tests,
        by_number={each.number: each for each in tests},
        attempts=found,
        officers=queries.officers(uow),
        marks=queries.marks(uow),
        names=people.names(uow, [each.officer for each in found]),
        today=day_of(clock.now()),
        sort=sort,
        asked_for={"officer": officer, "test": test},
        paging_of=Paging(page, SIZE, total),
        errors=[error] if error else [],
        written=_AT_FIRST | written,
        tongues=LANGUAGE_NAMES,
        **WORDS,
    )


@router.post("/screening-training/tests")
def make(request: Request, who: Leads, uow: Uow, wanted: Wished) -> Response:
    """Make a certification test."""
    try:
        actions.make_test(uow, wanted)
    except CourseWrong as refusal:
        written = {name: getattr(wanted, name) for name in _AT_FIRST}
        return _all(request, uow, error=refusal, **written_again(written))
    return RedirectResponse("/screening-training/tests", 303)


@router.post("/screening-training/tests/{number}/end")
def end(who: Leads, uow: Uow, number: str) -> Response:
    """Let a test end today."""
    actions.end_test(uow, number)
    return RedirectResponse("/screening-training/tests", 303)


@router.post("/screening-training/tests/{number}/attempt")
def attempt(request: Request, who: Takes, uow: Uow, number: str) -> Response:
    """Begin an attempt at a test: the time in all begins."""
    from smartcustoms.boundary.training.web.pages import shown_to

    try:
        begun = actions.attempt(uow, number)
    except (CertificationNotOpen, NothingToShow) as refusal:
        return shown_to(request, who, uow, refusal)
    return RedirectResponse(f"/screening-training/attempts/{begun.number}", 303)


@router.get("/screening-training/attempts/{number}", response_class=HTMLResponse)
def one(request: Request, who: Takes, uow: Uow, number: str) -> HTMLResponse:
    """Show an attempt: while it goes on how far it is and no more, then its result."""
    return _one(request, uow, number)


def _one(request: Request, uow: UnitOfWork, number: str, error: Refused | None = None) -> HTMLResponse:
    found, now = queries.attempt(uow, number), clock.now()
    given, _ = queries.certificates(uow, attempt=number, size=1)
    return render(
        request,
        "training/attempt.html",
        status=error.status if error else 200,
        attempt=found,
        test=queries.test(uow, found.test),
        figures=queries.figures_in(uow, found),
        certificate=given[0] if given else None,
        mine=found.officer == uow.by.user,
        over=found.ended_at is not None,
        minutes_left=max(0, round((found.ends_at - now).total_seconds() / 60)),
        time_is_over=now > found.ends_at,
        names=people.names(uow, [found.officer]),
        errors=[error] if error else [],
        **WORDS,
    )


@router.post("/screening-training/attempts/{number}/next")
def next_one(request: Request, who: Takes, uow: Uow, number: str) -> Response:
    """Give the officer the next picture of his attempt; when its time is over, the result."""
    try:
        begun = actions.begin_of_test(uow, number, through=objects(request.app.state.settings))
    except (Conflict, NothingToShow) as refusal:
        return _one(request, uow, number, refusal)
    where = f"trials/{begun.number}" if begun else f"attempts/{number}"
    return RedirectResponse(f"/screening-training/{where}", 303)


@router.get("/screening-training/certificates", response_class=HTMLResponse, response_model=None)
def certificates(
    request: Request,
    who: Takes,
    uow: Uow,
    officer: Short = "",
    on: Short = "",
    sort: str = "-valid_until",
    page: Page = 1,
    format: str = "",  # noqa: A002 - the name in the address
) -> Response:
    """Show certificates: one's own, or all to who leads the training; as CSV when asked."""
    asked: dict[str, Any] = {"officer": officer.strip(), "valid_on": day_written(on), "sort": sort}
    if format == "csv":
        heads = ("number", "test", "officer", "valid_from", "valid_until", "withdrawn_at", "because")
        return csv_of_rows(heads, queries.certificates(uow, **asked, size=_EXPORT)[0], "screening-certificates.csv")
    return _certificates(request, uow, page=page, **asked)


def _certificates(
    request: Request,
    uow: UnitOfWork,
    *,
    officer: str = "",
    valid_on: date | None = None,
    sort: str = "-valid_until",
    page: int = 1,
    error: Refused | None = None,
) -> HTMLResponse:
    asked: dict[str, Any] = {"officer": officer, "valid_on": valid_on, "sort": sort}
    found, total = queries.certificates(uow, **asked, page=page, size=SIZE)
    return render(
        request,
        "training/certificates.html",
        status=error.status if error else 200,
        certificates=found,
        tests={each.number: each for each in queries.tests(uow)},
        names=people.names(uow, [each.officer for each in found]),
        leads=people.may(uow.by, LEAD),
        officers=queries.officers(uow),
        today=day_of(clock.now()),
        sort=sort,
        asked_for={"officer": officer, "on": valid_on or ""},
        paging_of=Paging(page, SIZE, total),
        errors=[error] if error else [],
    )


@router.post("/screening-training/certificates/{number}/withdraw")
def withdraw(
    request: Request, who: Leads, uow: Uow, number: str, because: Annotated[str, Form(max_length=500)] = ""
) -> Response:
    """Withdraw a certificate, with the reason."""
    try:
        actions.withdraw(uow, number, because=because)
    except CourseWrong as refusal:
        refusal.field = f"because-{number}"  # each row has a reason of its own
        return _certificates(request, uow, error=refusal)
    return RedirectResponse("/screening-training/certificates", 303)
