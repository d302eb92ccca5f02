"""The JSON API of overrides and budgets."""

from datetime import date, datetime
from typing import Any

from fastapi import APIRouter
from pydantic import BaseModel, Field

from smartcustoms.kernel.web.access import Uow
from smartcustoms.trade.risk import actions, queries
from smartcustoms.trade.risk.lanes import Plan
from smartcustoms.trade.risk.model import Lane, PlayReason
from smartcustoms.trade.risk.web.steering import Changer, Planner, check_limits

router = APIRouter(prefix="/api/v1/risk")


class OverrideAnswer(BaseModel):
    """A wish for another lane; `agreed` is null until a second officer decides."""

    number: int
    declaration: str
    was: Lane
    to: Lane
    because: str
    asked_by: str
    asked_at: datetime
    decided_by: str | None
    agreed: bool | None


class OverrideTaken(BaseModel):
    """Another lane, and why."""

    to: Lane
    because: str = Field(max_length=500)


class DecisionTaken(BaseModel):
    """Whether the second officer agrees."""

    agreed: bool


class PlanShape(BaseModel):
    """An office's budget: officers' hours a day, or a share of the declarations; shares are from 0 to 1."""

    office: str = Field("*", max_length=10, description="* holds for all offices without a plan of their own")
    hours: float | None = Field(None, ge=0, le=100_000)
    share: float | None = Field(None, ge=0, le=1)
    random_rate: float = Field(0.01, ge=0, le=1)
    exploration: float = Field(0.10, ge=0, le=1)
    yellow_share: float = Field(0.05, ge=0, le=1)
    tuned: bool = Field(True, description="a bandit moves exploration each week within the two limits")
    least_exploration: float = Field(0.02, ge=0, le=1)
    most_exploration: float = Field(0.30, ge=0, le=1)


class PlayedAnswer(BaseModel):
    """A week's share for learning: the probability with which it was played, of all that might have been, and why."""

    office: str
    week: date
    share: float
    chance: float
    chances: list[tuple[float, float]]
    why: PlayReason
    brought: float | None = Field(description="revenue recovered per examined hour of that week, once known")


@router.get("/overrides")
def overrides(who: Changer, uow: Uow, waiting: bool = True) -> list[OverrideAnswer]:
    """List the overrides that wait for a second pair of eyes, or all."""
    return [_override(each) for each in queries.overrides(uow, open_only=waiting)]


@router.post("/declarations/{number}/overrides", status_code=201)
def ask(number: str, taken: OverrideTaken, who: Changer, uow: Uow) -> OverrideAnswer:
    """Ask for another lane."""
    return _override(actions.ask_override(uow, number, taken.to, because=taken.because))


@router.post("/overrides/{number}")
def decide(number: int, taken: DecisionTaken, who: Changer, uow: Uow) -> OverrideAnswer:
    """Agree to an override, or turn it down."""
    return _override(actions.decide_override(uow, number, agreed=taken.agreed))


@router.get("/budget")
def plans(who: Changer, uow: Uow) -> list[PlanShape]:
    """Give each office's budget and shares."""
    return [
        PlanShape.model_validate(plan, from_attributes=True).model_copy(update={"office": office})
        for office, plan in sorted(queries.plans(uow).items())
    ]


@router.post("/budget")
def set_plan(taken: PlanShape, who: Planner, uow: Uow) -> list[PlanShape]:
    """Set an office's budget and shares; without hours and share it is 5 % of the declarations. Gives all."""
    share = taken.share if taken.share is not None or taken.hours is not None else 0.05
    given = Plan(
        hours=taken.hours,
        share=None if taken.hours is not None else share,
        random_rate=taken.random_rate,
        exploration=taken.exploration,
        yellow_share=taken.yellow_share,
        tuned=taken.tuned,
        least_exploration=taken.least_exploration,
        most_exploration=taken.most_exploration,
    )
    check_limits(given)
    actions.set_plan(uow, taken.office, given)
    return plans(who, uow)


@router.get("/exploration")
def exploration(who: Changer, uow: Uow) -> list[PlayedAnswer]:
    """Give what share of the budget was spent to learn, week by week, and why."""
    return [PlayedAnswer.model_validate(each, from_attributes=True) for each in queries.exploration(uow)]


def _override(one: Any) -> OverrideAnswer:
    return OverrideAnswer.model_validate(one, from_attributes=True)
