"""`smartcustoms origin`: whether goods originate under an agreement, apart from any database."""

import json
from datetime import date
from pathlib import Path

import click

from smartcustoms.kernel import clock
from smartcustoms.kernel.commands import Command
from smartcustoms.kernel.day import day_of
from smartcustoms.trade.origin import queries
from smartcustoms.trade.origin.model import ASSESS_ORIGIN, Origin
from smartcustoms.trade.origin.reading import LARGEST, read


@click.group(help="Assess the origin of goods under free trade agreements.")
def origin() -> None:
    """Assess the origin of goods under free trade agreements."""


@origin.command(cls=Command, permission=ASSESS_ORIGIN)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def assess(file: Path, as_json: bool) -> None:
    """Tell whether the goods described in FILE (JSON) originate, line by line; exit code 1 when they do not."""
    with file.open("rb") as opened:
        content = opened.read(LARGEST + 1)
    found = queries.assess(read(content, day_of(clock.now())))
    click.echo(json.dumps(queries.plain(found), ensure_ascii=False) if as_json else told(found))
    if not found.originates:
        raise SystemExit(1)


@origin.command(cls=Command, permission=ASSESS_ORIGIN)
@click.option("--on", type=click.DateTime(["%Y-%m-%d"]), help="Day, as 2026-11-01; without it today.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def agreements(on: "date | None", as_json: bool) -> None:
    """List the agreements in force and their rules."""
    day = day_of(clock.now()) if on is None else date(on.year, on.month, on.day)
    found = queries.agreements(day)
    if as_json:
        click.echo(json.dumps([queries.plain_agreement(each) for each in found], ensure_ascii=False))
        return
    for each in found:
        click.echo(f"{each.code}: {each.names['en']} ({', '.join(each.parties)}), since {each.since}. {each.source}")
        for rule in each.rules:
            click.echo(f"  {rule.prefix or 'other goods':12} {rule.says['en']} ({rule.source})")


def told(found: Origin) -> str:
    """Write an assessment for a person."""
    marks = {True: "[holds] ", False: "[fails] ", None: "        "}
    lines = [f"{marks[each.holds]}{f'way {each.way}: ' if each.way else ''}{each.says}" for each in found.lines]
    verdict = "The goods originate." if found.originates else "The goods do not originate."
    rule = f"Rule: {found.rule.says['en']} ({found.rule.source}). {found.agreement.law}."
    return "\n".join([*lines, rule, verdict])


commands = [origin]
