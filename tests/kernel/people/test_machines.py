"""Tokens of organisations' machines: what the maker may, kept as a hash, over when they end or are revoked."""

import re
from datetime import timedelta

import pytest
import sqlalchemy as sa

from smartcustoms.kernel import clock
from smartcustoms.kernel.actor import PLATFORM, Actor
from smartcustoms.kernel.database.unit import Database
from smartcustoms.kernel.errors import NotFound
from smartcustoms.kernel.people import actions, queries
from smartcustoms.kernel.people.actions.machines import TokenRefused
from smartcustoms.kernel.people.model import KEEP_MACHINES
from smartcustoms.kernel.people.queries import may
from smartcustoms.kernel.settings import Settings
from smartcustoms.trade.declarations.model import SEE as SEE_DECLARATIONS
from smartcustoms.trade.tariff.model import SEARCH_TARIFF
from tests.cast import ADA, AMINA, BELA, CHEN
from tests.conftest import NOON
from tests.trade.declarations.builders import entered
from tests.web_client import client


@pytest.fixture
def cast(database: Database) -> Database:
    with database.unit(by=PLATFORM, at=NOON) as uow:
        actions.make_demo_cast(uow)
    return database


def used(database: Database, secret: str, *, days: int = 0) -> Actor | None:
    with database.unit(by=PLATFORM, at=NOON + timedelta(days=days)) as uow:
        return actions.use_token(uow, secret, simulated=True)


def test_a_machine_acts_for_its_organisation_until_the_token_ends(cast: Database) -> None:
    with cast.unit(by=BELA, at=NOON) as uow:
        made, secret = actions.make_token(
            uow, name="Warehouse system", given=["trader"], scopes=["declarations.see"], days=30
        )
    actor = used(cast, secret)
    assert actor is not None
    assert (actor.organisation, actor.roles) == ("bela-trading", frozenset({"trader"}))
    assert actor.scopes == {"declarations.see"}
    assert used(cast, secret, days=30) is None
    assert used(cast, secret[:-1]) is None
    with cast.unit(by=BELA, at=NOON) as uow:
        assert [each.number for each in queries.tokens(uow)] == [made.number]
        actions.revoke_token(uow, made.number)
    assert used(cast, secret) is None


def test_another_organisation_neither_sees_nor_ends_it(cast: Database) -> None:
    with cast.unit(by=BELA, at=NOON) as uow:
        made, secret = actions.make_token(
            uow, name="Warehouse system", given=["trader"], scopes=["declarations.see"], days=30
        )
    with cast.unit(by=CHEN, at=NOON) as uow:
        assert queries.tokens(uow) == []
    with pytest.raises(NotFound), cast.unit(by=CHEN, at=NOON) as uow:
        actions.revoke_token(uow, made.number)
    assert used(cast, secret)


def test_a_suspended_organisations_machines_are_out(cast: Database) -> None:
    with cast.unit(by=BELA, at=NOON) as uow:
        _, secret = actions.make_token(
            uow, name="Warehouse system", given=["trader"], scopes=["declarations.see"], days=30
        )
    with cast.unit(by=PLATFORM, at=NOON) as uow:
        actions.suspend_organisation(uow, "bela-trading", because="licence over")
    assert used(cast, secret) is None


SEE = ["declarations.see"]


@pytest.mark.parametrize(
    ("who", "given", "scopes", "days", "field"),
    [
        (BELA, ["declarant"], SEE, 9, "role"),
        (BELA, [], SEE, 9, "role"),
        (BELA, ["trader"], SEE, 0, "days"),
        (BELA, ["trader"], SEE, 367, "days"),
        (AMINA, ["targeting_officer"], SEE, 9, "role"),
        (BELA, ["trader"], [], 9, "scope"),
        (BELA, ["trader"], [*SEE, "risk.see_rules"], 9, "scope"),
        (BELA, ["trader"], ["no.such"], 9, "scope"),
        (BELA, ["trader"], [KEEP_MACHINES.code], 9, "scope"),
    ],
)
def test_no_token_beyond_its_maker(
    cast: Database, who: Actor, given: list[str], scopes: list[str], days: int, field: str
) -> None:
    with pytest.raises(TokenRefused) as refused, cast.unit(by=who, at=NOON) as uow:
        actions.make_token(uow, name="x", given=given, scopes=scopes, days=days)
    assert refused.value.field == field


def test_a_token_is_worth_no_more_than_its_maker_now(cast: Database) -> None:
    with cast.unit(by=BELA, at=NOON) as uow:
        _, secret = actions.make_token(uow, name="Warehouse system", given=["trader"], scopes=SEE, days=30)
    with cast.unit(by=PLATFORM, at=NOON) as uow:
        actions.give_roles(uow, "bela", ["declarant"])
    narrowed = used(cast, secret)
    assert narrowed is not None
    assert (narrowed.roles, may(narrowed, SEE_DECLARATIONS)) == (frozenset(), False)
    with cast.unit(by=PLATFORM, at=NOON) as uow:
        actions.suspend(uow, "bela", because="left the company")
    assert used(cast, secret) is None


def test_a_token_of_the_demo_is_worth_nothing_outside_it(cast: Database) -> None:
    with cast.unit(by=BELA, at=NOON) as uow:
        _, secret = actions.make_token(uow, name="Warehouse system", given=["trader"], scopes=SEE, days=30)
    with cast.unit(by=PLATFORM, at=NOON) as uow:
        assert actions.use_token(uow, secret, simulated=False) is None


def test_a_token_made_before_tokens_named_permissions_goes_on(cast: Database) -> None:
    with cast.unit(by=BELA, at=NOON) as uow:
        _, secret = actions.make_token(uow, name="Warehouse system", given=["trader"], scopes=SEE, days=30)
        uow.connection.execute(sa.text("update machine_token set scopes = null"))
    actor = used(cast, secret)
    assert actor is not None
    assert actor.scopes is None
    assert may(actor, SEARCH_TARIFF)


def test_what_a_token_names_is_noted(cast: Database) -> None:
    with cast.unit(by=BELA, at=NOON) as uow:
        made, _ = actions.make_token(uow, name="Warehouse system", given=["trader"], scopes=SEE, days=30)
    with cast.unit(by=PLATFORM, at=NOON) as uow:
        noted = sa.text("select facts from audit_journal where deed = 'token.made' and about = :number")
        assert uow.connection.execute(noted, {"number": made.number}).scalar_one()["permissions"] == SEE


def test_the_page_makes_a_narrow_token_and_shows_it_once(database: Database, settings: Settings) -> None:
    with client(database, settings, as_=BELA) as bela:
        none = bela.fill("/machines", {"name": "Warehouse system", "days": "30"}, page="/machines")
        assert none.status_code == 422
        assert "at least one permission" in none.text
        form = {"name": "Warehouse system", "days": "30", "scope": ["tariff.search", "people.own_account"]}
        secret = re.search(r"sc_[\w-]{43}", bela.fill("/machines", form, page="/machines").text)
        assert secret
        page = bela.get("/machines").text
        assert secret.group() not in page
        assert SEARCH_TARIFF.says in page
        number = re.search(r"/machines/([^/]+)/end", page)
        assert number
        heads = {"authorization": f"Bearer {secret.group()}"}
        assert bela.get("/api/v1/me", headers=heads).json()["user"] == f"machine:{number.group(1)}"
        refused = bela.get("/api/v1/declarations", headers=heads)
        assert (refused.status_code, refused.json()["code"]) == (403, "not_permitted")
        assert SEE_DECLARATIONS.says in refused.json()["message"]
        assert "declarations.see" in refused.json()["mend"]
        bela.fill(f"/machines/{number.group(1)}/end", page="/machines")
        assert bela.get("/api/v1/me", headers=heads).status_code == 401


def test_a_tokens_menu_is_not_shown_to_its_people(database: Database, settings: Settings) -> None:
    with client(database, settings, as_=BELA) as bela:
        with database.unit(by=BELA, at=clock.now()) as uow:
            scopes = ["people.own_account"]
            _, secret = actions.make_token(uow, name="Warehouse system", given=["trader"], scopes=scopes, days=30)
        assert 'href="/machines"' not in bela.get("/me", headers={"authorization": f"Bearer {secret}"}).text
        assert 'href="/machines"' in bela.get("/me").text


def test_an_administrator_sees_and_ends_what_a_person_made(database: Database, settings: Settings) -> None:
    with client(database, settings, as_=ADA) as ada:
        with database.unit(by=BELA, at=clock.now()) as uow:
            made, secret = actions.make_token(uow, name="Warehouse system", given=["trader"], scopes=SEE, days=30)
        [seen] = ada.call("GET", "/people/bela/machines").json()
        assert (seen["number"], seen["permissions"], seen["revoked"]) == (made.number, SEE, False)
        assert "Warehouse system" in ada.get("/people/bela").text
        end = f"/people/{{}}/machines/{made.number}/end"
        assert ada.fill(end.format("chen"), page="/me").status_code == 404
        assert used(database, secret)
        assert ada.fill(end.format("bela"), page="/people/bela").status_code == 303
        assert used(database, secret) is None
        assert ada.call("POST", end.format("bela")).status_code == 204  # ended again: nothing changes
        assert ada.call("GET", "/people/bela/machines").json()[0]["revoked"]


def test_a_system_lodges_with_its_token_as_the_how_to_says(database: Database, settings: Settings) -> None:
    with client(database, settings, as_=BELA) as bela:
        with database.unit(by=BELA, at=clock.now()) as uow:
            scopes = ["declarations.lodge"]
            made, secret = actions.make_token(uow, name="ERP", given=["trader"], scopes=scopes, days=30)
        bela.cookies.clear()
        heads = {"authorization": f"Bearer {secret}", "idempotency-key": "one of ours"}
        first, again = (bela.post("/api/v1/declarations", json=entered(), headers=heads) for _ in range(2))
        assert first.status_code == 201, first.text
        assert again.json()["number"] == first.json()["number"]
        assert bela.get(f"/api/v1/declarations/{first.json()['number']}", headers=heads).status_code == 403
        with database.unit(by=PLATFORM, at=clock.now()) as uow:
            noted = sa.text("select who from audit_journal where deed = 'declaration.lodged'")
            assert uow.connection.execute(noted).scalar_one() == f"machine:{made.number}"
            actions.suspend(uow, "bela", because="left the company")
        late = bela.post("/api/v1/declarations", json=entered(), headers=heads)
        assert (late.status_code, late.json()["code"]) == (401, "not_signed_in")
