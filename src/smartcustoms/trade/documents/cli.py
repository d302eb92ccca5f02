"""`smartcustoms documents`: which documents there are, and which goods need them."""

import json
from datetime import date

import click

from smartcustoms.kernel import clock
from smartcustoms.kernel.actor import PLATFORM
from smartcustoms.kernel.commands import Command, opened_for_command
from smartcustoms.kernel.day import day_of
from smartcustoms.trade.documents import queries
from smartcustoms.trade.documents.asking import asked_country, asked_day, asked_direction, lines_meant
from smartcustoms.trade.documents.model import SEE_TYPES

_ON = click.option("--on", "day", default="", help="Day that is meant, as 2026-11-28; without it today.")
_JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


@click.group(help="Licences, permits, certificates: what there is and what goods need.")
def documents() -> None:
    """Licences, permits, certificates: what there is and what goods need."""


@documents.command(cls=Command, permission=SEE_TYPES)
@click.option("--agency", default="", help="Only of this agency, such as EPD.")
@click.option("--direction", default="", help="import, export, transhipment, transit or removal.")
@click.option("--phase", type=int, help="Only of this phase.")
@click.option("--text", default="", help="Words of the name.")
@_ON
@_JSON
def types(agency: str, direction: str, phase: int | None, text: str, day: str, as_json: bool) -> None:
    """List the documents that may be applied for on a day."""
    on = _day(day)
    direction = asked_direction(direction) if direction else ""
    with opened_for_command() as database, database.unit(by=PLATFORM, at=clock.now()) as uow:
        found = queries.types(uow, on=on, agency=agency.upper(), direction=direction, phase=phase, text=text)
    if as_json:
        click.echo(json.dumps([queries.plain_type(each, on=on) for each in found], ensure_ascii=False))
        return
    for each in found:
        click.echo(f"{each.code:10} {each.agency:5} {each.phase}  {each.names['en']} ({', '.join(each.direction)})")
    click.echo(f"{len(found)} types on {on}")


@documents.command(cls=Command, permission=SEE_TYPES)
@click.argument("goods")
@click.option(
    "--direction", default="import", help="import, export, transhipment, transit or removal; without it import."
)
@click.option("--from", "origin", default="", help="Country of origin, such as JP.")
@click.option("--to", "destination", default="", help="Country of destination, such as CN.")
@_ON
@_JSON
def needs(goods: str, direction: str, origin: str, destination: str, day: str, as_json: bool) -> None:
    """Tell what GOODS need: an HS code or words, such as "pesticides"."""
    on, hs_code, going = _day(day), lines_meant(goods)[0].code, asked_direction(direction)
    with opened_for_command() as database, database.unit(by=PLATFORM, at=clock.now()) as uow:
        ends = {"origin": asked_country(origin, "from"), "destination": asked_country(destination, "to")}
        found = queries.needs(uow, hs_code=hs_code, direction=going, on=on, **ends)
    if as_json:
        click.echo(json.dumps(queries.plain_need(found), ensure_ascii=False))
        return
    click.echo(f"{found.line.code} {found.line.text}, {found.direction}, {found.on}")
    for rule in found.told:
        click.echo(f"  {rule.effect.value.replace('_', ' ')}: {rule.says['en']} ({rule.law}; {rule.source})")
    for each in found.found:
        sure = "needed" if each.sure else f"if on the list: {', '.join(each.type.scope.control_lists) or 'see the law'}"
        kind = each.type
        click.echo(f"  {kind.code:10} {kind.names['en']} ({sure})")
        click.echo(f"             {', '.join(kind.agencies)}; {kind.fee}; {kind.limits.decide_days} days; {kind.law}")
    for dues in found.dues:
        click.echo(f"  duty: {dues.duty_class}: " + "; ".join(sorted({law for _, law, _ in dues.kinds})))


def _day(text: str) -> date:
    return asked_day(text, day_of(clock.now()))


commands = [documents]
