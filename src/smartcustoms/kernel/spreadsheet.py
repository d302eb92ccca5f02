"""Tables for spreadsheets: CSV in which no cell is taken for a formula."""

import csv
import io
from collections.abc import Iterable
from typing import Any

MARK = "\ufeff"
"""Put before a CSV in UTF-8, it tells spreadsheets so."""


def harmless(cell: Any) -> Any:
    """Keep a spreadsheet from taking a text for a formula (OWASP, CSV injection); what is no text stays as it is."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(("=", "+", "-", "@", "\t", "\r")) else cell


def csv_of(heads: Iterable[str], rows: Iterable[Iterable[Any]]) -> str:
    """Write a table as CSV, each of its cells harmless."""
    out = io.StringIO()
    table = csv.writer(out)
    table.writerow(list(heads))
    table.writerows([harmless(cell) for cell in row] for row in rows)
    return out.getvalue()
