"""Refusals: what every error that a person will read must tell (what, where, what was seen, how to mend it)."""

from dataclasses import dataclass
from typing import ClassVar

from smartcustoms.kernel.words.model import Sentence


@dataclass(frozen=True, slots=True)
class Fault:
    """One of several things that are against something: its field, what is not so, how to mend it, what was seen."""

    field: str
    says: Sentence
    mend: Sentence
    seen: str = ""


def rule_of(code: str) -> str:
    """Give the address at which a code is explained, with the rule behind it."""
    return f"/errors/{code}"


class Refused(Exception):
    """Something asked for cannot be done. Subclasses sit beside the function that raises them.

    The web turns it into a page or an `application/problem+json` answer, the command line into one sentence and exit code 2.
    """

    code: ClassVar[str] = "refused"
    status: ClassVar[int] = 422

    def __init__(self, says: Sentence, *, mend: Sentence, field: str | None = None, seen: str | None = None) -> None:
        super().__init__(str(says))
        self.says, self.mend, self.field, self.seen = says, mend, field, seen


class NotFound(Refused):
    """What was asked for is not there, or not there for the asker: both look the same from outside."""

    code = "not_found"
    status = 404


class NotPermitted(Refused):
    """The asker lacks the permission."""

    code = "not_permitted"
    status = 403


class Conflict(Refused):
    """What was asked contradicts what has happened already (same key with another body, changed since it was read)."""

    code = "conflict"
    status = 409
