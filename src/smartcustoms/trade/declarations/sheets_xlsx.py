"""Read the first sheet of an XLSX file through calamine, once its package has been found harmless.

calamine makes room for the whole rectangle between the first and last cell, so one cell at XFD1048576 would fill the memory:
the places of cells are read from the XML before it is asked. It also writes a shared text out in every cell that uses it, so the
lengths are added up first. A package is a ZIP: its parts are unpacked within a cap, and only what was measured is given on, in a new
package; so a second directory that another reader would find first has no part in it.
"""

import io
import re
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from itertools import pairwise
from typing import Any, Final

from python_calamine import CalamineWorkbook

from smartcustoms.kernel.errors import Refused
from smartcustoms.kernel.words.model import Sentence, sentence

_MOST_PARTS: Final = 2000
_CELL_PLACE: Final = re.compile(rb"\br\s*=\s*[\"']\s*([A-Za-z]{0,12})([0-9]{1,15})\s*[\"']")
_SHARED_CELL: Final = re.compile(rb"\bt\s*=\s*[\"']\s*s\s*[\"']")
_SHARED_PLACE: Final = re.compile(rb"\bt=\"s\"[^<>]{0,60}><v>([0-9]{1,9})</v>")
_ALWAYS_FITS: Final = 64 * 1024 * 1024
_ROW: Final = re.compile(rb"<(?:[\w.-]{1,40}:)?row[\s/>]")
_CELL: Final = re.compile(rb"<(?:[\w.-]{1,40}:)?c[\s/>]")
_MOST_CELLS: Final = 24_000_000
_TEXT_END: Final = re.compile(rb"</(?:[\w.-]{1,40}:)?si\s{0,9}>")
_BLOCK: Final = 1 << 20
_GROWTH: Final = 250
"""A workbook's XML unpacks to some 10 to 50 times; zeros and repeated tags to 1,000 times."""
_SMALL: Final = 64 * 1024


class PackageUnsafe(Refused):
    """An XLSX package unpacks to more than its cap, or claims cells far outside."""

    code = "file_unsafe"


def rows_of_xlsx(content: bytes, *, unpacked: int, rows: int, columns: int) -> Iterator[list[str | None]]:
    """Give the rows of the first sheet as text; formulas give their last value, errors give nothing.

    Raises:
        PackageUnsafe: it breaks a cap.
    """
    measured = _measured_package(content, unpacked, rows + 1, columns)
    sheet = CalamineWorkbook.from_filelike(measured).get_sheet_by_index(0)
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


def _measured_package(content: bytes, unpacked: int, rows: int, columns: int) -> io.BytesIO:
    """Give the package again with its parts stored plainly, each of them unpacked and looked through here."""
    out, left, texts, sheets = io.BytesIO(), unpacked, b"", list[bytes]()
    with zipfile.ZipFile(io.BytesIO(content)) as package, zipfile.ZipFile(out, "w") as again:
        parts = {part.filename: part for part in package.infolist()}
        if len(package.infolist()) > _MOST_PARTS:
            raise _unsafe(sentence("it has {count} parts", count=len(package.infolist())))
        if any(part.flag_bits & 1 or part.filename.endswith((".zip", ".xlsx")) for part in parts.values()):
            raise _unsafe(sentence("a part is locked or packed again"))
        for name, part in parts.items():
            if not name.endswith((".xml", ".rels")):
                continue  # pictures, printer settings and the like hold no cells
            found = _unpacked(package, part, min(left, _GROWTH * max(len(content), _SMALL)))
            left -= len(found)
            if "sheet" in name.lower():
                _check_places(found, rows, columns)
                sheets.append(found)
            elif "sharedstrings" in name.lower():
                texts += found
            again.writestr(name, found)
    if _spread(texts, sheets) > min(unpacked, max(_ALWAYS_FITS, _GROWTH * len(content))):
        raise _unsafe(sentence("it repeats long texts too often"))
    out.seek(0)
    return out


def _unpacked(package: zipfile.ZipFile, part: zipfile.ZipInfo, most: int) -> bytes:
    found = bytearray()
    with package.open(part) as stream:
        while block := stream.read(_BLOCK):
            found += block
            if len(found) > most:
                raise _unsafe(sentence("it unpacks to too much"))
    if b"\x00" in found[:8]:
        raise _unsafe(sentence("its XML is not UTF-8"))
    if b"<!DOCTYPE" in found or b"<!ENTITY" in found:
        raise _unsafe(sentence("its XML defines entities"))
    return bytes(found)


def _spread(shared: bytes, sheets: list[bytes]) -> int:
    """Tell at most how many bytes the sheets' cells take once each has its own copy of its shared text."""
    ends = [0, *(each.end() for each in _TEXT_END.finditer(shared)), len(shared)]
    lengths = [after - before for before, after in pairwise(ends)]
    longest, uses = max(lengths), sum(len(_SHARED_CELL.findall(xml)) for xml in sheets)
    if uses * longest <= _ALWAYS_FITS:
        return uses * longest
    known = [int(place) for xml in sheets for place in _SHARED_PLACE.findall(xml)]
    return sum(lengths[n] if n < len(lengths) else 0 for n in known) + max(uses - len(known), 0) * longest


def _check_places(xml: bytes, rows: int, columns: int) -> None:
    """Bound the rectangle of a sheet: by the places that cells and rows name, and by counting those that name none."""
    furthest, widest, placed = len(_ROW.findall(xml)), 0, 0
    for found in _CELL_PLACE.finditer(xml):
        letters, digits = found.groups()
        placed += bool(letters)
        furthest, widest = max(furthest, int(digits)), max(widest, _column(letters))
        if furthest > rows or widest > columns:
            raise _unsafe(sentence("it has a cell at {place}", place=(letters + digits)[:30].decode()))
    if len(_CELL.findall(xml)) > placed:
        widest = max(widest, *(len(_CELL.findall(row)) for row in _ROW.split(xml)))
    if furthest > rows or widest > columns or furthest * widest > _MOST_CELLS:
        raise _unsafe(sentence("it has {rows} rows, {columns} columns", rows=furthest, columns=widest))


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
