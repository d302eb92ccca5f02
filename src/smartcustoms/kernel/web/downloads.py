"""Answers that a browser saves, and files that came along with something."""

from typing import Final

from fastapi import Response

from smartcustoms.kernel.files.media_type import SHOWN
from smartcustoms.kernel.spreadsheet import MARK

KEPT: Final = "private, max-age=3600"
"""What lies under its hash never changes; the reader's own browser may keep it for an hour."""


def csv_file(text: str, name: str) -> Response:
    """Give a table as a CSV file of this name, with the mark that tells spreadsheets it is UTF-8."""
    heads = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(MARK + text, media_type="text/csv; charset=utf-8", headers=heads)


def sent_file(content: bytes, *, media_type: str, digest: str, keep: str = KEPT) -> Response:
    """Give a file that somebody sent, named by its hash: a picture is shown, anything else is a download."""
    shown = "inline" if media_type in SHOWN else "attachment"
    heads = {"Content-Disposition": f'{shown}; filename="{digest[:16]}"', "Cache-Control": keep}
    return Response(content, media_type=media_type, headers=heads)
