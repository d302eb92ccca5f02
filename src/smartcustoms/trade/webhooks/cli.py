"""`smartcustoms webhooks send`: post what is due, now."""

import json

import click

from smartcustoms.kernel.commands import Command, opened_for_command
from smartcustoms.kernel.settings import read_settings
from smartcustoms.trade.webhooks import actions
from smartcustoms.trade.webhooks.model import WORK
from smartcustoms.trade.webhooks.post_gateway import post_gateway


@click.group()
def webhooks() -> None:
    """Tell traders' systems of each step of their declarations."""


@webhooks.command(cls=Command, permission=WORK)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def send(as_json: bool) -> None:
    """Post the notices that are due; the worker does it each minute."""
    settings = read_settings()
    with opened_for_command(settings) as database:
        done = actions.send_due(database, settings, post_gateway(settings))
    click.echo(
        json.dumps(done) if as_json else "{delivered} arrived; {waiting} wait; {dead} were given up.".format(**done)
    )


commands = [webhooks]
