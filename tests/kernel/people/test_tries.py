"""Wrong tries where no account counts them: nobody learns who has an account, and one sender does not try them all."""

from datetime import timedelta

import pytest

from smartcustoms.kernel.actor import PLATFORM
from smartcustoms.kernel.database.unit import Database
from smartcustoms.kernel.errors import Refused
from smartcustoms.kernel.people import actions
from smartcustoms.kernel.people.actions.tries import FROM_ADDRESS
from smartcustoms.kernel.settings import Settings
from tests.conftest import NOON
from tests.web_client import client

KNOWN, UNKNOWN = "bela@bela.example", "nobody@bela.example"


@pytest.fixture
def cast(database: Database) -> Database:
    with database.unit(by=PLATFORM, at=NOON) as uow:
        actions.make_demo_cast(uow)
    return database


def guess(
    database: Database,
    settings: Settings,
    email: str,
    *,
    minutes: float = 0,
    word: str = "guess",
    address: str = "",
) -> str:
    """Try to sign in; give the whole sentence of the refusal, or that it was let in."""
    with database.unit(by=PLATFORM, at=NOON + timedelta(minutes=minutes)) as uow:
        said = actions.sign_in(uow, email, word, address=address, settings=settings)
    return f"{said.code} {said.says} {said.says.values}" if isinstance(said, Refused) else "let in"


def test_an_address_that_nobody_has_answers_as_one_that_somebody_has(cast: Database, settings: Settings) -> None:
    moments = (0, 1, 2, 3, 4, 5, 20, 34.5, 35, 36, 37)
    known = [guess(cast, settings, KNOWN, minutes=at) for at in moments]
    unknown = [guess(cast, settings, UNKNOWN, minutes=at) for at in moments]
    assert known == unknown
    codes = [each.partition(" ")[0] for each in known]
    # The fifth try, at 4 minutes, locks until 34; the next five begin at 34.5 and the tries at 36 and 37 are the third and fourth.
    assert codes == ["sign_in_failed"] * 5 + ["account_locked"] * 2 + ["sign_in_failed"] * 4


def test_many_wrong_tries_from_one_address_are_refused_whatever_they_are_for(
    cast: Database, settings: Settings
) -> None:
    for n in range(FROM_ADDRESS):
        guess(cast, settings, f"guess{n}@bela.example", address="192.0.2.7")
    right = {"word": "Demo-bela-2026"}
    assert guess(cast, settings, KNOWN, address="192.0.2.7", **right).startswith("too_many_tries")
    assert not guess(cast, settings, KNOWN, address="192.0.2.8", **right).startswith("too_many_tries")
    assert not guess(cast, settings, KNOWN, address="192.0.2.7", minutes=31, **right).startswith("too_many_tries")


def test_the_form_says_it_with_429(database: Database, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("smartcustoms.kernel.people.actions.tries.FROM_ADDRESS", 2)
    with client(database, settings) as visitor:
        form = {"email": UNKNOWN, "password": "guess"}
        seen = [visitor.fill("/sign-in", form, page="/sign-in").status_code for _ in range(3)]
    assert seen == [401, 401, 429]
