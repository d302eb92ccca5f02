"""Read the first sheet of an XLSX file through calamine, once its package has been found harmless.

calamine makes room for the whole rectangle between the first and last cell, so one cell at XFD1048576 would fill the memory:
the places of cells are read from the XML before it is asked. A package is a ZIP, so its unpacked size is measured too.
"""

import io
import re
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any, Final

from python_calamine import CalamineWorkbook

from smartcustoms.kernel.errors import Refused
from smartcustoms.kernel.words.model import Sentence, sentence

_MOST_PARTS: Final = 2000
_CELL_PLACE: Final = re.compile(rb"\br\s*=\s*[\"']\s*([A-Za-z]{0,12})([0-9]{1,15})\s*[\"']")
_OVERLAP: Final = 64
_BLOCK: Final = 1 << 20


class PackageUnsafe(Refused):
    """An XLSX package unpacks to more than its cap, or claims cells far outside."""

    code = "file_unsafe"


def rows_of_xlsx(content: bytes, *, unpacked: int, rows: int, columns: int) -> Iterator[list[str | None]]:
    """Give the rows of the first sheet as text; formulas give their last value, errors give nothing.

    Raises:
        PackageUnsafe: it breaks a cap.
    """
    _check_package(content, unpacked, rows + 1, columns)
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0)
    width = 0
    for row in sheet.iter_rows():
        width = width or len(row)
        yield [_text(cell) for cell in [*row, *[None] * width][:width]]


def _text(cell: Any) -> str | None:
    if cell is None or cell == "":
        return None
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == datetime.min.time() else cell.isoformat()
    return cell.isoformat() if isinstance(cell, date) else str(cell)


def _check_package(content: bytes, unpacked: int, rows: int, columns: int) -> None:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        parts = package.infolist()
        if len(parts) > _MOST_PARTS:
            raise _unsafe(sentence("it has {count} parts", count=len(parts)))
        left = unpacked
        for part in parts:
            if part.flag_bits & 1 or part.filename.endswith((".zip", ".xlsx")):
                raise _unsafe(sentence("a part is locked or packed again"))
            left = _check_part(package, part, left, rows, columns)


def _check_part(package: zipfile.ZipFile, part: zipfile.ZipInfo, left: int, rows: int, columns: int) -> int:
    is_sheet = "sheet" in part.filename.lower() and part.filename.endswith(".xml")
    tail = b""
    with package.open(part) as stream:
        while block := stream.read(_BLOCK):
            left -= len(block)
            if left < 0:
                raise _unsafe(sentence("it unpacks to too much"))
            if not tail and b"\x00" in block[:8]:
                raise _unsafe(sentence("its XML is not UTF-8"))
            if b"<!DOCTYPE" in block or b"<!ENTITY" in block:
                raise _unsafe(sentence("its XML defines entities"))
            if is_sheet:
                _check_places(tail + block, rows, columns)
            tail = block[-_OVERLAP:]
    return left


def _check_places(xml: bytes, rows: int, columns: int) -> None:
    for found in _CELL_PLACE.finditer(xml):
        letters, digits = found.groups()
        if int(digits) > rows or (letters and _column(letters) > columns):
            raise _unsafe(sentence("it has a cell at {place}", place=(letters + digits)[:30].decode()))


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def _unsafe(why: Sentence) -> PackageUnsafe:
    return PackageUnsafe(
        sentence("The XLSX file is unsafe to open: {why}.", why=why),
        mend=sentence("Copy the rows into a new workbook, or save them as CSV in UTF-8."),
        field="file",
    )
