"""Officers' pages: the live queue, taking who is next, controls and decisions; the companies to check."""

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from smartcustoms.kernel import clock
from smartcustoms.kernel.actor import Actor
from smartcustoms.kernel.errors import Refused
from smartcustoms.kernel.files import queries as kept
from smartcustoms.kernel.files.object_gateway import objects
from smartcustoms.kernel.people.queries import names
from smartcustoms.kernel.web.access import Uow
from smartcustoms.kernel.web.downloads import csv_file, sent_file
from smartcustoms.kernel.web.live import Topic
from smartcustoms.kernel.web.pages import render
from smartcustoms.kernel.web.parts import Paging
from smartcustoms.kernel.words.model import sentence
from smartcustoms.trade.transhipment import actions, queries
from smartcustoms.trade.transhipment.model import SERVE, Class, CompanyState, ControlKind, Incomplete, NoSuchApplication
from smartcustoms.trade.transhipment.web.asked import Checker, Leader, Server, worded
from smartcustoms.trade.transhipment.web.pages import whole_page

router = APIRouter(tags=["transhipment"])
topics = (Topic("transhipment", SERVE),)
Text = Annotated[str, Form(max_length=1000)]
_SIZE = 50


@router.get("/transhipment/queue", response_class=HTMLResponse)
def queue(request: Request, who: Server, uow: Uow) -> HTMLResponse:
    """Show the queue as it stands: who waits, who is in hand, the waits of each class and the bound of the rule."""
    at, held = clock.now(), queries.in_hand(uow)
    waiting = [(each, queries.waited(each.queued_at, at)) for each in queries.in_line(uow)]
    return render(
        request,
        "transhipment/queue.html",
        line=queries.line(uow),
        every_class=list(Class),
        waiting=waiting,
        held=[(each, queries.waited(each.taken_at, at)) for each in held],
        mine=next(iter(queries.in_hand(uow, who.user)), None),
        officers=names(uow, [each.taken_by for each in held if each.taken_by]),
        **worded(),
    )


@router.post("/transhipment/queue/next")
def take(who: Server, uow: Uow) -> Response:
    """Take who is next by the rule."""
    found = actions.take_next(uow)
    return RedirectResponse(f"/transhipment/{found.number}" if found else "/transhipment/queue", 303)


@router.post("/transhipment/{number}/control")
def order(
    request: Request,
    who: Server,
    uow: Uow,
    number: str,
    kind: Annotated[ControlKind, Form()],
    planned_on: Text = "",
    instructions: Text = "",
) -> Response:
    """Order an examination or a supervision."""
    return _done(
        request, who, uow, number,
        lambda: actions.order_control(uow, number, kind, on=day_read(planned_on), instructions=instructions),
    )  # fmt: skip


@router.post("/transhipment/{number}/result")
def result(
    request: Request, who: Server, uow: Uow, number: str, in_order: Annotated[bool, Form()] = False, note: Text = ""
) -> Response:
    """Give the result of a control."""
    return _done(
        request, who, uow, number, lambda: actions.give_result(uow, number, in_order=in_order, note=note)
    )  # fmt: skip


@router.post("/transhipment/{number}/issue")
def issue(request: Request, who: Server, uow: Uow, number: str) -> Response:
    """Issue the certificate."""
    return _done(request, who, uow, number, lambda: actions.issue(uow, number))


@router.post("/transhipment/{number}/refuse")
def refuse(request: Request, who: Server, uow: Uow, number: str, because: Text = "") -> Response:
    """Refuse the certificate."""
    return _done(request, who, uow, number, lambda: actions.refuse(uow, number, because=because))


@router.post("/transhipment/{number}/set-aside")
def set_aside(request: Request, who: Server, uow: Uow, number: str, because: Text = "") -> Response:
    """Set aside what takes too long."""
    return _done(request, who, uow, number, lambda: actions.set_aside(uow, number, because=because))


@router.post("/transhipment/{number}/put-back")
def put_back(request: Request, who: Leader, uow: Uow, number: str, because: Text = "") -> Response:
    """Put back into the queue what another officer has in hand."""
    return _done(request, who, uow, number, lambda: actions.set_aside(uow, number, because=because, anyhow=True))


@router.post("/transhipment/{number}/revoke")
def revoke(request: Request, who: Leader, uow: Uow, number: str, because: Text = "") -> Response:
    """Revoke a certificate."""
    return _done(request, who, uow, number, lambda: actions.revoke(uow, number, because=because))


@router.get("/transhipment/companies")
def companies(
    request: Request,
    who: Checker,
    uow: Uow,
    state: str = "",
    q: str = "",
    page: int = 1,
    format: str = "",  # noqa: A002 - the page's own word
) -> Response:
    """List the companies that registered, those to be checked first; the same list as CSV."""
    known, text = CompanyState(state) if state in list(CompanyState) else None, q.strip()[:60]
    if format == "csv":
        content = queries.companies_exported(uow, state=known, text=text)
        return csv_file(content, "transhipment-companies.csv")
    return _companies(request, uow, known, text, max(page, 1))


@router.get("/files/transhipment-companies/{organisation}")
def paper_of(request: Request, who: Checker, uow: Uow, organisation: str) -> Response:
    """Give a company's business registration certificate, to check it."""
    found = queries.company(uow, organisation)
    if found is None:
        raise NoSuchApplication(
            sentence("This company never asked to be registered."),
            mend=sentence("Look in the list of companies."),
            seen=organisation[:40],
        )
    content = kept.content(uow, found.paper, through=objects(request.app.state.settings))
    return sent_file(content, media_type="application/octet-stream", digest=found.paper, keep="no-store")


@router.post("/transhipment/companies/{organisation}/decision")
def decide(
    request: Request,
    who: Checker,
    uow: Uow,
    organisation: str,
    granted: Annotated[bool, Form()] = False,
    because: Text = "",
) -> Response:
    """Register a company, or refuse it."""
    try:
        actions.decide_company(uow, organisation, granted=granted, because=because)
    except Incomplete as refused:
        return _companies(request, uow, None, organisation, 1, refused)
    return RedirectResponse("/transhipment/companies", 303)


@router.post("/transhipment/companies/{organisation}/end")
def end(request: Request, who: Checker, uow: Uow, organisation: str, because: Text = "") -> Response:
    """End a company's registration."""
    try:
        actions.end_company(uow, organisation, because=because)
    except Incomplete as refused:
        return _companies(request, uow, None, organisation, 1, refused)
    return RedirectResponse("/transhipment/companies", 303)


def day_read(text: str) -> date:
    """Read a day of a form.

    Raises:
        Incomplete: it is none.
    """
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise Incomplete(
            sentence("This is no day."), mend=sentence("Write it as 2026-11-30."), field="planned_on", seen=text[:20]
        ) from None


def _done(request: Request, who: Actor, uow: Uow, number: str, do: Any) -> Response:
    """Do something to an application and show it; a refusal is shown on its page."""
    try:
        do()
    except NoSuchApplication:
        raise
    except Refused as refused:
        return whole_page(request, who, uow, queries.whole(uow, number), refused)
    return RedirectResponse(f"/transhipment/{number}", 303)


def _companies(
    request: Request, uow: Uow, state: CompanyState | None, text: str, page: int, refused: Refused | None = None
) -> HTMLResponse:
    found, total = queries.companies(uow, state=state, text=text, page=page, size=_SIZE)
    return render(
        request,
        "transhipment/companies.html",
        status=refused.status if refused else 200,
        found=found,
        asked_for={"state": state.value if state else "", "q": text},
        paging_of=Paging(page, _SIZE, total),
        errors=[refused] if refused else [],
        officers=names(uow, [each.decided_by for each in found if each.decided_by]),
        **worded(),
    )
