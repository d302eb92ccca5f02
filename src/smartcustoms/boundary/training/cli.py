"""`smartcustoms training`: simulated clean pictures to train on."""

import json

import click

from smartcustoms.boundary.training import actions
from smartcustoms.boundary.training.model import STOCK
from smartcustoms.kernel import clock
from smartcustoms.kernel.commands import Command, local_operator, opened_for_command


@click.group(help="Set up the training on X-ray pictures.")
def training() -> None:
    """Set up the training on X-ray pictures."""


@training.command(cls=Command, permission=STOCK)
@click.option("--count", type=click.IntRange(1, 500), default=20, show_default=True, help="How many pictures.")
@click.option("--seed", type=click.IntRange(0, 2**31), required=True, help="The first bag's; the next ones follow.")
@click.option("--size", type=click.IntRange(384, 1024), default=768, show_default=True, help="Columns of a picture.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def pictures(count: int, seed: int, size: int, as_json: bool) -> None:
    """Simulate bags without threats and keep their pictures to train on; about a second each."""
    with opened_for_command() as database:
        for each in range(seed, seed + count):
            with database.unit(by=local_operator(), at=clock.now()) as uow:
                made = actions.add_simulated(uow, each, size=size)
            told = {"number": made.number, "simulated": True, "source": made.source}
            click.echo(json.dumps(told) if as_json else f"{made.number} (simulated, {made.source})")


commands = [training]
