"""Write tables out: CSV and XLSX, with nothing in them that a spreadsheet would take for a formula."""

import io
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from smartcustoms.kernel import spreadsheet
from smartcustoms.trade.declarations.fields import HEADER, ITEM

COLUMNS = (
    "number",
    "lodged_at",
    "status",
    "lane",
    "version",
    *(each.name for each in HEADER),
    "item",
    *(each.name for each in ITEM),
)


def csv_of(rows: Iterable[Mapping[str, Any]]) -> bytes:
    """Write rows as CSV in UTF-8 with a mark that spreadsheets know it by."""
    table = spreadsheet.csv_of(COLUMNS, ([_text(row[name]) for name in COLUMNS] for row in rows))
    return (spreadsheet.MARK + table).encode()


def xlsx_of(rows: Iterable[Mapping[str, Any]]) -> bytes:
    """Write rows as XLSX: amounts as text, so that no digit is lost; a formula stays text."""
    import xlsxwriter  # here: slow to import, and seldom asked for

    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet("declarations")
    sheet.freeze_panes(1, 0)
    for place, name in enumerate(COLUMNS):
        sheet.write_string(0, place, name)
    for line, row in enumerate(rows, start=1):
        for place, name in enumerate(COLUMNS):
            sheet.write_string(line, place, _text(row[name]))
    book.close()
    return out.getvalue()


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds")
    return value.isoformat() if isinstance(value, date) else str(value)
