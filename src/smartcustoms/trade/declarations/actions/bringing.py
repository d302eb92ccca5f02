"""Lodge a file of declarations part by part: good rows go on, bad ones are told, and nothing is done twice.

The ledger of parts is written in the same transaction as the part's declarations: after a crash the parts that are there are
skipped, so the same file brought again, by whatever way, ends in the same declarations.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

import polars as pl

from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.day import day_of
from smartcustoms.kernel.identifiers import new_id, numbered
from smartcustoms.kernel.words.model import sentence
from smartcustoms.trade.declarations import store
from smartcustoms.trade.declarations.actions.assessing import lanes, status_after
from smartcustoms.trade.declarations.actions.licensing import covered_rows, write_off_rows
from smartcustoms.trade.declarations.actions.pricing import currencies_in, factors, newest_day, unusual_rows
from smartcustoms.trade.declarations.checking import refuses, row_faults
from smartcustoms.trade.declarations.events import DeclarationsLodged
from smartcustoms.trade.declarations.facts import risk_frame
from smartcustoms.trade.declarations.fields import HEADER, ITEM, MOST_ITEMS
from smartcustoms.trade.declarations.mapping import Mapping as ColumnMapping
from smartcustoms.trade.declarations.mapping import mapped, mapping
from smartcustoms.trade.declarations.model import PREFIX, Channel, Fault, RefusedRow, Weight
from smartcustoms.trade.declarations.sheets_in import table
from smartcustoms.trade.risk.model import Lane

ROWS_IN_A_PART: Final = 10_000
"""Rows of one part. An office's budget of a day is shared within a part, so a part should hold a day; larger parts cost memory."""

_NEVER_NULL: Final = frozenset(
    {"procedure", "type", "use", "payment", "transport", "departure", "origin_marking", "tax_type"}
)
Run = Callable[[str, Callable[[UnitOfWork], Any], int], Any]


@dataclass(frozen=True, slots=True)
class Bringing:
    """A file that was read: its rows as fields, and which of them end each part."""

    rows: pl.DataFrame
    by: ColumnMapping
    ends: tuple[int, ...]


def begin_file(uow: UnitOfWork, content: bytes, *, name: str, by: str) -> UUID:
    """Note that a file is being brought; the same bytes with the same mapping are the same file. Its bytes are kept by the caller."""
    digest = hashlib.sha256(content).hexdigest()
    row = {"id": new_id(uow.at), "name": name[-200:], "original": digest, "mapping": mapping(by).name}
    file = store.add_file(uow, row)
    uow.note("declarations.file_brought", str(file), name=name[-200:], original=digest)
    return file


def read_file(content: bytes, *, name: str, by: str) -> Bringing:
    """Read a file's rows as fields.

    Raises:
        FileUnusable, PackageUnsafe, MappingUnusable: nothing of it can be used.
    """
    used = mapping(by)
    rows = mapped(table(content, name=name, wanted=[*used.columns.values()]), used)
    groups = rows["group"].rle_id() if rows.height else rows["group"]
    places = (
        pl.DataFrame({"row": rows["row"], "group": groups})
        .group_by("group", maintain_order=True)
        .agg(pl.col("row").max())
    )
    ends: list[int] = []
    for end in places["row"]:
        if not ends or end - (ends[-2] if len(ends) > 1 else 0) > ROWS_IN_A_PART:
            ends.append(end)
        else:
            ends[-1] = end
    return Bringing(rows, used, tuple(ends))


def bring(uow_in: Run, file: UUID, read: Bringing) -> None:
    """Lodge every part of a file through `uow_in(name, do, done)`, which runs `do` in a transaction of its own, once."""
    begin = 0
    for part, end in enumerate(read.ends):
        chunk = read.rows.slice(begin, end - begin)
        uow_in(f"part {part}", _lodging(file, part, chunk, read.by), end)
        begin = end
    uow_in("end", lambda uow: store.finish_file(uow, file, rows=read.rows.height), read.rows.height)


def _lodging(file: UUID, part: int, chunk: pl.DataFrame, by: ColumnMapping) -> Callable[[UnitOfWork], None]:
    return lambda uow: lodge_part(uow, file, part, chunk, by)


def lodge_part(uow: UnitOfWork, file: UUID, part: int, chunk: pl.DataFrame, by: ColumnMapping) -> None:
    """Lodge the good declarations of a part and keep why the others were refused; nothing if the ledger has the part."""
    if store.part_is_there(uow, file, part):
        return
    found = [*row_faults(chunk, on=day_of(uow.at), absent=by.absent), *_too_many(chunk)]
    bad = _groups_refused(chunk, found)
    taken, uncovered = covered_rows(uow, chunk.filter(~pl.col("group").is_in(bad)))
    if uncovered:
        found = [*found, *uncovered]
        bad = _groups_refused(chunk, found)
    good = chunk.filter(~pl.col("group").is_in(bad))
    numbers = _numbers(uow, good["group"].n_unique() if good.height else 0)
    named = good.with_columns(declaration=_named(good, numbers))
    given, unusual = _assessed(uow, named) if numbers else ({}, [])
    _keep(uow, file, named, given, _told(named, [*found, *unusual]))
    write_off_rows(uow, taken, named)
    refused = _refusals(chunk, bad, found)
    store.add_refused(uow, file, refused)
    counts: dict[str, Any] = {"taken": good.height, "refused": chunk.height - good.height, "declarations": len(numbers)}
    store.add_part(uow, file, part, {**counts, "lanes": _counted(given.values())})
    if numbers:
        uow.record(
            DeclarationsLodged(file=str(file), organisation=uow.by.organisation, part=part, numbers=tuple(numbers))
        )
    uow.note("declarations.part_lodged", str(file), part=part, **counts)


def _assessed(uow: UnitOfWork, named: pl.DataFrame) -> tuple[Mapping[str, Lane], list[RefusedRow]]:
    """Give the lanes of a part's good declarations, and whose value per kg is far outside; the peers are warm after the lanes."""
    into_own = factors(currencies_in(named), on=newest_day(named))
    given = lanes(uow, risk_frame(named, factors=into_own))
    return given, unusual_rows(uow, named)


def _too_many(chunk: pl.DataFrame) -> list[RefusedRow]:
    over = chunk.filter(pl.col("item") == MOST_ITEMS + 1)
    says = sentence("The declaration has more than {count} goods items.", count=MOST_ITEMS)
    mend = sentence("Lodge at most {count} items in one declaration.", count=MOST_ITEMS)
    fault = Fault("items_count", Weight.REFUSES, "items", 0, str(MOST_ITEMS + 1), says, mend)
    return [RefusedRow(row, fault) for row in over["row"]]


def _groups_refused(chunk: pl.DataFrame, found: Iterable[RefusedRow]) -> list[int]:
    rows = [each.row for each in found if refuses([each.fault])]
    return chunk.filter(pl.col("row").is_in(rows))["group"].unique().to_list()


def _numbers(uow: UnitOfWork, count: int) -> list[str]:
    return [numbered(PREFIX, uow.at.year, serial) for serial in store.serials(uow, count)] if count else []


def _named(good: pl.DataFrame, numbers: Sequence[str]) -> pl.Series:
    names = pl.Series(numbers, dtype=pl.String)
    return names.gather(good["group"].rle_id()) if good.height else names


def _told(named: pl.DataFrame, found: Iterable[RefusedRow]) -> dict[str, str]:
    """Give what is told of each good declaration, as JSON."""
    of_row = dict(zip(named["row"].to_list(), named["declaration"].to_list(), strict=True))
    told: dict[str, list[dict[str, Any]]] = {}
    for each in found:
        if each.row in of_row:
            told.setdefault(of_row[each.row], []).append(store.fault_kept(each.fault))
    return {number: json.dumps(faults) for number, faults in told.items()}


def _refusals(chunk: pl.DataFrame, bad: list[int], found: Iterable[RefusedRow]) -> list[tuple[int, int, str]]:
    by_row: dict[int, list[Fault]] = {row: [] for row in chunk.filter(pl.col("group").is_in(bad))["row"]}
    for each in found:
        if each.row in by_row:
            by_row[each.row].append(each.fault)
    for faults in by_row.values():
        if not refuses(faults):
            faults.append(_OF_ANOTHER_ITEM)
    return [
        (row, n, json.dumps(store.fault_kept(each))) for row, faults in by_row.items() for n, each in enumerate(faults)
    ]


_OF_ANOTHER_ITEM: Final = Fault(
    "other_item_refused", Weight.REFUSES, "items", 0, "",
    sentence("Another item of the same declaration is refused."),
    sentence("Mend that item; this row needs nothing."),
)  # fmt: skip


def _keep(uow: UnitOfWork, file: UUID, named: pl.DataFrame, given: Mapping[str, Lane], told: Mapping[str, str]) -> None:
    if not named.height:
        return
    of_lane = {lane: (lane.value, status_after(lane).value) for lane in Lane}
    original = store.original_of_file(uow, file)
    shared = (uow.at.date(), uow.at, uow.by.organisation, uow.by.user, Channel.FILE.value, 1, original, file)
    heads = [each.name for each in HEADER]
    first = _first_rows(named, heads)
    columns = ("number", "items", "first_hs_code", "total", *heads, "lane", "status", "told",
               "lodged_on", "lodged_at", "organisation", "lodged_by", "channel", "version", "original", "file")  # fmt: skip
    rows = ((*row, *of_lane[given[row[0]]], told.get(row[0], "[]"), *shared) for row in first.iter_rows())
    item_columns = ("number", "item", *(each.name for each in ITEM), "lodged_on", "organisation")
    items = named.select("declaration", "item", *(_filled(each.name) for each in ITEM)).iter_rows()
    store.add_many(uow, columns, rows, item_columns, ((*row, uow.at.date(), uow.by.organisation) for row in items))


def _first_rows(named: pl.DataFrame, heads: Sequence[str]) -> pl.DataFrame:
    """Give one row per declaration: its header from its first row, and what its items add up to."""
    return named.group_by("declaration", maintain_order=True).agg(
        pl.len().alias("items"),
        pl.col("hs_code").first().alias("first_hs_code"),
        pl.col("value").cast(pl.Decimal(22, 6)).sum().cast(pl.String).alias("total"),
        *(_filled(name).first() for name in heads),
    )


def _filled(name: str) -> pl.Expr:
    if name == "tax_rate":
        return pl.col(name).fill_null("0")
    return pl.col(name).fill_null("") if name in _NEVER_NULL else pl.col(name)


def _counted(given: Iterable[Lane]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for lane in given:
        counts[lane.value] = counts.get(lane.value, 0) + 1
    return counts
