"""What requests about declarations carry: who, the body byte for byte, filters of a list."""

from typing import Annotated, Any, Final

from fastapi import Depends, Request

from smartcustoms.kernel import outside, receipts
from smartcustoms.kernel.actor import Actor
from smartcustoms.kernel.day import day_or_none
from smartcustoms.kernel.errors import Refused
from smartcustoms.kernel.web.access import may
from smartcustoms.kernel.words.model import sentence
from smartcustoms.trade.declarations.model import DECIDE, LODGE, SEE, Direction, Lodged, Status, Wanted
from smartcustoms.trade.risk.model import Lane

Lodger = Annotated[Actor, Depends(may(LODGE))]
Seer = Annotated[Actor, Depends(may(SEE))]
Decider = Annotated[Actor, Depends(may(DECIDE))]

LARGEST_BODY: Final = 16 * 1024 * 1024


class BodyTooLarge(Refused):
    """A request's body has more bytes than may be sent at once."""

    code = "body_too_large"
    status = 413


class NotJson(Refused):
    """A request's body is no JSON in UTF-8, or nested too deeply."""

    code = "json_unreadable"
    status = 400


async def _body(request: Request) -> bytes:
    found = bytearray()
    async for block in request.stream():
        found += block
        if len(found) > LARGEST_BODY:
            raise BodyTooLarge(
                sentence("The request is too large."),
                mend=sentence("Send at most {megabytes} MB at once.", megabytes=LARGEST_BODY >> 20),
                field="body",
            )
    return bytes(found)


Body = Annotated[bytes, Depends(_body)]
"""The body as it was sent: its hash is what a receipt proves."""


def read_json(content: bytes) -> Any:
    """Read JSON; its decimal numbers stay exact.

    Raises:
        NotJson: it cannot be read.
    """
    try:
        return outside.read_json(content, exact=True)
    except outside.JsonUnfit as wrong:
        raise NotJson(
            sentence("The request cannot be read."),
            mend=sentence("Send well-formed JSON in UTF-8."),
            field="body",
            seen=str(wrong)[:80],
        ) from wrong


def wanted(
    text: str = "", status: str = "", lane: str = "", direction: str = "", office: str = "",
    since: str = "", until: str = "", sort: str = "-lodged_at", page: int = 1, size: int = 25,
) -> Wanted:  # fmt: skip
    """Read the filters of a list; what is none of the known values filters nothing."""
    return Wanted(
        text=text.strip()[:80],
        status=Status(status) if status in list(Status) else None,
        lane=Lane(lane) if lane in list(Lane) else None,
        direction=Direction(direction) if direction in list(Direction) else None,
        office=office.strip()[:12],
        since=day_or_none(since),
        until=day_or_none(until),
        sort=sort[:40],
        page=min(max(page, 1), 100_000),
        per_page=min(max(size, 1), 100),
    )


Filters = Annotated[Wanted, Depends(wanted)]


def receipt_of(request: Request, lodged: Lodged) -> str:
    """Write the receipt of a lodging."""
    return receipts.signed(receipts.Receipt(lodged.number, lodged.version, lodged.original, lodged.at), seed(request))


def seed(request: Request) -> bytes:
    """Give the seed of the receipts' key."""
    room = request.app.state.engine_room
    if receipts.PURPOSE not in room:
        room[receipts.PURPOSE] = receipts.seed_of(request.app.state.settings)
    found: bytes = room[receipts.PURPOSE]
    return found
