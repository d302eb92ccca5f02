"""A running application and a browser beside it.

`app` serves the real application on a free port over a fresh database with the cast; `chromium` is Debian's browser;
`signed_in(chromium, app, AMINA, width=360)` gives a page of somebody signed in. Without Chromium the tests are skipped.
"""

import socket
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from fastapi import FastAPI
from playwright.sync_api import Browser, Page, sync_playwright

from smartcustoms.app.discover import discover
from smartcustoms.app.web import make_app
from smartcustoms.kernel import clock
from smartcustoms.kernel.actor import PLATFORM, Actor
from smartcustoms.kernel.database.cluster import Cluster, embedded
from smartcustoms.kernel.database.connect import connect, make_database
from smartcustoms.kernel.database.migrate import migrate
from smartcustoms.kernel.database.unit import Database
from smartcustoms.kernel.people import actions as people
from smartcustoms.kernel.settings import Settings
from smartcustoms.kernel.web.csrf import session_cookie

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-dev-shm-usage"]


@dataclass
class Served:
    """An application being served: its address, and what stands behind it."""

    address: str
    app: FastAPI
    database: Database
    settings: Settings
    tokens: dict[str, str] = field(default_factory=dict)

    def token(self, who: Actor) -> str:
        """Begin a session for somebody of the cast, once."""
        if who.user not in self.tokens:
            with self.database.unit(by=PLATFORM, at=clock.now()) as uow:
                self.tokens[who.user] = people.begin_session(uow, who.user, who.roles, client="browser test")
        return self.tokens[who.user]


@contextmanager
def at_home(secret: str, database: str) -> Iterator[tuple[Settings, Cluster]]:
    """Give a home for the time being, and an embedded cluster with a database of that name: for tools that run without pytest."""
    with tempfile.TemporaryDirectory(prefix="smartcustoms-") as home:
        settings = Settings(home=Path(home), secret=secret, log="error")
        cluster = embedded(settings)
        cluster.start()
        try:
            discover()
            make_database(cluster, database)
            made = connect(cluster.dsn(database), pool=1)
            migrate(made)
            made.close()
            yield settings, cluster
        finally:
            cluster.release()


@contextmanager
def served(database: Database, settings: Settings) -> Iterator[Served]:
    """Serve the application with the demo's cast on a free port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    demo = replace(settings, demo=True, port=port, host="127.0.0.1")
    with database.unit(by=PLATFORM, at=clock.now()) as uow:
        people.make_demo_cast(uow)
    app = make_app(demo, database)
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=port, log_level="error", access_log=False))
    thread = threading.Thread(target=server.run, name="served", daemon=True)
    thread.start()
    deadline = time.monotonic() + 20
    while not server.started:
        assert thread.is_alive(), "the server ended while starting"
        assert time.monotonic() < deadline, "the server did not start in 20 s"
        time.sleep(0.02)
    try:
        yield Served(f"http://localhost:{port}", app, database, demo)
    finally:
        server.should_exit = True
        thread.join(10)


@contextmanager
def browsing() -> Iterator[Browser]:
    """Start Chromium, or skip the test with a word when it is absent."""
    if not CHROMIUM.exists():
        pytest.skip("no Chromium on this machine (Debian's package chromium)")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def page_of(
    browser: Browser, served: Served, who: Actor | None = None, *, width: int = 1280, **options: Any
) -> Iterator[Page]:
    """Open a page as somebody of the cast, or as a visitor, in a context of its own."""
    context = browser.new_context(viewport={"width": width, "height": 900}, base_url=served.address, **options)
    if who is not None:
        cookie = {"name": session_cookie(served.settings), "value": served.token(who), "url": served.address}
        context.add_cookies([cookie])  # type: ignore[list-item] # the package's own type is stricter than what it takes
    try:
        yield context.new_page()
    finally:
        context.close()
