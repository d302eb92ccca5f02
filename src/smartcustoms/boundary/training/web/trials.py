"""The list of told trials: page, CSV of all of them, JSON. An officer's own; of all officers to who leads the training."""

from collections.abc import Iterator
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import HTMLResponse
from pydantic import BaseModel

from smartcustoms.boundary.training import queries
from smartcustoms.boundary.training.model import CATEGORIES, LEAD, Level, Purpose, Result, Trial, Wanted
from smartcustoms.boundary.training.web.api import TrialGiven, trial_given
from smartcustoms.boundary.training.web.said import SIZE, WORDS, Page, Short, Takes
from smartcustoms.kernel.day import day_or_none
from smartcustoms.kernel.people import queries as people
from smartcustoms.kernel.web.access import Uow
from smartcustoms.kernel.web.downloads import csv_stream
from smartcustoms.kernel.web.pages import render
from smartcustoms.kernel.web.parts import Paging

router = APIRouter(tags=["training"])

HEADS = (
    "number",
    "officer",
    "purpose",
    "part_of",
    "place",
    "result",
    "answer",
    "category",
    "level",
    "turned_away",
    "superposition",
    "complexity",
    "in_place",
    "late",
    "seconds",
    "decided_at",
)


class TrialsGiven(BaseModel):
    """A page of told trials, and how many there are in all."""

    total: int
    trials: list[TrialGiven]


def wanted(
    officer: Short = "",
    purpose: Short = "",
    part_of: Short = "",
    category: Short = "",
    level: Short = "",
    result: Short = "",
    since: Short = "",
    until: Short = "",
    sort: Short = "-at",
) -> Wanted:
    """Read from the address which trials are asked for; a word that nothing has asks for none of its kind."""
    return Wanted(
        officer=officer.strip(),
        purpose=Purpose(purpose) if purpose in set(Purpose) else None,
        part_of=part_of.strip(),
        category=category if category in CATEGORIES else "",
        level=Level(level) if level in set(Level) else None,
        result=Result(result) if result in set(Result) else None,
        since=day_or_none(since),
        until=day_or_none(until),
        sort=sort,
    )


Asked = Annotated[Wanted, Depends(wanted)]


@router.get("/screening-training/trials", response_class=HTMLResponse, response_model=None)
def everything(
    request: Request,
    who: Takes,
    uow: Uow,
    asked: Asked,
    page: Page = 1,
    format: str = "",  # noqa: A002 - the name in the address
) -> Response:
    """Show told trials, the newest first; as CSV all that were asked for, however many."""
    if format == "csv":
        return csv_stream(HEADS, _rows(queries.every_trial(uow, asked)), "training-trials.csv")
    found, total = queries.trials(uow, asked, page=page, size=SIZE)
    return render(
        request,
        "training/trials.html",
        trials=found,
        asked_for=asked,
        leads=people.may(who, LEAD),
        officers=queries.officers(uow),
        names=people.names(uow, [each.officer for each in found]),
        paging_of=Paging(page, SIZE, total),
        **WORDS,
    )


@router.get("/api/v1/screening-training/trials")
def everything_as_json(who: Takes, uow: Uow, asked: Asked, page: Page = 1) -> TrialsGiven:
    """Give a page of told trials, the newest first."""
    found, total = queries.trials(uow, asked, page=page, size=SIZE)
    return TrialsGiven(total=total, trials=[trial_given(each) for each in found])


def _rows(trials: Iterator[Trial]) -> Iterator[tuple[Any, ...]]:
    for each in trials:
        truth = each.truth
        what = (
            (truth.category, truth.level.value, truth.turned_away, truth.superposition, truth.complexity)
            if truth
            else ("", "", "", "", "")
        )
        yield (
            each.number,
            each.officer,
            each.purpose.value,
            each.part_of,
            each.place,
            each.result.value,
            each.answer.value if each.answer else "",
            *what,
            "" if each.in_place is None else each.in_place,
            each.late,
            round(each.seconds, 1),
            each.decided_at.isoformat(),
        )
