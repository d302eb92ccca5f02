"""Health for machines, and the watch page for operators: queues, dead letters, jobs, workers."""

import json
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from pydantic import AfterValidator, BaseModel, Field

from smartcustoms.kernel import clock
from smartcustoms.kernel.actor import Actor
from smartcustoms.kernel.errors import Refused
from smartcustoms.kernel.events import actions as events
from smartcustoms.kernel.events import queries as deliveries
from smartcustoms.kernel.jobs import actions as jobs
from smartcustoms.kernel.jobs import queries as runs
from smartcustoms.kernel.outside import JsonUnfit, check_json, read_json
from smartcustoms.kernel.watch import queries
from smartcustoms.kernel.watch.model import LIVE, MEND, SEE
from smartcustoms.kernel.web.access import Uow, may
from smartcustoms.kernel.web.live import Topic
from smartcustoms.kernel.web.menu import MenuEntry
from smartcustoms.kernel.web.pages import render
from smartcustoms.kernel.words.model import sentence

router = APIRouter()
topics = (Topic(LIVE, SEE),)
menu = (MenuEntry(sentence("Watch"), "/watch", SEE, group="platform", order=10),)

Watcher = Annotated[Actor, Depends(may(SEE))]
Mender = Annotated[Actor, Depends(may(MEND))]


class BodyUnreadable(Refused):
    """A mended event is not a JSON object."""

    code = "body_unreadable"


class QueueAnswer(BaseModel):
    """One queue: how many wait, were tried and wait again, are dead, and the oldest's age in seconds."""

    consumer: str
    waiting: int
    retried: int
    dead: int
    lag: float


class RunAnswer(BaseModel):
    """One run of a job."""

    number: UUID
    name: str
    key: str
    state: str
    done: int | None
    total: int | None
    note: str
    error: str
    asked_at: datetime
    finished_at: datetime | None


class WatchAnswer(BaseModel):
    """How the platform stands."""

    missing: list[str]
    workers: list[str]
    queues: list[QueueAnswer]
    runs: list[RunAnswer]


class LetterAnswer(BaseModel):
    """A dead letter: an event that one consumer failed at too often."""

    consumer: str
    event: UUID
    name: str
    key: str
    body: dict[str, Any]
    mended: bool
    attempts: int
    error: str
    recorded_at: datetime
    behind: int


def _fit(body: dict[str, Any]) -> dict[str, Any]:
    check_json(body)
    return body


class ReplayAsked(BaseModel):
    """The event's body as mended; null: as it is."""

    body: Annotated[dict[str, Any], AfterValidator(_fit)] | None = None


class DropAsked(BaseModel):
    """Why a dead letter is given up."""

    because: str = Field(max_length=500)


@router.get("/health", include_in_schema=True)
def health(request: Request) -> JSONResponse:
    """Answer 200 when the platform can do its work, else 503 with what is missing."""
    found = queries.health(request.app.state.database, at=clock.now())
    body: dict[str, Any] = {"status": "ready" if found.ready else "not ready", "missing": list(found.missing)}
    headers = {"Cache-Control": "no-store"}
    return JSONResponse(body, status_code=200 if found.ready else 503, headers=headers)


@router.get("/health/alive", include_in_schema=True)
def alive() -> JSONResponse:
    """Answer 200 as long as this process answers at all: what restarts it must not ask for the database."""
    return JSONResponse({"status": "alive"}, headers={"Cache-Control": "no-store"})


@router.get("/watch", include_in_schema=False)
def watch(request: Request, who: Watcher, uow: Uow) -> HTMLResponse:
    """Show queues, dead letters, jobs and workers; htmx asks again for the part that changes."""
    fragment = "now" if request.headers.get("HX-Request") else None
    return render(request, "watch/watch.html", fragment=fragment, **_stand(request, uow))


@router.get("/api/v1/watch")
def watch_answer(request: Request, who: Watcher, uow: Uow) -> WatchAnswer:
    """Tell how the platform stands."""
    stand = _stand(request, uow)
    return WatchAnswer(
        missing=list(stand["health"].missing),
        workers=[each.name for each in stand["workers"]],
        queues=[QueueAnswer.model_validate(each, from_attributes=True) for each in stand["queues"]],
        runs=[RunAnswer.model_validate(each, from_attributes=True) for each in stand["runs"]],
    )


def _stand(request: Request, uow: Uow) -> dict[str, Any]:
    return {
        "health": queries.health(request.app.state.database, at=uow.at),
        "queues": [deliveries.outbox(uow), *deliveries.queues(uow)],
        "letters": deliveries.dead_letters(uow, limit=50),
        "runs": runs.runs(uow, limit=30),
        "workers": queries.workers(uow),
        "mending": MEND,
        "at": uow.at,
    }


@router.get("/watch/letters/{consumer}/{event}", include_in_schema=False)
def letter(request: Request, consumer: str, event: UUID, who: Mender, uow: Uow) -> HTMLResponse:
    """Show one dead letter with what can be done about it."""
    found = deliveries.dead_letter(uow, consumer, event)
    uow.looked(str(event), consumer=consumer)
    text = json.dumps(dict(found.body), indent=2, ensure_ascii=False)
    return render(request, "watch/letter.html", letter=found, body=text, errors=[])


@router.post("/watch/letters/{consumer}/{event}/replay", include_in_schema=False)
def replay(
    request: Request, consumer: str, event: UUID, who: Mender, uow: Uow, body: Annotated[str, Form()] = ""
) -> Response:
    """Give a dead letter to its consumer again, mended when its text was changed."""
    found = deliveries.dead_letter(uow, consumer, event)
    try:
        mended = _mended(body) if body.strip() else dict(found.body)
    except BodyUnreadable as unreadable:
        errors = [unreadable]
        return render(request, "watch/letter.html", status=422, letter=found, body=body, errors=errors)
    if mended != dict(found.body):
        events.mend(uow, consumer, event, mended)
    events.replay(uow, consumer, event)
    return RedirectResponse("/watch", status_code=303)


@router.post("/watch/letters/{consumer}/{event}/drop", include_in_schema=False)
def drop(
    request: Request, consumer: str, event: UUID, who: Mender, uow: Uow, because: Annotated[str, Form()] = ""
) -> Response:
    """Give a dead letter up, with a reason."""
    try:
        events.drop(uow, consumer, event, because=because)
    except events.ReasonMissing as missing:
        found = deliveries.dead_letter(uow, consumer, event)
        text = json.dumps(dict(found.body), indent=2, ensure_ascii=False)
        return render(request, "watch/letter.html", status=422, letter=found, body=text, errors=[missing])
    return RedirectResponse("/watch", status_code=303)


@router.post("/watch/runs/{number}/stop", include_in_schema=False)
def stop(number: UUID, who: Mender, uow: Uow) -> RedirectResponse:
    """Stop a run that waits or runs."""
    jobs.stop(uow, number, because=f"stopped by {who.name or who.user}")
    return RedirectResponse("/watch", status_code=303)


@router.post("/watch/runs/{number}/retry", include_in_schema=False)
def retry(number: UUID, who: Mender, uow: Uow) -> RedirectResponse:
    """Queue a failed or stopped run again."""
    jobs.retry(uow, number)
    return RedirectResponse("/watch", status_code=303)


@router.get("/api/v1/watch/letters")
def get_letters(who: Mender, uow: Uow) -> list[LetterAnswer]:
    """Give the dead letters, the oldest first."""
    uow.looked("dead letters")
    return [LetterAnswer.model_validate(each, from_attributes=True) for each in deliveries.dead_letters(uow, limit=50)]


@router.get("/api/v1/watch/letters/{consumer}/{event}")
def get_letter(consumer: str, event: UUID, who: Mender, uow: Uow) -> LetterAnswer:
    """Give one dead letter."""
    uow.looked(str(event), consumer=consumer)
    return LetterAnswer.model_validate(deliveries.dead_letter(uow, consumer, event), from_attributes=True)


@router.post("/api/v1/watch/letters/{consumer}/{event}/replay", status_code=204)
def replay_letter(consumer: str, event: UUID, asked: ReplayAsked, who: Mender, uow: Uow) -> None:
    """Give a dead letter to its consumer again, mended when a body is sent."""
    if asked.body is not None:
        events.mend(uow, consumer, event, asked.body)
    events.replay(uow, consumer, event)


@router.post("/api/v1/watch/letters/{consumer}/{event}/drop", status_code=204)
def drop_letter(consumer: str, event: UUID, asked: DropAsked, who: Mender, uow: Uow) -> None:
    """Give a dead letter up, with a reason."""
    events.drop(uow, consumer, event, because=asked.because)


@router.post("/api/v1/watch/runs/{number}/stop", status_code=204)
def stop_run(number: UUID, who: Mender, uow: Uow) -> None:
    """Stop a run that waits or runs."""
    stop(number, who, uow)


@router.post("/api/v1/watch/runs/{number}/retry", status_code=204)
def retry_run(number: UUID, who: Mender, uow: Uow) -> None:
    """Queue a failed or stopped run again."""
    jobs.retry(uow, number)


def _mended(text: str) -> dict[str, Any]:
    try:
        found = read_json(text)
    except JsonUnfit as unreadable:
        raise _unreadable(str(unreadable)) from unreadable
    if not isinstance(found, dict):
        raise _unreadable(type(found).__name__)
    return found


def _unreadable(seen: str) -> BodyUnreadable:
    return BodyUnreadable(
        sentence("The text of the event is not a JSON object"),
        mend=sentence("Mend the text and replay again: {seen}", seen=seen),
        field="body",
        seen=seen,
    )
