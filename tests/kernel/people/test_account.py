"""One's own account, machines and administration through HTTP: what is set up there works, and only there."""

import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pyotp
import pytest
import sqlalchemy as sa
from starlette.testclient import TestClient

from smartcustoms.kernel import clock
from smartcustoms.kernel.actor import PLATFORM
from smartcustoms.kernel.database.unit import Database
from smartcustoms.kernel.settings import Settings
from tests.cast import ADA, BELA, ESI
from tests.kernel.people.test_passkeys import Authenticator
from tests.web_client import Client, client

JSON = {"accept": "application/json"}


def shown(text: str, pattern: str) -> str:
    found = re.search(pattern, text)
    assert found, f"{pattern} is not shown"
    return found.group(1)


def test_a_machine_uses_the_api_with_its_token_and_no_cookie(database: Database, settings: Settings) -> None:
    with client(database, settings, as_=BELA) as bela:
        form = {"name": "Warehouse", "days": "30", "scope": "people.own_account"}
        secret = shown(bela.fill("/machines", form, page="/machines").text, r"<code[^>]*>(sc_[^<]+)</code>")
        number = shown(bela.get("/machines").text, r"/machines/([^/]+)/end")
        bearer = {"authorization": f"Bearer {secret}"}
        assert bela.get("/api/v1/me", headers=bearer).json()["name"] == "Warehouse"
        # Beside a wrong token the cookie of Bela's session counts for nothing.
        assert bela.get("/api/v1/me", headers={"authorization": "Bearer sc_guess"}).status_code == 401
        refused = bela.post("/machines", data=form, headers=bearer | JSON)
        assert (refused.status_code, refused.json()["code"]) == (403, "not_permitted")
        bela.fill(f"/machines/{number}/end", page="/machines")
        assert bela.get("/api/v1/me", headers=bearer).status_code == 401


def test_an_invited_person_sets_a_password_and_signs_in(database: Database, settings: Settings) -> None:
    with client(database, settings, as_=ADA) as ada:
        form = {"name": "Trader Dia", "email": "dia@dia.example", "organisation": "chen-co", "role": ["trader"]}
        person = ada.fill("/people", form, page="/people").headers["location"]
        link = shown(ada.fill(f"{person}/invitation", page=person).text, r"(/welcome/[\w-]+)")
        ada.cookies.clear()
        assert ada.fill(link, {"password": "short"}, page=link).status_code == 422
        assert ada.fill(link, {"password": "Rice-and-tea-7"}, page=link).status_code == 303
        assert ada.fill(link, {"password": "Rice-and-tea-8"}, page="/sign-in", headers=JSON).status_code == 404
        signed = {"email": "dia@dia.example", "password": "Rice-and-tea-7"}
        assert ada.fill("/sign-in", signed, page="/sign-in").status_code == 303
        assert ada.get("/api/v1/me").json()["organisation"] == "chen-co"


def test_an_old_session_proves_itself_again_before_a_weighty_step(database: Database, settings: Settings) -> None:
    with client(database, settings, as_=ADA) as ada:
        with database.engine.begin() as connection:
            old = clock.now() - timedelta(minutes=31)
            connection.execute(sa.text("update sign_in_session set proved = :old"), {"old": old})
        path, form = "/people/daoud/roles", {"role": ["supervisor"]}
        refused = ada.fill(path, form, page="/me", headers=JSON)
        assert (refused.status_code, refused.json()["code"]) == (403, "prove_again")
        assert ada.fill("/prove", {"password": "wrong"}, page="/prove").status_code == 422
        assert (
            ada.fill("/prove", {"password": "Demo-ada-20260", "then": "//evil.example"}, page="/prove").headers[
                "location"
            ]
            == "/"
        )
        assert ada.fill(path, form, page="/me").status_code == 303


def test_setting_up_an_authenticator_application(database: Database, settings: Settings) -> None:
    with client(database, settings, as_=ESI) as esi:
        page = esi.fill("/me/second-factor", {"old": "Demo-esi-20260"}, page="/me").text
        secret = shown(page, r"<code>([A-Z2-7]+)</code>")
        assert "data:image/svg+xml" in page
        assert esi.fill("/me/second-factor/code", {"code": "000000"}, page="/me").status_code == 422
        code = pyotp.TOTP(secret).now()
        assert esi.fill("/me/second-factor/code", {"code": code}, page="/me").status_code == 303
        esi.cookies.clear()
        asked = esi.fill("/sign-in", {"email": "esi@customs.example", "password": "Demo-esi-20260"}, page="/sign-in")
        assert asked.status_code == 401
        assert 'name="code"' in asked.text


def test_a_passkey_made_and_used_through_http(database: Database, settings: Settings) -> None:
    key = Authenticator(site="testserver", origin="http://testserver")
    with client(database, replace(settings, origin="http://testserver"), as_=BELA) as bela:
        asked = _post(bela, "/me/passkeys/options", {}, page="/me")
        made = {"ticket": asked["ticket"], "credential": key.make(asked["options"]), "name": "phone"}
        assert _post(bela, "/me/passkeys", made, page="/me") == {"then": "/me"}
        assert "phone" in bela.get("/me").text
        bela.cookies.clear()
        asked = _post(bela, "/sign-in/passkey/options", {}, page="/sign-in")
        given = {"ticket": asked["ticket"], "credential": key.sign(asked["options"]), "then": "//evil.example"}
        assert _post(bela, "/sign-in/passkey", given, page="/sign-in") == {"then": "/"}
        assert bela.get("/api/v1/me").json()["user"] == "bela"


def test_organisations_are_suspended_but_never_customs(database: Database, settings: Settings) -> None:
    with client(database, settings, as_=ADA) as ada:
        new = {"number": "dia-co", "name": "Dia & Co", "kind": "trader"}
        assert ada.fill("/organisations", new, page="/organisations").status_code == 303
        assert "Dia &amp; Co" in ada.get("/organisations?q=dia").text
        because = {"because": "licence over"}
        assert ada.fill("/organisations/dia-co/suspend", because, page="/organisations").status_code == 303
        assert "suspended" in ada.get("/organisations?q=dia").text
        assert ada.fill("/organisations/dia-co/restore", page="/organisations").status_code == 303
        refused = ada.fill("/organisations/customs/suspend", because, page="/organisations", headers=JSON)
        assert refused.status_code == 409


def test_every_deed_is_in_the_audit_journal(database: Database, settings: Settings) -> None:
    with client(database, settings, as_=ADA) as ada:
        ada.fill("/people/daoud/suspend", {"because": "on leave"}, page="/people/daoud")
    with database.unit(by=PLATFORM, at=clock.now()) as uow:
        deeds = set(uow.connection.execute(sa.text("select deed from audit_journal where about = 'daoud'")).scalars())
        looks = uow.connection.execute(sa.text("select count(*) from audit_journal where deed = 'looked'")).scalar()
    assert {"person.password_set", "person.suspended"} <= deeds
    assert looks


@pytest.mark.parametrize("language", ["en", "zh-Hant", "zh-Hans"])
def test_new_pages_in_each_language(database: Database, settings: Settings, language: str) -> None:
    with client(database, settings, as_=ADA) as ada:
        for page in ("/organisations", "/prove", "/welcome/secret"):
            assert ada.get(page, params={"lang": language}).status_code == 200


def _post(who: TestClient, path: str, body: object, *, page: str) -> dict[str, Any]:
    assert isinstance(who, Client)
    token = shown(who.get(page).text, r'name="csrf" content="([^"]+)"')
    answer = who.post(path, json=body, headers={"x-csrf-token": token})
    assert answer.status_code == 200, answer.text
    given: dict[str, Any] = answer.json()
    return given
