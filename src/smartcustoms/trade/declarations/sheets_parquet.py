"""Read a Parquet file's plain columns through Arrow, once its footer and page headers have been found within the caps.

A few kilobytes of Parquet can hold a million rows of a long text said once (dictionary), pages of zeros that unpack to gigabytes, or
texts that each repeat the one before (delta). So: the footer is read with limits, each page's own size is added up before any is
unpacked, texts stay coded by their dictionary until their lengths are known, and each is cut to a cell's length before it is repeated.
"""

import struct
from collections.abc import Sequence
from typing import Any, Final

import polars as pl
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from smartcustoms.kernel.errors import Refused
from smartcustoms.kernel.words.model import Sentence, sentence
from smartcustoms.trade.declarations.parquet_pages import PagesBroken, pages

_LARGEST_FOOTER: Final = 16 * 1024 * 1024
_LONGEST_LIST: Final = 8192  # of columns, row groups and such in a footer
_DEEPEST: Final = 8
_BATCH: Final = 65_536  # rows
_PLAIN_CELL: Final = 24  # bytes of a number or date once it is text
_SMALL: Final = 96 * 1024 * 1024
_GROWTH: Final = 1000  # times what was sent; a small file is not worth seconds of work
_SPACE: Final = sentence("it unpacks to too much")


class ParquetUnsafe(Refused):
    """A Parquet file breaks a cap, or has columns that are no plain cells."""

    code = "file_unsafe"


def frame_of_parquet(
    content: bytes, wanted: Sequence[str], *, unpacked: int, rows: int, columns: int, cell: int
) -> pl.DataFrame:
    """Give the wanted columns (all, when none is named), texts cut to `cell` characters.

    Raises:
        ParquetUnsafe: it breaks a cap: `unpacked` bytes, `rows`, `columns`; or a column is nested or binary.
        pyarrow.ArrowException, OSError: it is no Parquet.
    """
    unpacked = min(unpacked, max(_SMALL, _GROWTH * len(content)))
    opened = _opened(content, [])
    known = opened.metadata
    if known.num_rows > rows or known.num_columns > columns:
        raise _unsafe(sentence("it has {rows} rows, {columns} columns", rows=known.num_rows, columns=known.num_columns))
    kinds = {each.name: each.type for each in opened.schema_arrow if not wanted or each.name in wanted}
    for head, kind in kinds.items():
        if not _is_plain(kind):
            raise _unsafe(sentence("column {head} holds no plain values", head=head[:60]))
    if known.num_rows * len(kinds) * _PLAIN_CELL > unpacked:
        raise _unsafe(_SPACE)
    growing = _check_pages(content, known, set(kinds), unpacked)
    texts = [head for head, kind in kinds.items() if _is_text(kind) and head not in growing]
    coded = _opened(content, texts)
    left, parts = unpacked, []
    for batch in coded.iter_batches(batch_size=_BATCH, columns=list(kinds)):
        batch.validate(full=True)  # texts that are no UTF-8 end here
        left -= sum(_size(column, cell) for column in batch.columns)
        if left < 0:
            raise _unsafe(_SPACE)
        parts.append(pa.table([_cut(column, cell) for column in batch.columns], names=batch.schema.names))
    if not parts:
        return pl.DataFrame(schema=dict.fromkeys(kinds, pl.String))
    frame = pl.from_arrow(pa.concat_tables(parts))
    assert isinstance(frame, pl.DataFrame)  # noqa: S101 - a table gives a frame
    return frame


def _opened(content: bytes, coded: Sequence[str]) -> Any:
    """Open the file; the columns named are given as codes with a dictionary."""
    footer = struct.unpack("<I", content[-8:-4])[0] if len(content) > 12 else 0
    if footer > min(_LARGEST_FOOTER, len(content)):
        raise _unsafe(sentence("its footer is too large"))
    return pq.ParquetFile(
        pa.BufferReader(content),
        read_dictionary=list(coded),
        thrift_string_size_limit=_LARGEST_FOOTER,
        thrift_container_size_limit=_LONGEST_LIST,
        schema_depth_limit=_DEEPEST,
        arrow_extensions_enabled=False,
    )


def _is_text(kind: pa.DataType) -> bool:
    whole = kind.value_type if pa.types.is_dictionary(kind) else kind
    return any(each(whole) for each in (pa.types.is_string, pa.types.is_large_string, pa.types.is_string_view))


def _is_plain(kind: pa.DataType) -> bool:
    known = (pa.types.is_null, pa.types.is_boolean, pa.types.is_integer, pa.types.is_floating, pa.types.is_decimal)
    return _is_text(kind) or pa.types.is_temporal(kind) or any(each(kind) for each in known)


def _check_pages(content: bytes, known: Any, heads: set[str], unpacked: int) -> set[str]:
    """Add up what the pages' own headers say, refusing before anything is unpacked; give the columns with delta pages.

    Arrow gives those uncoded. In them each value may repeat the one before and add to it, or an entry of the dictionary, so a page
    counts once for each of its values: large files in that encoding are refused.
    """
    growing = set[str]()
    plain, grown = dict.fromkeys(heads, 0), dict.fromkeys(heads, 0)
    for group in range(known.num_row_groups):
        for place in range(known.num_columns):
            chunk = known.row_group(group).column(place)
            head = chunk.path_in_schema
            if head not in heads:
                continue
            first = chunk.dictionary_page_offset
            start = first if first and 0 < first < chunk.data_page_offset else chunk.data_page_offset
            try:
                found = list(pages(content, start, chunk.total_compressed_size))
            except PagesBroken as broken:
                raise _unsafe(sentence("its pages cannot be followed: {why}", why=str(broken))) from None
            largest = max((page.unpacked for page in found), default=0)
            growing |= {head} if any(page.grows for page in found) else set()
            plain[head] += sum(page.unpacked for page in found)
            grown[head] += sum(largest * max(page.values, 1) for page in found)
    if sum(grown[head] if head in growing else plain[head] for head in heads) > unpacked:
        raise _unsafe(_SPACE)
    return growing


def _size(column: pa.Array, cell: int) -> int:
    """Tell the bytes that a column's cells take as text, each cut to a cell's length."""
    if not pa.types.is_dictionary(column.type):
        return max(len(column) * _PLAIN_CELL, int(column.nbytes))
    lengths = pc.min_element_wise(pc.binary_length(column.dictionary), cell * 4)
    return len(column) * _PLAIN_CELL + (pc.sum(pc.take(lengths, column.indices)).as_py() or 0)


def _cut(column: pa.Array, cell: int) -> pa.Array:
    if not pa.types.is_dictionary(column.type):
        return column
    short = pc.utf8_slice_codeunits(column.dictionary, 0, cell)
    return pc.take(short, column.indices)


def _unsafe(why: Sentence) -> ParquetUnsafe:
    return ParquetUnsafe(
        sentence("The Parquet file is unsafe to open: {why}.", why=why),
        mend=sentence("Write plain columns of text, numbers or dates, and at most {cap} rows.", cap="1,000,000"),
        field="file",
    )
