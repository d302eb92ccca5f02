"""Pages of examinations: my orders and one order (tablet size), and the supervisor's desk."""

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, File, Form, Request, Response, UploadFile
from fastapi.responses import HTMLResponse, RedirectResponse
from pydantic import BaseModel, Field

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
from smartcustoms.kernel.web.menu import MenuEntry
from smartcustoms.kernel.web.pages import reader_of, render
from smartcustoms.kernel.web.parts import Paging
from smartcustoms.kernel.words.model import Sentence, sentence
<<<<<<< HEAD
from smartcustoms.trade.declarations import queries as declarations
from smartcustoms.trade.declarations.model import Declaration, NoSuchDeclaration
=======
from smartcustoms.kernel.words.say import say
>>>>>>> 76dfdc8 (JSON stands beside every page, checked: examinations, watchlists, rules, overrides, budgets, drafts, files, messages, dead letters, people)

router = APIRouter(tags=["examinations"])
menu = (
    MenuEntry(sentence("My orders"), "/examinations", EXAMINE, group="work", order=10),
    MenuEntry(sentence("Examinations"), "/examinations/all", LEAD, group="boundary", order=10),
)

Sees = Annotated[Actor, Depends(may(SEE_OWN))]
Examines = Annotated[Actor, Depends(may(EXAMINE))]
Leads = Annotated[Actor, Depends(may(LEAD))]
_SIZE = 50
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


<<<<<<< HEAD
SKILLS: dict[str, Sentence] = {
    "general": sentence("general"),
    "documents": sentence("documents"),
    "dangerous": sentence("dangerous goods"),
    "food": sentence("food"),
}
=======
class StepGiven(BaseModel):
    """One thing to do, and what was noted when it was done."""

    position: int
    says: str
    done_at: datetime | None
    note: str
    photo: str = Field(description="SHA-256 of a kept file; empty: none")
    sample: str


class OrderGiven(BaseModel):
    """One order, whole."""

    number: str
    declaration: str
    office: str
    control: str
    skill: str
    hours: float
    reasons: list[str]
    state: str
    assigned_to: str | None
    ordered_at: datetime
    started_at: datetime | None
    completed_at: datetime | None
    result: str | None
    item: int | None
    revenue: str | None
    note: str
    steps: list[StepGiven]


class ResultTaken(BaseModel):
    """What an examination found."""

    result: Result
    item: int | None = Field(None, ge=1, le=999)
    revenue: str = Field("", max_length=30, description="recovered, in the administration's currency; empty: none")
    note: str = Field("", max_length=4000)


class ExaminerShape(BaseModel):
    """An officer who examines."""

    user: str = Field(max_length=60)
    name: str = Field(max_length=100)
    office: str = Field("*", max_length=10)
    skills: list[str] = Field(["general"], max_length=20)
    on_duty: bool
    load: float = Field(0.0, description="hours of open orders; given, not taken")


class AssignmentTaken(BaseModel):
    """To whom an order goes."""

    to: str = Field(max_length=60)
>>>>>>> 76dfdc8 (JSON stands beside every page, checked: examinations, watchlists, rules, overrides, budgets, drafts, files, messages, dead letters, people)


class OrderLine(BaseModel):
    """One order, as the API lists it."""

    number: str
    declaration: str
    office: str
    control: str
    state: str
    assigned_to: str | None
    reasons: list[str]
    result: str | None


@router.get("/examinations", response_class=HTMLResponse)
def mine(request: Request, who: Sees, uow: Uow, over: bool = False, page: int = 1) -> HTMLResponse:
    """Show the officer's own orders."""
    found, total = queries.my_orders(uow, over=over, page=max(page, 1), size=_SIZE)
    return render(
        request,
        "examinations/mine.html",
        orders=found,
        over=over,
        paging_of=Paging(max(page, 1), _SIZE, total),
        **_names(),
    )


@router.get("/api/v1/examinations")
def mine_as_json(who: Sees, uow: Uow, over: bool = False, page: int = 1) -> list[OrderLine]:
    """List the officer's own orders."""
    found, _ = queries.my_orders(uow, over=over, page=max(page, 1), size=_SIZE)
    return [_line(each) for each in found]


@router.get("/api/v1/examinations/all")
def everybody_as_json(
    who: Leads, uow: Uow, state: State | None = None, office: str = "", q: str = "", page: int = 1
) -> list[OrderLine]:
    """List all orders: the open ones unless a state is asked for."""
    found, _ = queries.orders(uow, state=state, office=office[:10], text=q.strip()[:40], page=max(page, 1), size=_SIZE)
    return [_line(each) for each in found]


@router.get("/api/v1/examiners")
def examiners_as_json(who: Leads, uow: Uow) -> list[ExaminerShape]:
    """List who examines, with their load."""
    return [ExaminerShape.model_validate(each, from_attributes=True) for each in queries.examiners(uow)]


@router.post("/api/v1/examiners")
def put_examiner(who: Leads, uow: Uow, taken: ExaminerShape) -> list[ExaminerShape]:
    """Say who examines, with which skills, and whether on duty; give all."""
    given = frozenset(taken.skills)
    actions.put_on_duty(uow, Examiner(taken.user, taken.name, taken.office, given, taken.on_duty))
    return examiners_as_json(who, uow)


@router.get("/api/v1/examinations/{number}")
def one_as_json(request: Request, who: Sees, uow: Uow, number: str) -> OrderGiven:
    """Give one order whole: what to look at and why, the steps, the result."""
    return _given(request, _seen_by(who, queries.order(uow, number)))


@router.post("/api/v1/examinations/{number}/start")
def start_by_api(request: Request, who: Examines, uow: Uow, number: str) -> OrderGiven:
    """Begin the examination."""
    actions.start(uow, number)
    return one_as_json(request, who, uow, number)


@router.post("/api/v1/examinations/{number}/steps/{position}")
def do_step_by_api(
    request: Request,
    who: Examines,
    uow: Uow,
    number: str,
    position: int,
    note: Annotated[str, Form(max_length=2000)] = "",
    sample: Annotated[str, Form(max_length=60)] = "",
    photo: Annotated[UploadFile | None, File()] = None,
) -> OrderGiven:
    """Note that a step is done, with a photo when one was taken (multipart form)."""
    do_step(request, who, uow, number, position, note, sample, photo)
    return one_as_json(request, who, uow, number)


@router.post("/api/v1/examinations/{number}/result")
def complete_by_api(request: Request, who: Examines, uow: Uow, number: str, taken: ResultTaken) -> OrderGiven:
    """Give the result."""
    item = str(taken.item) if taken.item else ""
    complete(request, who, uow, number, taken.result, item, taken.revenue, taken.note)
    return one_as_json(request, who, uow, number)


@router.post("/api/v1/examinations/{number}/assign")
def assign_by_api(request: Request, who: Leads, uow: Uow, number: str, taken: AssignmentTaken) -> OrderGiven:
    """Give an order to another officer."""
    actions.assign(uow, number, to=taken.to)
    return _given(request, queries.order(uow, number))


@router.get("/examinations/all", response_class=HTMLResponse)
def everybody(
    request: Request, who: Leads, uow: Uow, state: State | None = None, office: str = "", q: str = "", page: int = 1
) -> HTMLResponse:
    """Show the supervisor all orders, who has how much to do, and what was found."""
    page = max(page, 1)
    found, total = queries.orders(uow, state=state, office=office[:10], text=q.strip()[:40], page=page, size=_SIZE)
    return render(
        request,
        "examinations/all.html",
        orders=found,
        examiners=(known := queries.examiners(uow)),
        names={each.user: each.name for each in known},
        money=request.app.state.settings.currency,
        found=queries.results(uow),
        asked_for={"state": state.value if state else "", "office": office, "q": q},
        paging_of=Paging(page, _SIZE, total),
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
    found = _seen_by(who, queries.order(uow, number))
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
    found = _seen_by(who, queries.order(uow, number))
    if digest not in {step.photo for step in found.steps if step.photo}:
        raise NotFound(sentence("There is no such photo."), mend=sentence("Open the order again."), seen=digest[:16])
    kept = kept_files.file(uow, digest)
    shown = "inline" if kept.media_type.startswith("image/") else "attachment"
    headers = {"Content-Disposition": f'{shown}; filename="{digest[:16]}"', "Cache-Control": "private, max-age=3600"}
    content = kept_files.content(uow, digest, through=objects(request.app.state.settings))
    return Response(content, media_type=kept.media_type, headers=headers)


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
        content = photo.file.read(_PHOTO + 1)
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
        money = Money(amount(revenue), request.app.state.settings.currency) if revenue.strip() else None
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


def _seen_by(who: Actor, order: Order) -> Order:
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


def _line(order: Order) -> OrderLine:
    return OrderLine(
        number=order.number,
        declaration=order.declaration,
        office=order.office,
        control=order.control.value,
        state=order.state.value,
        assigned_to=order.assigned_to,
        reasons=[str(each) for each in order.reasons],
        result=order.result.value if order.result else None,
    )


def _given(request: Request, order: Order) -> OrderGiven:
    reader = reader_of(request)
    return OrderGiven(
        **_line(order).model_dump() | {"reasons": [say(each, reader) for each in order.reasons]},
        skill=order.skill,
        hours=order.hours,
        ordered_at=order.ordered_at,
        started_at=order.started_at,
        completed_at=order.completed_at,
        item=order.item,
        revenue=str(order.revenue) if order.revenue else None,
        note=order.note,
        steps=[
            StepGiven.model_validate(step, from_attributes=True).model_copy(
                update={"says": say(sentence(step.says), reader)}
            )
            for step in order.steps
        ],
    )
