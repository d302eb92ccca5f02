"""Commands: what a capability's `cli.py` gives to the command line, each naming its permission."""

import getpass
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

from smartcustoms.kernel.actor import Actor, Kind
from smartcustoms.kernel.database.cluster import ClusterUnusable, DatabaseAway
from smartcustoms.kernel.errors import Refused
from smartcustoms.kernel.permissions import Permission
from smartcustoms.kernel.settings import Settings, SettingUnusable, read_settings

if TYPE_CHECKING:
    from smartcustoms.kernel.database.unit import Database


class Command(click.Command):
    """A command that names its permission: `@click.command(cls=Command, permission=ASSESS)`.

    A `Refused` raised inside becomes one sentence with its mend, and exit code 2; so does a setting that cannot be read, a database
    that cannot be started or reached.
    """

    def __init__(self, *arguments: Any, permission: Permission, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.permission = permission

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command if this machine's operator may, telling refusals in words."""
        from smartcustoms.kernel.people.queries import (
            require,
        )  # here, so that help is told without the database's library

        try:
            require(local_operator(), self.permission)
            return super().invoke(ctx)
        except Refused as refused:
            seen = f" (seen: {refused.seen})" if refused.seen else ""
            click.echo(f"{refused.says}{seen} {refused.mend}", err=True)
            click.echo(f"Why: smartcustoms errors {refused.code}", err=True)
            raise SystemExit(2) from refused
        except (ClusterUnusable, DatabaseAway, SettingUnusable) as unusable:
            click.echo(str(unusable), err=True)
            raise SystemExit(2) from unusable


def local_operator() -> Actor:
    """Name the person at this machine's command line: whoever can read the database's password is its operator."""
    roles = frozenset({"operator", "administrator", "supervisor", "investigation_supervisor", "targeting_officer"})
    name = getpass.getuser()
    return Actor(user=f"local:{name}", organisation="customs", kind=Kind.CUSTOMS, roles=roles, name=name)


@contextmanager
def opened_for_command(settings: Settings | None = None) -> "Iterator[Database]":
    """Open the platform's database for a command, with its tables up to date."""
    from smartcustoms.kernel.database.connect import opened
    from smartcustoms.kernel.database.migrate import migrate

    with opened(settings or read_settings()) as database:
        migrate(database)
        yield database
