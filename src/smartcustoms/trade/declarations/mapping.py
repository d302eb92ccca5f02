"""Mappings: which column of a file is which field, as data in `reference/mappings/*.toml` or a TOML file of the user's own."""

import tomllib
from collections.abc import Mapping as Table
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Any, Final

import msgspec
import polars as pl

from smartcustoms.kernel.errors import Refused
from smartcustoms.kernel.words.model import sentence
from smartcustoms.trade.declarations.fields import ALL
from smartcustoms.trade.declarations.reading import tidied_column

_LARGEST = 65_536


class MappingUnusable(Refused):
    """A mapping cannot be found or read, or the file lacks the columns that it names."""

    code = "mapping_unusable"


@dataclass(frozen=True, slots=True)
class Mapping:
    """How a file's columns become fields.

    columns: heads by field; same: what every row has; zeros: digits that a field's code is filled up to; absent: fields the
    source does not have; labels: heads of what examinations found (`finding` 0 or 1, `revenue`); decimals: places to which a source's
    binary floats (241.58000000000004) are rounded.
    """

    name: str
    says: str
    columns: Table[str, str]
    same: Table[str, str] = field(default_factory=dict)
    zeros: Table[str, int] = field(default_factory=dict)
    absent: frozenset[str] = frozenset()
    labels: Table[str, str] = field(default_factory=dict)
    decimals: Table[str, int] = field(default_factory=dict)


_Text = Annotated[str, msgspec.Meta(max_length=500)]
_LABELS: Final = frozenset({"finding", "revenue"})


class _Written(msgspec.Struct, frozen=True):
    """A mapping as TOML may hold it; whatever is of another type or size is refused with its place."""

    name: str
    columns: dict[_Text, _Text]
    says: _Text = ""
    same: dict[_Text, _Text] = {}
    zeros: dict[_Text, Annotated[int, msgspec.Meta(ge=1, le=32)]] = {}
    absent: list[_Text] = []
    labels: dict[_Text, _Text] = {}
    decimals: dict[_Text, Annotated[int, msgspec.Meta(ge=0, le=6)]] = {}


def mappings() -> list[str]:
    """Name the mappings that are shipped."""
    folder = files(__package__ or "") / "reference" / "mappings"
    return sorted(each.name.removesuffix(".toml") for each in folder.iterdir() if each.name.endswith(".toml"))


def mapping(name: str) -> Mapping:
    """Read a shipped mapping by its name, or a TOML file by its path.

    Raises:
        MappingUnusable: there is none, or it cannot be read.
    """
    if name in mappings():
        text = (files(__package__ or "") / "reference" / "mappings" / f"{name}.toml").read_text("utf-8")
        return mapping_of(name, text)
    path = Path(name)
    if "\x00" in name or not name.endswith(".toml") or not path.is_file() or path.stat().st_size > _LARGEST:
        raise MappingUnusable(
            sentence("There is no mapping {name}.", name=name[:80]),
            mend=sentence("Use one of {names}, or give a TOML file.", names=", ".join(mappings())),
            field="mapping",
            seen=name[:80],
        )
    return mapping_of(path.stem, path.read_text("utf-8", errors="replace"))


def shipped(name: str) -> Mapping:
    """Read a shipped mapping by its name: what a request may ask for, which must not choose files of the server.

    Raises:
        MappingUnusable: there is none of that name.
    """
    if name not in mappings():
        raise MappingUnusable(
            sentence("There is no mapping {name}.", name=name[:80]),
            mend=sentence("Use one of {names}.", names=", ".join(mappings())),
            field="mapping",
            seen=name[:80],
        )
    return mapping(name)


def mapping_of(name: str, text: str) -> Mapping:
    """Read a mapping from TOML.

    Raises:
        MappingUnusable: it is no TOML, or names a field that there is not.
    """
    try:
        read: dict[str, Any] = tomllib.loads(text)
        made = msgspec.convert({**read, "name": name}, _Written)
    except RecursionError:
        raise _unreadable(name, "nested too deeply") from None
    except (ValueError, msgspec.ValidationError) as wrong:  # tomllib's error is a ValueError, as is a number too long
        raise _unreadable(name, str(wrong)) from wrong
    found = {each: getattr(made, each) for each in _Written.__struct_fields__}
    return _known(Mapping(**found | {"absent": frozenset(made.absent)}))


def _known(made: Mapping) -> Mapping:
    unknown = sorted({*made.columns, *made.same, *made.zeros, *made.absent, *made.decimals} - set(ALL))
    if unknown or set(made.labels) - _LABELS:
        raise _unreadable(made.name, ", ".join(unknown or sorted(made.labels)))
    return made


def _unreadable(name: str, seen: str) -> MappingUnusable:
    return MappingUnusable(
        sentence("The mapping {name} cannot be read.", name=name[:80]),
        mend=sentence('Write it as declarations-kcs.toml is written: a table [columns] with field = "head".'),
        field="mapping",
        seen=seen[:80],
    )


def mapped(frame: pl.DataFrame, by: Mapping) -> pl.DataFrame:
    """Give a file's rows as tidied text columns named as fields, plus `row` (from 1) and `item` (its place in its declaration).

    Rows that follow each other with the same reference are one declaration, numbered in `group`.

    Raises:
        MappingUnusable: a column that the mapping names, and a field that must be there, is not in the file.
    """
    missing = [head for name, head in by.columns.items() if head not in frame.columns and ALL[name].must]
    if missing:
        raise MappingUnusable(
            sentence("The file has no column {heads}.", heads=", ".join(missing)[:200]),
            mend=sentence(
                "Give the mapping that fits this file, or the file that fits the mapping {name}.", name=by.name
            ),
            field="mapping",
            seen=", ".join(frame.columns)[:200],
        )
    raw = frame.select(_raw(name, by, frame) for name in ALL)
    plain = raw.select(tidied_column(name, ALL[name].reads) for name in ALL)
    filled = plain.with_columns(_with_zeros(name, digits) for name, digits in by.zeros.items())
    filled = filled.with_columns(_rounded(name, places) for name, places in by.decimals.items())
    before = pl.col("reference").shift(1)
    starts = (pl.col("reference") != before).fill_null(value=True)
    return filled.with_columns(row=pl.int_range(1, pl.len() + 1, dtype=pl.Int64), group=starts.cum_sum()).with_columns(
        item=pl.int_range(1, pl.len() + 1, dtype=pl.Int32).over("group")
    )


def _raw(name: str, by: Mapping, frame: pl.DataFrame) -> pl.Expr | pl.Series:
    head = by.columns.get(name)
    if head is not None and head in frame.columns:
        return frame.get_column(head).alias(name)  # a head may be "*" or "^.*$", which as an expression means others
    return pl.lit(by.same.get(name), dtype=pl.String).alias(name)


def _with_zeros(name: str, digits: int) -> pl.Expr:
    code = pl.col(name)
    return pl.when(code.str.contains("^[0-9]+$")).then(code.str.zfill(digits)).otherwise(code).alias(name)


def _rounded(name: str, places: int) -> pl.Expr:
    amount = pl.col(name)
    longer = amount.str.contains(rf"^[0-9]{{1,12}}\.[0-9]{{{places + 1},}}$")
    exact = (
        amount.cast(pl.Float64, strict=False).round(places).cast(pl.Decimal(38, places), strict=False).cast(pl.String)
    )
    return pl.when(longer).then(exact.str.strip_chars_end("0").str.strip_suffix(".")).otherwise(amount).alias(name)
