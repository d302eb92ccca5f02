"""The page on which a supervisor chooses the operating point: what each score means, and which scores hold."""

import re
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from smartcustoms.boundary.detection import actions, queries
from smartcustoms.boundary.detection.model import WHAT_WORDS, WHATS, LookIncomplete
from smartcustoms.boundary.detection.web.asked import SETS, Chooses, Sees
from smartcustoms.kernel.errors import Refused
from smartcustoms.kernel.people import queries as people
from smartcustoms.kernel.web.access import Uow
from smartcustoms.kernel.web.pages import render
from smartcustoms.kernel.web.sent import Number, fields, written_again

router = APIRouter(tags=["scans"])
_NUMBER = re.compile(r"[01]?\.?[0-9]{1,4}")
_MOST_SHOWN = 4.0
"""False alarms a clean bag up to which a chart is drawn: nobody would work with more."""


@router.get("/scan-alarms/point", response_class=HTMLResponse)
def operating_point(request: Request, who: Sees, uow: Uow) -> HTMLResponse:
    """Show the operating point, its history and how often officers took alarms for right."""
    return _point(request, uow)


def _point(request: Request, uow: Uow, error: Refused | None = None, **written: Any) -> HTMLResponse:
    point, chosen = queries.point(uow), queries.points(uow)
    curves = queries.curves(point)
    return render(
        request,
        "detection/point.html",
        status=422 if error else 200,
        point=point,
        points=chosen,
        curves=curves,
        charts=_charts(curves),
        sets=SETS,
        names=people.names(uow, [each.by for each in chosen]),
        whats=WHAT_WORDS,
        agreement=queries.agreement(uow),
        errors=[error] if error else [],
        written=written,
    )


def own_scores(form: Annotated[dict[str, str], Depends(fields(20))]) -> dict[str, float]:
    """Read from the form the scores of kinds that have their own; what is no number is refused as out of range."""
    said = {what: form.get(f"least-{what}", "").strip() for what in WHATS}
    return {what: float(score) if _NUMBER.fullmatch(score) else 0.0 for what, score in said.items() if score}


Owns = Annotated[dict[str, float], Depends(own_scores)]


@router.post("/scan-alarms/point")
def choose_point(
    request: Request,
    who: Chooses,
    uow: Uow,
    least: Number,
    own: Owns,
    because: Annotated[str, Form(max_length=500)] = "",
) -> Response:
    """Choose the scores from which alarms are raised on scans that come from now on."""
    try:
        actions.choose_point(uow, least, because=because, leasts=own)
    except LookIncomplete as refusal:
        return _point(request, uow, refusal, **written_again({"least": least}), because=because, own=own)
    return RedirectResponse("/scan-alarms/point", 303)


def _charts(curves: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Lay out for each kind the share found over the false alarms of a clean bag, and the score in force on it."""
    return {what: _chart(kind["curve"], kind["at_point"]) for what, kind in curves["sets"][0]["kinds"].items()}


def _chart(curve: list[dict[str, Any]], in_force: dict[str, Any]) -> dict[str, Any]:
    shown = [each for each in curve if each["false_alarms_per_clean_bag"][0] <= _MOST_SHOWN or each is curve[-1]]
    shown = sorted((*shown, in_force), key=lambda each: (each["false_alarms_per_clean_bag"][0], each["found"][0]))
    at = [each["false_alarms_per_clean_bag"][0] for each in shown]
    band = {name: [each["found"][n] for each in shown] for n, name in ((0, "values"), (1, "low"), (2, "high"))}
    here = [each["found"][0] if each is in_force else None for each in shown]
    return {"at": at, "labels": [f"{each:.2f}" for each in at], "found": band, "here": here}
