"""The JSON API of what an organisation applies for, and who acts for whom."""

from datetime import date
from typing import Any

from fastapi import APIRouter
from pydantic import BaseModel, Field

from smartcustoms.kernel.web.access import Uow
from smartcustoms.trade.documents import actions, queries
from smartcustoms.trade.documents.web.asked import Applicant

router = APIRouter(prefix="/api/v1", tags=["documents"])


class DeputyTaken(BaseModel):
    """Who may act on whose applications, until which day; `end` takes it back."""

    member: str = Field(max_length=60)
    deputy: str = Field(max_length=60)
    until: date | None = None
    end: bool = False


class SubscriptionTaken(BaseModel):
    """A type the organisation applies for; `end` ends it."""

    code: str = Field(max_length=30)
    end: bool = False


@router.get("/documents/company")
def company(who: Applicant, uow: Uow) -> dict[str, Any]:
    """Give which types the organisation applies for, and who acts for whom."""
    held = queries.delegations(uow)
    return {
        "subscribed": queries.subscriptions(uow),
        "deputies": [
            {
                "member": each.member,
                "deputy": each.deputy,
                "since": each.since.isoformat(),
                "until": each.until and each.until.isoformat(),
            }
            for each in held
        ],
    }


@router.post("/documents/company/deputies")
def delegate(taken: DeputyTaken, who: Applicant, uow: Uow) -> dict[str, Any]:
    """Let somebody act on another's applications, or end that."""
    if taken.end:
        actions.take_back(uow, member=taken.member, deputy=taken.deputy)
    else:
        actions.delegate(uow, member=taken.member, deputy=taken.deputy, until=taken.until)
    return company(who, uow)


@router.post("/documents/company/subscriptions")
def subscribe(taken: SubscriptionTaken, who: Applicant, uow: Uow) -> dict[str, Any]:
    """Subscribe the organisation to a type, or end that."""
    (actions.unsubscribe if taken.end else actions.subscribe)(uow, taken.code)
    return company(who, uow)
