"""Dated measures, read once from `reference/measures.csv`: an unreadable row stops start-up, it is never skipped."""

import csv
from collections.abc import Iterable
from datetime import date
from functools import cache
from importlib.resources import files

from smartcustoms.trade.tariff.model import NOT_GOODS, Kind, Measure, Way

_HEAD = [
    "administration",
    "prefix",
    "direction",
    "kind",
    "reference",
    "from",
    "until",
    "law",
    "source",
    "en",
    "zh-Hant",
    "zh-Hans",
]


class MeasuresUnusable(ValueError):
    """The file of measures cannot be read: names the line, and what is wrong."""


@cache
def measures() -> tuple[Measure, ...]:
    """Give every measure held, in the file's order.

    Raises:
        MeasuresUnusable: a row cannot be read.
    """
    return read((files(__package__ or "") / "reference" / "measures.csv").read_text("utf-8"))


def read(text: str) -> tuple[Measure, ...]:
    """Read measures from CSV.

    Raises:
        MeasuresUnusable: see `measures`.
    """
    lines = [(number, line) for number, line in enumerate(text.splitlines(), 1) if line and not line.startswith("#")]
    if not lines or next(csv.reader([lines[0][1]]), []) != _HEAD:
        raise MeasuresUnusable(f"the first line must be {','.join(_HEAD)}")
    return tuple(_measure(number, next(csv.reader([line]), [])) for number, line in lines[1:])


def _measure(number: int, cells: list[str]) -> Measure:
    if len(cells) != len(_HEAD):
        raise MeasuresUnusable(f"line {number} has {len(cells)} cells instead of {len(_HEAD)}")
    row = dict(zip(_HEAD, cells, strict=True))
    prefix = row["prefix"]
    if not (prefix == "" or (prefix.isascii() and prefix.isdecimal() and len(prefix) <= 10)):
        raise MeasuresUnusable(f"line {number}: {prefix[:20]!r} is no start of an HS code")
    if not all(
        row[name].strip() for name in ("administration", "reference", "law", "source", "en", "zh-Hant", "zh-Hans")
    ):
        raise MeasuresUnusable(f"line {number} lacks its reference, law, source or a language")
    try:
        return Measure(
            administration=row["administration"],
            prefix=prefix,
            way=None if row["direction"] == "any" else Way(row["direction"]),
            kind=Kind(row["kind"]),
            reference=row["reference"],
            since=date.fromisoformat(row["from"]),
            until=date.fromisoformat(row["until"]) if row["until"] else None,
            law=row["law"],
            source=row["source"],
            says={name: row[name] for name in ("en", "zh-Hant", "zh-Hans")},
        )
    except ValueError as wrong:
        raise MeasuresUnusable(f"line {number}: {wrong}") from None


def holding(code: str, way: Way | None, on: date, among: Iterable[Measure]) -> list[Measure]:
    """Give what holds on a day for goods of a code: of levies of one class only the one of the longest prefix."""
    if code.startswith(NOT_GOODS):
        return []
    found = [each for each in among if code.startswith(each.prefix) and each.holds(way, on)]
    return [each for each in found if each.kind is not Kind.LEVY or not _outdone(each, found)]


def _outdone(one: Measure, found: list[Measure]) -> bool:
    return any(
        each.kind is Kind.LEVY
        and each.goods_class == one.goods_class
        and (each.way == one.way or each.way is None)
        and len(each.prefix) > len(one.prefix)
        for each in found
    )
