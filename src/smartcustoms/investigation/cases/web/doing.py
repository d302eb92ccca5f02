"""What the buttons of a case do: each ends on the case again, after a refusal with what is against it."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from smartcustoms.investigation.cases import actions, queries
from smartcustoms.investigation.cases.model import About, Cause, Outcome, Priority, Subject
from smartcustoms.investigation.cases.web.asked import Leader, Sent, Worker, chosen, day_of_form
from smartcustoms.investigation.cases.web.pages import whole_page
from smartcustoms.kernel.actor import Actor
from smartcustoms.kernel.errors import Refused
from smartcustoms.kernel.web.access import Uow

router = APIRouter(tags=["cases"])


@router.post("/cases/{number}/take")
def take(request: Request, who: Worker, uow: Uow, number: str) -> Response:
    """Begin to investigate."""
    return _done(request, who, uow, number, {}, lambda: actions.take(uow, number))


@router.post("/cases/{number}/assign")
def assign(request: Request, who: Worker, uow: Uow, number: str, sent: Sent) -> Response:
    """Give a case to an investigator."""
    return _done(request, who, uow, number, sent, lambda: actions.assign(uow, number, to=sent.get("to", "")))


@router.post("/cases/{number}/notes")
def note(request: Request, who: Worker, uow: Uow, number: str, sent: Sent) -> Response:
    """Note something in the log."""
    return _done(request, who, uow, number, sent, lambda: actions.note(uow, number, sent.get("text", "")))


@router.post("/cases/{number}/subjects")
def link(request: Request, who: Worker, uow: Uow, number: str, sent: Sent) -> Response:
    """Link a further subject."""

    def linked() -> None:
        subject = Subject(chosen(About, sent.get("about", ""), "about"), sent.get("number", ""))
        actions.link(uow, number, subject, because=sent.get("because", ""))

    return _done(request, who, uow, number, sent, linked)


@router.post("/cases/{number}/tasks")
def add_task(request: Request, who: Worker, uow: Uow, number: str, sent: Sent) -> Response:
    """Set a task."""
    return _done(
        request, who, uow, number, sent,
        lambda: actions.add_task(
            uow, number, sent.get("says", ""), due=day_of_form(sent.get("due", ""), "due"), whose=sent.get("whose", "")
        ),
    )  # fmt: skip


@router.post("/cases/{number}/tasks/{which}/done")
def finish_task(request: Request, who: Worker, uow: Uow, number: str, which: UUID) -> Response:
    """Note that a task is done."""
    return _done(request, who, uow, number, {}, lambda: actions.finish_task(uow, number, which))


@router.post("/cases/{number}/priority")
def rank(request: Request, who: Worker, uow: Uow, number: str, sent: Sent) -> Response:
    """Change how soon a case is to be worked on."""
    return _done(
        request,
        who,
        uow,
        number,
        sent,
        lambda: actions.rank(uow, number, chosen(Priority, sent.get("priority", ""), "priority")),
    )


@router.post("/cases/{number}/restriction")
def restrict(request: Request, who: Worker, uow: Uow, number: str, sent: Sent) -> Response:
    """Restrict a case to its lead and team, or lift that."""
    what = actions.restrict if sent.get("restricted") == "yes" else actions.lift
    return _done(request, who, uow, number, {}, lambda: what(uow, number))


@router.post("/cases/{number}/team")
def team(request: Request, who: Worker, uow: Uow, number: str, sent: Sent) -> Response:
    """Put somebody into the team, or take him out."""
    what = actions.leave if sent.get("member") == "no" else actions.join
    return _done(request, who, uow, number, {}, lambda: what(uow, number, sent.get("who", "")))


@router.post("/cases/{number}/referral")
def hand_on(request: Request, who: Worker, uow: Uow, number: str, sent: Sent) -> Response:
    """Hand a case on to another authority."""
    to, because = sent.get("to", ""), sent.get("because", "")
    return _done(request, who, uow, number, sent, lambda: actions.hand_on(uow, number, to=to, because=because))


@router.post("/cases/{number}/closing")
def close(request: Request, who: Worker, uow: Uow, number: str, sent: Sent) -> Response:
    """Close a case."""

    def closed() -> None:
        outcome = chosen(Outcome, sent.get("outcome", ""), "outcome")
        cause = chosen(Cause, sent.get("cause", ""), "cause")
        actions.close(uow, number, outcome=outcome, cause=cause, because=sent.get("because", ""))

    return _done(request, who, uow, number, sent, closed)


@router.post("/cases/{number}/reopening")
def reopen(request: Request, who: Leader, uow: Uow, number: str, sent: Sent) -> Response:
    """Open a closed case again."""
    return _done(request, who, uow, number, sent, lambda: actions.reopen(uow, number, because=sent.get("because", "")))


def _done(
    request: Request, who: Actor, uow: Uow, number: str, sent: dict[str, str], what: Callable[[], Any]
) -> Response:
    try:
        what()
    except Refused as refused:
        if not queries.sees(uow, number):
            raise  # what is not there for the asker has no page to come back to
        return whole_page(
            request, who, queries.whole(uow, number), uow, refused, **{k: v for k, v in sent.items() if k != "csrf"}
        )
    # Whoever gives a restricted case away sees it no longer.
    return RedirectResponse(f"/cases/{number}" if queries.sees(uow, number) else "/cases", 303)
