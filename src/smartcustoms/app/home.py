"""The home page of each kind of user, help for each role, the accessibility statement."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from smartcustoms.app.guidance import GUIDANCE
from smartcustoms.boundary.examinations import queries as examinations
from smartcustoms.boundary.examinations.model import EXAMINE
from smartcustoms.investigation.cases import queries as cases
from smartcustoms.investigation.cases.model import SEE as SEE_CASES
from smartcustoms.kernel import clock
from smartcustoms.kernel.actor import Actor, Kind
from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.day import day_of
from smartcustoms.kernel.events import queries as events
from smartcustoms.kernel.people import queries as people
from smartcustoms.kernel.people.model import ADMINISTER
from smartcustoms.kernel.watch import queries as watch
from smartcustoms.kernel.watch.model import SEE as SEE_WATCH
from smartcustoms.kernel.web.access import Visitor
from smartcustoms.kernel.web.pages import render
from smartcustoms.kernel.words.model import Sentence, sentence
from smartcustoms.trade.declarations import queries as declarations
from smartcustoms.trade.declarations.model import LODGE, Status, Wanted
from smartcustoms.trade.declarations.model import SEE as SEE_DECLARATIONS
from smartcustoms.trade.risk.model import Lane

router = APIRouter(include_in_schema=False)
_LAST: Final = 8

Figure = dict[str, Any]


@router.get("/")
def home(request: Request, who: Visitor) -> HTMLResponse:
    """Show a visitor what this is, and a person signed in what waits for him."""
    if not who.user:
        return render(request, "home/visitor.html")
    state = request.app.state
    with state.database.unit(by=who, at=clock.now()) as uow:
        shown = _shown(uow, who)
        if people.may(who, SEE_WATCH):
            shown["watched"] = _watched(uow, watch.health(state.database, at=uow.at).missing)
    return render(request, "home/home.html", **shown)


@router.get("/help")
def help_page(request: Request, who: Visitor) -> HTMLResponse:
    """Explain the work of each role: one's own first, all to a visitor."""
    own = {role: GUIDANCE[role] for role in sorted(who.roles) if role in GUIDANCE}
    others = {role: lines for role, lines in GUIDANCE.items() if role not in own}
    return render(request, "home/help.html", own=own, others=others)


@router.get("/accessibility")
def accessibility(request: Request, who: Visitor) -> HTMLResponse:  # noqa: ARG001 - public
    """State what is done for people who use the platform with other means than a mouse and sharp eyes."""
    return render(request, "home/accessibility.html")


def _shown(uow: UnitOfWork, who: Actor) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "declared": None,
        "watched": None,
        "known": None,
        "orders": None,
        "cases": _cases(uow) if people.may(who, SEE_CASES) else None,
        "lodges": people.may(who, LODGE),
    }
    if people.may(who, SEE_DECLARATIONS):
        figures = _customs_figures(uow) if who.kind is Kind.CUSTOMS else _trader_figures(uow)
        wanted = Wanted(per_page=_LAST, lane=Lane.RED, status=Status.UNDER_CONTROL)
        latest = declarations.declarations(uow, wanted if who.kind is Kind.CUSTOMS else Wanted(per_page=_LAST))
        names: Mapping[Status, Sentence] = {each: declarations.status_name(each) for each in Status}
        shown["declared"] = {
            "figures": figures,
            "rows": latest.rows,
            "names": names,
            "customs": who.kind is Kind.CUSTOMS,
        }
    if people.may(who, EXAMINE):
        shown["orders"] = examinations.my_orders(uow, size=_LAST)[0]
    if people.may(who, ADMINISTER):
        shown["known"] = people.people(uow, size=_LAST)[1]
    return shown


def _cases(uow: UnitOfWork) -> list[Figure]:
    found = cases.figures(uow)
    own, unled, late = "/cases?lead=me&state=live", "/cases?lead=none&state=live", "/cases?tasks=overdue"
    return [
        {"label": sentence("Nobody leads it"), "value": found.unled, "kind": "bad" if found.unled else "", "href": unled},
        {"label": sentence("My cases"), "value": found.own, "kind": "", "href": own},
        {"label": sentence("My tasks overdue"), "value": found.overdue, "kind": "bad" if found.overdue else "", "href": late},
    ]  # fmt: skip


def _customs_figures(uow: UnitOfWork) -> list[Figure]:
    today = day_of(uow.at)
    made = [_figure(uow, sentence("Lodged today"), "", f"since={today}", Wanted(per_page=1, since=today))]
    for lane, says in ((Lane.RED, sentence("Red, open")), (Lane.YELLOW, sentence("Yellow, open"))):
        wanted = Wanted(per_page=1, lane=lane, status=Status.UNDER_CONTROL)
        made.append(_figure(uow, says, lane.value, f"lane={lane}&status={Status.UNDER_CONTROL}", wanted))
    detained = Wanted(per_page=1, status=Status.DETAINED)
    return [*made, _figure(uow, sentence("Detained"), "bad", f"status={Status.DETAINED}", detained)]


def _trader_figures(uow: UnitOfWork) -> list[Figure]:
    kinds = (
        (Status.UNDER_CONTROL, sentence("Under control"), "yellow"),
        (Status.RELEASED, sentence("Released"), "green"),
        (Status.DETAINED, sentence("Detained"), "bad"),
    )
    every = _figure(uow, sentence("Lodged in all"), "", "", Wanted(per_page=1))
    return [
        every,
        *(
            _figure(uow, says, kind, f"status={status}", Wanted(per_page=1, status=status))
            for status, says, kind in kinds
        ),
    ]


def _figure(uow: UnitOfWork, says: Sentence, kind: str, query: str, wanted: Wanted) -> Figure:
    total = declarations.declarations(uow, wanted).total
    return {"label": says, "value": total, "kind": kind, "href": f"/declarations?{query}"}


def _watched(uow: UnitOfWork, missing: tuple[str, ...]) -> dict[str, Any]:
    queues = [events.outbox(uow), *events.queues(uow)]
    lives = [each for each in watch.workers(uow) if _lives(each.seen, uow.at)]
    return {
        "missing": missing,
        "figures": [
            {"label": sentence("Workers alive"), "value": len(lives), "kind": "good" if lives else "bad"},
            {"label": sentence("Events waiting"), "value": sum(each.waiting for each in queues), "kind": ""},
            {"label": sentence("Dead letters"), "value": (dead := sum(each.dead for each in queues)), "kind": "bad" if dead else "good"},
            {"label": sentence("Oldest event waits, in seconds"), "value": round(max(each.lag for each in queues), 1), "kind": ""},
        ],
    }  # fmt: skip


def _lives(seen: datetime, at: datetime) -> bool:
    return (at - seen).total_seconds() < 15
