"""Which fields a rule may name, and of what kind each is."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum

import polars as pl

_NAME = re.compile(r"[a-z][a-z0-9_]{0,62}")


class Kind(StrEnum):
    """What a field holds; it decides which tests fit."""

    TEXT = "text"
    NUMBER = "number"
    DAY = "day"
    FLAG = "flag"


class CatalogueRefused(ValueError):
    """A field's name is not one that can be written in a rule, or it stands there twice."""


@dataclass(frozen=True, slots=True)
class Field:
    """One field of the row that rules judge."""

    name: str
    kind: Kind


@dataclass(frozen=True, slots=True)
class Entry:
    """A field with what its exact values look like, so that a value that can never match is told at once."""

    field: Field
    pattern: str | None = None
    example: str | None = None


class Catalogue(Mapping[str, Entry]):
    """The fields by name, in the order given."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._entries: dict[str, Entry] = {}
        for entry in entries:
            name = entry.field.name
            if not _NAME.fullmatch(name):
                raise CatalogueRefused(f"Field name {name!r}: use lower-case letters, digits and _, 63 at most")
            if name in self._entries:
                raise CatalogueRefused(f"Field {name!r} stands in the catalogue twice; take one out")
            self._entries[name] = entry

    def __getitem__(self, name: str) -> Entry:
        return self._entries[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._entries)

    def __len__(self) -> int:
        return len(self._entries)

    def nearest(self, name: str) -> str | None:
        """Name the field that was most likely meant, or nothing."""
        return next(iter(get_close_matches(name.lower(), self._entries, n=1, cutoff=0.6)), None)


PATTERNS: Mapping[str, tuple[str, str]] = {
    "hs_code": (r"\d{6}", "220830"),
    "origin": (r"[A-Z]{2}", "FR"),
    "departure": (r"[A-Z]{2}", "HK"),
    "destination": (r"[A-Z]{2}", "AU"),
    "direction": (r"import|export|transhipment", "import"),
}
"""What exact values of well-known fields look like, with an example (HS 2022 six digits; ISO 3166-1 alpha-2)."""


def catalogue_of(schema: Mapping[str, pl.DataType]) -> Catalogue:
    """Make the catalogue of a frame's columns; a column of another type than text, number, day or flag is left out."""
    entries = []
    for name, dtype in schema.items():
        kind = _kind(dtype)
        if kind is not None:
            entries.append(Entry(Field(name, kind), *PATTERNS.get(name, (None, None))))
    return Catalogue(entries)


def _kind(dtype: pl.DataType) -> Kind | None:
    if dtype.is_numeric():
        return Kind.NUMBER
    if isinstance(dtype, pl.String | pl.Categorical | pl.Enum):
        return Kind.TEXT
    if isinstance(dtype, pl.Date):
        return Kind.DAY
    return Kind.FLAG if isinstance(dtype, pl.Boolean) else None
