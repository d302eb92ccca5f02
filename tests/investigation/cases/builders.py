"""Cases as tests begin them."""

from smartcustoms.investigation.cases import actions
from smartcustoms.investigation.cases.model import About, Priority, Reason, Subject, Told
from smartcustoms.kernel.actor import PLATFORM
from smartcustoms.kernel.database.unit import Database
from smartcustoms.kernel.people import actions as people
from smartcustoms.kernel.words.model import sentence
from tests.cast import AMINA
from tests.conftest import NOON

JOURNEY = Subject(About.JOURNEY, "J-1")


def with_cast(database: Database) -> None:
    """Give the cast accounts."""
    with database.unit(by=PLATFORM, at=NOON) as uow:
        people.make_demo_cast(uow)


def alarm(number: int = 1, *, stands: bool = True) -> Told:
    """Give what an alarm tells, or what takes it back."""
    word = "tampered" if stands else "withdrawn"
    return Told(says=sentence("An alarm"), source=f"{word} {number}", of=f"alarm {number}", stands=stands)


def opened(database: Database, told: Told | None = None) -> str:
    """Open a case about a journey by an event; give its number."""
    with database.unit(by=PLATFORM, at=NOON) as uow:
        return actions.open_case(
            uow,
            about=JOURNEY,
            because=Reason.ELOCK_TAMPERED,
            told=told or alarm(),
            further=(Subject(About.TRUCK, "HK 1234"), Subject(About.DECLARATION, "")),
            priority=Priority.HIGH,
        )


def referred(database: Database, number: str = "HK 1234", *, restricted: bool = False) -> str:
    """Let Officer Amina refer a truck; give the case's number."""
    with database.unit(by=AMINA, at=NOON) as uow:
        return actions.refer(
            uow,
            about=Subject(About.TRUCK, number),
            title="A false wall",
            summary="Seen at the yard",
            restricted=restricted,
        )
