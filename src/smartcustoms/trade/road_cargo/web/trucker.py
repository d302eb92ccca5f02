"""The trucker's pages, made for a phone: my trucks, bundling, my bundles with instruction and when to leave."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from smartcustoms.kernel import clock
from smartcustoms.kernel.actor import Actor
from smartcustoms.kernel.day import day_of, zone
from smartcustoms.kernel.errors import Refused
from smartcustoms.kernel.people.web.proof import fresh
from smartcustoms.kernel.web.access import Uow
from smartcustoms.kernel.web.pages import reader_of, render
from smartcustoms.trade.road_cargo import actions, queries
from smartcustoms.trade.road_cargo.model import Bundle, BundleState, BundlesWanted, Way
from smartcustoms.trade.road_cargo.web.asked import Bundler, Seer, Sent, kind_of, plates_of, trip_of
from smartcustoms.trade.road_cargo.web.pages import names

router = APIRouter(tags=["road cargo"])
_PROVED_MINUTES = 60
"""A trucker bundles within so long after he proved by passkey or password who he is; then he proves it again."""


@router.get("/road-cargo/trucker", response_class=HTMLResponse)
def own(request: Request, who: Bundler, uow: Uow, district: str = "", made: str = "") -> HTMLResponse:
    """Show one's bundles still to cross with their instruction and when to leave, and the form to bundle."""
    later = uow.at + timedelta(hours=2)
    written = {
        "key": uuid4().hex,
        "expected_at": later.astimezone(zone()).strftime("%Y-%m-%dT%H:%M"),
        "direction": "outbound",
    }
    return _page(request, uow, written, district=district, made=made)


@router.post("/road-cargo/trucker")
def bundle(request: Request, who: Bundler, uow: Uow, sent: Sent) -> Response:
    """Bundle by what the form holds; the person proved within the hour who he is, by passkey or password."""
    fresh(request, _PROVED_MINUTES)
    try:
        made = bundled(request, who, sent, way=Way.PHONE)
    except Refused as refused:
        return _page(request, uow, sent, district=sent.get("district", ""), refused=refused)
    district = sent.get("district", "")
    return RedirectResponse(f"/road-cargo/trucker?made={made.number}&district={district[:20]}", 303)


@router.get("/road-cargo/trucks", response_class=HTMLResponse)
def trucks(request: Request, who: Bundler, uow: Uow) -> HTMLResponse:
    """Show one's trucks, and the form to enter one."""
    return _trucks(request, uow, {})


@router.post("/road-cargo/trucks")
def keep_truck(request: Request, who: Bundler, uow: Uow, sent: Sent) -> Response:
    """Enter a truck, or change one's own."""
    try:
        plates = plates_of({each: sent.get(f"plate_{each}", "") for each in ("hk", "cn", "mo")})
        actions.keep_truck(
            uow, plates, kind_of(sent.get("kind", "")), pin=sent.get("pin", ""), number=sent.get("truck", "")[:40]
        )
    except Refused as refused:
        return _trucks(request, uow, sent, refused)
    return RedirectResponse("/road-cargo/trucks", 303)


@router.get("/road-cargo/routes", response_class=HTMLResponse)
def routes(
    request: Request, who: Seer, uow: Uow, at: str = "", kind: str = "goods", district: str = "", region: str = "", truck: str = ""
) -> HTMLResponse:  # fmt: skip
    """Show the control points for a trip: what refuses or warns, the drive, and when to leave."""
    moment = queries.moment_asked(at, uow.at + timedelta(hours=2))
    found = queries.routes(uow, moment, kind_of(kind), district=district, region=region, truck=truck)
    return render(
        request,
        "road_cargo/routes.html",
        routes=found,
        asked={
            "at": moment.astimezone(zone()).strftime("%Y-%m-%dT%H:%M"),
            "kind": kind,
            "district": district,
            "region": region,
        },
        districts=places(request, queries.districts(day_of(moment))),
        regions=places(request, queries.regions(day_of(moment))),
        language=reader_of(request).language,
        **names(),
    )


def places(request: Request, found: Any) -> list[tuple[str, str]]:
    """Give places or control points as options of a select, named in the reader's language."""
    language = reader_of(request).language
    return [(code, each.name(language)) for code, each in found.items()]


def bundled(request: Request, who: Actor, sent: dict[str, str], *, way: Way) -> Bundle:
    """Bundle by what a form holds, in a unit of its own: a refusal rolls it back and is still told beside the form."""
    with request.app.state.database.unit(by=who, at=clock.now()) as uow:
        return actions.bundle(uow, sent.get("truck", "")[:40], _trip(sent), way=way, key=sent.get("key", "")[:80])


def _trip(sent: dict[str, str]) -> actions.Trip:
    references = sent.get("references", "").replace(",", "\n").replace(";", "\n").splitlines()
    return trip_of(
        references[:200],
        sent.get("exemption", "")[:40],
        sent.get("direction", ""),
        sent.get("control_point", "")[:10],
        sent.get("expected_at", "")[:40],
        local=True,
    )


def _page(
    request: Request,
    uow: Uow,
    written: dict[str, str],
    *,
    district: str,
    refused: Refused | None = None,
    made: str = "",
) -> HTMLResponse:
    """Draw the trucker's page: what waits to cross, soonest first, then the form."""
    found, _ = queries.bundles(uow, BundlesWanted(state=BundleState.BUNDLED, per_page=50))
    waiting = sorted(found, key=lambda each: each.expected_at)
    return render(
        request,
        "road_cargo/trucker.html",
        status=422 if refused else 200,
        bundles=[
            (each, queries.leave_at(district, each.control_point, each.expected_at), queries.awaited(each))
            for each in waiting
        ],
        now=uow.at,
        made=made,
        district=district,
        **form_parts(request, uow, written, refused),
    )


def form_parts(request: Request, uow: Uow, written: dict[str, str], refused: Refused | None) -> dict[str, Any]:
    """Give what the form to bundle needs."""
    on = day_of(uow.at)
    return {
        "trucks": [(each.number, " ".join(one.mark for one in each.plates)) for each in queries.trucks(uow)],
        "points": places(request, queries.control_points(on)),
        "districts": places(request, queries.districts(on)),
        "exemptions": [(code, each.says) for code, each in queries.exemptions(on).items()],
        "written": written,
        "errors": [refused] if refused else [],
        **names(),
    }


def _trucks(request: Request, uow: Uow, written: dict[str, str], refused: Refused | None = None) -> HTMLResponse:
    return render(
        request,
        "road_cargo/trucks.html",
        status=422 if refused else 200,
        trucks=queries.trucks(uow),
        written=written,
        errors=[refused] if refused else [],
        **names(),
    )
