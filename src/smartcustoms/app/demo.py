"""The demo world: a simulated administration with people who can sign in and trade to look at. Nothing in it is real.

Made chapter by chapter and skipped when it is there already, so that a start that was cut off goes on where it stopped
and a second start makes nothing. Only other capabilities' actions are called.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from smartcustoms.kernel.actor import PLATFORM, Actor, Kind
from smartcustoms.kernel.database.unit import Database, UnitOfWork
from smartcustoms.kernel.people import actions as people
from smartcustoms.kernel.people import queries as people_asked


@dataclass(frozen=True, slots=True)
class Chapter:
    """One part of the demo world: what it says while it is made, how to tell it is there, and how it is made."""

    says: str
    is_there: Callable[[UnitOfWork], bool]
    make: Callable[[Database, datetime], None]


def cast() -> dict[str, Actor]:
    """Give the people of the demo world by their number (amina, daoud, esi, bela, chen, otis, ada)."""
    return {
        row["number"]: Actor(
            user=row["number"],
            organisation=row["organisation"],
            kind=Kind(row["kind"]),
            roles=frozenset({row["role"]}),
            name=row["name"],
        )
        for row in people_asked.demo_cast()
    }


def who_can_sign_in() -> list[tuple[str, str, str]]:
    """Give name with role, address and password of everybody of the demo world, for the start to print."""
    return [(f"{row['name']} ({row['role']})", row["email"], row["password"]) for row in people_asked.demo_cast()]


def make(database: Database, at: datetime, say: Callable[[str], None] = lambda _: None) -> list[str]:
    """Make what is not there yet of the demo world, telling each chapter; gives what was made (nothing the second time)."""
    made = []
    for chapter in CHAPTERS:
        with database.unit(by=PLATFORM, at=at) as uow:
            there = chapter.is_there(uow)
        if not there:
            say(chapter.says)
            chapter.make(database, at)
            made.append(chapter.says)
    return made


def _people_there(uow: UnitOfWork) -> bool:
    return all(people_asked.person(uow, number) is not None for number in cast())


def _make_people(database: Database, at: datetime) -> None:
    with database.unit(by=PLATFORM, at=at) as uow:
        people.make_demo_cast(uow)


CHAPTERS = (Chapter("people who can sign in", _people_there, _make_people),)
