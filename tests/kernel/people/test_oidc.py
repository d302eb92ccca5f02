"""Signing in by a sign-in service, against an OpenID Connect provider served in the test: honest, and hostile in every way."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import httpx
import pytest
import sqlalchemy as sa
from joserfc import jwt
from joserfc.jwk import OKPKey

from smartcustoms.app.web import make_app
from smartcustoms.kernel import clock
from smartcustoms.kernel.actor import PLATFORM
from smartcustoms.kernel.database.unit import Database
from smartcustoms.kernel.people import actions
from smartcustoms.kernel.settings import Settings
from tests.kernel.people.provider import CLIENT, SECRET, Provider, new_key, provider, unsigned, with_shared_secret
from tests.web_client import Client

BACK = "/sign-in/service/back"


@dataclass
class Place:
    """An application that trusts a provider, and a browser in front of both."""

    database: Database
    settings: Settings
    service: Provider
    browser: Client

    def link(self, number: str = "bela") -> None:
        with self.database.unit(by=PLATFORM, at=clock.now()) as uow:
            actions.link_subject(uow, number, self.service.subject, settings=self.settings)

    def leave(self, path: str = "/sign-in/service?then=/me") -> dict[str, str]:
        """Go to the service and give what it sends back by way of the browser."""
        away = self.browser.get(path, follow_redirects=False)
        assert away.status_code == 303, away.text[:500]
        answer = httpx.get(away.headers["location"])
        return dict(httpx.URL(answer.headers["location"]).params)

    def come_back(self, answer: dict[str, str]) -> Any:
        return self.browser.get(BACK, params=answer, follow_redirects=False)

    def sign_in(self, path: str = "/sign-in/service?then=/me") -> Any:
        return self.come_back(self.leave(path))

    def who(self) -> Any:
        answer = self.browser.get("/api/v1/me")
        return answer.json().get("user")

    def noted(self, deed: str) -> list[dict[str, Any]]:
        with self.database.unit(by=PLATFORM, at=clock.now()) as uow:
            found = uow.connection.execute(
                sa.text("select facts from audit_journal where deed = :deed"), {"deed": deed}
            )
            return [row.facts for row in found]


@pytest.fixture
def service() -> Iterator[Provider]:
    with provider() as made:
        yield made


@pytest.fixture
def place(database: Database, settings: Settings, service: Provider) -> Iterator[Place]:
    with database.unit(by=PLATFORM, at=clock.now()) as uow:
        actions.make_demo_cast(uow)
    given = replace(settings, demo=True, oidc_issuer=service.issuer, oidc_client=CLIENT, oidc_secret=SECRET)
    with Client(make_app(given, database), base_url="http://testserver") as browser:
        yield Place(database, given, service, browser)


def test_a_linked_person_signs_in_and_out(place: Place) -> None:
    place.link()
    answer = place.sign_in()
    assert (answer.status_code, answer.headers["location"]) == (303, "/me")
    assert place.who() == "bela"
    assert place.noted("person.signed_in")[-1] == {"means": "sign-in service"}
    place.browser.fill("/sign-out", page="/me")
    assert place.who() is None


def test_an_unknown_subject_is_refused_told_what_to_say_and_noted(place: Place) -> None:
    answer = place.sign_in()
    assert answer.status_code == 403
    assert "no open account here is yours" in answer.text
    assert place.service.subject in answer.text
    assert place.who() is None
    assert place.noted("person.service_refused") == [{"issuer": place.service.issuer, "subject": place.service.subject}]


@pytest.mark.parametrize(
    ("deed", "says"),
    [
        ("suspend", "no open account"),
        ("suspend_organisation", "no open account"),
        ("lock", "locked until"),
        ("unlink", "no open account"),
    ],
)
def test_suspended_locked_and_unlinked_accounts_stay_shut(place: Place, deed: str, says: str) -> None:
    place.link()
    with place.database.unit(by=PLATFORM, at=clock.now()) as uow:
        if deed == "suspend":
            actions.suspend(uow, "bela", because="left")
        elif deed == "suspend_organisation":
            actions.suspend_organisation(uow, "bela-trading", because="licence over")
        elif deed == "unlink":
            actions.unlink_subject(uow, "bela", settings=place.settings)
        else:
            for _ in range(5):
                actions.sign_in(uow, "bela@bela.example", "guess", settings=place.settings)
    answer = place.sign_in()
    assert answer.status_code == 403
    assert says in answer.text
    assert place.who() is None


def hostile_claims(change: dict[str, Any]) -> Any:
    def twist(claims: dict[str, Any]) -> dict[str, Any]:
        changed = claims | {
            name: (claims["iat"] + value if name in ("exp", "iat", "nbf", "auth_time") and value is not None else value)
            for name, value in change.items()
        }
        return {name: value for name, value in changed.items() if value is not None}

    return twist


HOSTILE = {
    "another nonce": {"nonce": "of another request"},
    "no nonce": {"nonce": None},
    "another client's": {"aud": "another client"},
    "no audience": {"aud": None},
    "for several, asked by another": {"aud": [CLIENT, "another"], "azp": "another"},
    "for several, asked by nobody": {"aud": [CLIENT, "another"]},
    "another issuer": {"iss": "https://evil.example"},
    "over": {"exp": -61},
    "without an end": {"exp": None},
    "from the future": {"iat": 3600},
    "without a beginning": {"iat": None},
    "not yet": {"nbf": 120},
    "of nobody": {"sub": None},
    "of nobody's name": {"sub": ""},
    "proved tomorrow": {"auth_time": 86400},
    "a nonce in a list": {"nonce": ["x"]},
}


@pytest.mark.parametrize("change", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_token_that_is_not_for_this_request_is_refused(place: Place, change: dict[str, Any]) -> None:
    place.link()
    place.service.twist = hostile_claims(change)
    refuse(place, place.leave())


def refuse(place: Place, answer: dict[str, str]) -> None:
    """Come back with an answer, which must be refused with a sentence and begin no session."""
    said = place.come_back(answer)
    assert said.status_code == 401
    assert "does not prove who you are" in said.text
    assert place.who() is None


def test_clocks_may_differ_by_a_minute(place: Place) -> None:
    place.link()
    place.service.twist = hostile_claims({"exp": -30, "nbf": 30})
    assert place.sign_in().status_code == 303


@pytest.mark.parametrize("forger", ["none", "the client's secret", "the public key as secret", "own key", "key within"])
def test_a_token_signed_by_anybody_else_is_refused(place: Place, forger: str) -> None:
    place.link()
    own, public = new_key("first"), place.service.key.as_pem(private=False)
    with_secret = {"the client's secret": SECRET.encode(), "the public key as secret": public}

    def signed(claims: dict[str, Any]) -> str:
        if forger == "none":
            return unsigned(claims)
        if forger in with_secret:
            return with_shared_secret(claims, with_secret[forger])
        head = {"alg": "RS256", "kid": "first"}
        head |= {"jwk": own.as_dict(private=False)} if forger == "key within" else {}
        return jwt.encode(head, claims, own, algorithms=["RS256"])

    place.service.signed = signed
    refuse(place, place.leave())


def test_an_answer_counts_once(place: Place) -> None:
    place.link()
    answer = place.leave()
    kept = dict(place.browser.cookies)
    assert place.come_back(answer).status_code == 303
    place.browser.cookies.clear()
    place.browser.cookies.update(kept)
    refuse(place, answer)


def test_an_answer_counts_only_in_the_browser_that_asked(place: Place) -> None:
    place.link()
    answer = place.leave()
    place.browser.cookies.clear()
    refuse(place, answer)
    refuse(place, {name: value for name, value in answer.items() if name != "state"})


def test_an_answer_comes_in_time(place: Place) -> None:
    place.link()
    answer = place.leave()
    with place.database.unit(by=PLATFORM, at=clock.now()) as uow:
        late = {"late": clock.now() - timedelta(seconds=1)}
        uow.connection.execute(sa.text("update service_request set ends = :late"), late)
    refuse(place, answer)


@pytest.mark.parametrize("checks_pkce", [True, False])
def test_a_stolen_code_opens_nothing_in_another_browser(place: Place, checks_pkce: bool) -> None:
    """The thief has a victim's code and begins a request of his own: the verifier refuses it, and behind it the nonce."""
    place.link()
    place.service.checks_pkce = checks_pkce
    stolen = place.leave()
    place.browser.cookies.clear()
    own = place.leave()
    refuse(place, own | {"code": stolen["code"]})


@pytest.mark.parametrize("named", ["https://evil.example", None])
def test_an_answer_of_another_issuer_is_refused(place: Place, named: str | None) -> None:
    place.link()
    answer = place.leave()
    answer.pop("iss")
    refuse(place, answer | ({"iss": named} if named else {}))


def test_changed_keys_are_read_and_old_ones_go(place: Place) -> None:
    place.link()
    assert place.sign_in().status_code == 303
    old, place.service.key = place.service.key, new_key("second")
    assert place.sign_in().status_code == 303
    assert place.service.asked.count("/keys") == 2
    place.browser.cookies.clear()
    place.service.published, place.service.key = [place.service.key], old
    refuse(place, place.leave())
    before = place.service.asked.count("/keys")
    refuse(place, place.leave())
    assert place.service.asked.count("/keys") == before  # unknown keys do not make us ask again and again


def test_another_good_algorithm_and_keys_of_unknown_kinds(place: Place) -> None:
    place.link()
    place.service.key = OKPKey.generate_key("Ed25519", {"kid": "third", "use": "sig"})
    other = new_key("for encryption")
    place.service.published = [place.service.key, other]
    assert place.sign_in().status_code == 303


def test_a_service_that_is_away_or_unsafe_is_told(place: Place) -> None:
    place.service.down = True
    answer = place.browser.get("/sign-in/service", follow_redirects=False)
    assert answer.status_code == 503
    assert "does not answer as it should" in answer.text
    place.service.down = False
    for about in ({"issuer": "https://evil.example"}, {"token_endpoint": "http://evil.example/token"}):
        place.service.about = about
        assert place.browser.get("/sign-in/service", follow_redirects=False).status_code == 503


def test_a_declined_sign_in_is_told_and_the_request_is_over(place: Place) -> None:
    answer = place.leave()
    declined = place.come_back({"state": answer["state"], "error": "access_denied<script>", "iss": answer["iss"]})
    assert declined.status_code == 401
    assert "did not sign you in" in declined.text
    assert "<script>" not in declined.text.partition("<main")[2]
    refuse(place, answer)


def test_the_way_leads_only_inside(place: Place) -> None:
    place.link()
    assert place.sign_in("/sign-in/service?then=//evil.example").headers["location"] == "/"


@pytest.mark.parametrize("language", ["en", "zh-Hant", "zh-Hans"])
def test_the_button_is_there_only_when_configured(place: Place, language: str) -> None:
    asked = {"lang": language}
    assert "/sign-in/service?then=" in place.browser.get("/sign-in", params=asked).text
    with Client(make_app(replace(place.settings, oidc_issuer=""), place.database)) as without:
        assert "/sign-in/service" not in without.get("/sign-in", params=asked).text
        assert without.get("/sign-in/service").status_code == 404
        assert without.get(BACK).status_code == 404


MAIL = {"email": "bela@bela.example", "email_verified": True}


@pytest.mark.parametrize(
    ("claim", "claims", "let_in"),
    [
        ("email", MAIL, True),
        ("email", MAIL | {"email_verified": False}, False),
        ("email", {"email": "bela@bela.example"}, False),
        ("email", {"email": "BELA@bela.example", "email_verified": "true"}, False),
        ("email", MAIL | {"email": "nobody@bela.example"}, False),
        ("email", MAIL | {"email": ["bela@bela.example"]}, False),
        ("email", MAIL | {"email": "be\u212aa@bela.example"}, False),
        ("staff_number", {"staff_number": "bela"}, True),
        ("staff_number", {"staff_number": ""}, False),
        ("staff_number", {}, False),
        ("", MAIL, False),
    ],
)
def test_a_claim_finds_the_account_where_the_operator_says_so(
    place: Place, claim: str, claims: dict[str, Any], let_in: bool
) -> None:
    given = replace(place.settings, oidc_claim=claim)
    place.service.claims = claims
    with Client(make_app(given, place.database), base_url="http://testserver") as browser:
        there = Place(place.database, given, place.service, browser)
        assert there.sign_in().status_code == (303 if let_in else 403)
        assert there.who() == ("bela" if let_in else None)
        if let_in:  # the subject decides from now on: the same address under another subject opens nothing
            browser.cookies.clear()
            place.service.subject = "somebody else"
            assert there.sign_in().status_code == 403


def test_a_role_that_needs_two_factors_wants_them_of_the_service(place: Place) -> None:
    """Outside the demo an officer who proved one factor to the service signs in and may do nothing as an officer."""
    with place.database.unit(by=PLATFORM, at=clock.now()) as uow:
        uow.connection.execute(sa.text("update person set simulated = false"))
    place.service.subject = "subject-of-amina"
    place.link("amina")
    given = replace(place.settings, demo=False, oidc_acr="gold platinum")
    with Client(make_app(given, place.database), base_url="http://testserver") as browser:
        there = Place(place.database, given, place.service, browser)
        for claims, status in (
            ({}, 403),
            ({"amr": ["pwd"], "acr": "silver"}, 403),
            ({"amr": "mfa"}, 403),
            ({"amr": ["pwd", "mfa"]}, 200),
            ({"acr": "gold"}, 200),
        ):
            place.service.claims = claims
            assert there.sign_in().status_code == 303
            assert browser.get("/api/v1/risk/worklist").status_code == status, claims
        away = browser.get("/sign-in/service", follow_redirects=False).headers["location"]
        assert httpx.URL(away).params["acr_values"] == "gold platinum"


def test_a_weighty_step_wants_a_fresh_proof_of_the_service(place: Place) -> None:
    place.service.subject = "subject-of-ada"
    place.link("ada")
    place.service.twist = hostile_claims({"auth_time": -7200})  # signed in at the service two hours ago
    assert place.sign_in().status_code == 303
    step = {"path": "/people/daoud/roles", "data": {"role": ["supervisor"]}, "page": "/me"}
    assert place.browser.fill(**step).status_code == 403
    away = place.browser.get("/prove/service?then=/people", follow_redirects=False)
    params = httpx.URL(away.headers["location"]).params
    assert (params["prompt"], params["max_age"]) == ("login", "0")
    assert "prove who you are" in place.sign_in("/prove/service?then=/people").text  # the service did not ask anew
    place.service.twist = lambda claims: claims
    place.service.subject = "subject-of-bela"
    place.link("bela")
    assert place.sign_in("/prove/service?then=/people").status_code == 401  # somebody else proved himself
    assert place.browser.fill(**step).status_code == 403
    place.service.subject = "subject-of-ada"
    assert place.sign_in("/prove/service?then=/people").headers["location"] == "/people"
    assert place.browser.fill(**step).status_code == 303


def test_an_administrator_links_and_unlinks(place: Place) -> None:
    with place.database.unit(by=PLATFORM, at=clock.now()) as uow:
        token = actions.begin_session(uow, "ada", frozenset({"administrator"}), client="test")
        actions.invite(
            uow,
            name="Trader Dia",
            email="dia@dia.example",
            organisation="chen-co",
            roles_given=["trader"],
            number="dia",
        )
    place.browser.cookies.set("session", token)
    form, page = {"subject": place.service.subject}, "/people/dia"
    assert place.browser.fill(f"{page}/service", form, page=page).status_code == 303
    assert place.service.subject in place.browser.get(page).text
    taken = place.browser.call("POST", "/people/bela/service", form)
    assert (taken.status_code, taken.json()["code"]) == (409, "conflict")
    assert place.browser.call("POST", "/people/nobody/service", form).status_code == 404
    assert place.browser.call("POST", "/people/dia/service/remove").status_code == 204
    assert place.browser.call("POST", "/people/bela/service", form).status_code == 204
    assert place.browser.call("GET", "/people/bela/service").json() == form
    assert place.browser.call("GET", "/people/dia/service").json() == {"subject": None}
    assert [each["subject"] for each in place.noted("person.subject_linked")] == [place.service.subject] * 2
    assert re.search("Linked with", place.browser.get("/people/bela").text)


def test_somebody_invited_and_linked_needs_no_password(place: Place) -> None:
    with place.database.unit(by=PLATFORM, at=clock.now()) as uow:
        actions.invite(
            uow,
            name="Trader Dia",
            email="dia@dia.example",
            organisation="chen-co",
            roles_given=["trader"],
            number="dia",
        )
    place.link("dia")
    assert place.sign_in().status_code == 303
    assert place.who() == "dia"
