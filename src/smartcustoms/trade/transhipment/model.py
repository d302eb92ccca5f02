"""The words of transhipment's queue: classes, the rule and its bound, what a simulation found."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from smartcustoms.kernel.errors import Refused
from smartcustoms.kernel.permissions import Permission

SIMULATE: Final = Permission("transhipment.simulate", "Simulate the priority queue")


class Class(StrEnum):
    """Who applies: an authorised economic operator, or anybody else."""

    AEO = "aeo"
    OTHER = "other"


class NotSimulated(Refused):
    """What is to be simulated makes no sense."""

    code = "not_simulated"


@dataclass(frozen=True, slots=True)
class Rule:
    """The rule of the queue: at most `in_a_row` AEO applications are taken one after the other while another waits.

    `officers` serve at once; a service that takes longer than `longest` minutes is set aside and goes on as another application.
    """

    in_a_row: int
    officers: int
    longest: float
    since: date
    source: str


@dataclass(frozen=True, slots=True)
class Waits:
    """Waits of one class in working minutes."""

    count: int
    p50: float
    p90: float
    longest: float
    bound_reached: float
    """The largest wait as a share of its own bound; over 1 would break the rule."""


@dataclass(frozen=True, slots=True)
class Simulated:
    """What a simulation found: waits by class, and how many went over the bound told at arrival."""

    days: int
    seed: int
    load: float
    share: float
    waits: Mapping[Class, Waits]
    over_bound: int
    first_come: Mapping[Class, Waits]
    """The same arrivals served in the order they came, to compare."""
