"""What is kept of a lodging by API that was refused: when, why with every fault, and the hash of what was sent. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Final

from smartcustoms.kernel.errors import NotFound, Refused
from smartcustoms.kernel.words.model import Sentence

PREFIX: Final = "REF"
MOST_KEPT: Final = 1000
"""Refusals kept of an organisation: the newest, so that a program that sends nonsense for days fills no disk."""
MOST_FAULTS: Final = 100
_LONGEST: Final = 120
_REFERENCE: Final = re.compile(rb"<(?:\w+:)?FunctionalReferenceID[^>]*>([^<]{1,70})<")


class Form(StrEnum):
    """In what form it was sent."""

    JSON = "json"
    XML = "xml"


class NoSuchRefusal(NotFound):
    """There is no refused lodging of this number, or it is another organisation's."""

    code = "declaration_refusal_unknown"


@dataclass(frozen=True, slots=True)
class RefusedFault:
    """One fault as it was told: code, where in what was sent, what was seen, what is not so, how to mend it."""

    code: str
    path: str
    seen: str
    says: Sentence
    mend: Sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """A refused lodging. The same bytes refused again for the same reason are the same one: `times` counts them."""

    number: str
    organisation: str
    sent_by: str
    first_at: datetime
    last_at: datetime
    times: int
    form: Form
    reference: str
    hash: str
    size: int
    code: str
    says: Sentence
    mend: Sentence
    faults: tuple[RefusedFault, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusalsWanted:
    """What the list is asked for: filters (days of sending), order (`-` before a column: falling), page."""

    text: str = ""
    since: date | None = None
    until: date | None = None
    sort: str = "-last_at"
    page: int = 1
    per_page: int = 25


def faults_of(refused: Refused) -> tuple[RefusedFault, ...]:
    """Give every fault that a refusal names, at most a hundred; its own sentence when it names none."""
    return tuple(_faults(refused))[:MOST_FAULTS]


def reference_in(content: bytes, entered: Any) -> str:
    """Give the sender's own reference: of the entered JSON, or of a message; "" when there is none to be read."""
    if isinstance(entered, dict):
        text = str(entered.get("reference") or "")[:70]
    else:
        found = _REFERENCE.search(content[:100_000])
        text = found[1].decode("utf-8", "replace") if found else ""
    return text.replace("\x00", "").encode("utf-8", "replace").decode().strip()


def _faults(refused: Refused) -> Iterator[RefusedFault]:
    named = [each for each in getattr(refused, "faults", ()) if hasattr(each, "code")]
    for each in named:
        seen = getattr(each, "seen", None) or getattr(each, "value", None) or ""
        line = getattr(each, "line", None)
        path = f"{each.path or ''}:{line}" if line else each.path or ""
        yield RefusedFault(each.code, path[:_LONGEST], str(seen)[:_LONGEST], each.says, each.mend)
    if not named:
        seen = (refused.seen or "")[:_LONGEST]
        yield RefusedFault(refused.code, (refused.field or "")[:_LONGEST], seen, refused.says, refused.mend)
