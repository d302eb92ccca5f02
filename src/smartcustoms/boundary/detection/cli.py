"""`smartcustoms scans detect`: the alarms of a scan, each with what and why."""

import json
from pathlib import Path
from typing import Any

import click

from smartcustoms.boundary.detection import queries
from smartcustoms.boundary.detection.model import DETECT, LEAST_SCORE, Alarm, Judged
from smartcustoms.boundary.scans import queries as scans_asked
from smartcustoms.kernel.commands import Command


@click.group(help="Make, bring, judge and compare scans.")
def scans() -> None:
    """Make, bring, judge and compare scans."""


@scans.command(cls=Command, permission=DETECT)
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@click.option(
    "--least",
    type=click.FloatRange(0.05, 1),
    default=LEAST_SCORE,
    show_default=True,
    help="Score from which an alarm is raised.",
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def detect(file: Path, least: float, as_json: bool) -> None:
    """Raise the alarms of the scan in FILE: what, why in words and numbers, box, mask, score, version of the method."""
    read = scans_asked.from_file(file)
    found = queries.judged(read, least=least)
    if as_json:
        click.echo(json.dumps(told(found, [each.name for each in read.views]), ensure_ascii=False))
        return
    click.echo(
        f"{len(found.alarms)} alarms{' (simulated scan)' if found.simulated else ''}; looked at by {', '.join(found.methods)}"
    )
    for each in found.alarms:
        click.echo(
            f"{each.what} {each.score:.2f} in {read.views[each.view].name} at {each.box}: {each.why} [{each.method}]"
        )
    for says in found.left_out:
        click.echo(str(says))


def told(found: Judged, views: list[str]) -> dict[str, Any]:
    """Give the alarms as JSON."""
    return {
        "simulated": found.simulated,
        "methods": found.methods,
        "left_out": [str(each) for each in found.left_out],
        "alarms": [_alarm(each, views) for each in found.alarms],
    }


def _alarm(each: Alarm, views: list[str]) -> dict[str, Any]:
    where = {"view": views[each.view], "box": each.box, "mask": each.mask}
    return {"what": each.what, "why": str(each.why), **where, "score": each.score, "method": each.method}


commands = [scans]
