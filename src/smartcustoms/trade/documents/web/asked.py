"""Who asks about documents, and what pages and API read alike: bodies, cells of forms, filters of lists."""

from collections.abc import Mapping
from typing import Annotated, Any, Final

from fastapi import Depends, Header, Request

from smartcustoms.kernel import outside
from smartcustoms.kernel.actor import Actor
from smartcustoms.kernel.errors import Refused
from smartcustoms.kernel.web.access import may
from smartcustoms.kernel.web.pages import reader_of
from smartcustoms.kernel.words.model import sentence
from smartcustoms.kernel.words.say import say
from smartcustoms.trade.documents.model import APPLY, KEEP_TYPES, SEE, SEE_TYPES, WRITE_OFF, Fault, Wanted

Asker = Annotated[Actor, Depends(may(SEE_TYPES))]
Seer = Annotated[Actor, Depends(may(SEE))]
Applicant = Annotated[Actor, Depends(may(APPLY))]
Keeper = Annotated[Actor, Depends(may(KEEP_TYPES))]
Officer = Annotated[Actor, Depends(may(WRITE_OFF))]
IdempotencyKey = Annotated[str, Header(alias="Idempotency-Key", max_length=200)]
LARGEST: Final = 8 * 1024 * 1024


class BodyUnreadable(Refused):
    """A request's body is too large or no JSON object."""

    code = "body_unreadable"
    status = 400


async def _body(request: Request) -> bytes:
    found = bytearray()
    async for block in request.stream():
        found += block
        if len(found) > LARGEST:
            raise _unreadable("8 MB")
    return bytes(found)


Body = Annotated[bytes, Depends(_body)]
"""The body byte for byte: the same key with the same bytes is the same application."""


async def _cells(request: Request) -> Mapping[str, str]:
    form = await request.form(max_fields=20_000, max_files=0)
    return {name: value for name, value in form.items() if isinstance(value, str)}


Cells = Annotated[Mapping[str, str], Depends(_cells)]
"""What a form carries, by the name of each field."""


def read_object(content: bytes) -> dict[str, Any]:
    """Read a JSON object.

    Raises:
        BodyUnreadable: it is none.
    """
    try:
        found = outside.read_json(content)
    except outside.JsonUnfit as wrong:
        raise _unreadable(str(wrong)[:80]) from wrong
    if not isinstance(found, dict):
        raise _unreadable(type(found).__name__)
    return found


def content_in(sent: Mapping[str, Any]) -> dict[str, Any]:
    """Give what was filled in, from a body `{"content": {...}}`.

    Raises:
        BodyUnreadable: there is none.
    """
    found = sent.get("content")
    if not isinstance(found, dict):
        raise _unreadable("content")
    return found


def text_in(sent: Mapping[str, Any], name: str, longest: int = 200) -> str:
    """Give a text of a body, cut to its longest; empty where there is none."""
    value = sent.get(name)
    return value[:longest] if isinstance(value, str) else ""


def number_in(sent: Mapping[str, Any], name: str) -> int:
    """Give a whole number of a body or a form; 0 where there is none."""
    value = sent.get(name)
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 9:
        return int(value)
    return value if isinstance(value, int) and 0 <= value < 10**9 else 0


def _unreadable(seen: str) -> BodyUnreadable:
    return BodyUnreadable(
        sentence("The request cannot be read."),
        mend=sentence("Send one JSON object in UTF-8, of at most 8 MB, with the fields that the API's page names."),
        field="body",
        seen=seen,
    )


def _wanted(
    text: str = "",
    state: str = "",
    type: str = "",  # noqa: A002 - the word of the address
    agency: str = "",
    mine: bool = False,
    page: int = 1,
    size: int = 25,
) -> Wanted:
    return Wanted(
        text=text.strip()[:80],
        state=state[:20],
        type=type[:30],
        agency=agency[:20],
        mine=mine,
        page=min(max(page, 1), 10_000),
        per_page=min(max(size, 1), 100),
    )


Filters = Annotated[Wanted, Depends(_wanted)]


def fault_given(request: Request, fault: Fault) -> dict[str, Any]:
    """Give a fault as the API tells it: field by path and by its name on the form, sentence, mend, what was seen."""
    who = reader_of(request)
    help_ = fault.helps.get(who.language) or fault.helps.get("en", "")
    mend = say(fault.mend, who)
    return {
        "field": fault.field,
        "name": fault.names.get(who.language) or fault.names.get("en", ""),
        "message": say(fault.says, who),
        "mend": f"{mend} {help_}".strip(),
        "seen": fault.seen,
    }
