"""The JSON API of cargo reports."""

import json
from typing import Annotated, Any

from fastapi import APIRouter, File, UploadFile

from smartcustoms.kernel.people.queries import require
from smartcustoms.kernel.web.access import Uow
from smartcustoms.kernel.web.sent import content_of
from smartcustoms.trade.cargo_reports import actions, queries
from smartcustoms.trade.cargo_reports.model import SEE, Entered, Format, How
from smartcustoms.trade.cargo_reports.reading import LARGEST
from smartcustoms.trade.cargo_reports.shown import discrepancy_shown, filing_shown
from smartcustoms.trade.cargo_reports.web.asked import (
    AmendmentTaken,
    BecauseTaken,
    Filters,
    Lodger,
    Matcher,
    MatchTaken,
    ReportShape,
    Seer,
)  # fmt: skip

router = APIRouter(tags=["cargo reports"])
_PAGE = 50


@router.get("/api/v1/cargo-reports")
def listed(who: Seer, uow: Uow, asked: Filters) -> dict[str, Any]:
    """List cargo reports, newest first."""
    found, total = queries.reports(uow, asked)
    return {"total": total, "reports": [filing_shown(each) for each in found]}


@router.post("/api/v1/cargo-reports", status_code=201)
def lodge(who: Lodger, uow: Uow, taken: ReportShape) -> dict[str, Any]:
    """Lodge a cargo report in our own form."""
    body = taken.model_dump()
    return filing_shown(actions.lodge(uow, _entered(body), original=_bytes(body)))


@router.post("/api/v1/cargo-reports/files", status_code=201)
def lodge_file(who: Lodger, uow: Uow, file: Annotated[UploadFile, File()]) -> dict[str, Any]:
    """Lodge the reports of a file (EDIFACT, Cargo-XML, ONE Record, JSON): all of them or none."""
    return {"reports": [filing_shown(each) for each in actions.lodge_file(uow, content_of(file, LARGEST))]}


@router.get("/api/v1/cargo-reports/discrepancies")
def discrepancies(who: Seer, uow: Uow, resolved: bool = False, page: int = 1) -> dict[str, Any]:
    """List what master and house say differently, as it is told to the asker."""
    found, total = queries.discrepancies(uow, is_open=not resolved, page=max(page, 1), size=_PAGE)
    return {"total": total, "discrepancies": [discrepancy_shown(each) for each in found]}


@router.get("/api/v1/cargo-reports/matches")
def matches(who: Matcher, uow: Uow, how: How = How.NONE, page: int = 1) -> dict[str, Any]:
    """List declarations matched in a way; by default those that could not be matched."""
    found, total = queries.matches(uow, how=how, page=max(page, 1), size=_PAGE)
    return {"total": total, "counts": queries.match_counts(uow), "matches": [_match(each) for each in found]}


@router.post("/api/v1/cargo-reports/matches/{declaration}")
def match(who: Matcher, uow: Uow, declaration: str, taken: MatchTaken) -> dict[str, Any]:
    """Say by hand which bill a declaration covers."""
    actions.match_by_hand(uow, declaration, taken.report, because=taken.because)
    found = queries.match_of(uow, declaration)
    return _match(found) if found else {}


@router.get("/api/v1/cargo-reports/{number}")
def one(who: Seer, uow: Uow, number: str) -> dict[str, Any]:
    """Give one cargo report whole, with what differs."""
    found = queries.report(uow, number)
    require(who, SEE, owner=found.organisation)
    told, _ = queries.discrepancies(uow, report=number, is_open=None)
    return {**filing_shown(found), "discrepancies": [discrepancy_shown(each) for each in told]}


@router.put("/api/v1/cargo-reports/{number}")
def amend(who: Lodger, uow: Uow, number: str, taken: AmendmentTaken) -> dict[str, Any]:
    """Amend a cargo report."""
    body = taken.report.model_dump()
    given = _entered(body)
    return filing_shown(
        actions.amend(uow, number, given, version=taken.version, because=taken.because, original=_bytes(body))
    )


@router.post("/api/v1/cargo-reports/{number}/withdrawal")
def withdraw(who: Lodger, uow: Uow, number: str, taken: BecauseTaken) -> dict[str, Any]:
    """Withdraw a cargo report."""
    actions.withdraw(uow, number, because=taken.because)
    return filing_shown(queries.report(uow, number))


def _entered(body: dict[str, Any]) -> Entered:
    return queries.entered(body, Format.JSON)


def _bytes(body: dict[str, Any]) -> bytes:
    return json.dumps(body, ensure_ascii=False, sort_keys=True).encode("utf-8", "replace")


def _match(each: Any) -> dict[str, Any]:
    return {
        "declaration": each.declaration,
        "report": each.report,
        "how": each.how.value,
        "score": each.score,
        "reasons": [str(reason) for reason in each.reasons],
        "at": each.at.isoformat(),
    }
