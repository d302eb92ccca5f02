"""Answers that a browser saves, and files that came along with something."""

import codecs
import csv
from collections.abc import Iterable, Iterator
from tempfile import SpooledTemporaryFile
from typing import IO, Any, Final

from fastapi import Response
from fastapi.responses import StreamingResponse

from smartcustoms.kernel.files.media_type import SHOWN
from smartcustoms.kernel.spreadsheet import MARK, harmless

_IN_MEMORY: Final = 1024 * 1024
_PIECE: Final = 64 * 1024
KEPT: Final = "private, max-age=3600"
"""What lies under its hash never changes; the reader's own browser may keep it for an hour."""


def csv_file(text: str, name: str) -> Response:
    """Give a table as a CSV file of this name, with the mark that tells spreadsheets it is UTF-8."""
    heads = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(MARK + text, media_type="text/csv; charset=utf-8", headers=heads)


def csv_stream(heads: Iterable[str], rows: Iterable[Iterable[Any]], name: str) -> Response:
    """Give a long table as a CSV file of this name: written aside first, on disk where it is large, then sent piece by piece.

    It is written while the transaction is open that reads the rows; memory does not grow with them.
    """
    spooled = SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 - closed when the last piece is sent
    text = codecs.getwriter("utf-8")(spooled)
    text.write(MARK)
    table = csv.writer(text)
    table.writerow(list(heads))
    table.writerows([harmless(cell) for cell in row] for row in rows)
    size = spooled.tell()
    spooled.seek(0)
    sent = {"Content-Disposition": f'attachment; filename="{name}"', "Content-Length": str(size)}
    return StreamingResponse(_pieces(spooled), media_type="text/csv; charset=utf-8", headers=sent)


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        while piece := file.read(_PIECE):
            yield piece


def sent_file(content: bytes, *, media_type: str, digest: str, keep: str = KEPT) -> Response:
    """Give a file that somebody sent, named by its hash: a picture is shown, anything else is a download."""
    shown = "inline" if media_type in SHOWN else "attachment"
    heads = {"Content-Disposition": f'{shown}; filename="{digest[:16]}"', "Cache-Control": keep}
    return Response(content, media_type=media_type, headers=heads)
