"""Pages and JSON of the audit trail: search, and proofs to take away. Every look is itself noted."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse, JSONResponse
from pydantic import AwareDatetime, BaseModel

from smartcustoms.kernel.actor import Actor
from smartcustoms.kernel.audit import queries
from smartcustoms.kernel.audit.checkpoint_gateway import origin, signing_key
from smartcustoms.kernel.audit.model import SEARCH_TRAIL, Deed
from smartcustoms.kernel.web.access import Uow, may
from smartcustoms.kernel.web.menu import MenuEntry
from smartcustoms.kernel.web.pages import reader_of, render
from smartcustoms.kernel.words.model import sentence

router = APIRouter(tags=["audit"])
menu = (MenuEntry(sentence("Audit trail"), "/audit", SEARCH_TRAIL, group="platform", order=40),)

Searcher = Annotated[Actor, Depends(may(SEARCH_TRAIL))]
Text = Annotated[str, Query(max_length=120)]
_SIZE = 50


class DeedAnswer(BaseModel):
    """A deed as JSON; `position` is its leaf in the tree, null while it waits for the next pass."""

    id: UUID
    at: AwareDatetime
    who: str
    organisation: str
    deed: str
    about: str
    facts: dict[str, object]
    position: int | None


class ProofAnswer(BaseModel):
    """That a deed is in the trail; check it with `smartcustoms audit check-proof`, or by RFC 6962 and C2SP signed-note."""

    leaf: str
    position: int
    size: int
    path: list[str]
    checkpoint: str
    key: str


@router.get("/audit", response_class=HTMLResponse)
def search_page(
    request: Request,
    who: Searcher,
    uow: Uow,
    by: Text = "",
    about: Text = "",
    deed: Text = "",
    since: Text = "",
    until: Text = "",
    before: Text = "",
) -> HTMLResponse:
    """Search the trail by who, what and when."""
    asked = {"by": by, "about": about, "deed": deed, "since": since, "until": until}
    found = _search(request, uow, asked, before)
    return render(
        request,
        "audit/search.html",
        deeds=found[:_SIZE],
        next=found[_SIZE - 1].id if len(found) > _SIZE else None,
        asked_for=asked,
    )


@router.get("/api/v1/audit/deeds")
def get_deeds(
    request: Request,
    who: Searcher,
    uow: Uow,
    by: Text = "",
    about: Text = "",
    deed: Text = "",
    since: Text = "",
    until: Text = "",
    before: Text = "",
) -> list[DeedAnswer]:
    """Search the trail; the next page is asked for with `before` = the last id."""
    asked = {"by": by, "about": about, "deed": deed, "since": since, "until": until}
    found = _search(request, uow, asked, before)[:_SIZE]
    return [
        DeedAnswer(
            id=it.id, at=it.at, who=it.who, organisation=it.organisation, deed=it.deed, about=it.about,
            facts=it.facts, position=it.position,
        )
        for it in found
    ]  # fmt: skip


@router.get("/audit/{deed}/proof.json", response_model=ProofAnswer)
def get_proof(request: Request, who: Searcher, uow: Uow, deed: UUID) -> JSONResponse:
    """Take a proof that a deed is in the trail."""
    settings = request.app.state.settings
    uow.looked("audit proof", deed=str(deed))
    proof = queries.proof(uow, deed, key=signing_key(settings).public_key(), origin=origin(settings))
    body = ProofAnswer(
        leaf=proof.leaf,
        position=proof.position,
        size=proof.size,
        path=list(proof.path),
        checkpoint=proof.checkpoint,
        key=proof.key,
    )
    name = f'attachment; filename="proof-{deed}.json"'
    return JSONResponse(body.model_dump(), headers={"Content-Disposition": name})


def _search(request: Request, uow: Uow, asked: dict[str, str], before: str) -> list[Deed]:
    """Search with what was typed; what is no day or no id counts as not typed. The look is noted."""
    uow.looked("audit trail", **{name: value for name, value in asked.items() if value})
    zone = reader_of(request).zone

    def moment(text: str, *, end: bool = False) -> datetime | None:
        try:
            day = date.fromisoformat(text.strip())
            local = datetime.combine(day + timedelta(days=end), time(), zone)
            return local.astimezone(UTC)
        except (ValueError, OverflowError):
            return None

    return queries.deeds(
        uow,
        who=asked["by"].strip(),
        about=asked["about"].strip(),
        deed=asked["deed"].strip(),
        since=moment(asked["since"]),
        until=moment(asked["until"], end=True),
        before=_id(before),
        limit=_SIZE + 1,
    )


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
