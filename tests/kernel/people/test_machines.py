"""Tokens of organisations' machines: what the maker may, kept as a hash, over when they end or are revoked."""

from datetime import timedelta

import pytest

from smartcustoms.kernel.actor import PLATFORM, Actor
from smartcustoms.kernel.database.unit import Database
from smartcustoms.kernel.errors import NotFound
from smartcustoms.kernel.people import actions, queries
from smartcustoms.kernel.people.actions.machines import TokenRefused
from tests.cast import AMINA, BELA, CHEN
from tests.conftest import NOON


@pytest.fixture
def cast(database: Database) -> Database:
    with database.unit(by=PLATFORM, at=NOON) as uow:
        actions.make_demo_cast(uow)
    return database


def used(database: Database, secret: str, *, days: int = 0) -> Actor | None:
    with database.unit(by=PLATFORM, at=NOON + timedelta(days=days)) as uow:
        return actions.use_token(uow, secret)


def test_a_machine_acts_for_its_organisation_until_the_token_ends(cast: Database) -> None:
    with cast.unit(by=BELA, at=NOON) as uow:
        made, secret = actions.make_token(uow, name="Warehouse system", given=["trader"], days=30)
    actor = used(cast, secret)
    assert actor is not None
    assert (actor.organisation, actor.roles) == ("bela-trading", frozenset({"trader"}))
    assert used(cast, secret, days=30) is None
    assert used(cast, secret[:-1]) is None
    with cast.unit(by=BELA, at=NOON) as uow:
        assert [each.number for each in queries.tokens(uow)] == [made.number]
        actions.revoke_token(uow, made.number)
    assert used(cast, secret) is None


def test_another_organisation_neither_sees_nor_ends_it(cast: Database) -> None:
    with cast.unit(by=BELA, at=NOON) as uow:
        made, secret = actions.make_token(uow, name="Warehouse system", given=["trader"], days=30)
    with cast.unit(by=CHEN, at=NOON) as uow:
        assert queries.tokens(uow) == []
    with pytest.raises(NotFound), cast.unit(by=CHEN, at=NOON) as uow:
        actions.revoke_token(uow, made.number)
    assert used(cast, secret)


def test_a_suspended_organisations_machines_are_out(cast: Database) -> None:
    with cast.unit(by=BELA, at=NOON) as uow:
        _, secret = actions.make_token(uow, name="Warehouse system", given=["trader"], days=30)
    with cast.unit(by=PLATFORM, at=NOON) as uow:
        actions.suspend_organisation(uow, "bela-trading", because="licence over")
    assert used(cast, secret) is None


@pytest.mark.parametrize(
    ("who", "given", "days"),
    [
        (BELA, ["declarant"], 9),
        (BELA, [], 9),
        (BELA, ["trader"], 0),
        (BELA, ["trader"], 367),
        (AMINA, ["targeting_officer"], 9),
    ],
)
def test_no_token_beyond_its_maker(cast: Database, who: Actor, given: list[str], days: int) -> None:
    with pytest.raises(TokenRefused), cast.unit(by=who, at=NOON) as uow:
        actions.make_token(uow, name="x", given=given, days=days)
