"""Pages that show cases: the list with its CSV, the form that refers something, one case whole."""

from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from smartcustoms.investigation.cases import actions, queries
from smartcustoms.investigation.cases.life import can
from smartcustoms.investigation.cases.model import LEAD, SEE, WORK, About, Priority, Step, Subject, Whole
from smartcustoms.investigation.cases.shown import page_of, said_of
from smartcustoms.investigation.cases.web.asked import Filters, Referrer, Seer, Sent, chosen, worded
from smartcustoms.kernel import clock
from smartcustoms.kernel.actor import Actor
from smartcustoms.kernel.day import day_of
from smartcustoms.kernel.errors import Refused
from smartcustoms.kernel.people.queries import may as allowed
from smartcustoms.kernel.people.queries import names
from smartcustoms.kernel.web.access import Uow
from smartcustoms.kernel.web.downloads import csv_file
from smartcustoms.kernel.web.pages import render
from smartcustoms.kernel.web.parts import Paging

router = APIRouter(tags=["cases"])


@router.get("/cases")
def listed(request: Request, who: Seer, uow: Uow, asked: Filters, format: str = "") -> Response:  # noqa: A002 - the page's own word
    """List the cases one sees, with search, filters, sorting and pages; the same list as CSV."""
    if format == "csv":
        return csv_file(queries.exported(uow, asked), "cases.csv")
    found, total = queries.cases(uow, asked)
    return render(
        request,
        "cases/list.html",
        found=found,
        asked_for=asked,
        paging_of=Paging(asked.page, asked.per_page, total),
        figures=queries.figures(uow),
        leads=queries.leads(uow),
        me=who.user,
        **worded(),
    )


@router.get("/cases/new", response_class=HTMLResponse)
def new(request: Request, who: Referrer, about: str = "", number: str = "", sent: str = "") -> HTMLResponse:
    """Show the form that refers something, filled in where a page led here; after sending, the case's number."""
    return _form(request, {"about": about[:20], "number": number[:60]}, made=sent[:20])


@router.post("/cases/new")
def refer(request: Request, who: Referrer, uow: Uow, sent: Sent) -> Response:
    """Refer something; who sees cases is led to it, others are told its number."""
    try:
        about = chosen(About, sent.get("about", ""), "about")
        made = actions.refer(
            uow,
            about=Subject(about, sent.get("number", "")),
            title=sent.get("title", ""),
            summary=sent.get("summary", ""),
            priority=chosen(Priority, sent.get("priority", ""), "priority"),
            restricted=sent.get("restricted") == "yes",
        )
    except Refused as refused:
        return _form(request, sent, refused=refused)
    seen = allowed(who, SEE) and queries.sees(uow, made)
    return RedirectResponse(f"/cases/{made}" if seen else f"/cases/new?sent={made}", 303)


@router.get("/cases/{number}", response_class=HTMLResponse)
def one(request: Request, who: Seer, uow: Uow, number: str) -> HTMLResponse:
    """Show one case whole: where it stands, what can be done, its subjects, tasks and log."""
    return whole_page(request, who, queries.whole(uow, number), uow)


def whole_page(
    request: Request, who: Actor, found: Whole, uow: Uow, refused: Refused | None = None, **written: str
) -> HTMLResponse:
    """Draw one case whole; after a refusal with what is against it and what was written, so that nothing is typed twice."""
    case = found.case
    leads, mine = allowed(who, LEAD), case.lead == who.user
    acts = allowed(who, WORK) and (leads or mine or who.user in found.team)
    known = queries.investigators(uow)
    people = {
        case.lead or "",
        case.opened_by,
        *found.team,
        *(each.by for each in found.entries),
        *(each.by for each in found.subjects),
    }
    return render(
        request,
        "cases/one.html",
        status=refused.status if refused else 200,
        case=case,
        found=found,
        subjects=[(each, page_of(each.subject)) for each in found.subjects],
        may_open={each: bool(each) and allowed(who, each) for each in {page_of(one.subject)[0] for one in found.subjects}},
        log=[{"at": each.at, "by": each.by, "step": each.step.value, "says": said_of(each), "note": each.note, "stands": each.stands}
             for each in found.entries],
        names=names(uow, people) | {each.number: each.name for each in known},
        investigators=known,
        acts=acts,
        leads=leads or mine,
        supervises=leads,
        takes=allowed(who, WORK) and case.lead in {None, who.user} and can(case.state, Step.TAKE),
        can={each.value: can(case.state, each) for each in Step},
        today=day_of(clock.now()),
        errors=[refused] if refused else [],
        written=written,
        failed=request.url.path.rsplit("/", 1)[-1] if refused else "",
        **worded(),
    )  # fmt: skip


def _form(request: Request, said: dict[str, str], *, made: str = "", refused: Refused | None = None) -> HTMLResponse:
    wrong: dict[str, Any] = {refused.field: refused} if refused and refused.field else {}
    return render(
        request,
        "cases/form.html",
        status=refused.status if refused else 200,
        said={"priority": Priority.NORMAL.value, "about": About.DECLARATION.value}
        | {name: v for name, v in said.items() if v},
        made=made,
        wrong=wrong,
        errors=[refused] if refused else [],
        **worded(),
    )
