"""Pages of bundles: the list, one with its instruction, what officers do with it, and the counter."""

from datetime import timedelta
from typing import Annotated, Any
from uuid import uuid4

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from smartcustoms.kernel.day import day_of, zone
from smartcustoms.kernel.errors import Refused
from smartcustoms.kernel.people.queries import may as may_with
from smartcustoms.kernel.people.queries import require, sees_all
from smartcustoms.kernel.spreadsheet import csv_of
from smartcustoms.kernel.web.access import Uow
from smartcustoms.kernel.web.downloads import csv_file
from smartcustoms.kernel.web.pages import reader_of, render
from smartcustoms.kernel.web.parts import Paging
from smartcustoms.trade.road_cargo import actions, queries
from smartcustoms.trade.road_cargo.model import ASSIST, BUNDLE, OVERRIDE, SEE, Bundle, BundleState, Direction, Way
from smartcustoms.trade.road_cargo.web.asked import (
    BundleFilters,
    Bundler,
    Helper,
    Overrider,
    Seer,
    Sent,
    instruction_of,
)
from smartcustoms.trade.road_cargo.web.pages import names
from smartcustoms.trade.road_cargo.web.trucker import bundled, form_parts, places

router = APIRouter(tags=["road cargo"])
Because = Annotated[str, Form(max_length=500)]


@router.get("/road-cargo/bundles")
def listed(request: Request, who: Seer, uow: Uow, asked: BundleFilters, format: str = "") -> Response:  # noqa: A002 - the page's own word
    """List bundles with search, filters and pages; the same page of the list as CSV."""
    found, total = queries.bundles(uow, asked)
    if format == "csv":
        return csv_file(_csv(found), "bundles.csv")
    return render(
        request,
        "road_cargo/bundles.html",
        bundles=found,
        wanted=asked,
        points=places(request, queries.control_points(day_of(uow.at))),
        paging_of=Paging(asked.page, asked.per_page, total),
        all_seen=sees_all(who, SEE),
        **names(),
    )


@router.get("/road-cargo/bundles/{number}", response_class=HTMLResponse)
def one(request: Request, who: Seer, uow: Uow, number: str) -> HTMLResponse:
    """Show one bundle with its instruction; to officers why, and what they may do."""
    found = queries.bundle(uow, number)
    require(who, SEE, owner=found.organisation)
    is_living = found.state is BundleState.BUNDLED
    overrides = queries.overrides(uow, number)
    waiting = next((each for each in overrides if each.agreed is None), None)
    point = queries.control_point(found.control_point, found.expected_at)
    return render(
        request,
        "road_cargo/bundle.html",
        found=found,
        point=point.name(reader_of(request).language) if point else found.control_point,
        exemption=queries.exemptions(day_of(found.expected_at)).get(found.exemption),
        all_seen=sees_all(who, SEE),
        overrides=overrides,
        waiting=waiting,
        unbundles=is_living and may_with(who, BUNDLE, owner=found.organisation),
        instructs=is_living and waiting is None and may_with(who, OVERRIDE),
        decides=is_living and waiting is not None and may_with(who, OVERRIDE) and waiting.asked_by != who.user,
        crosses=is_living and may_with(who, ASSIST),
        returns=found.state is BundleState.CROSSED and found.direction is Direction.OUTBOUND and may_with(who, ASSIST),
        **names(),
    )


@router.post("/road-cargo/bundles/{number}/withdrawal")
def unbundle(who: Bundler, uow: Uow, number: str, because: Because = "") -> Response:
    """Take one's bundle apart."""
    actions.unbundle(uow, number, because=because)
    return _there(number)


@router.post("/road-cargo/bundles/{number}/instruction")
def ask_override(
    who: Overrider, uow: Uow, number: str, to: Annotated[str, Form(max_length=20)], because: Because = ""
) -> Response:
    """Ask for another instruction."""
    actions.ask_override(uow, number, instruction_of(to), because=because)
    return _there(number)


@router.post("/road-cargo/bundles/{number}/decision")
def decide_override(who: Overrider, uow: Uow, number: str, agreed: Annotated[str, Form(max_length=5)]) -> Response:
    """Agree to another instruction as the second officer, or turn it down."""
    actions.decide_override(uow, number, agreed=agreed == "yes")
    return _there(number)


@router.post("/road-cargo/bundles/{number}/crossing")
def cross(who: Helper, uow: Uow, number: str) -> Response:
    """Note that the truck crossed."""
    actions.cross(uow, number)
    return _there(number)


@router.post("/road-cargo/bundles/{number}/return")
def send_back(who: Helper, uow: Uow, number: str, because: Because = "") -> Response:
    """Note that the other side sent the truck back."""
    actions.send_back(uow, number, because=because)
    return _there(number)


@router.get("/road-cargo/counter", response_class=HTMLResponse)
def counter(request: Request, who: Helper, uow: Uow, made: str = "") -> HTMLResponse:
    """Show the form by which an officer bundles for a trucker who cannot."""
    later = (uow.at + timedelta(hours=1)).astimezone(zone()).strftime("%Y-%m-%dT%H:%M")
    return _counter(request, uow, {"key": uuid4().hex, "expected_at": later, "direction": "outbound"}, made=made)


@router.post("/road-cargo/counter")
def assist(request: Request, who: Helper, uow: Uow, sent: Sent) -> Response:
    """Bundle at the counter: the truck is found by any of its plates."""
    found = queries.truck_of(uow, queries.mark_of(sent.get("plate", "")))
    try:
        made = bundled(request, who, {**sent, "truck": found.number if found else ""}, way=Way.COUNTER)
    except Refused as refused:
        return _counter(request, uow, sent, refused=refused)
    return RedirectResponse(f"/road-cargo/counter?made={made.number}", 303)


def _counter(
    request: Request, uow: Uow, written: dict[str, Any], *, refused: Refused | None = None, made: str = ""
) -> HTMLResponse:
    status = 422 if refused else 200
    parts = {**form_parts(request, uow, written, refused), "trucks": []}
    return render(request, "road_cargo/counter.html", status=status, made=made, **parts)


def _there(number: str) -> Response:
    return RedirectResponse(f"/road-cargo/bundles/{number}", 303)


def _csv(found: list[Bundle]) -> str:
    heads = ["bundle", "plates", "direction", "control_point", "expected_at", "references", "state", "instruction"]
    rows = (
        [
            each.number, " ".join(each.marks), each.direction.value, each.control_point, each.expected_at.isoformat(),
            " ".join(each.references), each.state.value, each.instruction.value,
        ]
        for each in found
    )  # fmt: skip
    return csv_of(heads, rows)
