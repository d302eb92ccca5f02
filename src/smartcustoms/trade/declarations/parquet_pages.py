"""Walk the page headers of a Parquet column (Thrift compact protocol), to know what its pages unpack to before a byte is unpacked.

The footer's sizes are the sender's word; a reader makes room for what each page header says. Source: parquet-format, PageHeader
(parquet.thrift) and the Thrift compact protocol's specification. Pure.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

MOST_PAGES: Final = 20_000
"""Pages of one column; a million rows have some 50."""
_MOST_FIELDS: Final = 64
_DEEPEST: Final = 6
_PAGE_SIZE, _PACKED_SIZE = 2, 3
_HEADERS: Final = {5: 2, 7: None, 8: 4}
"""Field of the header of a data page, a dictionary page, a data page of version 2; in each the field of its encoding."""
_DELTA_BYTE_ARRAY: Final = 7


class PagesBroken(ValueError):
    """A column's pages are not where the footer says, or their headers cannot be read."""


@dataclass(frozen=True, slots=True)
class Page:
    """What a page header says: bytes once unpacked, values, and whether each value may repeat the whole one before it."""

    unpacked: int
    values: int
    grows: bool


def pages(content: bytes, start: int, length: int) -> Iterator[Page]:
    """Give the pages of a column chunk that begins at `start` and has `length` bytes.

    Raises:
        PagesBroken: the headers do not lead from the first byte of the chunk to its last.
    """
    at, end = start, start + length
    if not 0 < start <= end <= len(content):
        raise PagesBroken("a column lies outside the file")
    for _ in range(MOST_PAGES):
        if at >= end:
            return
        header, at = _struct(content, at, _DEEPEST)
        unpacked, packed = header.get(_PAGE_SIZE), header.get(_PACKED_SIZE)
        if not isinstance(unpacked, int) or not isinstance(packed, int) or unpacked < 0 or packed < 0:
            raise PagesBroken("a page has no size")
        yield _page(header, unpacked)
        at += packed
    raise PagesBroken(f"a column has more than {MOST_PAGES} pages")


def _page(header: dict[int, Any], unpacked: int) -> Page:
    for place, encoding in _HEADERS.items():
        inner = header.get(place)
        if isinstance(inner, dict):
            values = inner.get(1)
            grows = encoding is not None and inner.get(encoding) == _DELTA_BYTE_ARRAY
            return Page(unpacked, values if isinstance(values, int) and values > 0 else 0, grows)
    return Page(unpacked, 0, grows=False)


def _struct(raw: bytes, at: int, deeper: int) -> tuple[dict[int, Any], int]:
    """Read a struct's fields by number; strings and lists are stepped over."""
    if not deeper:
        raise PagesBroken("a page header nests too deeply")
    found: dict[int, Any] = {}
    number = 0
    for _ in range(_MOST_FIELDS):
        head, at = _byte(raw, at)
        kind = head & 15
        if kind == 0:
            return found, at
        if head >> 4:
            number += head >> 4
        else:
            number, at = _integer(raw, at)
        found[number], at = _field(raw, at, kind, deeper)
    raise PagesBroken("a page header has too many fields")


def _field(raw: bytes, at: int, kind: int, deeper: int) -> tuple[Any, int]:
    if kind in (1, 2):  # true, false: the type is the value
        return kind == 1, at
    if kind == 3:
        return _byte(raw, at)
    if kind in (4, 5, 6):
        return _integer(raw, at)
    if kind == 7:
        return None, at + 8
    if kind == 8:
        length, at = _unsigned(raw, at)
        return None, at + length
    if kind in (9, 10):
        return None, _past_list(raw, at, deeper)
    if kind == 12:
        return _struct(raw, at, deeper - 1)
    raise PagesBroken(f"a page header has a field of kind {kind}")


def _past_list(raw: bytes, at: int, deeper: int) -> int:
    head, at = _byte(raw, at)
    count = head >> 4
    if count == 15:
        count, at = _unsigned(raw, at)
    if count > _MOST_FIELDS or not deeper:
        raise PagesBroken("a page header has a long list")
    for _ in range(count):
        _, at = _byte(raw, at) if head & 15 in (1, 2) else _field(raw, at, head & 15, deeper - 1)
    return at


def _byte(raw: bytes, at: int) -> tuple[int, int]:
    if not 0 <= at < len(raw):
        raise PagesBroken("a page header lies outside the file")
    return raw[at], at + 1


def _unsigned(raw: bytes, at: int) -> tuple[int, int]:
    value = 0
    for shift in range(0, 64, 7):
        byte, at = _byte(raw, at)
        value |= (byte & 127) << shift
        if byte < 128:
            return value, at
    raise PagesBroken("a page header has a number that does not end")


def _integer(raw: bytes, at: int) -> tuple[int, int]:
    value, at = _unsigned(raw, at)
    return value >> 1 ^ -(value & 1), at
