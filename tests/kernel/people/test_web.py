"""Sign-in and the pages of people, through HTTP."""

import pytest

from smartcustoms.kernel.database.unit import Database
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


@pytest.mark.parametrize("away", ["//evil.example", "https://evil.example", "/\\evil.example"])
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
