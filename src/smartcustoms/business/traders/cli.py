"""`smartcustoms traders known CODE`: all that customs knows of a business, to answer its owner who asks for it."""

import json

import click

from smartcustoms.business.traders import queries
from smartcustoms.business.traders.model import SEE, NoSuchTrader
from smartcustoms.business.traders.ownfile import csv_of_own, known, plain_own
from smartcustoms.kernel import clock
from smartcustoms.kernel.actor import PLATFORM
from smartcustoms.kernel.commands import Command, local_operator, opened_for_command
from smartcustoms.kernel.words.model import sentence


@click.group()
def traders() -> None:
    """The register of traders."""


@traders.command("known", cls=Command, permission=SEE)
@click.argument("code")
@click.option("--csv", "as_csv", is_flag=True, help="Print CSV, one fact a line.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON, which is what is printed without --csv too.")
def print_known(code: str, as_csv: bool, as_json: bool) -> None:
    """Print all that customs knows of the business that bears CODE, and who looked at it; the look is noted.

    CODE is its number in the register, its TIN or another number of its own, or its code in declarations.
    """
    if as_csv and as_json:
        raise click.UsageError("choose one of --csv and --json")
    with opened_for_command() as database, database.unit(by=local_operator(), at=clock.now()) as uow:
        found = queries.named(uow, code)
        if found is None:
            raise NoSuchTrader(
                sentence("No trader is known by this number."),
                mend=sentence("Look in the register."),
                field="code",
                seen=code[:40],
            )
        with database.unit(by=PLATFORM, at=clock.now()) as inside:
            told = known(uow, found, inside=inside)
        uow.looked(found.number, what="trader")
    click.echo(csv_of_own(told) if as_csv else json.dumps(plain_own(told), ensure_ascii=False, indent=1))


commands = [traders]
