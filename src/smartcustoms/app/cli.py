"""The command `smartcustoms`: every capability's commands, and those that show how the house is built."""

import json

import click

from smartcustoms.app.discover import discover, gathered, reactions
from smartcustoms.app.settings import settings
from smartcustoms.app.web import serve
from smartcustoms.app.worker import worker
from smartcustoms.kernel.commands import Command
from smartcustoms.kernel.permissions import Permission

SEE_HOUSE = Permission("platform.see_house", "See how the platform is built")


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="smartcustoms")
def main() -> None:
    """Smart Customs: one consignment, one way through one house."""


@main.command(cls=Command, permission=SEE_HOUSE)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def capabilities(as_json: bool) -> None:
    """List the capabilities, what each is for and which files it has."""
    rows = [
        {
            "pillar": each.pillar,
            "capability": each.name,
            "files": sorted(each.modules),
            "purpose": _first_line(f"smartcustoms.{each.pillar}.{each.name}"),
        }
        for each in discover()
    ]
    if as_json:
        click.echo(json.dumps(rows, indent=1))
        return
    for row in rows:
        click.echo(f"{row['pillar']}/{row['capability']}: {row['purpose']}")


@main.command(cls=Command, permission=SEE_HOUSE)
def flows() -> None:
    """List what follows each event."""
    for each in reactions():
        click.echo(f"{each.event.__name__}: " + ", ".join(step.__name__ for step in each.steps))


def _first_line(module: str) -> str:
    import importlib

    return (importlib.import_module(module).__doc__ or "").strip().split("\n")[0]


for _command in [serve, worker, settings, *gathered("cli", "commands")]:
    main.add_command(_command)
