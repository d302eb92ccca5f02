"""What the legal notes of sections and chapters say of a line, in our own words (`reference/notes.csv`), and which notes lead to it."""

import csv
from collections.abc import Iterator
from functools import cache
from importlib.resources import files

from smartcustoms.trade.tariff.model import Note, NoteKind
from smartcustoms.trade.tariff.nomenclature import lines

GENERAL = "GIR"
"""The mark of the General Rules for the Interpretation of the Harmonized System."""

_LANGUAGES = ("en", "zh-Hant", "zh-Hans")


@cache
def notes() -> tuple[Note, ...]:
    """Give every note, as the file has them."""
    text = (files(__package__ or "") / "reference" / "notes.csv").read_text("utf-8")
    rows = csv.DictReader(line for line in text.splitlines() if not line.startswith("#"))
    return tuple(
        Note(
            of=row["of"],
            number=row["number"],
            kind=NoteKind(row["kind"]),
            leads_to=tuple(row["leads_to"].split()),
            says={name: row[name] for name in _LANGUAGES},
        )
        for row in rows
    )


def holding(code: str) -> Iterator[Note]:
    """Give the notes of a line's section and chapter, those of the section first."""
    section = lines()[code].section
    yield from (each for each in notes() if each.of == section)
    yield from (each for each in notes() if each.of == code[:2])


def leading(code: str) -> Iterator[Note]:
    """Give the notes of other chapters and sections that send goods to a line's heading; none for a chapter."""
    own = {lines()[code].section, code[:2]}
    yield from (each for each in notes() if each.of not in own and code[:4] in each.leads_to)
