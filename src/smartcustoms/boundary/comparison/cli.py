"""`smartcustoms scans compare`: two scans of one vehicle, and what changed between them."""

import json
from dataclasses import asdict
from pathlib import Path

import click

from smartcustoms.boundary.comparison import queries
from smartcustoms.boundary.comparison.model import COMPARE, Comparison
from smartcustoms.boundary.scans import queries as scans_asked
from smartcustoms.kernel.commands import Command

_FILE = click.Path(path_type=Path, dir_okay=False, exists=True)


@click.group(help="Make, bring, judge and compare scans.")
def scans() -> None:
    """Make, bring, judge and compare scans."""


@scans.command(cls=Command, permission=COMPARE)
@click.argument("before", type=_FILE)
@click.argument("after", type=_FILE)
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), help="Folder for the pictures.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def compare(before: Path, after: Path, out: Path | None, as_json: bool) -> None:
    """Compare the scans BEFORE and AFTER: same vehicle or not, and what was added or removed, with box and kg."""
    done = queries.compared(scans_asked.from_file(before), scans_asked.from_file(after))
    written = _written(queries.pictures(done), out) if out else {}
    if as_json:
        told = asdict(done.found)
        told["blobs"] = told.pop("changes")
        click.echo(json.dumps({**told, "pictures": written}))
    else:
        _tell(done.found, written)


def _written(pictures: dict[str, bytes], out: Path) -> dict[str, str]:
    try:
        out.mkdir(parents=True, exist_ok=True)
        for name, content in pictures.items():
            (out / f"{name}.png").write_bytes(content)
    except OSError as wrong:
        raise click.BadParameter(f"{out}: {wrong.strerror}", param_hint="--out") from None
    return {name: str(out / f"{name}.png") for name in pictures}


def _tell(found: Comparison, written: dict[str, str]) -> None:
    note = " (simulated)" if found.simulated else ""
    word = "the same vehicle" if found.same_vehicle else "NOT the same vehicle, or with another load"
    click.echo(f"{word}{note}: likeness {found.likeness:.3f}, mean shift {found.mean_shift_columns:.1f} columns")
    for place, each in enumerate(found.changes, 1):
        what = "added" if each.added else "removed"
        click.echo(
            f"{place}. {what}: about {each.kg:.1f} kg if organic, at {each.box}, {each.score:.1f} times its noise"
        )
    if found.same_vehicle and not found.changes:
        click.echo("nothing was added or removed that stands out of the noise")
    for name, path in written.items():
        click.echo(f"{name}: {path}")


commands = [scans]
