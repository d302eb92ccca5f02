"""The web application: every capability's pages in one frame; and the command that serves it."""

import contextlib
from collections.abc import AsyncIterator
from pathlib import Path
from types import ModuleType

import click
from fastapi import Depends, FastAPI
from starlette.middleware.gzip import GZipMiddleware

import smartcustoms
from smartcustoms.app import demo, home
from smartcustoms.app.discover import discover, gathered
from smartcustoms.app.worker import worker_beside
from smartcustoms.kernel import clock
from smartcustoms.kernel.commands import Command
from smartcustoms.kernel.database.connect import opened
from smartcustoms.kernel.database.migrate import migrate
from smartcustoms.kernel.database.unit import Database
from smartcustoms.kernel.permissions import Permission
from smartcustoms.kernel.settings import Settings, read_settings
from smartcustoms.kernel.watch.requests import Watched
from smartcustoms.kernel.watch.telemetry import set_up
from smartcustoms.kernel.web import api, csrf, live, refusals, static_files
from smartcustoms.kernel.web.headers import SecurityHeaders
from smartcustoms.kernel.web.pages import make_shell

SERVE = Permission("platform.serve", "Start the web server and the worker")
ROOT = Path(smartcustoms.__file__).parent


def make_app(settings: Settings, database: Database) -> FastAPI:
    """Make the application over an open database. Nothing is started: the command `serve` runs worker and server."""
    app = FastAPI(
        title="Smart Customs",
        version="1",
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        dependencies=[Depends(csrf.check)],
        lifespan=_lifespan,
    )
    files = static_files.gather(_folders("static", web=ROOT / "kernel" / "web" / "static"))
    entries = gathered("web", "menu")
    app.state.settings, app.state.database = settings, database
    app.state.engine_room = {}
    app.state.static_files = files
    app.state.shell = make_shell(_folders("templates", home=ROOT / "app" / "templates"), entries, files.addresses)
    app.state.live = live.Room(database)
    app.state.live.topics = {each.name: each for module in _web_modules() for each in getattr(module, "topics", ())}
    for router in (static_files.router, live.router, api.router, home.router, *gathered("web", "router")):
        app.include_router(router)
    refusals.install(app)
    app.add_middleware(GZipMiddleware, minimum_size=1000, compresslevel=5)
    app.add_middleware(SecurityHeaders, https=settings.address.startswith("https"))
    app.add_middleware(Watched)
    return app


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
    return [each.modules["web"] for each in discover() if "web" in each.modules]


def _folders(kind: str, **more: Path) -> dict[str, Path]:
    found = {each.name: each.folder / kind for each in discover() if (each.folder / kind).is_dir()}
    return found | {name: path for name, path in more.items() if path.is_dir()}


@click.command(cls=Command, permission=SERVE)
@click.option("--host", help="Address to listen on; otherwise SMARTCUSTOMS_HOST.")
@click.option("--port", type=int, help="Port; otherwise SMARTCUSTOMS_PORT.")
@click.option("--worker/--no-worker", default=True, help="Run reactions and jobs in a process beside this one.")
def serve(host: str | None, port: int | None, worker: bool) -> None:
    """Serve pages and API, with the worker in the same process tree."""
    import dataclasses

    import uvicorn

    given = read_settings()
    settings = dataclasses.replace(given, host=host or given.host, port=port or given.port)
    set_up(settings, "web")
    with opened(settings, watch=True) as database:
        migrate(database)
        if settings.demo:
            demo.make(database, clock.now(), click.echo)
        with worker_beside(settings) if worker else contextlib.nullcontext():
            _say_where(settings)
            uvicorn.run(
                make_app(settings, database),
                host=settings.host,
                port=settings.port,
                log_config=None,
                access_log=False,
                server_header=False,
                timeout_graceful_shutdown=5,
            )


def _say_where(settings: Settings) -> None:
    click.echo(f"Open {settings.address}")
    if settings.demo:
        for name, address, password in demo.who_can_sign_in():
            click.echo(f"  {name}: {address}  {password}")


commands = [serve]
