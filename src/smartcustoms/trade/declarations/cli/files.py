"""`smartcustoms assess` ranks a file apart from the platform's own; `smartcustoms declarations import` lodges one."""

import csv
import json
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from smartcustoms.kernel import clock
from smartcustoms.kernel.actor import Actor, Kind
from smartcustoms.kernel.commands import Command, local_operator, opened_for_command
from smartcustoms.trade.declarations.model import ASSESS_FILE, IMPORT_FILE

if TYPE_CHECKING:  # the actions load numerical libraries, which reading a message does without
    from smartcustoms.kernel.database.unit import UnitOfWork
    from smartcustoms.trade.declarations import actions

_STYLES = {"red": "bold red", "yellow": "yellow", "blue": "blue", "green": "green"}


class Share(click.ParamType[float]):
    """A share such as 5%, 0.05 or 5 %."""

    name = "share"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """Read a share; more than 100 % or none is refused."""
        if isinstance(value, float):
            return value
        text = str(value).strip()
        try:
            share = float(text.removesuffix("%")) / (100 if text.endswith("%") else 1)
        except ValueError:
            share = -1.0
        if not 0 < share <= 1:
            self.fail(f"{text!r} is no share; write 5% or 0.05", param, ctx)
        return share


def _mapping_names(_ctx: click.Context, _param: click.Parameter, start: str) -> list[str]:
    from smartcustoms.trade.declarations.mapping import mappings

    return [name for name in mappings() if name.startswith(start)]


_FILE = click.Path(path_type=Path, dir_okay=False)


@click.command(cls=Command, permission=ASSESS_FILE)
@click.argument("file", type=_FILE)
@click.option(
    "--mapping",
    "by",
    default="smartcustoms",
    show_default=True,
    shell_complete=_mapping_names,
    help="Which column is which field: a shipped name, or a TOML file.",
)
@click.option(
    "--history", "history", multiple=True, type=_FILE, help="A labelled file to learn from; may be given several times."
)
@click.option("--budget", default="5%", show_default=True, type=Share(), help="Share of the rows that can be examined.")
@click.option("--explain", is_flag=True, help="Show the reasons of the listed rows.")
@click.option("--rows", default=20, show_default=True, type=click.IntRange(0, 1000), help="How many rows to list.")
@click.option(
    "--out",
    type=_FILE,
    help="Write declaration_id, score, lane, reasons as CSV, one row per row of FILE, in its order.",
)
@click.option("--html", type=_FILE, help="Write a report as one HTML file.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def assess(
    file: Path,
    by: str,
    history: Sequence[Path],
    budget: float,
    explain: bool,
    rows: int,
    out: Path | None,
    html: Path | None,
    as_json: bool,
) -> None:
    """Rank the declarations of FILE by their risk, learning from labelled history. FILE's own labels are never read."""
    from smartcustoms.trade.declarations.report import report_of

    console = Console(stderr=True, quiet=as_json)
    with _steps(console) as step:
        found = _ranked(step, file, by, history, budget)
        if out:
            step("Writing", lambda: _write_csv(out, found.rows))
        if html:
            step(
                "Writing the report", lambda: html.write_text(report_of(found, name=file.name, budget=budget), "utf-8")
            )
    if as_json:
        click.echo(json.dumps(_summary(found, rows), ensure_ascii=False))
    else:
        _show(found, rows, explain=explain)


def _ranked(
    step: Callable[[str, Callable[[], Any]], Any], file: Path, by: str, history: Sequence[Path], budget: float
) -> "actions.RankedFile":
    from smartcustoms.trade.declarations import actions
    from smartcustoms.trade.declarations.mapping import mapping

    used = mapping(by)
    content = step("Reading", lambda: actions.content_of(file))
    if not history:
        raise click.UsageError("there is nothing to learn from: give --history FILE with labelled rows")
    past = step("Reading history", lambda: actions.history(history, used))
    on = clock.now().date()
    ranking = lambda: actions.rank_file(content, name=file.name, by=by, past=past, budget=budget, explain=True, on=on)  # noqa: E731
    found: actions.RankedFile = step("Learning and scoring", ranking)
    return found


@contextmanager
def _steps(console: Console) -> Iterator[Callable[[str, Callable[[], Any]], Any]]:
    """Show each step with how long it takes."""
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=False) as progress:

        def step(says: str, do: Callable[[], Any]) -> Any:
            task = progress.add_task(says, total=None)
            result = do()
            progress.update(task, total=1, completed=1)
            return result

        yield step


def _write_csv(out: Path, rows: "Sequence[actions.RankedRow]") -> None:
    with out.open("w", newline="", encoding="utf-8") as opened:
        table = csv.writer(opened)
        table.writerow(["declaration_id", "score", "lane", "reasons"])
        for row in rows:
            table.writerow([row.declaration_id, f"{row.score:.6f}", row.lane, "; ".join(map(str, row.reasons))])


def _best(found: "actions.RankedFile", count: int) -> "list[actions.RankedRow]":
    return sorted(found.rows, key=lambda row: (-row.score, row.declaration_id))[:count]


def _lanes(found: "actions.RankedFile") -> dict[str, int]:
    counts = dict.fromkeys(_STYLES, 0)
    for row in found.rows:
        counts[row.lane] += 1
    return counts


def _summary(found: "actions.RankedFile", count: int) -> dict[str, Any]:
    best = [
        {
            "declaration_id": row.declaration_id,
            "score": row.score,
            "lane": row.lane,
            "reasons": [str(each) for each in row.reasons],
        }
        for row in _best(found, count)
    ]
    return {"rows": len(found.rows), "lanes": _lanes(found), "entry_faults": len(found.faults), "highest": best}


def _show(found: "actions.RankedFile", count: int, *, explain: bool) -> None:
    table = Table(title="Highest risk first")
    for head in ("Rank", "Declaration", "Score", "Lane", *(["Reasons"] if explain else [])):
        table.add_column(head, justify="right" if head in ("Rank", "Score") else "left")
    for rank, row in enumerate(_best(found, count), start=1):
        lane = f"[{_STYLES[row.lane]}]{row.lane}[/]"
        why = [escape("\n".join(f"• {each}" for each in row.reasons))] if explain else []
        table.add_row(str(rank), escape(row.declaration_id), f"{row.score:.3f}", lane, *why)
    console = Console()
    console.print(table)
    counts = ", ".join(f"{count} {lane}" for lane, count in _lanes(found).items() if count)
    console.print(f"{len(found.rows)} rows: {counts}. {len(found.faults)} things to mend at entry.")


@click.command("import", cls=Command, permission=IMPORT_FILE)
@click.argument("file", type=_FILE)
@click.option(
    "--mapping",
    "by",
    default="smartcustoms",
    show_default=True,
    shell_complete=_mapping_names,
    help="Which column is which field.",
)
@click.option("--as", "organisation", required=True, help="Number of the organisation that lodges.")
@click.option("--refused", type=_FILE, help="Write the refused rows as CSV.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def import_file(file: Path, by: str, organisation: str, refused: Path | None, as_json: bool) -> None:
    """Lodge the declarations of FILE for an organisation. Started again after a crash, it goes on where it stopped."""
    from smartcustoms.trade.declarations import actions, queries

    content = actions.content_of(file)
    read = actions.read_file(content, name=file.name, by=by)
    trader = Actor(user=local_operator().user, organisation=organisation, kind=Kind.TRADER, roles=frozenset({"trader"}))
    with opened_for_command() as database, Progress(console=Console(stderr=True, quiet=as_json)) as progress:
        with database.unit(by=trader, at=clock.now()) as uow:
            number = actions.begin_file(uow, content, name=file.name, by=by)
        task = progress.add_task("Lodging", total=read.rows.height)

        def run(_name: str, do: "Callable[[UnitOfWork], Any]", done: int) -> None:
            with database.unit(by=trader, at=clock.now()) as uow:
                do(uow)
            progress.update(task, completed=done)

        actions.bring(run, number, read)
        with database.unit(by=trader, at=clock.now()) as uow:
            found, rows = queries.file_lodged(uow, number), queries.refused_rows(uow, number)
    if refused:
        refused.write_text(queries.refused_csv(rows), "utf-8")
    _tell_import(number, found, as_json=as_json)


def _tell_import(number: uuid.UUID, found: Any, *, as_json: bool) -> None:
    counts = {"declarations": found.declarations, "rows": found.rows, "taken": found.taken, "refused": found.refused}
    if as_json:
        click.echo(json.dumps({"file": str(number), **counts, "lanes": dict(found.lanes)}))
        return
    click.echo(
        "{declarations} declarations lodged from {taken} of {rows} rows; {refused} rows refused.".format(**counts)
    )
