"""`smartcustoms duty`: the working of a duty, and the rates in force, apart from any database."""

import json
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import click

from smartcustoms.kernel import clock
from smartcustoms.kernel.commands import Command
from smartcustoms.kernel.money import Money, NotAnAmount, amount
from smartcustoms.kernel.settings import read_settings
from smartcustoms.trade.duty import queries
from smartcustoms.trade.duty.model import ASSESS_DUTY, Assessment, Goods


class Number(click.ParamType[Decimal]):
    """An exact decimal; a fraction of binary would lose cents."""

    name = "number"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Decimal:
        """Read the text as a decimal."""
        try:
            return value if isinstance(value, Decimal) else amount(str(value))
        except NotAnAmount as refused:
            self.fail(f"{refused.says} (seen: {refused.seen}) {refused.mend}", param, ctx)


@click.group(help="Work out duty and charges.")
def duty() -> None:
    """Work out duty and charges."""


@duty.command(cls=Command, permission=ASSESS_DUTY)
@click.option("--class", "goods", required=True, help="Class of goods; `smartcustoms duty rates` lists them.")
@click.option("--kind", default="", help="Kind within the class; without it the usual one.")
@click.option("--value", type=Number(), help="Value of one container, or of the goods.")
@click.option("--currency", default="HKD", show_default=True, help="Currency of the value.")
@click.option("--exchange", type=Number(), help="Local money for one unit of that currency.")
@click.option("--litres", type=Number(), help="Litres in one container.")
@click.option("--containers", type=click.IntRange(1), default=1, show_default=True, help="How many like containers.")
@click.option("--abv", type=Number(), help="Per cent of alcohol by volume at 20 °C.")
@click.option("--sticks", type=click.IntRange(0), help="How many cigarettes.")
@click.option("--length", type=Number(), help="Length of a cigarette without its filter, in mm.")
@click.option("--kilograms", type=Number(), help="Weight in kg.")
@click.option("--on", type=click.DateTime(["%Y-%m-%d"]), help="Day whose rates hold; without it today.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def assess(
    as_json: bool, on: datetime | None, exchange: Decimal | None, value: Decimal | None, currency: str, **said: Any
) -> None:
    """Work out the duty on goods, line by line."""
    said["strength"] = said.pop("abv")
    goods = Goods(value=None if value is None else Money(value, currency.upper()), **said)
    found = queries.assess(goods, on=_day(on), exchange=exchange)
    click.echo(json.dumps(queries.plain(found), ensure_ascii=False) if as_json else told(found))


@duty.command(cls=Command, permission=ASSESS_DUTY)
@click.option("--on", type=click.DateTime(["%Y-%m-%d"]), help="Day whose rates hold; without it today.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def rates(on: datetime | None, as_json: bool) -> None:
    """List the classes and kinds of goods with their rate's law, first day and source."""
    found = queries.rates(_day(on))
    if as_json:
        rows = [
            {"class": each.goods, "kind": each.kind, "since": each.since, "law": each.law, "source": each.source}
            for each in found
        ]
        click.echo(json.dumps(rows, default=str, ensure_ascii=False))
        return
    for rate in found:
        click.echo(f"{rate.goods:20} {rate.kind:26} since {rate.since}  {rate.law}; {rate.source}")


def _day(on: datetime | None) -> date:
    return on.date() if on else clock.now().astimezone(ZoneInfo(read_settings().time_zone)).date()


def told(found: Assessment) -> str:
    """Write an assessment for a person: a line of the working each, its law and first day last."""
    lines = [f"{line.says}{f' = {line.amount}' if line.amount else ''}" for line in found.lines]
    law = f"{found.rate.names['en']}: {found.rate.law}, in force since {found.rate.since}. Source: {found.rate.source}."
    return "\n".join([*lines, f"Duty: {found.due}", law])


commands = [duty]
