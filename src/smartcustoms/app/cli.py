"""The command `smartcustoms`: every capability's commands, and those that show how the house is built."""

import json

import click

from smartcustoms.app.commands import House
from smartcustoms.app.discover import discover, reactions
from smartcustoms.kernel.commands import Command
from smartcustoms.kernel.permissions import Permission
from smartcustoms.kernel.words.model import LANGUAGES

SEE_HOUSE = Permission("platform.see_house", "See how the platform is built")
OWN = [f"smartcustoms.app.{name}" for name in ("cli", "serve", "worker", "settings")]


COMPLETION = 'Complete commands and options in bash with: eval "$(_SMARTCUSTOMS_COMPLETE=bash_source smartcustoms)"; or zsh, fish.'


@click.group(cls=House, own=OWN, context_settings={"help_option_names": ["-h", "--help"]}, epilog=COMPLETION)
@click.version_option(package_name="smartcustoms")
def main() -> None:
    """Smart Customs: one consignment, one way through one house."""


@click.command(cls=Command, permission=SEE_HOUSE)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def capabilities(as_json: bool) -> None:
    """List the capabilities, what each is for and which files it has."""
    rows = [
        {
            "pillar": each.pillar,
            "capability": each.name,
            "files": sorted(each.files),
            "purpose": _first_line(f"smartcustoms.{each.pillar}.{each.name}"),
        }
        for each in discover()
    ]
    if as_json:
        click.echo(json.dumps(rows, indent=1))
        return
    for row in rows:
        click.echo(f"{row['pillar']}/{row['capability']}: {row['purpose']}")


@click.command(cls=Command, permission=SEE_HOUSE)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def flows(as_json: bool) -> None:
    """List what follows each event."""
    rows = {each.event.__name__: [step.__name__ for step in each.steps] for each in reactions()}
    if as_json:
        click.echo(json.dumps(rows, indent=1))
        return
    for event, steps in rows.items():
        click.echo(f"{event}: " + ", ".join(steps))


@click.command(cls=Command, permission=SEE_HOUSE)
@click.argument("words", nargs=-1)
@click.option("--lang", type=click.Choice(LANGUAGES), default="en", show_default=True, help="Language.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def errors(words: tuple[str, ...], lang: str, as_json: bool) -> None:
    """Tell what an error code means, how it is mended and the rule behind it: all, those with these WORDS, or one by its code."""
    from smartcustoms.app import errors as told  # here, so that other commands need not read the tables

    text = " ".join(words)
    every = told.every()
    found = [each for each in every if each.code == text] or [
        each for of_it in told.search(text, lang).values() for each in of_it
    ]
    rows = [told.shown(each, lang) for each in found or told.of(text)]
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    for row in rows:
        click.echo(f"{row['code']} ({row['capability']})")
        for one in row["told"]:
            click.echo(f"  {one['message']} {one['mend']}")
        rule = row["rule"]
        click.echo(f"  {rule['kind']}: {rule['says']} [{rule['source']}; {rule['dated']}]")


def _first_line(module: str) -> str:
    import importlib

    return (importlib.import_module(module).__doc__ or "").strip().split("\n")[0]


commands = [capabilities, errors, flows]
