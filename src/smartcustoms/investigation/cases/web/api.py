"""The JSON API of cases, beside the pages."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter

from smartcustoms.investigation.cases import actions, queries
from smartcustoms.investigation.cases.model import Subject
from smartcustoms.investigation.cases.shown import plain, plain_whole
from smartcustoms.investigation.cases.web.asked import (
    BecauseTaken,
    ClosedTaken,
    Filters,
    HandedOnTaken,
    Leader,
    MemberTaken,
    NoteTaken,
    PriorityTaken,
    ReferredTaken,
    Referrer,
    RestrictionTaken,
    Seer,
    SubjectTaken,
    TaskTaken,
    ToTaken,
    Worker,
)
from smartcustoms.kernel.web.access import Uow

router = APIRouter(tags=["cases"])


@router.get("/api/v1/cases")
def listed(who: Seer, uow: Uow, asked: Filters) -> dict[str, Any]:
    """List the cases one sees, the last changed first unless sorted otherwise."""
    found, total = queries.cases(uow, asked)
    figures = queries.figures(uow)
    return {
        "total": total,
        "cases": [plain(each) for each in found],
        "figures": {
            "states": figures.states,
            "without_lead": figures.unled,
            "own": figures.own,
            "tasks_overdue": figures.overdue,
        },
    }


@router.post("/api/v1/cases", status_code=201)
def refer(who: Referrer, uow: Uow, taken: ReferredTaken) -> dict[str, str]:
    """Refer something to the investigators; what is referred already keeps its case, which gets the new words."""
    made = actions.refer(
        uow,
        about=Subject(taken.about, taken.number),
        title=taken.title,
        summary=taken.summary,
        priority=taken.priority,
        restricted=taken.restricted,
    )
    return {"number": made}


@router.get("/api/v1/cases/{number}")
def one(who: Seer, uow: Uow, number: str) -> dict[str, Any]:
    """Give one case whole: its subjects, tasks, team and log."""
    return plain_whole(queries.whole(uow, number))


@router.post("/api/v1/cases/{number}/take")
def take(who: Worker, uow: Uow, number: str) -> dict[str, Any]:
    """Begin to investigate."""
    actions.take(uow, number)
    return one(who, uow, number)


@router.post("/api/v1/cases/{number}/assign")
def assign(who: Worker, uow: Uow, number: str, taken: ToTaken) -> dict[str, Any]:
    """Give a case to an investigator; who gives a restricted case away sees it no longer."""
    actions.assign(uow, number, to=taken.to)
    return {"number": number, "lead": taken.to}


@router.post("/api/v1/cases/{number}/notes")
def note(who: Worker, uow: Uow, number: str, taken: NoteTaken) -> dict[str, Any]:
    """Note something in the log."""
    actions.note(uow, number, taken.text)
    return one(who, uow, number)


@router.post("/api/v1/cases/{number}/subjects")
def link(who: Worker, uow: Uow, number: str, taken: SubjectTaken) -> dict[str, Any]:
    """Link a further subject."""
    actions.link(uow, number, Subject(taken.about, taken.number), because=taken.because)
    return one(who, uow, number)


@router.post("/api/v1/cases/{number}/tasks")
def add_task(who: Worker, uow: Uow, number: str, taken: TaskTaken) -> dict[str, Any]:
    """Set a task."""
    actions.add_task(uow, number, taken.says, due=taken.due, whose=taken.whose)
    return one(who, uow, number)


@router.post("/api/v1/cases/{number}/tasks/{which}/done")
def finish_task(who: Worker, uow: Uow, number: str, which: UUID) -> dict[str, Any]:
    """Note that a task is done."""
    actions.finish_task(uow, number, which)
    return one(who, uow, number)


@router.post("/api/v1/cases/{number}/priority")
def rank(who: Worker, uow: Uow, number: str, taken: PriorityTaken) -> dict[str, Any]:
    """Change how soon a case is to be worked on."""
    actions.rank(uow, number, taken.priority)
    return one(who, uow, number)


@router.post("/api/v1/cases/{number}/restriction")
def restrict(who: Worker, uow: Uow, number: str, taken: RestrictionTaken) -> dict[str, Any]:
    """Restrict a case to its lead and team, or lift that."""
    (actions.restrict if taken.restricted else actions.lift)(uow, number)
    return one(who, uow, number)


@router.post("/api/v1/cases/{number}/team")
def team(who: Worker, uow: Uow, number: str, taken: MemberTaken) -> dict[str, Any]:
    """Put somebody into the team, or take him out."""
    (actions.join if taken.member else actions.leave)(uow, number, taken.who)
    return one(who, uow, number)


@router.post("/api/v1/cases/{number}/referral")
def hand_on(who: Worker, uow: Uow, number: str, taken: HandedOnTaken) -> dict[str, Any]:
    """Hand a case on to another authority."""
    actions.hand_on(uow, number, to=taken.to, because=taken.because)
    return one(who, uow, number)


@router.post("/api/v1/cases/{number}/closing")
def close(who: Worker, uow: Uow, number: str, taken: ClosedTaken) -> dict[str, Any]:
    """Close a case with what came of it and what lay behind it."""
    actions.close(uow, number, outcome=taken.outcome, cause=taken.cause, because=taken.because)
    return one(who, uow, number)


@router.post("/api/v1/cases/{number}/reopening")
def reopen(who: Leader, uow: Uow, number: str, taken: BecauseTaken) -> dict[str, Any]:
    """Open a closed case again."""
    actions.reopen(uow, number, because=taken.because)
    return one(who, uow, number)
