"""Who acts: a person signed in, a system of an agency, or the platform itself."""

from dataclasses import dataclass, field
from enum import StrEnum


class Kind(StrEnum):
    """What kind of organisation an actor belongs to; row-level security reads it as the second wall."""

    CUSTOMS = "customs"
    AGENCY = "agency"
    TRADER = "trader"
    PUBLIC = "public"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who does something: user and organisation by their number, roles by their code."""

    user: str
    organisation: str
    kind: Kind
    roles: frozenset[str] = field(default_factory=frozenset)
    language: str = "en"
    name: str = ""
    scopes: frozenset[str] | None = None
    """Codes of the only permissions a machine's token may use; None for people, whom only the policies limit."""


PLATFORM = Actor(user="platform", organisation="platform", kind=Kind.SYSTEM, name="Smart Customs")
"""The platform itself: reactions, jobs and start-up act in its name."""

NOBODY = Actor(user="", organisation="", kind=Kind.PUBLIC)
"""Somebody not signed in."""
