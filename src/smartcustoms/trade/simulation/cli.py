"""`smartcustoms simulate`: write simulated declarations, with or without labels, to a file."""

import json
from collections.abc import Callable
from pathlib import Path

import click
import polars as pl
from rich.console import Console
from rich.progress import track

from smartcustoms.kernel.commands import Command
from smartcustoms.trade.simulation import actions
from smartcustoms.trade.simulation.model import SIMULATE, Settings

WRITERS: dict[str, Callable[[pl.DataFrame, Path], None]] = {
    ".parquet": lambda rows, out: rows.write_parquet(out),
    ".csv": lambda rows, out: rows.write_csv(out),
}


@click.command(cls=Command, permission=SIMULATE)
@click.option("--seed", default=1, show_default=True, help="Decides everything: the same seed gives the same file.")
@click.option("--weeks", default=104, show_default=True, type=click.IntRange(1, 520), help="How long the world runs.")
@click.option("--per-week", default=2_000, show_default=True, help="Declarations in an average week.")
@click.option("--out", required=True, type=click.Path(path_type=Path, dir_okay=False), help="A .parquet or .csv file.")
@click.option("--labels/--no-labels", default=True, show_default=True, help="Examine some at random and add findings.")
@click.option("--examined", default=0.1, show_default=True, type=click.FloatRange(0, 1), help="Share examined.")
@click.option("--json", "as_json", is_flag=True, help="Print the summary as JSON.")
def simulate(seed: int, weeks: int, per_week: int, out: Path, labels: bool, examined: float, as_json: bool) -> None:
    """Simulate an administration's trade: risk rows, and findings for the share examined. Nothing of it is real."""
    write = WRITERS.get(out.suffix.lower())
    if write is None:
        raise click.BadParameter(f"{out.name}: name a file that ends in .parquet or .csv", param_hint="--out")
    settings = Settings(per_week=per_week)
    console = Console(stderr=True, quiet=as_json)
    made = actions.simulate(seed, weeks=weeks, settings=settings, labels=labels, examined=examined)
    rows = pl.concat(track(made, total=weeks, description="Simulated weeks", console=console))
    write(rows, out)
    summary = _summary(rows, out, seed, weeks)
    click.echo(json.dumps(summary) if as_json else _sentence(summary))


def _summary(rows: pl.DataFrame, out: Path, seed: int, weeks: int) -> dict[str, object]:
    labelled = rows.drop_nulls("finding") if "finding" in rows.columns else None
    return {
        "simulated": True,
        "file": str(out),
        "seed": seed,
        "weeks": weeks,
        "declarations": rows.height,
        "importers": rows["importer"].n_unique(),
        "examined": labelled.height if labelled is not None else 0,
        "findings": int(labelled["finding"].sum()) if labelled is not None else 0,
    }


def _sentence(summary: dict[str, object]) -> str:
    return (
        f"{summary['declarations']} simulated declarations of {summary['importers']} importers over "
        f"{summary['weeks']} weeks (seed {summary['seed']}) are in {summary['file']}; "
        f"{summary['examined']} were examined, {summary['findings']} had a finding. Nothing of this is real."
    )


commands = [simulate]
