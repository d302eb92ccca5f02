"""`smartcustoms intake work`: take in and work off what waits, now."""

import json

import click

from smartcustoms.kernel.commands import Command, opened_for_command
from smartcustoms.kernel.settings import read_settings
from smartcustoms.trade.intake import actions
from smartcustoms.trade.intake.model import WORK


@click.group()
def intake() -> None:
    """Take in what traders sent."""


@intake.command(cls=Command, permission=WORK)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def work(as_json: bool) -> None:
    """Take in what lies in the folders and on disk, and work off what waits; the worker does it each minute."""
    settings = read_settings()
    with opened_for_command(settings) as database:
        done = actions.everything(database, settings)
    if as_json:
        click.echo(json.dumps(done))
    else:
        click.echo("{spooled} taken in from disk, {dropped} from folders; {worked_off} worked off.".format(**done))


commands = [intake]
