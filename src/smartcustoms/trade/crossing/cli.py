"""`smartcustoms crossing`: enrol and run a lane at the kerb; the key of the centre."""

import sys
import threading
from contextlib import ExitStack
from pathlib import Path

import click
import httpx

from smartcustoms.kernel import clock
from smartcustoms.kernel.commands import Command
from smartcustoms.kernel.settings import read_settings
from smartcustoms.trade.crossing import kerb as lanes
from smartcustoms.trade.crossing import queries
from smartcustoms.trade.crossing.centre_gateway import HttpCentre
from smartcustoms.trade.crossing.devices_gateway import HttpBarrier
from smartcustoms.trade.crossing.lane_screen import served
from smartcustoms.trade.crossing.model import RUN
from smartcustoms.trade.crossing.running import ReadingUnfit, Running, line_of

_FOLDER = click.Path(file_okay=False, path_type=Path)


@click.group(help="Lanes of control points: decide before arrival, only match at the lane.")
def crossing() -> None:
    """Lanes of control points."""


@crossing.command(cls=Command, permission=RUN)
def key() -> None:
    """Print the centre's public key, which each lane is enrolled with."""
    click.echo(queries.centre_key(read_settings()))


@crossing.command(cls=Command, permission=RUN)
@click.argument("folder", type=_FOLDER)
@click.option("--centre-key", required=True, help="What `smartcustoms crossing key` prints at the centre.")
def enrol(folder: Path, centre_key: str) -> None:
    """Make a lane's key in FOLDER, keep the centre's there, and print the lane's public key for the page Lanes and tags."""
    try:
        lanes.trust(folder, centre_key.strip())
    except ValueError as wrong:
        raise click.ClickException(
            f"{centre_key[:50]!r} is {wrong}; paste the 43 characters that `crossing key` prints"
        ) from wrong
    click.echo(lanes.enrol(folder))


@crossing.command(cls=Command, permission=RUN)
@click.argument("code")
@click.option("--folder", type=_FOLDER, required=True, help="The lane's folder, as enrolled.")
@click.option("--centre", required=True, help="Address of the platform, such as https://customs.example.")
@click.option(
    "--token-file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    required=True,
    help="File with a machine's token.",
)
@click.option("--every", default=5.0, show_default=True, help="Seconds between two books.")
@click.option("--barrier", default="", help="HTTP address of the barrier's controller.")
@click.option("--listen", default="", help="HOST:PORT of the lane's own display and door for devices; empty: none.")
def lane(code: str, folder: Path, centre: str, token_file: Path, every: float, barrier: str, listen: str) -> None:
    """Run lane CODE at the kerb: readings as lines of JSON in, answers as lines of JSON out; with the centre or without."""
    with ExitStack() as open_things:
        client = open_things.enter_context(httpx.Client())
        try:
            alone = lanes.Kerb(folder, lane=code, at=clock.now())
        except (lanes.NotEnrolled, ValueError) as unfit:
            raise click.ClickException(str(unfit)) from unfit
        open_things.callback(alone.close)
        gate = HttpBarrier(barrier, client) if barrier else None
        running = Running(alone, HttpCentre(centre, token_file.read_text("utf-8").strip(), client), gate)
        over = threading.Event()
        open_things.callback(over.set)
        renewing = threading.Thread(target=_renew, args=(running, over, every), daemon=True)
        running.turn(at=clock.now)
        renewing.start()
        if listen:
            host, _, port = listen.rpartition(":")
            screen = served(running, host or "127.0.0.1", int(port), at=clock.now)
            open_things.callback(screen.shutdown)
            threading.Thread(target=screen.serve_forever, daemon=True).start()
        _answer_lines(running)


def _renew(running: Running, over: threading.Event, every: float) -> None:
    told = ""
    while not over.wait(every):
        running.turn(at=clock.now)
        if running.said and running.said[-1] != told:
            told = running.said[-1]
            click.echo(told, err=True)


def _answer_lines(running: Running) -> None:
    """Answer each line until the input ends; a lane that only listens waits for its end, too."""
    for line in sys.stdin:
        if not line.strip():
            continue
        try:
            click.echo(line_of(running.answer(line, at=clock.now())))
        except ReadingUnfit as unfit:
            click.echo(f'{{"answer": "inspect", "error": "{str(unfit).replace(chr(34), "")}"}}')
    running.turn(at=clock.now)


commands = [crossing]
