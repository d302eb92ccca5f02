"""The web application: every capability's pages in one frame. The command that serves it is in `serve.py`."""

import contextlib
from collections.abc import AsyncIterator
from functools import lru_cache
from pathlib import Path
from types import ModuleType

from fastapi import APIRouter, Depends, FastAPI
from starlette.middleware.gzip import DEFAULT_EXCLUDED_CONTENT_TYPES, GZipMiddleware

import smartcustoms
from smartcustoms.app import error_pages, home
from smartcustoms.app.discover import discover, gathered, permissions
from smartcustoms.kernel.database.unit import Database
from smartcustoms.kernel.settings import Settings
from smartcustoms.kernel.watch.requests import Watched
from smartcustoms.kernel.web import api, csrf, live, refusals, static_files
from smartcustoms.kernel.web.headers import SecurityHeaders
from smartcustoms.kernel.web.pages import make_shell

ROOT = Path(smartcustoms.__file__).parent
# Raw channels of a scan are noise for the most part: packing 11 MB takes 0.5 s and saves a sixth.
_AS_THEY_ARE = (*DEFAULT_EXCLUDED_CONTENT_TYPES, "application/octet-stream")


def make_app(settings: Settings, database: Database) -> FastAPI:
    """Make the application over an open database. Nothing is started: the command `serve` runs worker and server."""
    app = FastAPI(
        title="Smart Customs",
        version="1",
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        lifespan=_lifespan,
    )
    files = static_files.gather(_folders("static", web=ROOT / "kernel" / "web" / "static"))
    entries = gathered("web", "menu")
    app.state.settings, app.state.database = settings, database
    app.state.permissions = permissions()
    app.state.engine_room = {}
    app.state.static_files = files
    app.state.shell = make_shell(_folders("templates", home=ROOT / "app" / "templates"), entries, files.addresses)
    app.state.live = live.Room(database)
    app.state.live.topics = {each.name: each for module in _web_modules() for each in getattr(module, "topics", ())}
    app.router.routes.extend(_routes().routes)
    refusals.install(app)
    app.add_middleware(GZipMiddleware, minimum_size=1000, compresslevel=5, exclude_content_types=_AS_THEY_ARE)
    app.add_middleware(SecurityHeaders, https=settings.address.startswith("https"))
    app.add_middleware(Watched)
    return app


@lru_cache(maxsize=1)
def _routes() -> APIRouter:
    """Gather every route, each behind the check of forms; what the framework works out of them is shared by all applications.

    With some 850 routes that takes a second of processor; an application made for each test would pay it each time.
    """
    every = APIRouter(dependencies=[Depends(csrf.check)])
    # An address is sought among the routes one after another, some 90 of them: what machines ask all day comes first.
    often = [router for module in _web_modules() for router in getattr(module, "asked_often", ())]
    for router in (
        *often,
        static_files.router,
        live.router,
        api.router,
        home.router,
        error_pages.router,
        *gathered("web", "router"),
    ):
        every.include_router(router)
    return every


@contextlib.asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Run what capabilities start with the server: each `web.py` may name `begin(app)`, a context manager."""
    with contextlib.ExitStack() as stack:
        stack.callback(app.state.live.close)
        for module in _web_modules():
            if begin := getattr(module, "begin", None):
                stack.enter_context(begin(app))
        yield


def _web_modules() -> list[ModuleType]:
    return [module for each in discover() if (module := each.module("web"))]


def _folders(kind: str, **more: Path) -> dict[str, Path]:
    found = {each.name: each.folder / kind for each in discover() if (each.folder / kind).is_dir()}
    return found | {name: path for name, path in more.items() if path.is_dir()}
