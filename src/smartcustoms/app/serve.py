"""The command `smartcustoms serve`: database, demo world, pages and API, with the worker in a process beside.

The worker's process is begun first and imports what it needs while this one does the same on the other core; it goes to work when the
database is migrated and the demo world stands.
"""

import contextlib
import dataclasses
from typing import TYPE_CHECKING

import click

from smartcustoms.app.beside import worker_beside
from smartcustoms.kernel import clock
from smartcustoms.kernel.commands import Command
from smartcustoms.kernel.permissions import Permission
from smartcustoms.kernel.settings import Settings, read_settings

if TYPE_CHECKING:
    from smartcustoms.kernel.database.unit import Database

SERVE = Permission("platform.serve", "Start the web server and the worker")


@click.command(cls=Command, permission=SERVE)
@click.option("--host", help="Address to listen on; otherwise SMARTCUSTOMS_HOST.")
@click.option("--port", type=click.IntRange(1, 65535), help="Port; otherwise SMARTCUSTOMS_PORT.")
@click.option("--worker/--no-worker", default=True, help="Run reactions and jobs in a process beside this one.")
def serve(host: str | None, port: int | None, worker: bool) -> None:
    """Serve pages and API, with the worker in the same process tree."""
    given = read_settings()
    settings = dataclasses.replace(given, host=host or given.host, port=port or given.port)
    with worker_beside(settings) if worker else contextlib.nullcontext() as beside:
        from smartcustoms.kernel.database.connect import opened  # here, so that the worker is begun before our imports
        from smartcustoms.kernel.watch.telemetry import set_up

        set_up(settings, "web")
        with opened(settings, watch=True) as database:
            _prepare(settings, database)
            if beside:
                beside.go()
            _run(settings, database)


def _prepare(settings: Settings, database: "Database") -> None:
    from smartcustoms.kernel.database.migrate import migrate

    migrate(database)
    if settings.demo:
        from smartcustoms.app import demo

        demo.make(database, clock.now(), click.echo)


def _run(settings: Settings, database: "Database") -> None:
    import uvicorn

    from smartcustoms.app.web import make_app

    app = make_app(settings, database)
    _say_where(settings)
    uvicorn.run(
        app,
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
        from smartcustoms.app import demo

        for name, address, password in demo.who_can_sign_in():
            click.echo(f"  {name}: {address}  {password}")


commands = [serve]
