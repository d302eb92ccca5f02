"""Pages of cargo reports: the list, one whole, the form, what differs, and what could not be matched."""

import json
from typing import Annotated, Any

from fastapi import APIRouter, File, Form, Request, Response, UploadFile
from fastapi.responses import HTMLResponse, RedirectResponse

from smartcustoms.kernel.edifact.model import EdifactRefused
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
from smartcustoms.trade.cargo_reports import actions, queries
from smartcustoms.trade.cargo_reports.model import (
    LODGE,
    MATCH,
    SEE,
    FileUnreadable,
    Filing,
    Format,
    How,
    NotAccepted,
    Report,
    State,
)
from smartcustoms.trade.cargo_reports.reading import LARGEST
from smartcustoms.trade.cargo_reports.shown import report_shown
from smartcustoms.trade.cargo_reports.web.asked import Filters, Lodger, Matcher, Seer, Sent, values_of

router = APIRouter(tags=["cargo reports"])
menu = (
    MenuEntry(sentence("Cargo reports"), "/cargo-reports", SEE, group="trade", order=40),
    MenuEntry(sentence("Master and house"), "/cargo-reports/discrepancies", SEE, group="trade", order=41),
    MenuEntry(sentence("Declarations without a bill"), "/cargo-reports/matches", MATCH, group="trade", order=42),
)
Because = Annotated[str, Form(max_length=500)]
_SIZE = 50
_FIELDS = (
    "mode", "level", "bill", "master", "carrier", "conveyance", "voyage", "origin", "destination", "arrives", "arrived", "pieces",
    "gross_mass_kg", "goods", "hs_code", "consignor_name", "consignor_country", "consignee_name", "consignee_country",
    "containers", "consolidated", "houses",
)  # fmt: skip


@router.get("/cargo-reports")
def listed(request: Request, who: Seer, uow: Uow, asked: Filters, format: str = "") -> Response:  # noqa: A002 - the page's own word
    """List cargo reports with filters, order and pages; the same list whole as CSV."""
    if format == "csv":
        return csv_file(_csv(queries.every(uow, asked)), "cargo-reports.csv")
    found, total = queries.reports(uow, asked)
    paging = Paging(asked.page, asked.per_page, total)
    return render(
        request,
        "cargo_reports/list.html",
        reports=found,
        wanted=asked,
        paging_of=paging,
        lodges=may_with(who, LODGE),
        all_seen=sees_all(who, SEE),
        **_names(),
    )


@router.get("/cargo-reports/new", response_class=HTMLResponse)
def form(request: Request, who: Lodger) -> HTMLResponse:
    """Show the form, and where a file is sent."""
    return _form(request, {"mode": "sea", "level": "master"}, "/cargo-reports/new")


@router.post("/cargo-reports/new")
def lodge(request: Request, who: Lodger, uow: Uow, sent: Sent) -> Response:
    """Lodge what the form holds."""
    written = {name: sent.get(name, "") for name in _FIELDS}
    try:
        filing = actions.lodge(uow, queries.entered(values_of(dict(written)), Format.FORM), original=_bytes(written))
    except Refused as refused:
        return _form(request, written, "/cargo-reports/new", refused)
    return RedirectResponse(f"/cargo-reports/{filing.number}", 303)


@router.post("/cargo-reports/files")
def lodge_file(request: Request, who: Lodger, uow: Uow, file: Annotated[UploadFile, File()]) -> Response:
    """Lodge the reports of a file: all of them or none."""
    try:
        every = actions.lodge_file(uow, content_of(file, LARGEST))
    except (NotAccepted, FileUnreadable, EdifactRefused) as refused:  # nothing has been written yet
        return _form(request, {"mode": "sea", "level": "master"}, "/cargo-reports/new", refused)
    return RedirectResponse(f"/cargo-reports/{every[0].number}" if len(every) == 1 else "/cargo-reports", 303)


@router.get("/cargo-reports/discrepancies", response_class=HTMLResponse)
def discrepancies(request: Request, who: Seer, uow: Uow, resolved: bool = False, page: int = 1) -> HTMLResponse:
    """Show what master and house say differently."""
    page = max(page, 1)
    found, total = queries.discrepancies(uow, is_open=not resolved, page=page, size=_SIZE)
    return render(
        request,
        "cargo_reports/discrepancies.html",
        told=found,
        resolved=resolved,
        now=uow.at,
        all_seen=sees_all(who, SEE),
        paging_of=Paging(page, _SIZE, total),
        **_names(),
    )


@router.get("/cargo-reports/matches", response_class=HTMLResponse)
def matches(request: Request, who: Matcher, uow: Uow, how: How = How.NONE, page: int = 1) -> HTMLResponse:
    """Show the declarations for which no bill was found, and why; or those matched in another way."""
    page = max(page, 1)
    found, total = queries.matches(uow, how=how, page=page, size=_SIZE)
    return render(
        request,
        "cargo_reports/matches.html",
        matches=found,
        how=how,
        counts=queries.match_counts(uow),
        ways=queries.HOW,
        paging_of=Paging(page, _SIZE, total),
    )


@router.post("/cargo-reports/matches/{declaration}")
def match(
    who: Matcher, uow: Uow, declaration: str, report: Annotated[str, Form(max_length=40)], because: Because
) -> Response:
    """Say by hand which bill a declaration covers."""
    actions.match_by_hand(uow, declaration, report.strip().upper(), because=because)
    return RedirectResponse("/cargo-reports/matches", 303)


@router.get("/cargo-reports/{number}", response_class=HTMLResponse)
def one(request: Request, who: Seer, uow: Uow, number: str) -> HTMLResponse:
    """Show one cargo report whole."""
    found = queries.report(uow, number)
    require(who, SEE, owner=found.organisation)
    told, _ = queries.discrepancies(uow, report=number, is_open=None)
    return render(
        request,
        "cargo_reports/one.html",
        found=found,
        report=found.report,
        told=told,
        now=uow.at,
        versions=queries.versions(uow, number),
        own=may_with(who, LODGE, owner=found.organisation) and found.state is State.LODGED,
        **_names(),
    )


@router.get("/cargo-reports/{number}/amend", response_class=HTMLResponse)
def amendment(request: Request, who: Lodger, uow: Uow, number: str) -> HTMLResponse:
    """Show the form with what the report says now."""
    found = queries.report(uow, number)
    require(who, LODGE, owner=found.organisation)
    return _form(request, _as_written(found.report), f"/cargo-reports/{number}/amend", version=found.version)


@router.post("/cargo-reports/{number}/amend")
def amend(request: Request, who: Lodger, uow: Uow, number: str, sent: Sent) -> Response:
    """Amend a cargo report by what the form holds."""
    written = {name: sent.get(name, "") for name in _FIELDS}
    version, because = sent.get("version", ""), sent.get("because", "")[:500]
    try:
        given = queries.entered(values_of(dict(written)), Format.FORM)
        known = int(version) if version.isdecimal() and len(version) < 9 else 0
        actions.amend(uow, number, given, version=known, because=because, original=_bytes(written))
    except NotAccepted as refused:
        return _form(request, written, f"/cargo-reports/{number}/amend", refused, version=version)
    return RedirectResponse(f"/cargo-reports/{number}", 303)


@router.post("/cargo-reports/{number}/withdraw")
def withdraw(who: Lodger, uow: Uow, number: str, because: Because = "") -> Response:
    """Withdraw a cargo report."""
    actions.withdraw(uow, number, because=because)
    return RedirectResponse(f"/cargo-reports/{number}", 303)


def _form(
    request: Request, written: dict[str, Any], action: str, refused: Refused | None = None, version: Any = 0
) -> HTMLResponse:
    """Draw the form; after a refusal with what was written and each fault beside its field."""
    faults = refused.faults if isinstance(refused, NotAccepted) else ()
    return render(
        request,
        "cargo_reports/form.html",
        status=422 if refused else 200,
        written=written,
        action=action,
        version=version,
        faults={each.field: each for each in reversed(faults)},
        errors=[refused] if refused else [],
        every=getattr(refused, "faults", ()),
        **_names(),
    )


def _bytes(written: dict[str, Any]) -> bytes:
    return json.dumps(written, ensure_ascii=False, sort_keys=True).encode("utf-8", "replace")


def _as_written(report: Report) -> dict[str, Any]:
    fields = report_shown(report)
    for who in ("consignor", "consignee"):
        fields |= {f"{who}_{name}": value for name, value in fields.get(who, {}).items()}
    fields["containers"] = ", ".join(report.containers)
    fields["houses"] = "\n".join(
        "; ".join(
            (each.bill, str(each.pieces or ""), f"{each.gross_mass_kg:f}" if each.gross_mass_kg else "", each.consignee)
        )
        for each in report.houses
    )
    return fields


def _csv(found: list[Filing]) -> str:
    heads = ["number", "mode", "level", "bill", "master", "pieces", "gross_mass_kg", "goods", "state", "lodged_at"]
    rows = (
        [each.number, r.mode, r.level, r.bill, r.master, r.pieces, r.gross_mass_kg, r.goods, each.state, each.lodged_at]
        for each in found
        for r in (each.report,)
    )
    return csv_of(heads, rows)


def _names() -> dict[str, Any]:
    return {
        "modes": {each.value: says for each, says in queries.MODES.items()},
        "levels": {each.value: says for each, says in queries.LEVELS.items()},
        "states": {each.value: says for each, says in queries.STATES.items()},
        "kinds": {each.value: says for each, says in queries.KINDS.items()},
    }
