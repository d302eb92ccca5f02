"""`smartcustoms crossing`: enrol and run a lane at the kerb, the key of the centre, read plates, simulate a control point."""

import json
import sys
import threading
import time
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
from smartcustoms.trade.crossing.devices_gateway import LARGEST_PICTURE, HttpBarrier, HttpCamera
from smartcustoms.trade.crossing.lane_screen import served
from smartcustoms.trade.crossing.looking import Eye
from smartcustoms.trade.crossing.model import READ_PLATES, RUN, SIMULATE
from smartcustoms.trade.crossing.plate_reader_gateway import OcrPlateReader, PictureUnreadable
from smartcustoms.trade.crossing.running import ReadingUnfit, Running, line_of
from smartcustoms.trade.crossing.simulated import Plan, PlanUnfit
from smartcustoms.trade.crossing.simulated import simulate as simulated

_FOLDER = click.Path(file_okay=False, path_type=Path)


@click.group(help="Lanes of control points: decide before arrival, only match at the lane.")
def crossing() -> None:
    """Lanes of control points: decide before arrival, only match at the lane."""


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
@click.option(
    "--camera", default="", help="HTTP address at which the lane's camera gives its picture; plates are read on it."
)
@click.option(
    "--plates", is_flag=True, help="Read plates on pictures that a camera brings to the lane's door (POST /look)."
)
def lane(
    code: str,
    folder: Path,
    centre: str,
    token_file: Path,
    every: float,
    barrier: str,
    listen: str,
    camera: str,
    plates: bool,
) -> None:
    """Run lane CODE at the kerb: readings as lines of JSON in, answers as lines of JSON out; with the centre or without."""
    with ExitStack() as open_things:
        client = open_things.enter_context(httpx.Client())
        try:
            alone = lanes.Kerb(folder, lane=code, at=clock.now())
        except (lanes.NotEnrolled, ValueError) as unfit:
            raise click.ClickException(str(unfit)) from unfit
        open_things.callback(alone.close)
        gate = HttpBarrier(barrier, client) if barrier else None
        eye = Eye(OcrPlateReader(), HttpCamera(camera, client) if camera else None) if camera or plates else None
        running = Running(alone, HttpCentre(centre, token_file.read_text("utf-8").strip(), client), gate, eye)
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


@crossing.command("read-plate", cls=Command, permission=READ_PLATES)
@click.argument("image", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def read_plate(image: Path, as_json: bool) -> None:
    """Read the plates on IMAGE (JPEG, PNG, WebP, BMP); a text that may be any word is told as a doubt."""
    reader, begun = OcrPlateReader(), time.process_time()
    with image.open("rb") as opened:
        picture = opened.read(LARGEST_PICTURE + 1)
    try:
        found = reader.read(picture)
    except PictureUnreadable as unreadable:
        raise click.ClickException(f"{image}: {unreadable}") from unreadable
    spent = round((time.process_time() - begun) * 1000)
    if as_json:
        rows = [
            {"plate": each.reading.text, "keys": sorted(each.reading.keys), "sure": round(each.sure, 3),
             "repaired": each.reading.repaired, "doubtful": each.is_doubtful, "box": each.box} for each in found
        ]  # fmt: skip
        click.echo(json.dumps({"plates": rows, "cpu_ms_with_loading": spent}, ensure_ascii=False))
        return
    for each in found:
        doubt = "  (doubtful: may be any word)" if each.is_doubtful else ""
        click.echo(f"{each.reading.text}  {', '.join(sorted(each.reading.styles))}  {each.sure:.2f}{doubt}")
    if not found:
        click.echo("no plate was found")


@crossing.command(cls=Command, permission=SIMULATE)
@click.option("--hours", default=6, show_default=True, help="Hours to simulate.")
@click.option("--first-hour", default=8, show_default=True, help="Hour of the day at which it begins.")
@click.option("--lanes", "lane_count", default=8, show_default=True, help="Lanes.")
@click.option("--green-lanes", default=0, show_default=True, help="Of the lanes, only for trucks under an e-lock.")
@click.option("--an-hour", default=900, show_default=True, help="Trucks an hour, before the hour's share of the day.")
@click.option(
    "--centre-down", default=20, show_default=True, help="Minutes without the centre, from the third hour on."
)
@click.option("--seed", default=1, show_default=True, help="Seed of chance.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def simulate(
    hours: int,
    first_hour: int,
    lane_count: int,
    green_lanes: int,
    an_hour: int,
    centre_down: int,
    seed: int,
    as_json: bool,
) -> None:
    """Simulate a control point: arrivals, failures of devices, lanes and the centre; throughput and waits. Nothing of it is measured."""
    try:
        found = simulated(
            Plan(
                hours=hours,
                first_hour=first_hour % 24,
                lanes=lane_count,
                green_lanes=green_lanes,
                an_hour=an_hour,
                seed=seed,
                centre_down_for_s=centre_down * 60,
            )
        )
    except PlanUnfit as unfit:
        raise click.ClickException(str(unfit)) from unfit
    if as_json:
        click.echo(json.dumps(found))
        return
    click.echo("Simulated; times and failures are assumed (see --json).")
    for name in (
        "trucks",
        "went",
        "held",
        "throughput_per_lane_hour",
        "throughput_of_full_lane_hours",
        "answered_alone",
        "paper_slips",
        "wrong_trucks",
        "wrong_trucks_that_went",
    ):
        click.echo(f"{name.replace('_', ' '):34} {found[name]}")
    click.echo(
        f"{'wait in seconds, p50 p95 p99':34} {found['wait_s']['p50']} {found['wait_s']['p95']} {found['wait_s']['p99']}"
    )
    if green_lanes:
        for name, value in found["green"].items():
            click.echo(f"{name.replace('_', ' '):34} {value}")
    for reason, count in found["held_because"].items():
        click.echo(f"  held: {reason.replace('_', ' '):26} {count}")


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
