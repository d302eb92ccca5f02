"""The home page of each kind of user, help for each role, the accessibility statement."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from smartcustoms.kernel.web.access import Visitor
from smartcustoms.kernel.web.pages import render

router = APIRouter(include_in_schema=False)


@router.get("/")
def home(request: Request, who: Visitor) -> HTMLResponse:
    """Show a visitor what this is, and a person signed in what waits for him."""
    return render(request, "home/visitor.html" if not who.user else "home/home.html")
