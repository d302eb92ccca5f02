"""The JSON API of consignments."""

from typing import Annotated, Any

from fastapi import APIRouter, File, Request, UploadFile
from fastapi.responses import JSONResponse, Response

from smartcustoms.kernel.people.queries import require
from smartcustoms.kernel.web.access import Uow
from smartcustoms.kernel.web.pages import reader_of
from smartcustoms.kernel.web.refusals import problem
from smartcustoms.kernel.web.sent import content_of
from smartcustoms.kernel.words.say import say
from smartcustoms.trade.declarations import queries as declarations
from smartcustoms.trade.road_cargo import actions, queries
from smartcustoms.trade.road_cargo.model import SEE, Entered, Fault, NotAccepted, Way
from smartcustoms.trade.road_cargo.shown import consignment_shown
from smartcustoms.trade.road_cargo.web.asked import (
    LARGEST,
    AmendmentShape,
    BecauseShape,
    CargoShape,
    Filters,
    IdempotencyKey,
    Lodger,
    Seer,
)

router = APIRouter(tags=["road cargo"])


@router.get("/api/v1/road-cargo")
def listed(who: Seer, uow: Uow, asked: Filters) -> dict[str, Any]:
    """List cargo information by road, newest first."""
    found, total = queries.consignments(uow, asked)
    return {"total": total, "consignments": [consignment_shown(each) for each in found]}


@router.post("/api/v1/road-cargo", status_code=201)
def lodge(request: Request, who: Lodger, uow: Uow, taken: CargoShape, key: IdempotencyKey = "") -> Any:
    """Lodge the eight items, one's own or as the shipper's agent; the answer holds the reference.

    The same key with the same body gives it again.
    """
    body = taken.model_dump()
    try:
        return consignment_shown(
            actions.lodge(
                uow,
                Entered(_items(body)),
                way=Way.API,
                key=key,
                declaration=body["declaration"],
                replaces=body["replaces"],
                shipper=body["shipper"],
            )
        )
    except NotAccepted as refused:
        return _faults(request, refused)


@router.post("/api/v1/road-cargo/sheet")
def lodge_sheet(request: Request, who: Lodger, uow: Uow, file: Annotated[UploadFile, File()]) -> dict[str, Any]:
    """Lodge a batch sheet (CSV or XLSX): references of what was taken, and line and column of what was not."""
    content = content_of(file, LARGEST)
    rows = declarations.sheet(content, name=file.filename or "sheet")
    done = actions.lodge_sheet(uow, rows, content=content)
    return {
        "lodged": [{"consignment": name, "reference": one.number} for name, one in done.lodged],
        "faults": [_fault(request, each) for each in done.faults],
    }


@router.get("/api/v1/road-cargo/{number}")
def one(who: Seer, uow: Uow, number: str) -> dict[str, Any]:
    """Give one consignment whole."""
    found = queries.consignment(uow, number)
    require(who, SEE, owner=queries.owner_for(who, found))
    return consignment_shown(found)


@router.put("/api/v1/road-cargo/{number}")
def amend(request: Request, who: Lodger, uow: Uow, number: str, taken: AmendmentShape) -> Any:
    """Amend a consignment that is not bundled."""
    given = Entered(_items(taken.cargo.model_dump()))
    try:
        return consignment_shown(actions.amend(uow, number, given, version=taken.version, because=taken.because))
    except NotAccepted as refused:
        return _faults(request, refused)


@router.post("/api/v1/road-cargo/{number}/withdrawal")
def withdraw(who: Lodger, uow: Uow, number: str, taken: BecauseShape) -> dict[str, Any]:
    """Withdraw a consignment that is not bundled."""
    return consignment_shown(actions.withdraw(uow, number, because=taken.because))


def _items(body: dict[str, Any]) -> dict[str, Any]:
    return {name: body[name] for name in ("direction", "packages", "consignor", "consignee", "expected_on")}


def _faults(request: Request, refused: NotAccepted) -> Response:
    who = reader_of(request)
    says, mend = say(refused.says, who), say(refused.mend, who)
    more = {"message": says, "mend": mend, "field": refused.field, "seen": refused.seen}
    answer: JSONResponse = problem(
        refused.status, refused.code, says, **more, errors=[_fault(request, each) for each in refused.faults]
    )
    return answer


def _fault(request: Request, each: Fault) -> dict[str, Any]:
    who = reader_of(request)
    place = {"row": each.row} if each.row else {}
    return {
        **place,
        "field": each.field,
        "seen": each.seen,
        "message": say(each.says, who),
        "mend": say(each.mend, who),
    }
