"""`smartcustoms edifact read` and `edifact answer`: files of EDIFACT on their own, without the database."""

import json
from pathlib import Path

import click

from smartcustoms.kernel import clock
from smartcustoms.kernel.commands import Command
from smartcustoms.kernel.edifact.contrl import answers
from smartcustoms.kernel.edifact.model import READ, Reading
from smartcustoms.kernel.edifact.reading import LARGEST
from smartcustoms.kernel.edifact.reading import read as read_file
from smartcustoms.kernel.edifact.shown import shown

_FILES = click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))


@click.group()
def edifact() -> None:
    """Read and answer UN/EDIFACT interchanges."""


@edifact.command(cls=Command, permission=READ)
@_FILES
def read(files: tuple[Path, ...]) -> None:
    """Read FILES, one line of JSON each; exit 2 when one is refused. Every fault names its segment and element."""
    refused = False
    for file in files:
        reading = _reading(file)
        told = shown(reading)
        click.echo(json.dumps(told if len(files) == 1 else {"file": str(file), **told}, ensure_ascii=False))
        refused = refused or not reading.is_accepted
    if refused:
        raise SystemExit(2)


@edifact.command(cls=Command, permission=READ)
@_FILES
@click.option(
    "--reference", default=1, show_default=True, type=click.IntRange(1, 10**9), help="Serial of the first answer."
)
def answer(files: tuple[Path, ...], reference: int) -> None:
    """Write the CONTRL that answers each interchange of FILES; exit 2 when one is refused."""
    refused = False
    for file in files:
        reading = _reading(file)
        for text in answers(reading, at=clock.now(), first=reference):
            click.echo(text)
            reference += 1
        refused = refused or not reading.is_accepted
        if not reading.interchanges:
            click.echo(f"{file}: {reading.faults[0].says} {reading.faults[0].mend}", err=True)
    if refused:
        raise SystemExit(2)


def _reading(file: Path) -> Reading:
    with file.open("rb") as opened:
        return read_file(opened.read(LARGEST + 1))


commands = [edifact]
