"""What a request sends that no parameter names: the fields of a form whose names differ, and files."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Annotated, Any, Final

from fastapi import Form, Request, UploadFile
from pydantic import BeforeValidator

from smartcustoms.kernel.day import NO_DAY

UNREAD: Final = -1
"""Stands for a number in a form that is none: out of the range of whatever is asked for, so that the page itself refuses it."""


def _number(kind: type[int] | type[float]) -> Callable[[Any], float]:
    def read(text: Any) -> float:
        try:
            return kind(text)
        except (TypeError, ValueError, OverflowError):
            return UNREAD

    return read


Whole = Annotated[int, BeforeValidator(_number(int)), Form()]
Number = Annotated[float, BeforeValidator(_number(float)), Form()]
"""Numbers of a form whose page refuses what is out of range, with all that was written beside; what is no number is `UNREAD`."""


def written_again(values: Mapping[str, Any]) -> dict[str, Any]:
    """Give what a form is filled with again after a refusal: nothing where a number or a day could not be read."""
    return {name: "" if value in (UNREAD, NO_DAY) else value for name, value in values.items()}


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
