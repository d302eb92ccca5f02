"""`smartcustoms duty`: the working of a duty, and the rates in force, apart from any database."""

import json
from collections.abc import Mapping

import click

from smartcustoms.kernel import clock
from smartcustoms.kernel.commands import Command
from smartcustoms.kernel.day import day_of
from smartcustoms.trade.duty import plainly, queries
from smartcustoms.trade.duty.asking import Asked, asked, asked_late, asked_passenger
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
@click.option("--bottles", help="Litres of each bottle of a set sold as one item, as 0.05,0.05,0.7.")
@click.option("--papers", help="Day of the papers that show the value, as 2024-05-01.")
@click.option("--relief", help="Code of a relief that is claimed; `smartcustoms duty reliefs` lists them.")
@click.option("--on", help="Day whose rates hold, as 2024-11-01; without it today.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def assess(as_json: bool, **said: str | None) -> None:
    """Work out the duty on goods, line by line."""
    goods, on, exchange, relief = _asked(said)
    found = queries.assess(goods, on=on, exchange=exchange, relief=relief)
    click.echo(json.dumps(plainly.plain(found), ensure_ascii=False) if as_json else told(found))


@duty.command(cls=Command, permission=ASSESS_DUTY)
@click.option("--on", help="Day whose rates hold, as 2024-11-01; without it today.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def rates(on: str | None, as_json: bool) -> None:
    """List the classes and kinds of goods with their rate's law, first day and source."""
    found = queries.rates(_asked({"on": on}).on)
    if as_json:
        click.echo(json.dumps([plainly.plain_rate(each) for each in found], ensure_ascii=False))
        return
    for rate in found:
        click.echo(f"{rate.goods:20} {rate.kind:26} since {rate.since}  {rate.law}; {rate.source}")


@duty.command(cls=Command, permission=ASSESS_DUTY)
@click.option("--age", help="Age in years.")
@click.option("--resident", is_flag=True, help="Holds a Hong Kong identity card.")
@click.option("--hours-away", help="Hours away, of a resident.")
@click.option("--for-trade", is_flag=True, help="The goods are not for his own use.")
@click.option("--litres", help="Litres in one bottle of liquor.")
@click.option("--bottles", help="How many like bottles.")
@click.option("--abv", help="Per cent of alcohol by volume.")
@click.option("--value", help="Value of one bottle.")
@click.option("--cigarettes", help="How many cigarettes.")
@click.option("--cigars", help="How many cigars.")
@click.option("--cigar-grams", help="Weight of the cigars.")
@click.option("--tobacco-grams", help="Weight of other tobacco.")
@click.option("--on", help="Day of arrival; without it today.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def passenger(as_json: bool, **said: str | bool | None) -> None:
    """Work out what of a passenger's goods is free, what is due on the rest, and what it costs undeclared."""
    texts = {name: "yes" if text is True else str(text) for name, text in said.items() if text}
    who, goods, on = asked_passenger(texts, day_of(clock.now()))
    found = queries.passenger(who, goods, on=on)
    if as_json:
        click.echo(json.dumps(plainly.plain_arrival(found), ensure_ascii=False))
        return
    for each in (*found.refused, *(one.says for one in found.brought)):
        click.echo(str(each))
    click.echo(f"Duty: {found.due}. Not declared: {found.compound.due} to settle it.")
    click.echo(f"{found.concession.law}, in force since {found.concession.since}. Source: {found.concession.source}.")


@duty.command(cls=Command, permission=ASSESS_DUTY)
@click.option("--value", help="Value of the declaration in local money.")
@click.option("--goods-on", help="Day on which the goods came or left.")
@click.option("--lodged-on", help="Day on which the declaration was lodged; without it today.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def late(as_json: bool, **said: str | None) -> None:
    """Work out the penalty of a declaration lodged late."""
    value, goods_on, lodged_on = asked_late({name: text for name, text in said.items() if text}, day_of(clock.now()))
    found = queries.late(value, goods_on=goods_on, lodged_on=lodged_on)
    if as_json:
        click.echo(json.dumps(plainly.plain_penalty(found), ensure_ascii=False))
        return
    lines = [f"{line.says}{f' = {line.amount}' if line.amount else ''}" for line in found.lines]
    law = f"{found.law}, in force since {found.since}. Source: {found.source}."
    click.echo("\n".join([*lines, f"Penalty: {found.due}", law]))


@duty.command(cls=Command, permission=ASSESS_DUTY)
@click.option("--on", help="Day; without it today.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def permits(on: str | None, as_json: bool) -> None:
    """List the types of permit under which dutiable goods move."""
    found = queries.permits(_asked({"on": on}).on)
    if as_json:
        click.echo(json.dumps([plainly.plain_permit(each) for each in found], ensure_ascii=False))
        return
    for each in found:
        click.echo(
            f"{each.code:14} {each.colour:6} {', '.join(each.goods)}. {each.says['en']} {each.law}; {each.source}"
        )


@duty.command(cls=Command, permission=ASSESS_DUTY)
@click.option("--on", help="Day; without it today.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def reliefs(on: str | None, as_json: bool) -> None:
    """List reliefs, exemptions, suspensions, provisional assessments and quotas, in words."""
    found = queries.reliefs(_asked({"on": on}).on)
    if as_json:
        click.echo(json.dumps([plainly.plain_relief(each) for each in found], ensure_ascii=False))
        return
    for each in found:
        click.echo(f"{each.code:18} {each.kind.value:11} {', '.join(each.goods)}. {each.says['en']} {each.law}")


def _asked(said: Mapping[str, str | None]) -> Asked:
    return asked({name: text for name, text in said.items() if text is not None}, day_of(clock.now()))


def told(found: Assessment) -> str:
    """Write an assessment for a person: a line of the working each, its law and first day last."""
    lines = [f"{line.says}{f' = {line.amount}' if line.amount else ''}" for line in found.lines]
    law = f"{found.rate.names['en']}: {found.rate.law}, in force since {found.rate.since}. Source: {found.rate.source}."
    return "\n".join([*lines, f"Duty: {found.due}", law])


commands = [duty]
