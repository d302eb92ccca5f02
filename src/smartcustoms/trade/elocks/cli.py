"""`smartcustoms elocks`: read captured frames, judge recorded journeys; both apart from the platform's own database."""

import gzip
import json
import zlib
from pathlib import Path
from typing import Any, Final

import click

from smartcustoms.kernel import clock
from smartcustoms.kernel.commands import Command
from smartcustoms.kernel.outside import read_json
from smartcustoms.trade.elocks import queries
from smartcustoms.trade.elocks.model import DECODE_FRAMES, JUDGE_JOURNEYS
from smartcustoms.trade.elocks.recorded import NoJourney

LARGEST_FILE: Final = 512 * 1024 * 1024
"""Bytes of a file once unpacked: a gzip of a few hundred kilobytes can hold as much."""
_FILE = click.Path(path_type=Path, dir_okay=False, exists=True)


@click.group(help="Read frames and judge journeys of e-locks.")
def elocks() -> None:
    """Read frames and judge journeys of e-locks."""


@elocks.command(cls=Command, permission=DECODE_FRAMES)
@click.argument("file", type=_FILE)
def decode(file: Path) -> None:
    """Read the frames of FILE (JSON: frames with protocol and input) and print one JSON line per frame."""
    for answer in queries.decoded(_frames(file), received_at=clock.now()):
        click.echo(json.dumps(answer, ensure_ascii=False))


@elocks.command(cls=Command, permission=JUDGE_JOURNEYS)
@click.argument("file", type=_FILE)
@click.option(
    "--as-received", is_flag=True, help="Replay the arrival: what was known when, and what late data took back."
)
def judge(file: Path, as_received: bool) -> None:
    """Judge the journeys of FILE (JSON, gzipped or not: rules, journeys with line, zones, fixes); one JSON line per alarm."""
    read = queries.judged_as_received if as_received else queries.judged
    try:
        for alarm in read(_json(file)):
            click.echo(json.dumps(alarm, ensure_ascii=False))
    except NoJourney as fault:
        raise click.BadParameter(f"{file.name}: {fault}", param_hint="FILE") from None


def _json(file: Path) -> Any:
    try:
        with file.open("rb") as opened:
            packed = opened.read(2) == b"\x1f\x8b"
            opened.seek(0)
            content = (gzip.GzipFile(fileobj=opened) if packed else opened).read(LARGEST_FILE + 1)
        if len(content) > LARGEST_FILE:
            raise ValueError(f"it has, unpacked, more than {LARGEST_FILE:,} bytes; split it")
        return read_json(content)
    except (ValueError, OSError, EOFError, zlib.error) as fault:
        raise click.BadParameter(f"{file.name} is no JSON: {fault}", param_hint="FILE") from None


def _frames(file: Path) -> list[Any]:
    root = _json(file)
    frames = root.get("frames") if isinstance(root, dict) else root
    if not isinstance(frames, list):
        raise click.BadParameter(f"{file.name} has no list of frames", param_hint="FILE")
    return frames


commands = [elocks]
