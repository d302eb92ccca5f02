"""What is hashed for a deed: one canonical JSON text. Pure."""

import json
from datetime import UTC, datetime, timedelta
from typing import NamedTuple
from uuid import UUID

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class JournalRow(NamedTuple):
    """A journal row as PostgreSQL writes it: `at` as exact seconds since 1970 and `facts` as jsonb's own text.

    Both stay text so that nothing is lost: a float or a datetime in between would make two different rows look the same.
    """

    id: UUID
    at: str
    who: str
    organisation: str
    deed: str
    about: str
    facts: str


def content(row: JournalRow) -> bytes:
    """Write a row as the content of its leaf: JSON with sorted keys and no spaces, the facts as PostgreSQL's jsonb writes them."""
    about, deed, organisation, who = map(_text, (row.about, row.deed, row.organisation, row.who))
    return (
        f'{{"about":{about},"at":"{row.at}","deed":{deed},"facts":{row.facts},"id":"{row.id}",'
        f'"organisation":{organisation},"who":{who}}}'
    ).encode()


def moment(seconds: str) -> datetime | None:
    """Read PostgreSQL's exact seconds since 1970; None when they are outside what a calendar can show."""
    whole, _, part = seconds.partition(".")
    try:
        return _EPOCH + timedelta(seconds=int(whole), microseconds=int(part[:6].ljust(6, "0")) if part else 0)
    except (ValueError, OverflowError):
        return None


_text = json.JSONEncoder(ensure_ascii=False).encode
