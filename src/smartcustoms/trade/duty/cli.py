"""`smartcustoms duty`: the working of a duty, and the rates in force, apart from any database."""

import json
from collections.abc import Mapping

import click

from smartcustoms.kernel import clock
from smartcustoms.kernel.commands import Command
from smartcustoms.kernel.day import day_of
from smartcustoms.trade.duty import queries
from smartcustoms.trade.duty.asking import Asked, asked
from smartcustoms.trade.duty.model import ASSESS_DUTY, Assessment


@click.group(help="Work out duty and charges.")
def duty() -> None:
    """Work out duty and charges."""


@duty.command(cls=Command, permission=ASSESS_DUTY)
@click.option("--class", required=True, help="Class of goods; `smartcustoms duty rates` lists them.")
@click.option("--kind", help="Kind within the class; without it the usual one.")
@click.option("--value", help="Value of one container, or of the goods.")
@click.option("--currency", help="Currency of the value; without it the local one.")
@click.option("--exchange", help="Local money for one unit of that currency.")
@click.option("--litres", help="Litres in one container.")
@click.option("--containers", help="How many like containers; without it one.")
@click.option("--abv", help="Per cent of alcohol by volume at 20 °C.")
@click.option("--sticks", help="How many cigarettes.")
@click.option("--length", help="Length of a cigarette without its filter, in mm.")
@click.option("--kilograms", help="Weight in kg.")
@click.option("--on", help="Day whose rates hold, as 2024-11-01; without it today.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def assess(as_json: bool, **said: str | None) -> None:
    """Work out the duty on goods, line by line."""
    goods, on, exchange = _asked(said)
    found = queries.assess(goods, on=on, exchange=exchange)
    click.echo(json.dumps(queries.plain(found), ensure_ascii=False) if as_json else told(found))


@duty.command(cls=Command, permission=ASSESS_DUTY)
@click.option("--on", help="Day whose rates hold, as 2024-11-01; without it today.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def rates(on: str | None, as_json: bool) -> None:
    """List the classes and kinds of goods with their rate's law, first day and source."""
    found = queries.rates(_asked({"on": on}).on)
    if as_json:
        click.echo(json.dumps([queries.plain_rate(each) for each in found], ensure_ascii=False))
        return
    for rate in found:
        click.echo(f"{rate.goods:20} {rate.kind:26} since {rate.since}  {rate.law}; {rate.source}")


def _asked(said: Mapping[str, str | None]) -> Asked:
    return asked({name: text for name, text in said.items() if text is not None}, day_of(clock.now()))


def told(found: Assessment) -> str:
    """Write an assessment for a person: a line of the working each, its law and first day last."""
    lines = [f"{line.says}{f' = {line.amount}' if line.amount else ''}" for line in found.lines]
    law = f"{found.rate.names['en']}: {found.rate.law}, in force since {found.rate.since}. Source: {found.rate.source}."
    return "\n".join([*lines, f"Duty: {found.due}", law])


commands = [duty]
