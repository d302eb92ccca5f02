"""Which pages there are, and who opens each: read from the application itself, so that a new page is never forgotten."""

import re
from collections.abc import Iterator

from fastapi import FastAPI
from fastapi.routing import APIRoute

from smartcustoms.kernel.actor import Actor
from smartcustoms.kernel.people.queries import may
from smartcustoms.kernel.web.access import permission_of
from tests.cast import ADA, AMINA, BELA, DAOUD, ESI, OTIS

NOT_PAGES = re.compile(r"^/(api/(?!docs)|static/|live/|health|files/|openapi)|\.(json|csv|xlsx|txt|svg|html)$")
ORDER = (AMINA, DAOUD, ESI, BELA, OTIS, ADA)


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


def pages(app: FastAPI) -> list[tuple[str, Actor | None]]:
    """Give every page (a GET route that answers with HTML) and who opens it; addresses may have parameters."""
    found = {
        each.path: opener(each)
        for each in routes(app)
        if "GET" in (each.methods or ()) and not NOT_PAGES.search(each.path)
    }
    return sorted(found.items(), key=lambda pair: ("{" in pair[0], pair[0]))


def pattern(path: str) -> re.Pattern[str]:
    """Make the pattern of the addresses that a route answers."""
    return re.compile(re.sub(r"\{[^}]+\}", r"[^/?#]+", path) + r"(\?[^#]*)?")


def _calls(route: APIRoute) -> Iterator[object]:
    todo = [route.dependant]
    while todo:
        each = todo.pop()
        yield each.call
        todo.extend(each.dependencies)
