"""Read tables that come from outside - CSV, XLSX, Parquet - as text cells. Whoever sends them may mean harm.

Every reader has caps on size, rows, columns and cells before it trusts a byte; what breaks them is refused with a sentence.
"""

import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

import polars as pl

from smartcustoms.kernel.errors import Refused
from smartcustoms.kernel.words.model import Sentence, sentence
from smartcustoms.trade.declarations.sheets_parquet import frame_of_parquet
from smartcustoms.trade.declarations.sheets_xlsx import rows_of_xlsx


class FileUnusable(Refused):
    """A file cannot be read as a table, or is larger than its caps."""

    code = "file_unusable"


@dataclass(frozen=True, slots=True)
class Caps:
    """How large a table may be: bytes as sent and unpacked, rows, columns, characters in a cell."""

    sent: int = 256 * 1024 * 1024
    unpacked: int = 1024 * 1024 * 1024
    rows: int = 1_000_000
    columns: int = 256
    cell: int = 4096


CAPS: Final = Caps()


def table(content: bytes, *, name: str, wanted: Sequence[str] = (), caps: Caps = CAPS) -> pl.DataFrame:
    """Read a table, its kind told by its first bytes, as a frame of text columns named by the heads.

    Args:
        content: the file.
        name: its name, to tell what is wrong with it.
        wanted: heads to read; empty: all.
        caps: how large it may be.

    Raises:
        FileUnusable: it is no table, or breaks a cap; nothing of it was read.
    """
    if not content.strip():
        raise _unusable(name, sentence("it is empty"), sentence("Choose a file with a head and rows."))
    if len(content) > caps.sent:
        raise _too_large(name, sentence("{count} bytes", count=len(content)), caps.sent)
    with _told(name):
        if content[:4] == b"PK\x03\x04":
            frame = _xlsx(content, caps)
        elif content[:4] == b"PAR1":
            frame = _parquet(content, wanted, caps)
        else:
            frame = _csv(content, name, caps)
    if frame.height > caps.rows or frame.width > caps.columns:
        raise _too_large(
            name, sentence("{rows} rows, {columns} columns", rows=frame.height, columns=frame.width), caps.rows
        )
    kept = [head for head in frame.columns if not wanted or head in wanted]
    # series, not expressions: to an expression a head such as "*" or "^.*$" would mean other columns
    return pl.DataFrame([frame.get_column(head).str.slice(0, caps.cell) for head in kept])


def _csv(content: bytes, name: str, caps: Caps) -> pl.DataFrame:
    text = _utf8(content, name)
    head = text[: text.find(b"\n") + 1 or len(text)]
    if b"\x00" in text[:65_536] or head.count(b",") + head.count(b";") + head.count(b"\t") > caps.columns:
        raise _unusable(name, sentence("it is no CSV"), sentence("Save the table as CSV in UTF-8."))
    separator = max((b",", b";", b"\t", b"|"), key=head.count).decode()
    return pl.read_csv(text, separator=separator, infer_schema=False, truncate_ragged_lines=True, n_rows=caps.rows + 1)


def _utf8(content: bytes, name: str) -> bytes:
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if content.startswith(mark):
            return _decoded(content, encoding, name).encode()
    _decoded(content, "utf-8", name)
    return content


def _decoded(content: bytes, encoding: str, name: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as wrong:
        says = sentence("its letters are not UTF-8 (at byte {place})", place=wrong.start)
        raise _unusable(name, says, sentence("Save the table as CSV in UTF-8.")) from wrong


def _parquet(content: bytes, wanted: Sequence[str], caps: Caps) -> pl.DataFrame:
    read = frame_of_parquet(
        content, wanted, unpacked=caps.unpacked, rows=caps.rows, columns=caps.columns, cell=caps.cell
    )
    return pl.DataFrame([_as_text(column) for column in read])


def _as_text(column: pl.Series) -> pl.Series:
    text = column.cast(pl.String)
    return text.str.strip_suffix(".0") if column.dtype.is_float() else text


def _xlsx(content: bytes, caps: Caps) -> pl.DataFrame:
    rows = rows_of_xlsx(content, unpacked=caps.unpacked, rows=caps.rows, columns=caps.columns)
    head = [str(cell).strip() for cell in next(rows, [])]
    heads = [text if text and head.index(text) == n else f"column {n + 1}" for n, text in enumerate(head)]
    return pl.DataFrame(list(rows), schema=dict.fromkeys(heads, pl.String), orient="row")


@contextmanager
def _told(name: str) -> Iterator[None]:
    """Turn whatever a reader fails with into a refusal; a panic of a native reader comes as no ordinary exception."""
    try:
        yield
    except Refused:
        raise
    except BaseException as wrong:
        if not isinstance(wrong, Exception) and type(wrong).__name__ != "PanicException":
            raise
        seen = str(wrong).split("\n", 1)[0][:80]
        mend = sentence("Save it again as CSV in UTF-8, XLSX or Parquet.")
        raise _unusable(name, sentence("it cannot be read as a table"), mend, seen=seen) from None


def _unusable(name: str, says: Sentence, mend: Sentence, seen: str = "") -> FileUnusable:
    shown = name[-80:]
    return FileUnusable(
        sentence("The file {name} is unusable: {why}.", name=shown, why=says),
        mend=mend,
        field="file",
        seen=seen or None,
    )


def _too_large(name: str, seen: Sentence, cap: int) -> FileUnusable:
    mend = sentence("Split it: at most {cap}.", cap=f"{cap:,}")
    return _unusable(name, sentence("it is too large"), mend, seen=str(seen))


def text_frame(columns: dict[str, list[Any]]) -> pl.DataFrame:
    """Make a frame of text columns, as `table` gives, from lists."""
    return pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.String), strict=False)


def as_parquet(frame: pl.DataFrame) -> bytes:
    """Write a frame as Parquet."""
    out = io.BytesIO()
    frame.write_parquet(out)
    return out.getvalue()
