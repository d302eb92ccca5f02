"""Sign-in and the pages of people, through HTTP."""

import re
from dataclasses import replace

import pytest

from smartcustoms.kernel import clock
from smartcustoms.kernel.actor import PLATFORM
from smartcustoms.kernel.database.unit import Database
from smartcustoms.kernel.people import actions
from smartcustoms.kernel.people.web.signing_in import inside
from smartcustoms.kernel.settings import Settings
from tests.cast import ADA, BELA
from tests.web_client import client


def test_sign_in_with_the_form(database: Database, settings: Settings) -> None:
    with client(database, settings, as_=BELA) as made:
        made.cookies.clear()
        form = {"email": "bela@bela.example", "password": "Demo-bela-2026", "then": "/me"}
        wrong = made.fill("/sign-in", form | {"password": "guess"}, page="/sign-in")
        assert wrong.status_code == 401
        assert "not right" in wrong.text
        right = made.fill("/sign-in", form, page="/sign-in")
        assert (right.status_code, right.headers["location"]) == (303, "/me")
        assert "Trader Bela" in made.get("/me").text
        made.fill("/sign-out", page="/me")
        assert made.get("/me", headers={"accept": "application/json"}).status_code == 401


def test_a_form_without_its_token_is_refused(database: Database, settings: Settings) -> None:
    with client(database, settings, as_=BELA) as bela:
        assert bela.post("/sign-out").status_code == 403


AWAY = [
    "//evil.example",
    "https://evil.example",
    "/\\evil.example",
    "/\t/evil.example",
    "/\n/evil.example",
    "/a\\b",
    "",
]


def test_who_had_to_sign_in_goes_on_where_he_wanted_to(database: Database, settings: Settings) -> None:
    with client(database, settings) as visitor:
        with database.unit(by=PLATFORM, at=clock.now()) as uow:
            actions.make_demo_cast(uow)
        sent = visitor.get("/me?tab=1", follow_redirects=False).headers["location"]
        kept = re.search(r'name="then" value="([^"]*)"', visitor.get(sent).text)
        assert kept
        form = {"email": "bela@bela.example", "password": "Demo-bela-2026", "then": kept.group(1)}
        assert visitor.fill("/sign-in", form, page="/sign-in").headers["location"] == "/me?tab=1"


@pytest.mark.parametrize("away", AWAY)
def test_the_way_after_signing_in_leads_only_inside(away: str) -> None:
    assert inside(away) == "/"
    assert inside("/people?q=a%20b&page=2#x") == "/people?q=a%20b&page=2#x"


@pytest.mark.parametrize("away", AWAY)
def test_sign_in_leads_only_inside(database: Database, settings: Settings, away: str) -> None:
    with client(database, settings, as_=BELA) as bela:
        answer = bela.get("/sign-in", params={"then": away}, follow_redirects=False)
        assert answer.headers["location"] == "/"


def test_administration(database: Database, settings: Settings) -> None:
    with client(database, settings, as_=ADA) as ada:
        assert "Officer Daoud" in ada.get("/people?q=daoud").text
        assert ada.get("/people/daoud").status_code == 200
        assert ada.get("/people/nobody").status_code == 404
        new = {"name": "Trader Dia", "email": "dia@dia.example", "organisation": "chen-co", "role": ["trader"]}
        made = ada.fill("/people", new, page="/people")
        assert "Trader Dia" in ada.get(made.headers["location"]).text
        ada.fill("/people/daoud/suspend", {"because": "on leave"}, page="/people/daoud")
        assert "suspended" in ada.get("/people/daoud").text
    with client(database, settings, as_=BELA) as bela:
        assert bela.get("/people").status_code == 403


@pytest.mark.parametrize("language", ["en", "zh-Hant", "zh-Hans"])
def test_pages_in_each_language(database: Database, settings: Settings, language: str) -> None:
    with client(database, settings, as_=ADA) as ada:
        for page in ("/me", "/people", "/people/ada"):
            assert ada.get(page, params={"lang": language}).status_code == 200


def test_a_person_nobody_knows_is_neither_suspended_nor_restored(database: Database, settings: Settings) -> None:
    with client(database, settings, as_=ADA) as ada:
        for deed in ("suspend", "restore"):
            body = {"because": "on leave"}
            assert ada.call("POST", f"/people/nobody/{deed}", body).status_code == 404


def test_who_is_restored_has_what_he_had(database: Database, settings: Settings) -> None:
    with database.unit(by=PLATFORM, at=clock.now()) as uow:
        actions.make_demo_cast(uow)
        actions.suspend_organisation(uow, "bela-trading", because="licence over")
        actions.suspend(uow, "bela", because="left")
        actions.restore(uow, "bela")
        actions.restore_organisation(uow, "bela-trading")
        signed = actions.sign_in(uow, "bela@bela.example", "Demo-bela-2026", settings=replace(settings, demo=True))
    assert isinstance(signed, str)


def test_a_passkey_that_is_none_is_not_removed(database: Database, settings: Settings) -> None:
    with client(database, settings, as_=BELA) as bela:
        for none in ("x", "\u00e9", "AAAA"):
            assert bela.fill("/me/passkeys/remove", {"credential": none}, page="/me").status_code == 303


def test_signs_that_no_database_keeps_break_nothing(database: Database, settings: Settings) -> None:
    with client(database, settings, as_=BELA) as bela:
        bela.cookies.clear()
        form = {"email": "a\x00b@bela.example", "password": "guess\x00"}
        assert bela.fill("/sign-in", form, page="/sign-in").status_code in (401, 422)
        asked = {"state": "\x00", "code": "\x00"}
        assert bela.get("/sign-in/service/back", params=asked).status_code == 404
