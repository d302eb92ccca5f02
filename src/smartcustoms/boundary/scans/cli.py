"""`smartcustoms scans`: make simulated scans with their truth, bring scans from files and folders, feed them at line speed."""

import hashlib
import json
import signal
import sys
import threading
import time
from dataclasses import asdict
from itertools import islice
from pathlib import Path
from typing import Any

import click
import httpx
import structlog

from smartcustoms.boundary.scans import actions, belt, queries
from smartcustoms.boundary.scans.intake import Arrival, Shown, Source, Wanted
from smartcustoms.boundary.scans.model import (
    IMPORT,
    INTAKE,
    LARGEST_FILE,
    SIMULATE,
    Kind,
    Layout,
    ScanUnreadable,
    Taken,
)
from smartcustoms.boundary.scans.port_gateway import PATIENCE_S, FolderPort, HttpPort, Port, PortAway
from smartcustoms.kernel import clock
from smartcustoms.kernel.commands import Command, local_operator, opened_for_command
from smartcustoms.kernel.database.trouble import TROUBLES
from smartcustoms.kernel.words.model import sentence

_PASSING: tuple[type[Exception], ...] = (*TROUBLES, OSError)
"""Database or folder away: looked at again later."""
_TIMES = ("first_at", "last_at", "again_at", "dealt_at")


@click.group(help="Make, bring, judge and compare scans.")
def scans() -> None:
    """Make, bring, judge and compare scans."""


@scans.command(cls=Command, permission=SIMULATE)
@click.option("--kind", required=True, help="bag or truck.")
@click.option("--seed", type=int, required=True, help="Everything follows from it.")
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), required=True, help="Folder for the files.")
@click.option(
    "--beam", default="", help="kv100 to kv300 (tube), mev6 or mev9 (linac). Without: kv160 for bags, mev6 for trucks."
)
@click.option("--vehicle", default="", help="Instead of a truck: short container truck, tanker, van or car.")
@click.option("--pair", is_flag=True, help="Two scans of one thing, the second with something added.")
@click.option(
    "--change",
    type=click.Choice(["concealment", "none", "other"]),
    default="concealment",
    show_default=True,
    help="Of a pair: what is different in the second scan.",
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def simulate(kind: str, seed: int, out: Path, beam: str, vehicle: str, pair: bool, change: str, as_json: bool) -> None:
    """Make simulated scans: for each a package (.scan.zip), a picture (.png) and, apart from both, the truth (.truth.json)."""
    made = queries.simulated(kind, seed, beam=beam, pair=pair, change=change, vehicle=vehicle)
    told = []
    try:
        out.mkdir(parents=True, exist_ok=True)
        for name, (package, truth) in made.items():
            paths = {
                what: out / f"{name}{end}"
                for what, end in (("scan", ".scan.zip"), ("truth", ".truth.json"), ("picture", ".png"))
            }
            paths["scan"].write_bytes(queries.written(package))
            paths["truth"].write_text(truth, encoding="utf-8")
            paths["picture"].write_bytes(queries.drawn(package))
            told.append({what: str(path) for what, path in paths.items()} | {"simulated": True, "beam": package.beam})
    except OSError as wrong:
        raise click.BadParameter(f"{out}: {wrong.strerror}", param_hint="--out") from None
    if as_json:
        click.echo(json.dumps(told))
        return
    for each in told:
        click.echo(f"{each['scan']} (simulated, beam {each['beam']}); picture {each['picture']}; truth {each['truth']}")


@scans.command("import", cls=Command, permission=IMPORT)
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@click.option(
    "--kind", type=click.Choice([each.value for each in Kind]), default="other", help="Where the file does not say it."
)
@click.option("--subject", default="", help="Plate, container or consignment number; without: what the file says.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def bring(file: Path, kind: str, subject: str, as_json: bool) -> None:
    """Keep the scan in FILE: a scan package, DICOS or DICOM DX or CT, PNG, TIFF or JPEG. The original is kept unchanged by its hash."""
    try:
        with file.open("rb") as opened:
            content = opened.read(LARGEST_FILE + 1)
    except OSError as wrong:
        says, mend = sentence("The file cannot be read."), sentence("Name a file that is there.")
        raise ScanUnreadable(says, mend=mend, field="file", seen=str(wrong.strerror)[:120]) from None
    read = queries.read_scan(content, kind=Kind(kind))
    with opened_for_command() as database, database.unit(by=local_operator(), at=clock.now()) as uow:
        kept = actions.bring(uow, content, name=file.name, kind=Kind(kind), subject=subject)
    if as_json:
        told = asdict(kept) | {"brought_at": kept.brought_at.isoformat(), "lost": list(read.lost)}
        click.echo(json.dumps(told, ensure_ascii=False))
        return
    click.echo(
        f"{kept.number}: {kept.kind.value}, {kept.columns} by {kept.rows}, {'simulated' if kept.simulated else 'as it came'}"
    )
    click.echo(f"original kept as {kept.file}")
    if read.lost:
        click.echo(f"not in this file, so lost: {', '.join(read.lost)}")


@scans.command("dicos", cls=Command, permission=IMPORT)
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), required=True, help="Folder for the files.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def write_dicos(file: Path, out: Path, as_json: bool) -> None:
    """Write the scan in FILE as DICOS DX files, one a view and energy; what the scan does not say is said to be unknown."""
    content = file.read_bytes()
    made = queries.dicos_files(queries.read_scan(content), hashlib.sha256(content).hexdigest(), at=clock.now())
    try:
        out.mkdir(parents=True, exist_ok=True)
        for name, each in made.items():
            (out / name).write_bytes(each)
    except OSError as wrong:
        raise click.BadParameter(f"{out}: {wrong.strerror}", param_hint="--out") from None
    told = [str(out / name) for name in made]
    click.echo(json.dumps(told) if as_json else "\n".join(told))


@scans.command("import-set", cls=Command, permission=IMPORT)
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False, exists=True))
@click.option(
    "--layout", type=click.Choice([each.value for each in Layout]), required=True, help="How the set's files lie."
)
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), required=True, help="Folder for the packages.")
@click.option("--most", type=click.IntRange(1), help="Read so many at most.")
@click.option("--json", "as_json", is_flag=True, help="Print a line of JSON for each.")
def import_set(folder: Path, layout: str, out: Path, most: int | None, as_json: bool) -> None:
    """Read a public set of X-ray images (COMPASS-XP, PIDray or other COCO, SIXray or other VOC, DvXray) into packages; labels go apart."""
    out.mkdir(parents=True, exist_ok=True)
    for each in islice(queries.labelled(folder, Layout(layout)), most):
        (out / f"{each.name}.scan.zip").write_bytes(queries.written(each.package))
        (out / f"{each.name}.truth.json").write_text(each.truth(Layout(layout)), "utf-8")
        told = {"scan": str(out / f"{each.name}.scan.zip"), "views": len(each.package.views), "lost": each.package.lost}
        told["things"] = sum(len(view) for view in each.things)
        click.echo(
            json.dumps(told)
            if as_json
            else f"{told['scan']}: {told['things']} labelled; lost: {', '.join(each.package.lost)}"
        )


@scans.command(cls=Command, permission=IMPORT)
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option(
    "--every", type=click.FloatRange(0.2, 3600), default=1.0, show_default=True, help="Seconds between two looks."
)
@click.option("--once", is_flag=True, help="Look once and end.")
@click.option("--json", "as_json", is_flag=True, help="Print a line of JSON for each look that found something.")
def watch(folder: Path, every: float, once: bool, as_json: bool) -> None:
    """Take in what a scanner drops into FOLDER/in, each file once; what is no scan goes to FOLDER/refused with the reason.

    Files still growing are waited for. Stop it and start it again at any moment: nothing is lost, nothing comes twice.
    """
    structlog.configure(
        logger_factory=structlog.PrintLoggerFactory(sys.stderr)
    )  # standard output is for what was taken
    over, watched = threading.Event(), actions.Folder(folder)
    for told in (signal.SIGTERM, signal.SIGINT):
        signal.signal(told, lambda *_: over.set())
    with opened_for_command() as database:
        while not over.is_set():
            try:
                found = actions.take_folder(database, watched, by=local_operator(), at=clock.now())
            except _PASSING as trouble:
                if once:
                    raise click.ClickException(str(trouble).partition("\n")[0]) from trouble
                click.echo(f"again later: {type(trouble).__name__}", err=True)
            else:
                _tell(found, as_json=as_json, always=once)
            if once or over.wait(every):
                return


def _tell(found: Taken, *, as_json: bool, always: bool) -> None:
    if as_json and (always or found.scans or found.refused):
        click.echo(json.dumps(asdict(found), ensure_ascii=False))
    elif not as_json:
        for number in found.scans:
            click.echo(f"taken: {number}")
        for name in found.refused:
            click.echo(f"refused: {name}", err=True)
        if always:
            click.echo(f"{len(found.scans)} taken, {len(found.refused)} refused, {found.waiting} waited for")


@scans.command("intake", cls=Command, permission=INTAKE)
@click.option("--outcome", type=click.Choice([each.value for each in Shown]), help="open: refused, not dealt with.")
@click.option("--source", type=click.Choice([each.value for each in Source]), help="Only what came by this way.")
@click.option("--text", default="", help="A part of a file's name, code, scan or number.")
@click.option("--most", type=click.IntRange(1, 1000), default=50, show_default=True, help="At most so many.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def list_intake(outcome: str | None, source: str | None, text: str, most: int, as_json: bool) -> None:
    """List what scanners sent by folder and port, the newest first: taken or refused, and why."""
    asked = Wanted(
        outcome=Shown(outcome) if outcome else None, source=Source(source) if source else None, text=text.strip()[:200]
    )
    with opened_for_command() as database, database.unit(by=local_operator(), at=clock.now()) as uow:
        found, total = queries.arrivals(uow, asked, size=most)
    if as_json:
        click.echo(json.dumps({"total": total, "arrivals": [_plain(each) for each in found]}, ensure_ascii=False))
        return
    for each in found:
        became = each.scan or f"{each.code}: {each.says} {each.mend}"
        click.echo(f"{each.number}  {each.last_at:%Y-%m-%d %H:%M} UTC  {each.source.value}  {each.name}  {became}")
    click.echo(f"{len(found)} of {total}")


def _plain(each: Arrival) -> dict[str, Any]:
    times = {name: at.isoformat() if (at := getattr(each, name)) else None for name in _TIMES}
    words = {name: str(getattr(each, name) or "") for name in ("says", "mend")}
    return asdict(each) | times | words


@scans.command("belt", cls=Command, permission=SIMULATE)
@click.option("--rate", type=click.FloatRange(0.1, 600), required=True, help="Bags a minute.")
@click.option("--count", type=click.IntRange(1, 100_000), default=60, show_default=True, help="Bags to send.")
@click.option("--seed", type=int, default=1, show_default=True, help="Seed of the first bag; each next has the next.")
@click.option("--beam", default="", help="kv100 to kv300; without: kv160.")
@click.option(
    "--from",
    "made",
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    help="Send the .scan.zip files of this folder instead.",
)
@click.option("--folder", type=click.Path(path_type=Path, file_okay=False), help="Watched folder to feed.")
@click.option("--url", default="", help="Address of the platform to feed, such as http://localhost:8000.")
@click.option(
    "--token-file",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    help="File with a machine's token, for --url.",
)
@click.option("--truth", type=click.Path(path_type=Path, file_okay=False), help="Folder for the truth, apart.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def feed(
    rate: float, count: int, seed: int, beam: str, made: Path | None, folder: Path | None, url: str, token_file: Path | None,
    truth: Path | None, as_json: bool,
) -> None:  # fmt: skip
    """Send simulated bags at line speed to a watched folder or to the platform's HTTP port, and tell which came late."""
    if bool(folder) == bool(url):
        raise click.UsageError("Name one of --folder and --url.")
    if url and token_file is None:
        raise click.UsageError("--url needs --token-file: a machine's token that may bring scans.")
    sent = []
    with httpx.Client(timeout=PATIENCE_S) as client:
        port: Port = (
            HttpPort(url, token_file.read_text("utf-8").strip(), client)
            if token_file and url
            else FolderPort(folder or Path())
        )
        coming = belt.packages(made) if made else belt.bags(seed, beam_name=beam)
        try:
            for bag, each in belt.run(coming, port, a_minute=rate, count=count, clock=time.monotonic, wait=time.sleep):
                sent.append(each)
                if truth and bag.truth:
                    truth.mkdir(parents=True, exist_ok=True)
                    (truth / bag.name.replace(".scan.zip", ".truth.json")).write_text(bag.truth, "utf-8")
                if not as_json:
                    click.echo(
                        f"{each.name} {each.refused or each.number or 'dropped'} {each.late_s:.1f} s late, took {each.took_s:.2f} s"
                    )
        except PortAway as away:
            raise click.ClickException(f"The port is away: {away}. {len(sent)} bags were sent.") from away
    summary = belt.summary(sent, a_minute=rate)
    click.echo(
        json.dumps(summary)
        if as_json
        else f"{summary['sent']} sent, {summary['late']} late, {summary['refused']} refused"
    )


commands = [scans]
