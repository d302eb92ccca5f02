"""The supervisor's page of lanes and tags: register, open, close, enrol, put a tag on a truck."""

from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from smartcustoms.kernel.errors import Refused
from smartcustoms.kernel.web.access import Uow
from smartcustoms.kernel.web.menu import MenuEntry
from smartcustoms.kernel.web.pages import render
from smartcustoms.kernel.words.model import sentence
from smartcustoms.trade.crossing import actions, queries
from smartcustoms.trade.crossing.model import LEAD, Direction, Lane, LaneKind, LaneUnfit, Tag
from smartcustoms.trade.crossing.plates import Territory, registered
from smartcustoms.trade.crossing.web.asked import Leader, worded

router = APIRouter(tags=["crossing"])
menu = (MenuEntry(sentence("Lanes and tags"), "/crossing/lanes", LEAD, group="boundary", order=31),)


@router.get("/crossing/lanes", response_class=HTMLResponse)
def lanes(request: Request, who: Leader, uow: Uow) -> HTMLResponse:
    """Show the lanes and the tags in use."""
    return _page(request, uow)


@router.post("/crossing/lanes")
def register_lane(
    request: Request,
    who: Leader,
    uow: Uow,
    code: Annotated[str, Form(max_length=40)] = "",
    control_point: Annotated[str, Form(max_length=10)] = "",
    direction: Annotated[Direction, Form()] = Direction.OUTBOUND,
    kind: Annotated[LaneKind, Form()] = LaneKind.ORDINARY,
) -> Response:
    """Register a lane."""
    lane = Lane(code=code.strip().upper(), control_point=control_point.strip().upper(), direction=direction, kind=kind)
    try:
        actions.register_lane(uow, lane)
    except LaneUnfit as refused:
        return _page(request, uow, refused, code=code, control_point=control_point)
    return RedirectResponse("/crossing/lanes", 303)


@router.post("/crossing/lanes/{code}")
def change_lane(who: Leader, uow: Uow, code: str, opened: Annotated[bool, Form()] = False) -> Response:
    """Open or close a lane."""
    actions.change_lane(uow, code, opened=opened)
    return RedirectResponse("/crossing/lanes", 303)


@router.post("/crossing/lanes/{code}/key")
def enrol_lane(
    request: Request, who: Leader, uow: Uow, code: str, public_key: Annotated[str, Form(max_length=100)] = ""
) -> Response:
    """Register the key of a lane's computer."""
    try:
        actions.enrol_lane(uow, code, public_key=public_key.strip())
    except LaneUnfit as refused:
        return _page(request, uow, refused)
    return RedirectResponse("/crossing/lanes", 303)


@router.post("/crossing/tags")
def put_tag(
    request: Request,
    who: Leader,
    uow: Uow,
    rfid: Annotated[str, Form(max_length=40)] = "",
    organisation: Annotated[str, Form(max_length=60)] = "",
    hong_kong: Annotated[str, Form(max_length=20)] = "",
    mainland: Annotated[str, Form(max_length=20)] = "",
    macao: Annotated[str, Form(max_length=20)] = "",
) -> Response:
    """Put a tag on a truck."""
    try:
        plates = keys_of(hong_kong, mainland, macao)
        actions.put_tag(uow, Tag(rfid=rfid.strip(), organisation=organisation.strip(), plates=plates))
    except LaneUnfit as refused:
        written = {
            "rfid": rfid,
            "organisation": organisation,
            "hong_kong": hong_kong,
            "mainland": mainland,
            "macao": macao,
        }
        return _page(request, uow, refused, **written)
    return RedirectResponse("/crossing/lanes", 303)


def keys_of(hong_kong: str, mainland: str, macao: str) -> frozenset[str]:
    """Read the plates of a truck as they are written, one of each administration at most.

    Raises:
        LaneUnfit: one is no plate of its administration.
    """
    written = {Territory.HONG_KONG: hong_kong, Territory.MAINLAND: mainland, Territory.MACAO: macao}
    fields = {Territory.HONG_KONG: "hong_kong", Territory.MAINLAND: "mainland", Territory.MACAO: "macao"}
    found = set()
    for territory, text in written.items():
        if not text.strip():
            continue
        key = registered(text, territory)
        if key is None:
            raise LaneUnfit(
                sentence("This is no plate of that administration."),
                mend=sentence("Write it as it stands on the truck, such as AB 1234, 粤Z·1234港 or MA-12-34."),
                field=fields[territory],
                seen=text[:20],
            )
        found.add(key)
    return frozenset(found)


def _page(request: Request, uow: Uow, refused: Refused | None = None, **written: str) -> HTMLResponse:
    return render(
        request,
        "crossing/lanes.html",
        status=refused.status if refused else 200,
        points=queries.points(uow),
        tags=queries.tags(uow),
        centre_key=queries.centre_key(request.app.state.settings),
        errors=[refused] if refused else [],
        written=written,
        **worded(),
    )
