"""The demo world: a simulated administration with people who can sign in and trade to look at. Nothing in it is real.

Made chapter by chapter, each in its own transaction and skipped when it is there already, so that a start that was cut
off goes on where it stopped and a second start makes nothing. Only other capabilities' actions are called.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from smartcustoms.kernel.actor import PLATFORM, Actor, Kind
from smartcustoms.kernel.database.unit import Database, UnitOfWork
from smartcustoms.kernel.people import actions as people
from smartcustoms.kernel.people import queries as people_asked
from smartcustoms.kernel.people.model import Organisation

PASSWORD = "Harbour-2026"  # noqa: S105  printed at start; only the demo world has it
"""What everybody of the demo world signs in with."""

ORGANISATIONS = (
    Organisation("customs", "Simulated Customs", Kind.CUSTOMS),
    Organisation("bela-trading", "Bela Trading", Kind.TRADER),
    Organisation("chen-co", "Chen & Co", Kind.TRADER),
    Organisation("simulated-brokers", "Simulated Brokers", Kind.TRADER),
)


def _cast(name: str, role: str, organisation: str, kind: Kind, language: str = "en") -> Actor:
    user = name.rpartition(" ")[2].lower()
    return Actor(user, organisation, kind, frozenset({role}), language, name)


AMINA = _cast("Officer Amina", "targeting_officer", "customs", Kind.CUSTOMS)
DAOUD = _cast("Officer Daoud", "examining_officer", "customs", Kind.CUSTOMS)
ESI = _cast("Supervisor Esi", "supervisor", "customs", Kind.CUSTOMS)
BELA = _cast("Trader Bela", "trader", "bela-trading", Kind.TRADER)
CHEN = _cast("Trader Chen", "trader", "chen-co", Kind.TRADER, "zh-Hant")
BROKER = _cast("Declarant Faye", "declarant", "simulated-brokers", Kind.TRADER)
OTIS = _cast("Operator Otis", "operator", "customs", Kind.CUSTOMS)
ADA = _cast("Administrator Ada", "administrator", "customs", Kind.CUSTOMS)
CAST = (AMINA, DAOUD, ESI, BELA, CHEN, BROKER, OTIS, ADA)


@dataclass(frozen=True, slots=True)
class Chapter:
    """One part of the demo world: what it says while it is made, how to tell it is there, and how it is made."""

    says: str
    is_there: Callable[[UnitOfWork], bool]
    make: Callable[[Database, datetime], None]


def email(who: Actor) -> str:
    """Give the address somebody of the demo world signs in with."""
    return f"{who.user}@demo.example"


def who_can_sign_in() -> list[tuple[str, str, str]]:
    """Give name with role, address and password of everybody of the demo world, for the start to print."""
    return [(f"{who.name} ({', '.join(sorted(who.roles))})", email(who), PASSWORD) for who in CAST]


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
    return people_asked.person(uow, CAST[-1].user) is not None


def _make_people(database: Database, at: datetime) -> None:
    with database.unit(by=PLATFORM, at=at) as uow:
        for organisation in ORGANISATIONS:
            people.found_organisation(uow, organisation)
        for who in CAST:
            people.invite(
                uow, name=who.name, email=email(who), organisation=who.organisation, roles_given=who.roles,
                language=who.language, number=who.user,
            )  # fmt: skip
            people.set_password(uow, email(who), PASSWORD)


CHAPTERS = (Chapter("people who can sign in", _people_there, _make_people),)
