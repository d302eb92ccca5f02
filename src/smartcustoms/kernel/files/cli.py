"""`smartcustoms files report`: is every kept file there and unchanged?"""

import json
from dataclasses import asdict

import click

from smartcustoms.kernel import clock
from smartcustoms.kernel.actor import PLATFORM
from smartcustoms.kernel.commands import Command, opened_for_command
from smartcustoms.kernel.files import queries
from smartcustoms.kernel.files.model import REPORT_FILES


@click.group()
def files() -> None:
    """Look after the kept files."""


@files.command(cls=Command, permission=REPORT_FILES)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def report(as_json: bool) -> None:
    """Verify every kept file; exit 1 when one is missing or altered. Objects named by nobody are harmless."""
    with opened_for_command() as database, database.unit(by=PLATFORM, at=clock.now()) as uow:
        found = queries.report(uow)
    if as_json:
        click.echo(json.dumps(asdict(found)))
    else:
        click.echo(f"{found.seen} objects; {len(found.missing)} missing, {len(found.altered)} altered,")
        click.echo(f"{len(found.unnamed)} named by nobody ({found.unnamed_bytes / 1e6:.1f} MB, may be deleted)")
        for word, hashes in (("missing", found.missing), ("altered", found.altered), ("unnamed", found.unnamed)):
            for digest in hashes:
                click.echo(f"{word} {digest}")
    if found.missing or found.altered:
        raise SystemExit(1)


commands = [files]
