"""Certification: a fixed set, no feedback during it, marks, waiting times, certificates, and no route that tells before the end."""

import re
from dataclasses import replace
from datetime import date, timedelta

import pytest

from smartcustoms.boundary.training import actions, queries, store
from smartcustoms.boundary.training.model import (
    Answer,
    Answered,
    Attempt,
    Certification,
    CertificationNotOpen,
    CourseWrong,
    NotDecided,
    Trial,
    Wanted,
)
from smartcustoms.boundary.training.passing import plan, seed_of
from smartcustoms.kernel.actor import PLATFORM, Actor
from smartcustoms.kernel.database.unit import Database
from smartcustoms.kernel.errors import Conflict, NotFound
from smartcustoms.kernel.files.object_gateway import Objects, objects
from smartcustoms.kernel.people import actions as people
from smartcustoms.kernel.settings import Settings
from tests.boundary.training.test_truth import addresses, plain
from tests.cast import AMINA, BELA, DAOUD, ESI, OTIS
from tests.conftest import NOON
from tests.web_client import client

TODAY = date(2026, 11, 24)
WISHED = Certification(
    number="",
    names={"en": "Bags", "zh-Hant": "行李", "zh-Hans": "行李"},
    categories=("knife", "gun", "drugs"),
    pictures=10,
    threats=5,
    time_limit_s=30,
    minutes=20,
    valid_from=TODAY,
    valid_until=None,
    because="a test",
    by="",
    at=NOON,
)


@pytest.fixture
def place(settings: Settings) -> Objects:
    return objects(settings)


@pytest.fixture
def bags(database: Database, place: Objects) -> Certification:
    """Let Supervisor Esi make a certification test."""
    with database.unit(by=PLATFORM, at=NOON) as uow:
        people.make_demo_cast(uow)
    with database.unit(by=OTIS, at=NOON) as uow:
        actions.add_simulated(uow, 11, size=384, through=place)
    with database.unit(by=ESI, at=NOON) as uow:
        return actions.make_test(uow, WISHED)


def begun(database: Database, bags: Certification, at=NOON, by: Actor = AMINA) -> Attempt:  # type: ignore[no-untyped-def]
    with database.unit(by=by, at=at) as uow:
        return actions.attempt(uow, bags.number)


def answered(database: Database, place: Objects, own: Attempt, *, right: bool = True, at=NOON):  # type: ignore[no-untyped-def]
    """Let the officer answer the next picture of his attempt, rightly or wrongly."""
    with database.unit(by=AMINA, at=at) as uow:
        trial = actions.begin_of_test(uow, own.number, through=place)
        assert trial is not None
    with database.unit(by=PLATFORM, at=at) as uow:
        holds = store.trials.truth_of(uow, trial.number) is not None
    with database.unit(by=AMINA, at=at) as uow:
        return actions.answer(uow, trial.number, Answer.SUSPECT if holds is right else Answer.CLEAR)


def taken(database: Database, place: Objects, bags: Certification, *, right: bool, at=NOON) -> Attempt:  # type: ignore[no-untyped-def]
    """Let the officer go through a whole attempt; give it as it ended."""
    own = begun(database, bags, at)
    for _ in range(bags.pictures):
        answered(database, place, own, right=right, at=at)
    with database.unit(by=AMINA, at=at) as uow:
        return queries.attempt(uow, own.number)


def test_a_passed_test_brings_a_certificate_that_ends(database: Database, place: Objects, bags: Certification) -> None:
    own = begun(database, bags)
    for _ in range(bags.pictures - 1):
        kept = answered(database, place, own)
        assert type(kept) is Answered, "nothing is told during the test"
    with database.unit(by=AMINA, at=NOON) as uow:
        assert queries.trials(uow, Wanted())[1] == 0
        assert queries.results(uow, AMINA.user).all.hits.of == 0
        assert queries.figures_in(uow, queries.attempt(uow, own.number)) is None
    last = answered(database, place, own)
    assert isinstance(last, Trial)
    with database.unit(by=AMINA, at=NOON) as uow:
        ended = queries.attempt(uow, own.number)
        assert (ended.passed, ended.hits, ended.false_alarms) == (True, 5, 0)
        assert queries.trials(uow, Wanted(part_of=own.number))[1] == bags.pictures
        held = queries.certificates(uow)[0][0]
        until = TODAY + timedelta(days=own.rules.valid_days - 1)
        assert (held.valid_from, held.valid_until) == (TODAY, until)
        for day, holds in ((TODAY - timedelta(days=1), False), (TODAY, True), (until, True)):
            assert queries.is_certified(uow, AMINA.user, day) is holds
            assert queries.is_certified(uow, AMINA.user, day, test=bags.number) is holds
        assert not queries.is_certified(uow, AMINA.user, until + timedelta(days=1))
        assert not queries.is_certified(uow, DAOUD.user, TODAY)
        with pytest.raises(CertificationNotOpen):
            actions.attempt(uow, bags.number)
        with pytest.raises(Conflict):
            actions.begin_of_test(uow, own.number, through=place)
    renewing = NOON + timedelta(days=own.rules.valid_days - own.rules.renew_days)
    assert begun(database, bags, renewing).ordinal == 2


def test_a_withdrawn_certificate_holds_no_more(database: Database, place: Objects, bags: Certification) -> None:
    taken(database, place, bags, right=True)
    with database.unit(by=ESI, at=NOON) as uow:
        held = queries.certificates(uow)[0][0]
        with pytest.raises(CourseWrong):
            actions.withdraw(uow, held.number, because=" ")
        actions.withdraw(uow, held.number, because="a mistake")
        actions.withdraw(uow, held.number, because="again")
        assert queries.certificates(uow)[0][0].because == "a mistake"
        assert not queries.is_certified(uow, AMINA.user, TODAY)


def test_who_fails_waits(database: Database, place: Objects, bags: Certification) -> None:
    own = taken(database, place, bags, right=False)
    assert (own.passed, own.hits, own.false_alarms) == (False, 0, 5)
    wait = timedelta(days=own.rules.wait_days)
    with pytest.raises(CertificationNotOpen):
        begun(database, bags, NOON + wait - timedelta(seconds=1))
    again = begun(database, bags, NOON + wait)
    assert (again.ordinal, again.number != own.number) == (2, True)
    with database.unit(by=ESI, at=NOON) as uow:
        assert queries.certificates(uow)[1] == 0


def test_the_set_is_the_seeds_and_another_for_each(database: Database, place: Objects, bags: Certification) -> None:
    one, other = (plan(seed_of(b"s" * 32, "amina", n), pictures=20, threats=8, categories=("gun",)) for n in (1, 2))
    assert one != other
    assert one == plan(seed_of(b"s" * 32, "amina", 1), pictures=20, threats=8, categories=("gun",))
    assert sum(each.threat for each in one) == 8
    own = begun(database, bags)
    assert begun(database, bags) == own, "the open one comes again"
    with database.unit(by=AMINA, at=NOON) as uow:
        first = actions.begin_of_test(uow, own.number, through=place)

    def killed() -> None:
        with database.unit(by=DAOUD, at=NOON) as uow:
            mine = actions.attempt(uow, bags.number)
            actions.begin_of_test(uow, mine.number, through=place)
            raise RuntimeError("killed")

    with pytest.raises(RuntimeError):
        killed()
    with database.unit(by=DAOUD, at=NOON) as uow:
        assert queries.attempts(uow)[1] == 0
    with database.unit(by=AMINA, at=NOON + timedelta(seconds=5)) as uow:
        assert actions.begin_of_test(uow, own.number, through=place) == first
        with database.unit(by=ESI, at=NOON) as leads:
            other_test = actions.make_test(leads, WISHED)
        with pytest.raises(CertificationNotOpen):
            actions.attempt(uow, other_test.number)


def test_what_is_not_answered_in_time_counts_as_wrong(database: Database, place: Objects, bags: Certification) -> None:
    own = begun(database, bags)
    for _ in range(3):
        answered(database, place, own)
    with database.unit(by=AMINA, at=NOON) as uow:
        left = actions.begin_of_test(uow, own.number, through=place)
        assert left is not None
    after = NOON + timedelta(minutes=bags.minutes, seconds=1)
    with database.unit(by=AMINA, at=after) as uow:
        told = actions.answer(uow, left.number, Answer.SUSPECT)
        assert isinstance(told, Trial)
        assert told.answer is None
        ended = queries.attempt(uow, own.number)
        assert (ended.passed, ended.answered, ended.ended_at) == (False, 3, own.ends_at)
        assert ended.hits is not None
        assert ended.false_alarms is not None
        assert ended.hits + (5 - ended.false_alarms) == 3
    other = begun(database, bags, by=DAOUD)
    with database.unit(by=PLATFORM, at=after) as uow:
        assert actions.end_overdue(uow) == 1
        assert actions.end_overdue(uow) == 0
    with database.unit(by=DAOUD, at=after) as uow:
        assert queries.attempt(uow, other.number).passed is False


def test_an_answer_twice_and_another_officers_attempt(database: Database, place: Objects, bags: Certification) -> None:
    own = begun(database, bags)
    kept = answered(database, place, own)
    with database.unit(by=AMINA, at=NOON) as uow:
        assert actions.answer(uow, kept.number, kept.answer) == kept
        with pytest.raises(NotDecided):
            actions.answer(uow, kept.number, Answer.CLEAR if kept.answer is Answer.SUSPECT else Answer.SUSPECT)
        assert queries.attempt(uow, own.number).answered == 1
    for who in (DAOUD, BELA):
        with database.unit(by=who, at=NOON) as uow:
            with pytest.raises(NotFound):
                queries.attempt(uow, own.number)
            with pytest.raises(NotFound):
                actions.begin_of_test(uow, own.number, through=place)
    with database.unit(by=ESI, at=NOON) as uow:
        assert queries.attempt(uow, own.number).officer == AMINA.user
        with pytest.raises(NotFound):
            queries.trial(uow, kept.number)


def test_what_a_test_must_have(database: Database, bags: Certification) -> None:
    wrong = (
        {"names": {"en": "", "zh-Hant": "x", "zh-Hans": "x"}},
        {"categories": ("cake",)},
        {"pictures": 4},
        {"threats": 2},
        {"threats": 8},
        {"time_limit_s": 0},
        {"minutes": 0},
        {"valid_until": TODAY - timedelta(days=1)},
        {"because": ""},
    )
    with database.unit(by=ESI, at=NOON) as uow:
        for each in wrong:
            with pytest.raises(CourseWrong):
                actions.make_test(uow, replace(WISHED, **each))
        actions.end_test(uow, bags.number)
    with pytest.raises(CertificationNotOpen):
        begun(database, bags, NOON + timedelta(days=2))


@pytest.mark.slow
def test_no_route_tells_what_was_right_before_the_end(
    database: Database, settings: Settings, place: Objects, bags: Certification
) -> None:
    """The same answer, once right and once wrong: every route gives the same till the test is over."""
    own = begun(database, bags)
    kept = answered(database, place, own)
    assert type(kept) is Answered
    with database.unit(by=PLATFORM, at=NOON) as uow:
        truth = store.trials.truth_of(uow, kept.number)
    seen = []
    for result, told in (("hit", truth), ("false_alarm", None)):
        with database.unit(by=PLATFORM, at=NOON) as uow:
            store.trials.decide(uow, kept.number, {"result": result, "in_place": None})
            if told is None:
                store.trials.decide(uow, kept.number, {"truth": None})
        answers = []
        for who in (AMINA, ESI, DAOUD):
            with client(database, settings, as_=who) as asking:
                for address in addresses(asking, kept, only="screening-training"):
                    path = address.replace(kept.file, own.number)
                    found = asking.get(path)
                    body = re.sub(r"\d+ minutes are left", "", plain(found.text))
                    answers.append((who.user, path, found.status_code, body))
        seen.append(answers)
    assert len(seen[0]) > 40
    assert seen[0] == seen[1]


def test_pages_of_certification_in_three_languages(
    database: Database, settings: Settings, place: Objects, bags: Certification
) -> None:
    where = "/screening-training/tests"
    form = {
        "name_en": "Guns",
        "name_zh-Hant": "槍械",
        "name_zh-Hans": "枪械",
        "categories": ["gun"],
        "pictures": "12",
        "threats": "6",
        "time_limit_s": "30",
        "minutes": "10",
        "because": "yearly",
    }
    with client(database, settings, as_=ESI) as esi:
        assert esi.fill(where, form | {"threats": "1"}, page=where).status_code == 422
        assert "This is no day:" in esi.fill(where, form | {"valid_until": "tomorrow"}, page=where).text
        assert esi.fill(where, form, page=where).status_code == 303
        made = next(each for each in esi.get(f"/api/v1{where}").json()["tests"] if each["names"]["en"] == "Guns")
        assert "secret" not in str(made)
        assert esi.call("POST", where, {k: v for k, v in made.items() if k not in {"number", "by", "at"}}).is_success
        assert esi.fill(f"{where}/{made['number']}/end", {}, page=where).status_code == 303
    with client(database, settings, as_=AMINA) as amina:
        home = "/screening-training"
        began = amina.fill(f"{where}/{bags.number}/attempt", {}, page=home)
        assert began.status_code == 303
        page = began.headers["location"]
        shown = amina.fill(f"{page}/next", {}, page=page)
        answered_one = amina.fill(f"{shown.headers['location']}/answer", {"answer": "clear"}, page=page)
        assert answered_one.headers["location"] == page
        for language in ("en", "zh-Hant", "zh-Hans"):
            for path in (page, shown.headers["location"], home, "/screening-training/certificates"):
                assert amina.get(path, params={"lang": language}).status_code == 200
        assert amina.get(f"/api/v1{page}").json()["answered"] == 1
        assert amina.call("POST", f"{page}/next").json()["trial"]["place"] == 2
        refused = amina.fill(f"{where}/{made['number']}/attempt", {}, page=home)
        assert refused.status_code == 409
    with client(database, settings, as_=ESI) as esi:
        for language in ("en", "zh-Hant", "zh-Hans"):
            for path in (where, page, "/screening-training/certificates"):
                assert esi.get(path, params={"lang": language}).status_code == 200
        assert len(esi.get(f"{where}?format=csv").text.splitlines()) == 2
        assert len(esi.get("/screening-training/certificates?format=csv").text.splitlines()) == 1
        assert (
            esi.fill("/screening-training/certificates/none/withdraw", {"because": "x"}, page=where).status_code == 404
        )
    with client(database, settings, as_=BELA) as bela:
        assert bela.get(page).status_code == bela.get("/screening-training/certificates").status_code == 403
