"""The words of people: organisations, persons, roles, sessions, and what may be administered."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from smartcustoms.kernel.actor import Actor, Kind
from smartcustoms.kernel.permissions import Permission

ADMINISTER: Final = Permission("people.administer", "Administer people, organisations and roles")
KEEP_MACHINES: Final = Permission("people.keep_machines", "Make and end tokens for the organisation's machines")
OWN_ACCOUNT: Final = Permission("people.own_account", "See and change one's own account")


class State(StrEnum):
    """Where an account stands."""

    INVITED = "invited"
    ACTIVE = "active"
    SUSPENDED = "suspended"


class Means(StrEnum):
    """By what a session was begun; all but those in `ONE_FACTOR` count as two factors."""

    PASSWORD = "password"  # noqa: S105 - a word for how, no secret
    CODE = "password and code"
    PASSKEY = "passkey"
    SERVICE = "sign-in service"
    SERVICE_TWICE = "sign-in service, two factors"


ONE_FACTOR: Final = frozenset({Means.PASSWORD, Means.SERVICE})
"""A role that needs a second factor has no effect in a session begun by these."""


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether somebody may, and the names of the policies that decided; none of them means that nothing granted it."""

    allowed: bool
    policies: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Role:
    """A role: what it is called, and which limits its sessions have (`reference/roles.csv`)."""

    code: str
    kind: Kind
    names: dict[str, str]
    idle: timedelta
    lasts: timedelta
    second_factor: bool


@dataclass(frozen=True, slots=True)
class Person:
    """A person with an account; the password and the second factor stay in the store."""

    number: str
    organisation: str
    name: str
    email: str
    language: str
    state: State
    roles: frozenset[str]
    second_factor: bool
    locked_until: datetime | None


@dataclass(frozen=True, slots=True)
class Organisation:
    """An organisation: customs itself, an agency or a trader."""

    number: str
    name: str
    kind: Kind
    suspended: bool = False


@dataclass(frozen=True, slots=True)
class Session:
    """Somebody signed in: who, since when, until when, and when he last proved who he is."""

    actor: Actor
    began: datetime
    seen: datetime
    ends: datetime
    proved: datetime
    means: Means
    simulated: bool


@dataclass(frozen=True, slots=True)
class MachineToken:
    """A token of an organisation's machine; its secret is kept nowhere.

    `scopes` are codes of the only permissions it may use; None for one made before tokens named them: all that its roles grant.
    """

    number: str
    organisation: str
    name: str
    roles: frozenset[str]
    made: datetime
    ends: datetime
    used: datetime | None
    revoked: bool
    scopes: frozenset[str] | None
