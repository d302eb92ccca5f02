"""The JSON API of examinations, beside the pages."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, File, Form, Request, UploadFile
from pydantic import BaseModel, Field

from smartcustoms.boundary.examinations import actions, queries
from smartcustoms.boundary.examinations.model import Examiner, Order, Result, State
from smartcustoms.boundary.examinations.web.pages import SIZE, Examines, Leads, Sees, do_step, money_of, seen_by
from smartcustoms.kernel.web.access import Uow
from smartcustoms.kernel.web.pages import reader_of
from smartcustoms.kernel.words.model import sentence
from smartcustoms.kernel.words.say import say

router = APIRouter(tags=["examinations"])


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


@router.get("/api/v1/examinations")
def mine_as_json(who: Sees, uow: Uow, over: bool = False, page: int = 1) -> list[OrderLine]:
    """List the officer's own orders."""
    found, _ = queries.my_orders(uow, over=over, page=max(page, 1), size=SIZE)
    return [_line(each) for each in found]


@router.get("/api/v1/examinations/all")
def everybody_as_json(
    who: Leads, uow: Uow, state: State | None = None, office: str = "", q: str = "", page: int = 1
) -> list[OrderLine]:
    """List all orders: the open ones unless a state is asked for."""
    found, _ = queries.orders(uow, state=state, office=office[:10], text=q.strip()[:40], page=max(page, 1), size=SIZE)
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
    return _given(request, seen_by(who, queries.order(uow, number)))


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
    money = money_of(request, taken.revenue)
    actions.complete(uow, number, result=taken.result, item=taken.item, revenue=money, note=taken.note)
    return one_as_json(request, who, uow, number)


@router.post("/api/v1/examinations/{number}/assign")
def assign_by_api(request: Request, who: Leads, uow: Uow, number: str, taken: AssignmentTaken) -> OrderGiven:
    """Give an order to another officer."""
    actions.assign(uow, number, to=taken.to)
    return _given(request, queries.order(uow, number))


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
