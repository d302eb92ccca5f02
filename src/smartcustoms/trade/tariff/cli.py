"""`smartcustoms tariff`: find lines of the nomenclature, and what holds for one on a day, apart from any database."""

import json

import click

from smartcustoms.kernel import clock
from smartcustoms.kernel.commands import Command
from smartcustoms.kernel.day import day_of
from smartcustoms.trade.tariff import queries
from smartcustoms.trade.tariff.asking import asked
from smartcustoms.trade.tariff.model import SEARCH_TARIFF, Measure


@click.group(help="Look up goods in the nomenclature, and what holds for them.")
def tariff() -> None:
    """Look up goods in the nomenclature, and what holds for them."""


@tariff.command(cls=Command, permission=SEARCH_TARIFF)
@click.argument("words", nargs=-1, required=True)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def find(words: tuple[str, ...], as_json: bool) -> None:
    """Find lines by WORDS in English or Chinese, misspelt too, or by the start of a code."""
    found = queries.lines_found(" ".join(words), 20)
    if as_json:
        click.echo(json.dumps([{"code": each.code, "text": each.text} for each in found], ensure_ascii=False))
        return
    for each in found:
        click.echo(f"{each.code:6}  {each.text}")


@tariff.command(cls=Command, permission=SEARCH_TARIFF)
@click.argument("code")
@click.option("--direction", default="", help="import, export or transhipment; without it any.")
@click.option("--on", default="", help="Day, as 2024-11-01; without it today.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def line(code: str, direction: str, on: str, as_json: bool) -> None:
    """Tell what the goods of CODE are, which measures hold for them on a day, and what the notes say."""
    found = queries.line(code)
    day, way, _ = asked({"on": on, "direction": direction}, day_of(clock.now()))
    holding = queries.measures(found.code, on=day, way=way, among_below=True)
    if as_json:
        plain = {"code": found.code, "text": found.text, "declarable": found.declarable, "on": day.isoformat()}
        more = {
            "measures": [queries.plain_measure(each) for each in holding],
            "notes": [queries.plain_note(each) for each in queries.notes(found.code)],
        }
        click.echo(json.dumps(plain | more, ensure_ascii=False))
        return
    for each in queries.path(found.code):
        click.echo(f"{each.code:6}  {each.text}")
    for measure in holding:
        click.echo(_told(measure))
    for note in queries.notes(found.code):
        click.echo(f"note {note.of}/{note.number} (our words): {note.says['en']}")


@tariff.command(cls=Command, permission=SEARCH_TARIFF)
@click.option("--direction", default="", help="import, export or transhipment; without it any.")
@click.option("--kind", default="", help="duty, levy, licence, prohibition, quota or suspension.")
@click.option("--on", default="", help="Day, as 2024-11-01; without it today.")
@click.option("--csv", "as_csv", is_flag=True, help="Print CSV.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def measures(direction: str, kind: str, on: str, as_csv: bool, as_json: bool) -> None:
    """List the measures that hold on a day."""
    day, way, wanted = asked({"on": on, "direction": direction, "kind": kind}, day_of(clock.now()))
    found = queries.measures(on=day, way=way, kind=wanted)
    if as_csv:
        click.echo(queries.exported(found), nl=False)
    elif as_json:
        click.echo(json.dumps([queries.plain_measure(each) for each in found], ensure_ascii=False))
    else:
        for each in found:
            click.echo(_told(each))


def _told(measure: Measure) -> str:
    way, assumed = measure.way.value if measure.way else "any", " (assumed)" if measure.assumed else ""
    until = f" until {measure.until}" if measure.until else ""
    head = f"{measure.prefix or '*':6}  {way:12} {measure.kind.value:11} {measure.reference}"
    return f"{head}: {measure.says['en']}. {measure.law}, from {measure.since}{until}{assumed}"


commands = [tariff]
