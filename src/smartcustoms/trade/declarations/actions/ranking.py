"""Rank a file against labelled history: what `smartcustoms assess` does, without lodging anything."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from smartcustoms.kernel.words.model import Sentence, sentence
from smartcustoms.trade.declarations.checking import row_faults
from smartcustoms.trade.declarations.facts import risk_frame
from smartcustoms.trade.declarations.mapping import Mapping, mapped, mapping
from smartcustoms.trade.declarations.model import RefusedRow
from smartcustoms.trade.declarations.sheets_in import CAPS, FileUnusable, table
from smartcustoms.trade.risk import actions as risk
from smartcustoms.trade.risk.model import FACTS, LABELS


@dataclass(frozen=True, slots=True)
class RankedRow:
    """One row of a ranked file, in the file's order: its own number, score (0 to 1), lane, and why."""

    declaration_id: str
    score: float
    lane: str
    reasons: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class RankedFile:
    """A ranked file: a row for each of its rows; what is wrong with them at entry; and the judge's card."""

    rows: tuple[RankedRow, ...]
    faults: tuple[RefusedRow, ...]
    card: Any


def history(paths: Sequence[Path], by: Mapping) -> pl.DataFrame:
    """Read labelled history files as risk rows with labels.

    Raises:
        FileUnusable, MappingUnusable: a file cannot be read, or has no labels.
    """
    return pl.concat([_labelled(path, by) for path in paths])


def _labelled(path: Path, by: Mapping) -> pl.DataFrame:
    found = table(_bytes(path), name=path.name)
    head = by.labels.get("finding", "")
    if head not in found.columns:
        raise FileUnusable(
            sentence("The history file {name} has no column {head}.", name=path.name, head=head or "finding"),
            mend=sentence("Give history whose examinations' results are known."),
            field="history",
        )
    labels = {
        "finding": (pl.col(head).cast(pl.Float64, strict=False) > 0).cast(pl.Int8),
        "revenue": pl.col(by.labels["revenue"]).cast(pl.Float64, strict=False)
        if by.labels.get("revenue") in found.columns
        else pl.lit(None),
    }
    known = found.select(labels.get(name, pl.lit(None)).cast(kind).alias(name) for name, kind in LABELS.items())
    rows = _readable(risk_frame(_named(mapped(found, by))))
    # Such sets hold one line per examined declaration; the result is taken as known on the same day.
    both = pl.concat([rows, known.drop("result_on")], how="horizontal").with_columns(
        result_on=pl.when(pl.col("finding").is_not_null()).then(pl.col("on")),
        chosen_by=pl.lit("all"),
        propensity=pl.lit(1.0),
    )
    return both.select(*FACTS, *LABELS).filter(pl.col("on").is_not_null())


def rank_file(
    content: bytes, *, name: str, by: str, past: pl.DataFrame, budget: float, explain: bool, on: date
) -> RankedFile:
    """Score every row of a file; its own labels are never read: their columns are left unread.

    Rows that an entry rule would refuse are scored all the same, from what can be read of them.

    Raises:
        FileUnusable, PackageUnsafe, MappingUnusable.
    """
    used = mapping(by)
    rows = mapped(table(content, name=name, wanted=[*used.columns.values()], caps=CAPS), used)
    if not rows.height or not past.height:
        raise FileUnusable(
            sentence("The file {name} is unusable: {why}.", name=name, why=sentence("there are no rows")),
            mend=sentence("Give a file with rows, and history with rows."),
            field="file",
        )
    facts = _readable(risk_frame(_named(rows)))
    latest = past["on"].max()
    if facts["on"].null_count():
        facts = facts.with_columns(
            pl.col("on").fill_null(facts["on"].min() if facts["on"].null_count() < facts.height else latest)
        )
    ranked = risk.rank(past, facts, budget=budget, explain=explain)
    faults = row_faults(rows, on=on, absent=used.absent)
    return RankedFile(tuple(_rows(rows, ranked)), tuple(faults), ranked.card)


def _rows(rows: pl.DataFrame, ranked: risk.Ranked) -> list[RankedRow]:
    own = rows.select(pl.col("reference").fill_null(pl.col("row").cast(pl.String)))["reference"].to_list()
    scores, lanes = ranked.rows["score"].to_list(), ranked.rows["lane"].to_list()
    found = zip(own, scores, lanes, ranked.reasons, strict=True)
    return [RankedRow(number, score, lane, tuple(each.says for each in why)) for number, score, lane, why in found]


def _named(rows: pl.DataFrame) -> pl.DataFrame:
    """Name each declaration by its place in the file: a reference may be missing, or used twice."""
    return rows.with_columns(declaration=pl.format("row {}", pl.col("row") - pl.col("item") + 1))


def _readable(facts: pl.DataFrame) -> pl.DataFrame:
    """Fill what cannot be read with what says nothing: no code, no day stays null."""
    return facts.with_columns(pl.col("hs_code").fill_null(""), pl.col("direction").fill_null(""))


def _bytes(path: Path) -> bytes:
    try:
        if path.stat().st_size > CAPS.sent:
            raise FileUnusable(
                sentence("The file {name} is too large.", name=path.name),
                mend=sentence("Split it: at most {cap}.", cap=f"{CAPS.sent:,}"),
                field="file",
            )
        return path.read_bytes()
    except OSError as wrong:
        raise FileUnusable(
            sentence("The file {name} cannot be opened.", name=str(path)[-80:]),
            mend=sentence("Check its name and that you may read it."),
            field="file",
            seen=wrong.strerror,
        ) from wrong


def content_of(path: Path) -> bytes:
    """Read a file's bytes.

    Raises:
        FileUnusable: it cannot be opened, or is too large.
    """
    return _bytes(path)
