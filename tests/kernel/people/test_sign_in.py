"""Sign-in: the password policy, locking, one-time codes, sessions that end."""

from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta

import pyotp
import pytest
from hypothesis import given
from hypothesis import strategies as st

from smartcustoms.kernel.actor import PLATFORM, Kind
from smartcustoms.kernel.database.unit import Database
from smartcustoms.kernel.errors import Conflict, Refused
from smartcustoms.kernel.people import actions
from smartcustoms.kernel.people.model import Means, Organisation
from smartcustoms.kernel.people.passwords import PasswordTooWeak, check_new, hashed
from smartcustoms.kernel.settings import Settings
from tests.conftest import NOON

GOOD = "Tea-and-salt-9"
MAIL = "bela@bela.example"


@pytest.fixture
def account(database: Database) -> Database:
    with database.unit(by=PLATFORM, at=NOON) as uow:
        actions.found_organisation(uow, Organisation("bela-trading", "Bela Trading", Kind.TRADER))
        actions.invite(
            uow, name="Trader Bela", email=MAIL, organisation="bela-trading", roles_given=["trader"], number="bela"
        )
        actions.set_password(uow, MAIL, GOOD)
    return database


def sign_in(
    database: Database, settings: Settings, password: str = GOOD, code: str = "", at: datetime = NOON
) -> str | Refused:
    with database.unit(by=PLATFORM, at=at) as uow:
        return actions.sign_in(uow, MAIL, password, code=code, settings=settings)


def whose(database: Database, token: str, at: datetime = NOON) -> str | None:
    with database.unit(by=PLATFORM, at=at) as uow:
        session = actions.use_session(uow, token)
    return session.actor.user if session else None


def test_signed_in_until_idle_or_over(account: Database, settings: Settings) -> None:
    token = sign_in(account, settings)
    assert isinstance(token, str)
    assert whose(account, token) == "bela"
    assert whose(account, token, NOON + timedelta(minutes=29)) == "bela"
    assert whose(account, token, NOON + timedelta(minutes=58)) == "bela"  # the use at 29 minutes kept it alive
    assert whose(account, token, NOON + timedelta(minutes=58 + 31)) is None
    assert whose(account, "another token") is None


def test_five_wrong_tries_lock_and_time_opens(account: Database, settings: Settings) -> None:
    answers = [sign_in(account, settings, "wrong") for _ in range(5)]
    assert all(isinstance(each, actions.NotSignedIn) for each in answers)
    assert isinstance(sign_in(account, settings), actions.AccountLocked)
    assert isinstance(sign_in(account, settings, at=NOON + timedelta(minutes=31)), str)


def test_unknown_address_looks_like_a_wrong_password(account: Database, settings: Settings) -> None:
    with account.unit(by=PLATFORM, at=NOON) as uow:
        unknown = actions.sign_in(uow, "nobody@bela.example", GOOD, settings=settings)
    assert str(unknown) == str(sign_in(account, settings, "wrong"))


def test_code_is_asked_once_it_was_confirmed_and_serves_once(account: Database, settings: Settings) -> None:
    token = sign_in(account, settings)
    assert isinstance(token, str)
    with account.unit(by=PLATFORM, at=NOON) as uow:
        secret = actions.make_code_secret(uow, "bela", settings=settings)
    assert isinstance(sign_in(account, settings), str)  # not confirmed yet: nobody locks himself out
    earlier = pyotp.TOTP(secret).at(NOON - timedelta(seconds=30))
    with account.unit(by=PLATFORM, at=NOON) as uow:
        mine = actions.token_hash(token)
        assert not actions.confirm_code_secret(uow, "bela", "000000", session=mine, settings=settings)
        assert actions.confirm_code_secret(uow, "bela", earlier, session=mine, settings=settings)
    assert isinstance(sign_in(account, settings), actions.SecondFactorAsked)
    assert isinstance(sign_in(account, settings, code=earlier), actions.NotSignedIn)
    code = pyotp.TOTP(secret).at(NOON)
    assert isinstance(sign_in(account, settings, code=code), str)
    assert isinstance(sign_in(account, settings, code=code), actions.NotSignedIn)
    assert isinstance(sign_in(account, settings, code="000000"), actions.NotSignedIn)


def test_an_officers_role_has_no_effect_without_a_second_factor(database: Database, settings: Settings) -> None:
    with database.unit(by=PLATFORM, at=NOON) as uow:
        actions.found_organisation(uow, Organisation("customs", "Customs", Kind.CUSTOMS))
        given = {"supervisor"}
        actions.invite(uow, name="Esi", email="e@c.example", organisation="customs", roles_given=given, number="esi")
        actions.set_password(uow, "e@c.example", GOOD)
        plain = actions.begin_session(uow, "esi", frozenset(given), client="")
        strong = actions.begin_session(uow, "esi", frozenset(given), client="", means=Means.PASSKEY)
        seen = [actions.use_session(uow, each) for each in (plain, strong)]
        demo = actions.use_session(uow, plain, second_factor=False)
    assert [each.actor.roles for each in seen if each] == [frozenset(), frozenset(given)]
    assert demo is not None
    assert demo.actor.roles == given


def test_demo_accounts_do_not_work_outside_the_demo(database: Database, settings: Settings) -> None:
    with database.unit(by=PLATFORM, at=NOON) as uow:
        actions.make_demo_cast(uow)
        known = ("ada@customs.example", "Demo-ada-20260")
        assert isinstance(actions.sign_in(uow, *known, settings=settings), actions.NotSignedIn)
        token = actions.sign_in(uow, *known, settings=replace(settings, demo=True))
        assert isinstance(token, str)
        assert actions.use_session(uow, token, second_factor=False)
        assert actions.use_session(uow, token) is None


def test_a_link_opens_an_account_once_and_for_a_week(database: Database, settings: Settings) -> None:
    with database.unit(by=PLATFORM, at=NOON) as uow:
        actions.found_organisation(uow, Organisation("bela-trading", "Bela Trading", Kind.TRADER))
        given = ["trader"]
        actions.invite(uow, name="B", email=MAIL, organisation="bela-trading", roles_given=given, number="bela")
        first = actions.open_invitation(uow, "bela")
        link = actions.open_invitation(uow, "bela")
    for secret, day in ((first, 1), (link, 8), ("guess", 1)):
        with (
            pytest.raises(Refused, match="no longer good"),
            database.unit(by=PLATFORM, at=NOON + timedelta(days=day)) as uow,
        ):
            actions.open_account(uow, secret, GOOD)
    with database.unit(by=PLATFORM, at=NOON + timedelta(days=6)) as uow:
        actions.open_account(uow, link, GOOD)
    assert isinstance(sign_in(database, settings), str)
    with pytest.raises(Refused, match="no longer good"), database.unit(by=PLATFORM, at=NOON) as uow:
        actions.open_account(uow, link, GOOD + "x")


def test_a_trader_cannot_be_made_an_officer(account: Database) -> None:
    with pytest.raises(Refused, match="not for people"), account.unit(by=PLATFORM, at=NOON) as uow:
        actions.give_roles(uow, "bela", ["operator"])
    with pytest.raises(Refused, match="not for people"), account.unit(by=PLATFORM, at=NOON) as uow:
        actions.invite(uow, name="X", email="x@x.example", organisation="bela-trading", roles_given=["supervisor"])
    with pytest.raises(Refused, match="no such organisation"), account.unit(by=PLATFORM, at=NOON) as uow:
        actions.invite(uow, name="X", email="x@x.example", organisation="nowhere", roles_given=["trader"])


def test_a_suspended_organisation_is_out_at_once(account: Database, settings: Settings) -> None:
    token = sign_in(account, settings)
    assert isinstance(token, str)
    with account.unit(by=PLATFORM, at=NOON) as uow:
        actions.suspend_organisation(uow, "bela-trading", because="licence over")
    assert whose(account, token) is None
    again = sign_in(account, settings)
    assert not isinstance(again, str) or whose(account, again) is None


def test_proving_again_counts_wrong_tries(account: Database, settings: Settings) -> None:
    token = sign_in(account, settings)
    assert isinstance(token, str)
    with account.unit(by=PLATFORM, at=NOON) as uow:
        assert not any(actions.prove_again(uow, token, "guess") for _ in range(5))
        assert not actions.prove_again(uow, token, GOOD)
    later = NOON + timedelta(minutes=29)
    assert isinstance(sign_in(account, settings, at=later), actions.AccountLocked)


def test_suspending_and_new_roles_end_sessions(account: Database, settings: Settings) -> None:
    token = sign_in(account, settings)
    assert isinstance(token, str)
    with account.unit(by=PLATFORM, at=NOON) as uow:
        actions.suspend(uow, "bela", because="left the firm")
    assert whose(account, token) is None
    assert isinstance(sign_in(account, settings), actions.NotSignedIn)


def test_one_account_per_address(account: Database) -> None:
    with pytest.raises(Conflict), account.unit(by=PLATFORM, at=NOON) as uow:
        actions.invite(uow, name="Again", email=MAIL.upper(), organisation="bela-trading", roles_given=["trader"])


@pytest.mark.parametrize("weak", ["short-A1", "alllowercase", "lower123456789", "x" * 201 + "A1", ""])
def test_weak_passwords(weak: str) -> None:
    with pytest.raises(PasswordTooWeak) as refused:
        check_new(weak, earlier=[])
    assert refused.value.field == "password"


def test_the_last_eight_are_barred() -> None:
    old = [hashed(f"Old-password-{n}") for n in range(9)]
    check_new("Old-password-0", earlier=old)
    with pytest.raises(PasswordTooWeak, match="used this password before"):
        check_new("Old-password-1", earlier=old)


@given(st.text(max_size=60))
def test_any_text_is_accepted_or_refused_in_words(text: str) -> None:
    with suppress(PasswordTooWeak):
        check_new(text, earlier=[])
        assert len(text) >= 10
