"""The people of the demo world."""

from datetime import datetime

from smartcustoms.kernel.actor import PLATFORM, Actor, Kind
from smartcustoms.kernel.database.unit import Database, UnitOfWork
from smartcustoms.kernel.people import actions as people
from smartcustoms.kernel.people import queries as people_asked


def cast() -> dict[str, Actor]:
    """Give the people of the demo world by their number: amina, daoud, esi, ines, idris, otis and ada of customs, traders and agencies."""
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


def people_there(uow: UnitOfWork) -> bool:
    """Tell whether the whole cast has accounts."""
    return all(people_asked.person(uow, number) is not None for number in cast())


def make_people(database: Database, at: datetime) -> None:
    """Give the cast accounts with their printed passwords."""
    with database.unit(by=PLATFORM, at=at) as uow:
        people.make_demo_cast(uow)
