"""The command `smartcustoms serve`: database, demo world, pages and API, with the worker in a process beside.

The worker's process is begun first and imports what it needs while this one does the same on the other core; it goes to work when the
database is migrated and the demo world stands.
"""

import contextlib
import dataclasses
import socket
import sys
import threading
from typing import TYPE_CHECKING, Final

import click

from smartcustoms.app.beside import process_beside, told_to_go, worker_beside
from smartcustoms.kernel import clock
from smartcustoms.kernel.commands import Command
from smartcustoms.kernel.permissions import Permission
from smartcustoms.kernel.settings import Settings, read_settings

if TYPE_CHECKING:
    import uvicorn

    from smartcustoms.kernel.database.unit import Database

_WEB: Final = (sys.executable, "-c", "from smartcustoms.app.cli import main; main()", "serve", "--beside")
SERVE = Permission("platform.serve", "Start the web server and the worker")


@click.command(cls=Command, permission=SERVE)
@click.option("--host", help="Address to listen on; otherwise SMARTCUSTOMS_HOST.")
@click.option("--port", type=click.IntRange(1, 65535), help="Port; otherwise SMARTCUSTOMS_PORT.")
@click.option("--worker/--no-worker", default=True, help="Run reactions and jobs in a process beside this one.")
@click.option("--beside", is_flag=True, hidden=True, help="Be one more process of a server, until standard input ends.")
def serve(host: str | None, port: int | None, worker: bool, beside: bool) -> None:
    """Serve pages and API, with the worker in the same process tree."""
    given = read_settings()
    settings = dataclasses.replace(given, host=host or given.host, port=port or given.port)
    if beside:
        _serve_beside(settings)
        return
    with worker_beside(settings) if worker else contextlib.nullcontext() as keeper:
        from smartcustoms.kernel.database.connect import opened  # here, so that the worker is begun before our imports
        from smartcustoms.kernel.watch.telemetry import set_up

        set_up(settings, "web")
        with opened(settings, watch=True) as database:
            _prepare(settings, database)
            if keeper:
                keeper.go()
            _run(settings, database)


def _prepare(settings: Settings, database: "Database") -> None:
    from smartcustoms.kernel.database.migrate import migrate

    migrate(database)
    if settings.demo:
        from smartcustoms.app import demo

        demo.make(database, clock.now(), click.echo)


def _run(settings: Settings, database: "Database") -> None:
    server = _server(settings, database)
    doors = [_door(settings)] if settings.web_processes > 1 else None
    _say_where(settings)
    with contextlib.ExitStack() as others:
        for _ in range(settings.web_processes - 1):
            others.enter_context(process_beside(settings, _WEB, what="web server")).go()
        server.run(sockets=doors)


def _serve_beside(settings: Settings) -> None:
    """Serve as one more process on the port of the server that began this one, as long as that one lives."""
    stop = threading.Event()
    if not told_to_go(stop):
        return
    from smartcustoms.kernel.database.connect import opened
    from smartcustoms.kernel.watch.telemetry import set_up

    set_up(settings, "web")
    with opened(settings) as database:
        server = _server(settings, database)
        threading.Thread(target=_end, args=(server, stop), name="end", daemon=True).start()
        server.run(sockets=[_door(settings)])


def _door(settings: Settings) -> socket.socket:
    """Open the port to be shared: the system deals the connections out, as evenly as by lot (SO_REUSEPORT).

    Raises:
        click.ClickException: another program has the port.
    """
    door = socket.socket(socket.AF_INET6 if ":" in settings.host else socket.AF_INET)
    door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    try:
        door.bind((settings.host, settings.port))
    except OSError as taken:
        door.close()
        where = f"{settings.host}:{settings.port}"
        raise click.ClickException(
            f"{where} cannot be opened: {taken.strerror}. Choose another with --port."
        ) from taken
    return door


def _end(server: "uvicorn.Server", stop: threading.Event) -> None:
    stop.wait()
    server.should_exit = True


def _server(settings: Settings, database: "Database") -> "uvicorn.Server":
    import uvicorn

    from smartcustoms.app.web import make_app
    from smartcustoms.kernel.memory import settle

    config = uvicorn.Config(
        make_app(settings, database),
        host=settings.host,
        port=settings.port,
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=5,
    )
    settle()
    return uvicorn.Server(config)


def _say_where(settings: Settings) -> None:
    click.echo(f"Open {settings.address}")
    if settings.demo:
        from smartcustoms.app import demo

        for name, address, password in demo.who_can_sign_in():
            click.echo(f"  {name}: {address}  {password}")


commands = [serve]
