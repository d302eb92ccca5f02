"""The demo world: made once, whole, and everybody named can sign in."""

from smartcustoms.app import demo
from smartcustoms.kernel.actor import PLATFORM
from smartcustoms.kernel.database.unit import Database
from smartcustoms.kernel.people import actions as people
from smartcustoms.kernel.settings import Settings
from tests.cast import CAST
from tests.conftest import NOON


def test_the_cast_is_the_cast_of_the_tests() -> None:
    assert demo.cast() == {who.user: who for who in CAST}


def test_everybody_named_can_sign_in_and_the_second_start_makes_nothing(database: Database, settings: Settings) -> None:
    for chapter in demo.CHAPTERS[:1]:
        chapter.make(database, NOON)
    for _, address, password in demo.who_can_sign_in():
        with database.unit(by=PLATFORM, at=NOON) as uow:
            assert isinstance(people.sign_in(uow, address, password, settings=settings), str)
    with database.unit(by=PLATFORM, at=NOON) as uow:
        assert demo.CHAPTERS[0].is_there(uow)
