"""`smartcustoms transhipment simulate`: waits of each class under the rule of the queue, in simulated days."""

import json
from collections.abc import Mapping
from dataclasses import replace

import click

from smartcustoms.kernel import clock
from smartcustoms.kernel.commands import Command
from smartcustoms.kernel.day import day_of
from smartcustoms.trade.transhipment.model import SIMULATE, Class, Waits
from smartcustoms.trade.transhipment.priority import bound
from smartcustoms.trade.transhipment.rules import rule
from smartcustoms.trade.transhipment.simulated import simulate as simulated


@click.group()
def transhipment() -> None:
    """Transhipment under free trade agreements: the priority queue."""


@transhipment.command(cls=Command, permission=SIMULATE)
@click.option("--days", type=int, default=1000, show_default=True, help="Working days.")
@click.option("--aeo-share", type=float, default=0.5, show_default=True, help="Share of applications that are AEOs'.")
@click.option("--load", type=float, default=0.9, show_default=True, help="Share of the time that officers are busy.")
@click.option(
    "--in-a-row", type=click.IntRange(1, 100), help="AEOs taken in a row while another waits; without it as in force."
)
@click.option("--seed", type=int, default=2026, show_default=True, help="The same seed gives the same days.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def simulate(days: int, aeo_share: float, load: float, in_a_row: int | None, seed: int, as_json: bool) -> None:
    """Simulate the queue and show the waits of each class, with the bound that the rule guarantees."""
    held = rule(day_of(clock.now()))
    held = replace(held, in_a_row=in_a_row or held.in_a_row)
    found = simulated(held, days=days, share=aeo_share, load=load, seed=seed)
    told = {
        "simulated": True,
        "days": found.days,
        "seed": found.seed,
        "load": found.load,
        "aeo_share": found.share,
        "rule": {
            "in_a_row": held.in_a_row,
            "officers": held.officers,
            "longest_minutes": held.longest,
            "source": held.source,
            "bound_of_first_in_line": {each.value: bound(0, each, held) for each in Class},
        },
        "waits": _plain(found.waits),
        "first_come_first_served": _plain(found.first_come),
        "over_bound": found.over_bound,
    }
    if as_json:
        click.echo(json.dumps(told))
        return
    click.echo(f"Simulated: {days} days, {aeo_share:.0%} AEOs, officers busy {load:.0%}; waits in working minutes.")
    for name, waits in (("by the rule", found.waits), ("in the order of arrival", found.first_come)):
        for of, each in waits.items():
            click.echo(
                f"  {name:24} {of.value:6} n {each.count:7}  p50 {each.p50:6.1f}  p90 {each.p90:6.1f}  max {each.longest:6.1f}"
            )
    click.echo(
        f"Over the bound told at arrival: {found.over_bound}. First in line waits at most {bound(0, Class.OTHER, held):.0f} (others)."
    )


def _plain(waits: Mapping[Class, Waits]) -> dict[str, dict[str, float]]:
    return {of.value: _figures(each) for of, each in waits.items()}


def _figures(each: Waits) -> dict[str, float]:
    return {
        "count": each.count,
        "p50": round(each.p50, 2),
        "p90": round(each.p90, 2),
        "max": round(each.longest, 2),
        "largest_share_of_bound": round(each.bound_reached, 4),
    }


commands = [transhipment]
