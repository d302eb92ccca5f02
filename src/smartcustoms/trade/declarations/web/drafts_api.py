"""The JSON API of drafts and of files brought: what the form and the list of files show."""

from datetime import datetime
from typing import Any
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import Response
from pydantic import BaseModel

from smartcustoms.kernel.people.queries import require
from smartcustoms.kernel.web.access import Uow
from smartcustoms.trade.declarations import actions, queries
from smartcustoms.trade.declarations.model import LODGE, Draft
from smartcustoms.trade.declarations.reading import drafted
from smartcustoms.trade.declarations.web.asked import Lodger

router = APIRouter(prefix="/api/v1", tags=["declarations"])


class DraftGiven(BaseModel):
    """A declaration being written: its cells as entered, unchecked."""

    id: UUID
    changed_at: datetime
    declaration: dict[str, Any]


@router.get("/declaration-drafts")
def drafts(who: Lodger, uow: Uow) -> list[DraftGiven]:
    """List the organisation's drafts."""
    return [_given(each) for each in queries.drafts(uow)]


@router.post("/declaration-drafts", status_code=201)
def keep(entered: dict[str, Any], who: Lodger, uow: Uow) -> DraftGiven:
    """Keep what was entered so far, unchecked."""
    return _given(queries.draft(uow, actions.draft(uow, drafted(entered))))


@router.get("/declaration-drafts/{draft}")
def one(draft: UUID, who: Lodger, uow: Uow) -> DraftGiven:
    """Give one draft."""
    return _given(queries.draft(uow, draft))


@router.put("/declaration-drafts/{draft}")
def write(draft: UUID, entered: dict[str, Any], who: Lodger, uow: Uow) -> DraftGiven:
    """Write a draft anew."""
    return _given(queries.draft(uow, actions.draft(uow, drafted(entered), into=draft)))


@router.delete("/declaration-drafts/{draft}", status_code=204)
def discard(draft: UUID, who: Lodger, uow: Uow) -> Response:
    """Remove a draft."""
    actions.discard(uow, draft)
    return Response(status_code=204)


@router.post("/declarations/{number}/copy", status_code=201)
def copy(number: str, who: Lodger, uow: Uow) -> DraftGiven:
    """Begin a draft from a lodged declaration."""
    require(who, LODGE, owner=queries.declaration(uow, number).organisation)
    return _given(queries.draft(uow, actions.copy(uow, number)))


def _given(found: Draft) -> DraftGiven:
    cells = {**found.drafted.header, "items": [dict(each) for each in found.drafted.items]}
    return DraftGiven(id=found.id, changed_at=found.changed_at, declaration=cells)
