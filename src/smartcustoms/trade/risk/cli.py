"""Commands of risk: train a judge from the history in the database; show what is in the registry."""

import json
from typing import Any

import click
from rich.console import Console
from rich.table import Table

from smartcustoms.kernel import clock
from smartcustoms.kernel.commands import Command, local_operator, opened_for_command
from smartcustoms.trade.risk import actions, queries
from smartcustoms.trade.risk.backtest_command import backtest
from smartcustoms.trade.risk.model import SEE_RISK, TRAIN_JUDGE


@click.command(cls=Command, permission=TRAIN_JUDGE)
@click.option("--seed", default=0, show_default=True, help="Equal history and seed give the same judge, byte for byte.")
@click.option("--no-promote", is_flag=True, help="Keep it in the registry without putting it to work.")
@click.option("--json", "as_json", is_flag=True, help="Print the card as JSON.")
def train(seed: int, no_promote: bool, as_json: bool) -> None:
    """Learn a risk judge from the labelled history, and print its card."""
    console = Console(stderr=True)
    with opened_for_command() as database, console.status("Learning from the history …"):
        with database.unit(by=local_operator(), at=clock.now()) as uow:
            actions.refresh_profiles(uow)
        with database.unit(by=local_operator(), at=clock.now()) as uow:
            card = actions.card_of(actions.train(uow, seed=seed, promote_it=not no_promote))
    if as_json:
        click.echo(json.dumps(card, ensure_ascii=False))
    else:
        _show(card)


def _show(card: dict[str, Any]) -> None:
    console = Console()
    console.print(
        f"Judge {card['hash'][:12]} from {card['labelled']} examined of {card['rows']} goods items,"
        f" {card['first_day']} to {card['last_day']}, {card['findings']} findings."
    )
    table = Table(
        "view", "rows", "AUC", "precision at 5 %", "precision at 10 %", "Brier", title="Later part of the history"
    )
    for view, figures in card["figures"].items():
        said = [f"{value:.3f} [{low:.3f}, {high:.3f}]" for value, low, high in figures["champion"].values()]
        table.add_row(view, str(figures["rows"]), *said, f"{figures['brier']:.4f}")
    console.print(table)
    for limit in card["limits"]:
        console.print(f"· {limit}")


@click.command(cls=Command, permission=SEE_RISK, name="judges")
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
def judges(as_json: bool) -> None:
    """List the judges in the registry, newest first."""
    with opened_for_command() as database, database.unit(by=local_operator(), at=clock.now()) as uow:
        found = queries.judges(uow)
    if as_json:
        click.echo(json.dumps(found, default=str))
        return
    table = Table("judge", "trained", "promoted", "examined", "findings")
    for one in found:
        card = one["card"]
        table.add_row(
            one["hash"][:12], f"{one['trained_at']:%Y-%m-%d %H:%M}", f"{one['promoted_at'] or ''}"[:16],
            str(card["labelled"]), str(card["findings"]),
        )  # fmt: skip
    Console().print(table)


commands = [train, judges, backtest]
