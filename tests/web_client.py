"""A client of the web application, signed in as somebody of the cast through the real sign-in."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from starlette.testclient import TestClient

from smartcustoms.app.web import make_app
from smartcustoms.kernel import clock
from smartcustoms.kernel.actor import PLATFORM, Actor
from smartcustoms.kernel.database.unit import Database
from smartcustoms.kernel.people import actions
from smartcustoms.kernel.settings import Settings
from smartcustoms.kernel.web.csrf import session_cookie


class Client(TestClient):
    """Sends forms with the token of the page they stand on, as a browser does."""

    def fill(self, path: str, data: dict[str, Any] | None = None, *, page: str = "/", **more: Any) -> Any:
        """Fill a form: read the token on `page`, then post it to `path` with the data."""
        found = re.search(r'name="csrf" content="([^"]+)"', self.get(page).text)
        assert found, "the page has no token"
        headers = {"x-csrf-token": found.group(1), **more.pop("headers", {})}
        return self.post(path, data=data, headers=headers, follow_redirects=False, **more)

    def call(self, method: str, path: str, body: Any = None, **more: Any) -> Any:
        """Call the API as a page's script does, with the session's token."""
        heads = {"x-csrf-token": self.get("/api/v1/token").json()["token"]}
        return self.request(method, f"/api/v1{path}", json=body, headers=heads, **more)


@contextmanager
def client(database: Database, settings: Settings, *, as_: Actor | None = None) -> Iterator[Client]:
    """Open the application as somebody of the cast (made in the database when he is not there), or as a visitor."""
    demo = replace(settings, demo=True)  # the demo asks for no second factor
    with Client(make_app(demo, database), base_url="http://testserver", raise_server_exceptions=True) as opened:
        if as_ is not None:
            now = clock.now()
            with database.unit(by=PLATFORM, at=now) as uow:
                actions.make_demo_cast(uow)
            with database.unit(by=PLATFORM, at=now) as uow:
                token = actions.begin_session(uow, as_.user, as_.roles, client="test")
            opened.cookies.set(session_cookie(demo), token)
        yield opened
