"""Pages and API about errors: what a code means, how it is mended, and the rule it comes from. Public: who is refused may ask why."""

from collections.abc import Mapping
from typing import Any, Final

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, JSONResponse

from smartcustoms.app import errors
from smartcustoms.app.errors import Kind
from smartcustoms.kernel.web.access import Visitor
from smartcustoms.kernel.web.pages import reader_of, render
from smartcustoms.kernel.words.model import Sentence, sentence

router = APIRouter(tags=["errors"])
_LONGEST: Final = 80
KINDS: Final[Mapping[Kind, Sentence]] = {
    Kind.LAW: sentence("Law or official scheme"),
    Kind.STANDARD: sentence("Standard"),
    Kind.HOUSE: sentence("House rule"),
}
"""How each kind of rule is called."""
AREAS: Final[Mapping[str, Sentence]] = {
    "boundary/comparison": sentence("Comparing scans"),
    "boundary/detection": sentence("Looking at scans"),
    "boundary/examinations": sentence("Examinations"),
    "boundary/scans": sentence("Scans"),
    "boundary/training": sentence("Training"),
    "business/aeo": sentence("Authorised operators"),
    "business/recognition": sentence("Mutual recognition"),
    "business/self_assessment": sentence("Self-assessment"),
    "business/traders": sentence("Traders"),
    "investigation/cases": sentence("Cases"),
    "kernel": sentence("Everywhere"),
    "kernel/audit": sentence("Audit trail"),
    "kernel/edifact": sentence("EDIFACT messages"),
    "kernel/events": sentence("Events"),
    "kernel/files": sentence("Files"),
    "kernel/jobs": sentence("Jobs"),
    "kernel/notify": sentence("Notices"),
    "kernel/papers": sentence("Signed papers"),
    "kernel/people": sentence("People and sign-in"),
    "kernel/watch": sentence("Watch"),
    "trade/agencies": sentence("Agencies"),
    "trade/cargo_reports": sentence("Cargo reports"),
    "trade/crossing": sentence("Crossing"),
    "trade/declarations": sentence("Declarations"),
    "trade/documents": sentence("Licences and permits"),
    "trade/duty": sentence("Duty"),
    "trade/elocks": sentence("E-locks"),
    "trade/intake": sentence("Submissions"),
    "trade/origin": sentence("Origin"),
    "trade/payments": sentence("Payments"),
    "trade/risk": sentence("Risk"),
    "trade/road_cargo": sentence("Cargo by road"),
    "trade/simulation": sentence("Simulation"),
    "trade/tariff": sentence("Tariff"),
    "trade/transhipment": sentence("Transhipment"),
    "trade/watchlists": sentence("Watchlists"),
    "trade/webhooks": sentence("Webhooks"),
}
"""How each capability that refuses something is called."""


@router.get("/errors", include_in_schema=False)
def error_list(request: Request, who: Visitor, text: str = "") -> HTMLResponse:  # noqa: ARG001 - public
    """List every error by what it belongs to; with `text` those whose code, sentence, mend or rule has these words."""
    language = reader_of(request).language
    found = errors.search(text[:_LONGEST], language)
    areas = [
        (AREAS[name], [errors.shown(each, language) for each in of_it])
        for name, of_it in sorted(found.items(), key=lambda each: str(AREAS[each[0]]))
    ]
    count = sum(len(each) for _, each in areas)
    return render(request, "home/errors.html", areas=areas, count=count, text=text[:_LONGEST], kinds=KINDS)


@router.get("/errors/{code}", include_in_schema=False)
def error_page(request: Request, who: Visitor, code: str) -> HTMLResponse:  # noqa: ARG001 - public
    """Show what an error says, how it is mended, and its rule with a dated source."""
    language = reader_of(request).language
    found = [(AREAS[each.capability], errors.shown(each, language)) for each in errors.of(code)]
    return render(request, "home/error.html", code=code, found=found, kinds=KINDS)


@router.get("/api/v1/errors")
def list_errors(request: Request, who: Visitor, text: str = "") -> JSONResponse:  # noqa: ARG001 - public
    """List every error code with its sentences, mends and rule; with `text` those that have these words."""
    language = reader_of(request).language
    found = errors.search(text[:_LONGEST], language)
    return _told([errors.shown(each, language) for of_it in found.values() for each in of_it])


@router.get("/api/v1/errors/{code}")
def read_error(request: Request, who: Visitor, code: str) -> JSONResponse:  # noqa: ARG001 - public
    """Give what an error code means, once for each capability that has one of this name."""
    return _told([errors.shown(each, reader_of(request).language) for each in errors.of(code)])


def _told(found: list[dict[str, Any]]) -> JSONResponse:
    return JSONResponse({"errors": found})
