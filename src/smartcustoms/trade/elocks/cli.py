"""`smartcustoms elocks`: read captured frames, judge recorded journeys; both apart from the platform's own database."""

import json
from pathlib import Path
from typing import Any

import click

from smartcustoms.kernel import clock
from smartcustoms.kernel.commands import Command
from smartcustoms.trade.elocks import queries
from smartcustoms.trade.elocks.model import DECODE_FRAMES

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


def _frames(file: Path) -> list[Any]:
    try:
        root = json.loads(file.read_bytes())
    except ValueError as fault:
        raise click.BadParameter(f"{file.name} is no JSON: {fault}", param_hint="FILE") from None
    frames = root.get("frames") if isinstance(root, dict) else root
    if not isinstance(frames, list):
        raise click.BadParameter(f"{file.name} has no list of frames", param_hint="FILE")
    return frames


commands = [elocks]
