"""Which pages there are, and who opens each: read from the application itself, so that a new page is never forgotten.

A page is a GET route that answers HTML, by its annotation. A route that answers a bare `Response` counts as a page too,
unless `NOT_PAGES` says what else it gives. Addresses with parameters are filled in by `world.py`.
"""

from collections.abc import Iterator
from typing import Final

from fastapi import FastAPI
from fastapi.responses import HTMLResponse, Response
from fastapi.routing import APIRoute

from smartcustoms.kernel.actor import Actor
from smartcustoms.kernel.people.queries import may
from smartcustoms.kernel.web.access import permission_of
from tests.cast import ADA, AMINA, BELA, DAOUD, ESI, INES, OTIS

NOT_PAGES: Final = {
    "/files/road-cargo/template.csv": "a download: an empty batch sheet",
    "/api/v1/declarations/{number}/message": "a message in XML as it was sent",
    "/api/v1/declarations/{number}/notifications/{place}": "a notification as XML or JSON",
    "/static/{path:path}": "a style sheet, script or picture",
    "/declarations/files/{file}/refused.csv": "a download: refused rows as CSV",
    "/webhooks/{number}/deliveries": "a download: deliveries as CSV",
    "/aeo/export.csv": "a download: the list of applications as CSV",
    "/aeo/operators/export.csv": "a download: the list of operators as CSV",
    "/files/aeo/{number}/{digest}": "a file of an application, visit or finding",
    "/recognition/operators/export.csv": "a download: partners' operators as CSV",
    "/recognition/own/export.csv": "a download: our operators as CSV",
    "/recognition/refused/export.csv": "a download: refused messages as CSV",
    "/recognition/matches/export.csv": "a download: matches of consignors as CSV",
    "/documents/export.csv": "a download: the list as CSV",
    "/files/documents/{number}/{which}": "a file of an application",
    "/files/elocks/{number}/photos/{digest}": "a photo of a seal",
    "/files/elocks/{number}/evidence.json": "a download: the evidence pack of a journey",
    "/self-assessments/{number}/report.pdf": "a download: the result as PDF",
    "/files/examinations/{number}/{digest}": "a photo of an examination",
    "/files/transhipment/{number}/{which}": "a file of an application",
    "/files/transhipment-companies/{organisation}": "a download: a business registration certificate",
    "/files/papers/{number}/{form}": "a paper itself, as PDF or JWS",
    "/files/reviews/{number}/{digest}": "a file that a trader sent with an answer",
    "/files/screening-training/{number}.png": "the picture of a trial",
    "/files/concealments/{number}/{view}.png": "a picture of a reference with its marks",
    "/files/concealments.dicos.zip": "a download: references as DICOS reports",
    "/files/scan-alarms/{number}/dicos.zip": "a download: alarms and decisions as DICOS reports",
    "/files/scans/{number}/dicos.zip": "a download: a scan as DICOS images",
    "/files/concealments.voc.zip": "a download: references as Pascal VOC",
    "/files/scan-alarms/{number}/{view}.png": "a picture of a scan with its alarms",
    "/files/scans/{number}/picture.png": "a picture of a scan",
    "/files/comparisons/{before}/{after}/{name}.png": "a picture of a comparison",
    "/files/scans/{number}/original": "a download: a scan as it came",
    "/files/scans/{number}/channels/{view}": "the raw channels that the bench draws from",
    "/sign-in/service": "the way to the sign-in service",
    "/sign-in/service/back": "the way back from the sign-in service; a refusal is the sign-in page",
    "/prove/service": "the way to the sign-in service",
}
"""Routes that answer with a bare Response and are no pages, each with what it gives."""

ORDER: Final = (AMINA, DAOUD, ESI, INES, BELA, OTIS, ADA)


def routes(app: FastAPI) -> Iterator[APIRoute]:
    """Give the routes, also those of routers that the application holds whole."""
    todo = list(app.routes)
    while todo:
        each = todo.pop(0)
        if isinstance(each, APIRoute):
            yield each
        todo[:0] = list(getattr(getattr(each, "original_router", None), "routes", ()))


def opener(route: APIRoute) -> Actor | None:
    """Give who of the cast opens a page: the first with its permission; None for a page that everybody may open."""
    wanted = [found for found in map(permission_of, _calls(route)) if found]
    if not wanted:
        return None
    found = next((who for who in ORDER if all(may(who, each) for each in wanted)), None)
    assert found is not None, f"nobody of the cast may open {route.path}; grant {wanted[0].code} in a policy"
    return found


def pages(app: FastAPI) -> dict[str, Actor | None]:
    """Give every page's path, which may have parameters, and who opens it."""
    return {each.path: opener(each) for each in routes(app) if answers_html(each) and each.path not in NOT_PAGES}


def answers_html(route: APIRoute) -> bool:
    """Tell whether a route can answer with a page: it says so, or it says no more than that it answers."""
    return "GET" in (route.methods or ()) and route.endpoint.__annotations__.get("return") in (HTMLResponse, Response)


def _calls(route: APIRoute) -> Iterator[object]:
    todo = [route.dependant]
    while todo:
        each = todo.pop()
        yield each.call
        todo.extend(each.dependencies)
