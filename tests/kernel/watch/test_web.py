"""Health, and the operators' page: who sees it, what it shows, what can be done, and that it is audited."""

import pytest
import sqlalchemy as sa

from smartcustoms.kernel.actor import PLATFORM
from smartcustoms.kernel.clock import now
from smartcustoms.kernel.database.unit import Database
from smartcustoms.kernel.events import queries as deliveries
from smartcustoms.kernel.jobs import actions as jobs
from smartcustoms.kernel.jobs import queries as runs
from smartcustoms.kernel.settings import Settings
from smartcustoms.kernel.watch import actions, queries
from tests.cast import BELA, OTIS
from tests.kernel.events.a_parcel import ParcelOpened, TestReaction, effects, make_effects, open_parcels
from tests.kernel.events.conftest import run_here as run
from tests.kernel.events.test_steps import breaking
from tests.web_client import client

REACTION = TestReaction(ParcelOpened, (breaking(lambda event: event.item == 0),))


@pytest.fixture
def stuck(database: Database) -> Database:
    """A database with one dead letter and one waiting behind it."""
    make_effects(database)
    open_parcels(database, ["A"], items=2)
    run(database, REACTION)
    return database


def letter(database: Database) -> str:
    with database.unit(by=PLATFORM, at=now()) as uow:
        (dead,) = deliveries.dead_letters(uow)
    return f"/watch/letters/{dead.consumer}/{dead.event}"


def deeds(database: Database) -> list[str]:
    with database.engine.connect() as connection:
        return list(connection.execute(sa.text("select deed from audit_journal where about <> ''")).scalars())


def test_health_names_what_is_missing_in_turn(
    database: Database, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    with client(database, settings) as visitor:
        assert visitor.get("/health/alive").status_code == 200
        answer = visitor.get("/health")
        assert (answer.status_code, answer.json()["missing"]) == (503, ["migrations"])
        monkeypatch.setattr(queries, "_head", lambda _database: "abc")
        with database.engine.begin() as connection:
            connection.execute(sa.text("create table alembic_version as select 'abc' as version_num"))
        assert visitor.get("/health").json()["missing"] == ["worker"]
        with database.unit(by=PLATFORM, at=now()) as uow:
            actions.beat(uow, "here:1", since=now())
        answer = visitor.get("/health")
        assert (answer.status_code, answer.json()) == (200, {"status": "ready", "missing": []})


def test_only_operators_and_administrators_see_it(stuck: Database, settings: Settings) -> None:
    with client(stuck, settings) as visitor:
        assert visitor.get("/api/v1/watch").status_code == 401
    with client(stuck, settings, as_=BELA) as trader:
        assert trader.get("/watch").status_code == 403
        assert trader.fill(f"{letter(stuck)}/replay").status_code == 403


@pytest.mark.parametrize("language", ["en", "zh-Hant", "zh-Hans"])
def test_the_page_shows_queues_letters_and_jobs(stuck: Database, settings: Settings, language: str) -> None:
    with stuck.unit(by=PLATFORM, at=now()) as uow:
        jobs.start(uow, "test.import", key="file-1")
    with client(stuck, settings, as_=OTIS) as operator:
        page = operator.get(f"/watch?lang={language}")
        assert page.status_code == 200
        assert "ParcelOpened.fragile" in page.text
        assert "test.import" in page.text
        assert ("Dead letters" in page.text) == (language == "en")
        part = operator.get("/watch", headers={"HX-Request": "true"})
        assert "<html" not in part.text
        assert 'data-live="watch"' in page.text
        assert "ParcelOpened.fragile" in part.text
        answer = operator.get("/api/v1/watch").json()
    assert [(each["consumer"], each["dead"], each["waiting"]) for each in answer["queues"]] == [
        ("outbox", 0, 0),
        ("ParcelOpened.fragile", 1, 1),
    ]
    assert [(each["name"], each["state"]) for each in answer["runs"]] == [("test.import", "waiting")]


def test_an_operator_mends_and_replays(stuck: Database, settings: Settings) -> None:
    with client(stuck, settings, as_=OTIS) as operator:
        at = letter(stuck)
        assert "dropped A" in operator.get(at).text
        wrong = operator.fill(f"{at}/replay", {"body": "[1]"})
        assert wrong.status_code == 422
        assert operator.fill(f"{at}/replay", {"body": '{"parcel": "A", "item": 9}'}).status_code == 303
        assert operator.get(at).status_code == 404
    run(stuck, REACTION)
    assert [item for _, _, item in effects(stuck)] == [9, 1]
    assert {"looked", "event.mended", "event.replayed"} <= set(deeds(stuck))


def test_an_operator_drops_with_a_reason_only(stuck: Database, settings: Settings) -> None:
    with client(stuck, settings, as_=OTIS) as operator:
        at = letter(stuck)
        assert operator.fill(f"{at}/drop", {"because": ""}).status_code == 422
        assert operator.fill(f"{at}/drop", {"because": "a test parcel"}).status_code == 303
    run(stuck, REACTION)
    assert [item for _, _, item in effects(stuck)] == [1]
    assert "event.dropped" in deeds(stuck)


def test_an_operator_stops_and_retries_a_run(database: Database, settings: Settings) -> None:
    with database.unit(by=PLATFORM, at=now()) as uow:
        number = jobs.start(uow, "test.import")
    with client(database, settings, as_=OTIS) as operator:
        assert operator.fill(f"/watch/runs/{number}/stop").status_code == 303
        assert operator.fill(f"/watch/runs/{number}/stop").status_code == 409
        assert operator.fill(f"/watch/runs/{number}/retry").status_code == 303
    with database.unit(by=PLATFORM, at=now()) as uow:
        assert runs.run(uow, number).state == "waiting"


def test_the_stand_differs_when_something_changed_and_only_then(database: Database) -> None:
    with database.unit(by=PLATFORM, at=now()) as uow:
        before = queries.stand(uow)
    with database.unit(by=PLATFORM, at=now()) as uow:
        assert queries.stand(uow) == before
        jobs.start(uow, "test.import")
        assert queries.stand(uow) != before
