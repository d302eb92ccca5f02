"""The words of running the scheme: corridors of routes, looks at seals, participants and their breaches."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Corridor:
    """A route's corridor in one version: its line (latitude, longitude), zones by name, and half its width.

    `trips`: from how many it was learned, 0 when it was drawn; `inside`: the share of places of trips left out that lay in it.
    """

    route: str
    version: int
    line: tuple[tuple[float, float], ...]
    zones: dict[str, tuple[float, float]]
    corridor_m: float
    trips: int
    inside: float | None
    made_by: str
    made_at: datetime


class Look(StrEnum):
    """What an officer did at a seal."""

    SEAL = "seal"
    CHECK = "check"
    UNSEAL = "unseal"


@dataclass(frozen=True, slots=True)
class SealCheck:
    """What an officer saw of a seal at a clearance point; `photo` is the SHA-256 of a kept file."""

    journey: str
    what: str
    intact: bool
    note: str
    photo: str | None
    officer: str
    at: datetime


class Standing(StrEnum):
    """Where a participant stands."""

    REGISTERED = "registered"
    WARNED = "warned"
    DEREGISTERED = "deregistered"


@dataclass(frozen=True, slots=True)
class Participant:
    """Who takes part in the scheme: an organisation by its number, as what (carrier, operator, shipper), and where it stands."""

    number: str
    name: str
    kind: str
    state: str
    registered_at: datetime
    ended_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Breach:
    """A breach of the scheme's terms, and the measure that it brought by the rule of its day: warning or deregistration."""

    participant: str
    number: int
    at: datetime
    journey: str
    what: str
    measure: str
    noted_by: str
    noted_at: datetime
