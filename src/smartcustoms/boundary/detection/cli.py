"""`smartcustoms scans detect`: the alarms of a scan, each with what and why; `smartcustoms detection`: what a score means."""

import json
from pathlib import Path
from typing import Any

import click

from smartcustoms.boundary.detection import queries
from smartcustoms.boundary.detection.model import DETECT, LEAST_SCORE, Alarm, Judged
from smartcustoms.boundary.scans import queries as scans_asked
from smartcustoms.kernel import clock
from smartcustoms.kernel.commands import Command, local_operator, opened_for_command


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


@click.group(help="How well the alarms of scans are known to work, and whether they come out the same again.")
def detection() -> None:
    """How well the alarms of scans are known to work, and whether they come out the same again."""


@detection.command("curve", cls=Command, permission=DETECT)
@click.option(
    "--in-force",
    is_flag=True,
    help="Ask the database which point is in force; without: the one that comes with the methods.",
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def show_curve(in_force: bool, as_json: bool) -> None:
    """Show what each score means on simulated bags: threats found and false alarms a clean bag, with 95 % intervals."""
    if in_force:
        with opened_for_command() as database, database.unit(by=local_operator(), at=clock.now()) as uow:
            told = queries.curves(queries.point(uow))
    else:
        told = queries.curves()
    if as_json:
        click.echo(json.dumps(told))
        return
    click.echo(f"simulated bags of {told['on']}, seed {told['seed']}; methods {', '.join(told['methods'])}")
    for each in told["sets"]:
        click.echo(f"{each['name']} (beam {each['beam']}, detector {each['detector']}, {each['clean']} clean bags)")
        for what, kind in each["kinds"].items():
            for point in (*kind["curve"], kind["at_point"]):
                click.echo(f"  {_line(what, point)}{' <- the point' if point is kind['at_point'] else ''}")


def _line(what: str, point: dict[str, Any]) -> str:
    def span(name: str) -> str:
        value, low, high = point[name]
        return f"{value:.2f} ({low:.2f} to {high:.2f})"

    false = f", {span('false_alarms_per_clean_bag')} false a clean bag" if "false_alarms_per_clean_bag" in point else ""
    return f"{what:10} from {point['least']:.2f}: found {span('found')} of {point['threats']}{false}"


@detection.command("again", cls=Command, permission=DETECT)
@click.argument("number")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def judge_again(number: str, as_json: bool) -> None:
    """Judge the kept scan NUMBER anew, by the point it was judged by, and tell whether the alarms are the same; ends with 1 if not."""
    with opened_for_command() as database, database.unit(by=local_operator(), at=clock.now()) as uow:
        found = queries.again(uow, number)
    told = {"scan": number, "point": found.then.point, "same": found.same, "changed": list(found.changed)}
    told |= {"then": len(found.then.alarms), "now": len(found.now)}
    click.echo(json.dumps(told) if as_json else f"{number}: {'the same alarms' if found.same else 'other alarms'}")
    if not as_json and found.changed:
        click.echo(f"methods that changed since: {', '.join(found.changed)}")
    if not found.same:
        raise SystemExit(1)


commands = [scans, detection]
