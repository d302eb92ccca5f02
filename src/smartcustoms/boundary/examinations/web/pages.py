"""Pages of examinations: my orders and one order (tablet size), and the supervisor's desk."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, File, Form, Request, Response, UploadFile
from fastapi.responses import HTMLResponse, RedirectResponse

from smartcustoms.boundary.examinations import actions, queries
from smartcustoms.boundary.examinations.model import EXAMINE, LEAD, SEE_OWN, Examiner, Order, Result, State
from smartcustoms.kernel.actor import Actor
from smartcustoms.kernel.errors import NotFound, NotPermitted, Refused
from smartcustoms.kernel.files import actions as files
from smartcustoms.kernel.files import queries as kept_files
from smartcustoms.kernel.files.media_type import SHOWN
from smartcustoms.kernel.files.object_gateway import objects
from smartcustoms.kernel.money import Money, NotAnAmount, amount
from smartcustoms.kernel.people import queries as people
from smartcustoms.kernel.people.queries import may as allowed
from smartcustoms.kernel.web.access import Uow, may
from smartcustoms.kernel.web.downloads import sent_file
from smartcustoms.kernel.web.menu import MenuEntry
from smartcustoms.kernel.web.pages import render
from smartcustoms.kernel.web.parts import Paging
from smartcustoms.kernel.web.sent import content_of
from smartcustoms.kernel.words.model import Sentence, sentence
from smartcustoms.trade.declarations import queries as declarations
from smartcustoms.trade.declarations.model import Declaration, NoSuchDeclaration

router = APIRouter(tags=["examinations"])
menu = (
    MenuEntry(sentence("My orders"), "/examinations", EXAMINE, group="work", order=10),
    MenuEntry(sentence("Examinations"), "/examinations/all", LEAD, group="boundary", order=10),
)

Sees = Annotated[Actor, Depends(may(SEE_OWN))]
Examines = Annotated[Actor, Depends(may(EXAMINE))]
Leads = Annotated[Actor, Depends(may(LEAD))]
SIZE = 50
_PHOTO = 12 * 1024 * 1024

RESULTS: dict[Result, Sentence] = {
    Result.NO_FINDING: sentence("No finding"),
    Result.MISCLASSIFIED: sentence("Misclassified"),
    Result.UNDERVALUED: sentence("Undervalued"),
    Result.MISCOUNTED: sentence("Miscounted"),
    Result.ORIGIN_FALSE: sentence("Origin false"),
    Result.PROHIBITED: sentence("Prohibited goods"),
    Result.SEIZURE: sentence("Seizure"),
}
STATES: dict[State, Sentence] = {
    State.WAITING: sentence("Waiting for an officer"),
    State.ASSIGNED: sentence("Assigned"),
    State.STARTED: sentence("Started"),
    State.COMPLETED: sentence("Completed"),
    State.CANCELLED: sentence("Cancelled"),
}


SKILLS: dict[str, Sentence] = {
    "general": sentence("general"),
    "documents": sentence("documents"),
    "dangerous": sentence("dangerous goods"),
    "food": sentence("food"),
}


@router.get("/examinations", response_class=HTMLResponse)
def mine(request: Request, who: Sees, uow: Uow, over: bool = False, page: int = 1) -> HTMLResponse:
    """Show the officer's own orders."""
    found, total = queries.my_orders(uow, over=over, page=max(page, 1), size=SIZE)
    return render(
        request,
        "examinations/mine.html",
        orders=found,
        over=over,
        paging_of=Paging(max(page, 1), SIZE, total),
        **_names(),
    )


@router.get("/examinations/all", response_class=HTMLResponse)
def everybody(
    request: Request, who: Leads, uow: Uow, state: State | None = None, office: str = "", q: str = "", page: int = 1
) -> HTMLResponse:
    """Show the supervisor all orders, who has how much to do, and what was found."""
    page = max(page, 1)
    found, total = queries.orders(uow, state=state, office=office[:10], text=q.strip()[:40], page=page, size=SIZE)
    return render(
        request,
        "examinations/all.html",
        orders=found,
        examiners=(known := queries.examiners(uow)),
        names={each.user: each.name for each in known},
        money=request.app.state.settings.currency,
        found=queries.results(uow),
        asked_for={"state": state.value if state else "", "office": office, "q": q},
        paging_of=Paging(page, SIZE, total),
        **_names(),
    )


@router.post("/examinations/examiners")
def put_on_duty(
    who: Leads,
    uow: Uow,
    user: Annotated[str, Form(max_length=60)],
    name: Annotated[str, Form(max_length=100)],
    office: Annotated[str, Form(max_length=10)] = "*",
    skills: Annotated[str, Form(max_length=200)] = "general",
    on_duty: Annotated[bool, Form()] = False,
) -> Response:
    """Say who examines, with which skills, and whether on duty."""
    given = frozenset(each.strip() for each in skills.split(",") if each.strip())
    actions.put_on_duty(uow, Examiner(user, name, office, given, on_duty))
    return RedirectResponse("/examinations/all", 303)


@router.get("/examinations/{number}", response_class=HTMLResponse)
def one(request: Request, who: Sees, uow: Uow, number: str) -> HTMLResponse:
    """Show one order: what to look at and why, the steps, the result."""
    return _order(request, who, uow, number)


def _order(
    request: Request, who: Actor, uow: Uow, number: str, *, error: Refused | None = None, **written: str
) -> HTMLResponse:
    """Draw an order; after a refusal with what was written, so that nothing is typed twice."""
    found = seen_by(who, queries.order(uow, number))
    leads = allowed(who, LEAD)
    return render(
        request,
        "examinations/order.html",
        status=422 if error else 200,
        order=found,
        declared=_declared(uow, found.declaration),
        examiners=queries.examiners(uow) if leads else [],
        leads=leads,
        names=people.names(uow, [found.assigned_to] if found.assigned_to else []),
        money=request.app.state.settings.currency,
        errors=[error] if error else [],
        written=written,
        **_names(),
    )


@router.get("/files/examinations/{number}/{digest}")
def photo_of(request: Request, who: Sees, uow: Uow, number: str, digest: str) -> Response:
    """Show a photo of one of the order's steps, verified against its hash; anything but a picture is a download."""
    found = seen_by(who, queries.order(uow, number))
    if digest not in {step.photo for step in found.steps if step.photo}:
        raise NotFound(sentence("There is no such photo."), mend=sentence("Open the order again."), seen=digest[:16])
    kept = kept_files.file(uow, digest)
    content = kept_files.content(uow, digest, through=objects(request.app.state.settings))
    return sent_file(content, media_type=kept.media_type, digest=digest)


@router.post("/examinations/{number}/start")
def start(who: Examines, uow: Uow, number: str) -> Response:
    """Begin the examination."""
    actions.start(uow, number)
    return RedirectResponse(f"/examinations/{number}", 303)


@router.post("/examinations/{number}/steps/{position}")
def do_step(
    request: Request,
    who: Examines,
    uow: Uow,
    number: str,
    position: int,
    note: Annotated[str, Form(max_length=2000)] = "",
    sample: Annotated[str, Form(max_length=60)] = "",
    photo: Annotated[UploadFile | None, File()] = None,
) -> Response:
    """Note that a step is done, with a photo when one was taken."""
    kept = ""
    if photo is not None and photo.filename:
        content = content_of(photo, _PHOTO)
        place = objects(request.app.state.settings)
        kept = files.keep(uow, content, name=photo.filename, at_most=_PHOTO, only=SHOWN, through=place).hash
    actions.do_step(uow, number, position, note=note, photo=kept, sample=sample)
    return RedirectResponse(f"/examinations/{number}#step-{position}", 303)


@router.post("/examinations/{number}/result")
def complete(
    request: Request,
    who: Examines,
    uow: Uow,
    number: str,
    result: Annotated[Result, Form()],
    item: Annotated[str, Form(max_length=4, pattern=r"^\d*$")] = "",
    revenue: Annotated[str, Form(max_length=30)] = "",
    note: Annotated[str, Form(max_length=4000)] = "",
) -> Response:
    """Give the result."""
    try:
        money = money_of(request, revenue)
        actions.complete(uow, number, result=result, item=int(item) if item else None, revenue=money, note=note)
    except (actions.ResultIncomplete, NotAnAmount) as refusal:
        written = {"result": result.value, "item": item, "revenue": revenue, "note": note}
        return _order(request, who, uow, number, error=refusal, **written)
    return RedirectResponse(f"/examinations/{number}", 303)


@router.post("/examinations/{number}/assign")
def assign(who: Leads, uow: Uow, number: str, to: Annotated[str, Form(max_length=60)]) -> Response:
    """Give an order to another officer."""
    actions.assign(uow, number, to=to)
    return RedirectResponse(f"/examinations/{number}", 303)


def _declared(uow: Uow, number: str) -> Declaration | None:
    try:
        return declarations.declaration(uow, number)
    except NoSuchDeclaration:
        return None  # the order's own facts are enough to examine by


def money_of(request: Request, revenue: str) -> Money | None:
    """Read revenue in the administration's currency; None where nothing is written."""
    return Money(amount(revenue), request.app.state.settings.currency) if revenue.strip() else None


def seen_by(who: Actor, order: Order) -> Order:
    """An officer sees what is assigned to him, a supervisor every order."""
    if order.assigned_to != who.user and not allowed(who, LEAD):
        raise NotPermitted(
            sentence("This order is assigned to another officer."),
            mend=sentence("Ask the supervisor to assign it to you."),
            seen=order.number,
        )
    return order


def _names() -> dict[str, Any]:
    return {
        "results": {each.value: says for each, says in RESULTS.items()},
        "states": {each.value: says for each, says in STATES.items()},
        "skills": SKILLS,
    }
