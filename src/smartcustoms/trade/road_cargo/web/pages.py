"""Pages of consignments: the list, one whole, the form, the batch sheet."""

from collections.abc import Sequence
from typing import Annotated, Any
from uuid import uuid4

from fastapi import APIRouter, File, Form, Request, Response, UploadFile
from fastapi.responses import HTMLResponse, RedirectResponse

from smartcustoms.kernel.day import day_of
from smartcustoms.kernel.errors import Refused
from smartcustoms.kernel.people.queries import may as may_with
from smartcustoms.kernel.people.queries import require, sees_all
from smartcustoms.kernel.spreadsheet import csv_of
from smartcustoms.kernel.web.access import Uow
from smartcustoms.kernel.web.downloads import csv_file
from smartcustoms.kernel.web.menu import MenuEntry
from smartcustoms.kernel.web.pages import render
from smartcustoms.kernel.web.parts import Paging
from smartcustoms.kernel.web.sent import content_of
from smartcustoms.kernel.words.model import sentence
from smartcustoms.trade.declarations import queries as declarations
from smartcustoms.trade.road_cargo import actions, queries
from smartcustoms.trade.road_cargo.model import (
    ASSIST,
    BUNDLE,
    LODGE,
    SEE,
    Consignment,
    Entered,
    NoAuthority,
    NotAccepted,
    State,
    Way,
)
from smartcustoms.trade.road_cargo.sheet import HEADS
from smartcustoms.trade.road_cargo.web.asked import LARGEST, ROWS, Filters, Lodger, Seer, Sent, items_in

router = APIRouter(tags=["road cargo"])
menu = (
    MenuEntry(sentence("Cargo by road"), "/road-cargo", SEE, group="trade", order=43),
    MenuEntry(sentence("My trucks and bundles"), "/road-cargo/trucker", BUNDLE, group="trade", order=44),
    MenuEntry(sentence("Bundles"), "/road-cargo/bundles", SEE, group="trade", order=45),
    MenuEntry(sentence("Routes across the boundary"), "/road-cargo/routes", SEE, group="trade", order=46),
    MenuEntry(sentence("Bundling counter"), "/road-cargo/counter", ASSIST, group="boundary", order=60),
)
Because = Annotated[str, Form(max_length=500)]


@router.get("/road-cargo")
def listed(request: Request, who: Seer, uow: Uow, asked: Filters, format: str = "") -> Response:  # noqa: A002 - the page's own word
    """List cargo information with search, filters, order and pages; what is shown as CSV."""
    if format == "csv":
        return csv_file(_csv(queries.every(uow, asked)), "road-cargo.csv")
    found, total = queries.consignments(uow, asked)
    return render(
        request,
        "road_cargo/list.html",
        consignments=found,
        wanted=asked,
        paging_of=Paging(asked.page, asked.per_page, total),
        lodges=may_with(who, LODGE),
        all_seen=sees_all(who, SEE),
        **names(),
    )


@router.get("/road-cargo/new", response_class=HTMLResponse)
def form(request: Request, who: Lodger, uow: Uow, again: str = "") -> HTMLResponse:
    """Show the form; `again` fills it with one's own consignment whose truck was sent back, as a new inbound one."""
    written: dict[str, Any] = {"direction": "outbound", "expected_on": day_of(uow.at).isoformat()}
    if again:
        old = queries.consignment(uow, again)
        require(who, LODGE, owner=queries.owner_for(who, old))
        written = {
            **_as_written(old),
            "direction": "inbound",
            "replaces": old.number,
            "expected_on": written["expected_on"],
            "shipper": old.shipper if old.shipper != who.organisation else "",
        }
    return _form(request, {**written, "key": uuid4().hex}, "/road-cargo/new", shippers=queries.shippers(uow))


@router.post("/road-cargo/new")
def lodge(request: Request, who: Lodger, uow: Uow, sent: Sent) -> Response:
    """Lodge what the form holds; sent twice it is lodged once."""
    if "more" in sent:
        return _form(request, _as_sent(sent), "/road-cargo/new", shippers=queries.shippers(uow))
    try:
        made = actions.lodge(
            uow,
            Entered(items_in(sent)),
            way=Way.PAGE,
            key=sent.get("key", "")[:80],
            declaration=sent.get("declaration", ""),
            replaces=sent.get("replaces", "")[:20],
            shipper=sent.get("shipper", "")[:40],
        )
    except (NotAccepted, NoAuthority) as refused:
        return _form(request, _as_sent(sent), "/road-cargo/new", refused, shippers=queries.shippers(uow))
    return RedirectResponse(f"/road-cargo/{made.number}", 303)


@router.get("/road-cargo/sheet", response_class=HTMLResponse)
def sheet(request: Request, who: Lodger) -> HTMLResponse:
    """Show where a batch sheet is sent."""
    return _sheet(request)


@router.post("/road-cargo/sheet")
def lodge_sheet(request: Request, who: Lodger, uow: Uow, file: Annotated[UploadFile, File()]) -> Response:
    """Lodge a batch sheet: what is in order is lodged, the rest is told with line and column."""
    content = content_of(file, LARGEST)
    try:
        rows = declarations.sheet(content, name=file.filename or "sheet")
        done = actions.lodge_sheet(uow, rows, content=content)
    except Refused as refused:
        return _sheet(request, errors=[refused])
    return _sheet(request, done=done)


@router.get("/files/road-cargo/template.csv")
def template(who: Lodger) -> Response:
    """Give an empty batch sheet with one line as an example."""
    line = [
        "1", "outbound", "2026-11-30", 12, "cartons", "LED lamps", "Sample Trading", "1 Sample Street, Kwai Chung",
        "Sample Lighting", "2 Example Road, Shenzhen", "", "",
    ]  # fmt: skip
    return csv_file(csv_of(HEADS, [line]), "road-cargo-template.csv")


@router.get("/road-cargo/{number}", response_class=HTMLResponse)
def one(request: Request, who: Seer, uow: Uow, number: str) -> HTMLResponse:
    """Show one consignment whole."""
    found = queries.consignment(uow, number)
    require(who, SEE, owner=queries.owner_for(who, found))
    lodges = may_with(who, LODGE, owner=queries.owner_for(who, found))
    own = lodges and queries.may_act(uow, found, who.organisation)
    return render(
        request,
        "road_cargo/one.html",
        found=found,
        versions=queries.versions(uow, number),
        own=own,
        over=lodges and not own,
        changes=own and found.state is State.LODGED,
        sent_back=own and found.state is State.SENT_BACK,
        until=queries.window_of(found),
        **names(),
    )


@router.get("/road-cargo/{number}/amend", response_class=HTMLResponse)
def amendment(request: Request, who: Lodger, uow: Uow, number: str) -> HTMLResponse:
    """Show the form with what the consignment says now."""
    found = queries.consignment(uow, number)
    require(who, LODGE, owner=queries.owner_for(who, found))
    return _form(request, {**_as_written(found), "version": str(found.version)}, f"/road-cargo/{number}/amend")


@router.post("/road-cargo/{number}/amend")
def amend(request: Request, who: Lodger, uow: Uow, number: str, sent: Sent) -> Response:
    """Amend a consignment by what the form holds."""
    action = f"/road-cargo/{number}/amend"
    if "more" in sent:
        return _form(request, _as_sent(sent), action)
    version = sent.get("version", "")
    known = int(version) if version.isdecimal() and len(version) < 9 else 0
    try:
        actions.amend(uow, number, Entered(items_in(sent)), version=known, because=sent.get("because", ""))
    except NotAccepted as refused:
        return _form(request, _as_sent(sent), action, refused)
    return RedirectResponse(f"/road-cargo/{number}", 303)


@router.post("/road-cargo/{number}/withdrawal")
def withdraw(who: Lodger, uow: Uow, number: str, because: Because = "") -> Response:
    """Withdraw a consignment."""
    actions.withdraw(uow, number, because=because)
    return RedirectResponse(f"/road-cargo/{number}", 303)


def names() -> dict[str, Any]:
    """Give the names that templates show, by code."""
    return {
        "directions": {each.value: says for each, says in queries.DIRECTIONS.items()},
        "states": {each.value: says for each, says in queries.STATES.items()},
        "bundle_states": {each.value: says for each, says in queries.BUNDLE_STATES.items()},
        "instructions": {each.value: says for each, says in queries.INSTRUCTIONS.items()},
        "ways": {each.value: says for each, says in queries.WAYS.items()},
        "kinds": {each.value: says for each, says in queries.KINDS.items()},
        "whose": {each.value: says for each, says in queries.JURISDICTIONS.items()},
    }


def _form(
    request: Request,
    written: dict[str, Any],
    action: str,
    refused: NotAccepted | NoAuthority | None = None,
    *,
    shippers: Sequence[tuple[str, str]] = (),
) -> HTMLResponse:
    """Draw the form; after a refusal with what was written and each fault beside its field. `shippers`: for whom an agent may lodge."""
    faults: Sequence[Any] = refused.faults if isinstance(refused, NotAccepted) else [refused] if refused else []
    return render(
        request,
        "road_cargo/form.html",
        status=422 if refused else 200,
        written=written,
        rows=max(ROWS, int(written.get("rows", 0) or 0)),
        action=action,
        shippers=shippers,
        faults={each.field: each for each in reversed(faults)},
        errors=list(faults),
        **names(),
    )


def _sheet(request: Request, *, done: Any = None, errors: Any = ()) -> HTMLResponse:
    status = 422 if errors or (done and done.faults and not done.lodged) else 200
    return render(request, "road_cargo/sheet.html", status=status, done=done, errors=list(errors), heads=HEADS)


def _as_sent(sent: dict[str, str]) -> dict[str, Any]:
    shown = int(sent.get("rows", "0")) if sent.get("rows", "").isdecimal() and len(sent["rows"]) < 3 else ROWS
    return {**sent, "rows": min(shown + (3 if "more" in sent else 0), 50)}


def _as_written(one: Consignment) -> dict[str, Any]:
    written: dict[str, Any] = {"direction": one.direction.value, "expected_on": one.items.expected_on.isoformat()}
    for place, each in enumerate(one.items.packages):
        written |= {f"packages.{place}.{part}": getattr(each, part) for part in ("count", "kind", "goods")}
    for who, party in (("consignor", one.items.consignor), ("consignee", one.items.consignee)):
        written |= {f"{who}.name": party.name, f"{who}.address": party.address}
    return {**written, "declaration": one.declaration, "rows": len(one.items.packages)}


def _csv(found: list[Consignment]) -> str:
    heads = [
        "reference", "direction", "state", "expected_on", "packages", "goods", "consignor_name", "consignor_address",
        "consignee_name", "consignee_address", "bundle", "declaration", "lodged_at",
    ]  # fmt: skip
    rows = (
        [
            each.number, each.direction.value, each.state.value, each.items.expected_on, each.packages,
            "; ".join(f"{one.count} {one.kind}: {one.goods}" for one in each.items.packages),
            each.items.consignor.name, each.items.consignor.address, each.items.consignee.name, each.items.consignee.address,
            each.bundle, each.declaration, each.lodged_at.isoformat(),
        ]
        for each in found
    )  # fmt: skip
    return csv_of(heads, rows)
