"""The command `smartcustoms backtest`: rules tried on history, from files or from the database."""

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

import click
import msgspec
import polars as pl
from rich.console import Console
from rich.progress import track
from rich.table import Table

from smartcustoms.kernel import clock
from smartcustoms.kernel.commands import Command, local_operator, opened_for_command
from smartcustoms.kernel.errors import Refused
from smartcustoms.kernel.intervals import Interval
from smartcustoms.kernel.words.model import sentence
from smartcustoms.trade.risk.actions import rules as actions
from smartcustoms.trade.risk.backtest import BackTest, back_test
from smartcustoms.trade.risk.history import feature_matrix
from smartcustoms.trade.risk.language.faults import RuleRefused
from smartcustoms.trade.risk.language.meaning import ListUnknown
from smartcustoms.trade.risk.language.reading import read_rules
from smartcustoms.trade.risk.language.tree import Rule, fields_of
from smartcustoms.trade.risk.model import FACTS, LABELS, SEE_RULES
from smartcustoms.trade.risk.queries import rules as queries
from smartcustoms.trade.risk.rule_fields import FEATURES, rule_fields, with_features
from smartcustoms.trade.risk.rulebook import RuleInForce

_HEADS: Final = (
    "rule", "lane", "hits", "a day", "found/examined", "rate [95 %]", "never examined", "revenue", "hours a day",
    "alone", "most overlap",
)  # fmt: skip


class HistoryUnusable(Refused):
    """A file of rules, history or list cannot be used."""

    code = "history_unusable"


@click.command(cls=Command, permission=SEE_RULES)
@click.argument("rules", required=False, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--history",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="CSV or Parquet with the columns of the risk row and its labels; several are put together.",
)
@click.option(
    "--list", "lists", multiple=True, metavar="NAME=FILE", help="A list that rules look into, one value a line."
)
@click.option("--json", "as_json", is_flag=True, help="Print the figures as JSON.")
def backtest(rules: Path | None, history: tuple[Path, ...], lists: tuple[str, ...], as_json: bool) -> None:
    """Try rules on history: hits, hit rates with intervals, revenue, officers' hours, overlap.

    RULES is a file of rules; without it the rules in the database are tried. Without --history the database's is taken.
    """
    if rules is not None and history:
        tried = _from_files(rules, history, lists)
    else:
        with opened_for_command() as database, database.unit(by=local_operator(), at=clock.now()) as uow:
            texts = [rules.read_text("utf-8")] if rules else [one.latest.text for one in queries.rules(uow)]
            read = [rule for text in texts for rule in _read(text)]
            tried = {rule.code: actions.trial_of(uow, rule) for rule in _tracked(read)}
    if as_json:
        click.echo(json.dumps({code: msgspec.to_builtins(one) for code, one in tried.items()}, ensure_ascii=False))
    else:
        _show(tried)


def _from_files(rules: Path, history: Sequence[Path], lists: Sequence[str]) -> dict[str, BackTest]:
    read = _read(rules.read_text("utf-8"))
    known = {name: _values(Path(file)) for name, _, file in (one.partition("=") for one in lists)}
    rows = pl.concat([_rows(file) for file in history]).sort("on", maintain_order=True)
    wanted = {field.name for rule in read for field in fields_of(rule.condition)} & set(FEATURES)
    rows = with_features(rows, feature_matrix(rows), wanted) if wanted and rows.height else rows
    book = [RuleInForce(rule, 0) for rule in read]
    try:
        return {
            rule.code: back_test(rule, rows, known, others=[one for one in book if one.rule is not rule])
            for rule in _tracked(read)
        }
    except ListUnknown as error:
        raise HistoryUnusable(
            sentence("A list is missing: {why}", why=str(error)), mend=sentence("Give it with --list NAME=FILE")
        ) from None


def _read(text: str) -> tuple[Rule, ...]:
    try:
        return read_rules(text, rule_fields())
    except RuleRefused as refusal:
        raise actions.RuleTextRefused(refusal.fault) from None


def _values(path: Path) -> frozenset[str]:
    try:
        return frozenset(filter(None, map(str.strip, path.read_text("utf-8").splitlines())))
    except (OSError, UnicodeDecodeError) as error:
        raise _unusable(path, error) from None


def _rows(path: Path) -> pl.DataFrame:
    """Read risk rows; columns that are not there are missing in every row."""
    schema = {**FACTS, **LABELS}
    try:
        raw = pl.read_parquet(path) if path.suffix == ".parquet" else pl.read_csv(path, infer_schema=False)
        known = [
            _column(raw, name).cast(kind) if name in raw.columns else pl.lit(None, kind).alias(name)
            for name, kind in schema.items()
        ]
        rows = raw.select(known)
    except (pl.exceptions.PolarsError, OSError, UnicodeDecodeError) as error:
        raise _unusable(path, error) from None
    if rows["on"].null_count():
        raise HistoryUnusable(
            sentence("{file} has rows without a day in its column {column}", file=path.name, column="on"),
            mend=sentence("Name the columns as the risk row does: on, office, hs_code, origin, value, finding …"),
        )
    return rows


def _column(raw: pl.DataFrame, name: str) -> pl.Expr:
    is_text = isinstance(raw.schema[name], pl.String)
    return pl.col(name).str.to_date("%Y-%m-%d") if is_text and name in ("on", "result_on") else pl.col(name)


def _unusable(path: Path, error: Exception) -> HistoryUnusable:
    return HistoryUnusable(
        sentence("{file} cannot be read: {why}", file=path.name, why=str(error).splitlines()[0][:200]),
        mend=sentence("Give a CSV or Parquet file with the columns of the risk row"),
    )


def _tracked(rules: Sequence[Rule]) -> Iterable[Rule]:
    return track(rules, "Trying rules", console=Console(stderr=True), transient=True)


def _show(tried: dict[str, BackTest]) -> None:
    first = next(iter(tried.values()), None)
    if first is None:
        click.echo("There is no rule to try.")
        return
    table = Table(*_HEADS, title=f"{first.items} items in {first.days} days, {first.since} to {first.until}")
    for code, one in tried.items():
        most = one.overlaps[0] if one.overlaps else None
        table.add_row(
            code,
            one.lane.value,
            f"{one.hits:,}",
            f"{one.hits_a_day:.1f}",
            f"{one.found}/{one.examined}",
            _rate(one.rate) if one.examined else "none examined",
            f"{one.never_examined:,}",
            f"{one.revenue:,.0f}",
            f"{one.hours_a_day:.1f}",
            f"{one.alone:,}",
            f"{most.rule} {most.share:.0%}" if most else "–",
        )
    console = Console()
    console.print(table)
    at_random = [f"{code} {_rate(one.random)}" for code, one in tried.items() if one.random]
    console.print(
        f"Rate of all examined items: {_rate(first.base)}. Among goods examined at random: {', '.join(at_random) or 'no hits'}."
    )
    console.print("Goods never examined are counted but nobody knows what was in them; a rate says nothing about them.")


def _rate(of: Interval) -> str:
    return f"{of.value:.1%} [{of.low:.1%}, {of.high:.1%}]"
