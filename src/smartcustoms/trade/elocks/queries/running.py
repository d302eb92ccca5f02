"""What is asked to run the scheme: routes, participants, and a journey as the tablet at a clearance point shows it."""

from dataclasses import dataclass

from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.errors import NotFound
from smartcustoms.kernel.words.model import sentence
from smartcustoms.trade.elocks import store
from smartcustoms.trade.elocks.model import JourneyRecord
from smartcustoms.trade.elocks.running import Breach, Corridor, Participant, SealCheck
from smartcustoms.trade.elocks.scheme import BreachRule, breach_rule_on


@dataclass(frozen=True, slots=True)
class Point:
    """A journey at a clearance point: its live alarms, and what officers saw of its seal."""

    record: JourneyRecord
    alarms: tuple[str, ...]
    checks: tuple[SealCheck, ...]


@dataclass(frozen=True, slots=True)
class Route:
    """A route's corridor as it is now (None: never drawn), and how many trips on it are over."""

    name: str
    corridor: Corridor | None
    trips: int


def at_point(uow: UnitOfWork, text: str) -> Point | None:
    """Find the journey of a number, lock or truck: the one under way, else the newest; None without any."""
    found: list[JourneyRecord] = []
    for only_open in (True, False):
        found = (
            found
            or store.journeys.journeys(uow, text=text, stage="", only_open=only_open, alarmed=False, limit=1, offset=0)[
                0
            ]
        )
    if not text or not found:
        return None
    number = found[0].number
    uow.looked(f"elock journey {number}")
    live = store.alarms.live_by_journey(uow, [number]).get(number, ())
    return Point(found[0], tuple(live), tuple(store.scheme.checks(uow, number)))


def routes(uow: UnitOfWork, *, text: str = "", page: int = 1, size: int = 50) -> tuple[list[Corridor], int]:
    """Give a page of routes."""
    return store.routes.routes(uow, text=text, limit=size, offset=(page - 1) * size)


def route(uow: UnitOfWork, name: str) -> Route:
    """Give one route."""
    return Route(name, store.routes.newest(uow, name), len(store.routes.ended_journeys(uow, name)))


def participants(
    uow: UnitOfWork, *, text: str = "", state: str = "", page: int = 1, size: int = 50
) -> tuple[list[tuple[Participant, int]], int]:
    """Give a page of participants with how many breaches each has."""
    return store.scheme.participants(uow, text=text, state=state, limit=size, offset=(page - 1) * size)


def participant(uow: UnitOfWork, number: str) -> tuple[Participant, list[Breach], BreachRule]:
    """Give one participant, its breaches, and the rule of today.

    Raises:
        NotFound: there is none of this number.
    """
    found = store.scheme.one(uow, number)
    if found is None:
        raise NotFound(sentence("There is no such participant."), mend=sentence("Look in the list."), seen=number[:40])
    return found, store.scheme.breaches(uow, number), breach_rule_on(uow.at.date())
