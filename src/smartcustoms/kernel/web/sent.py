"""What a request sends that no parameter names: the fields of a form whose names differ, and files."""

from collections.abc import Awaitable, Callable

from fastapi import Request, UploadFile


def fields(most: int | None = None) -> Callable[[Request], Awaitable[dict[str, str]]]:
    """Make a dependency that gives the text fields of a form by name, each cut to at most so many characters (None: whole)."""

    async def given(request: Request) -> dict[str, str]:
        return {name: value[:most] for name, value in (await request.form()).items() if isinstance(value, str)}

    return given


def content_of(file: UploadFile | None, most: int) -> bytes:
    """Read a file that was sent, up to one byte more than may be: whoever keeps it then refuses it, or none, in words."""
    return file.file.read(most + 1) if file else b""


def name_of(file: UploadFile | None) -> str:
    """Give a sent file's name; `file` when it has none."""
    return (file.filename if file else "") or "file"
