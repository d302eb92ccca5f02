"""The command `smartcustoms settings`: what an operator may set, what holds now, and where it comes from."""

import json
import os
from dataclasses import fields

import click
from rich.console import Console
from rich.table import Table

from smartcustoms.kernel.commands import Command
from smartcustoms.kernel.permissions import Permission
from smartcustoms.kernel.settings import Settings, read_settings

SEE_SETTINGS = Permission("platform.see_settings", "See the settings of this installation")
_SECRET = {"secret", "dsn", "smtp", "nats", "spark", "files", "oidc_secret"}  # addresses may hold a password


@click.command(cls=Command, permission=SEE_SETTINGS)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def settings(as_json: bool) -> None:
    """List the settings: the variable, what it does, its value now. Secrets are not shown."""
    now = read_settings()
    rows = [
        {
            "variable": f"SMARTCUSTOMS_{each.name.upper()}",
            "says": each.metadata["says"],
            "value": _shown(now, each.name),
            "from": "environment" if f"SMARTCUSTOMS_{each.name.upper()}" in os.environ else "default",
        }
        for each in fields(Settings)
    ]
    if as_json:
        click.echo(json.dumps(rows, indent=1))
        return
    table = Table("variable", "what it does", "value", "from")
    for row in rows:
        table.add_row(row["variable"], row["says"], row["value"], row["from"])
    Console().print(table)


def _shown(now: Settings, name: str) -> str:
    value = str(getattr(now, name))
    return "(set, not shown)" if name in _SECRET and value else value


commands = [settings]
