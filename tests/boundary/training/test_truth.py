"""What a trial's picture holds is told by no route before the answer, and by the answer whole."""

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
import sqlalchemy as sa
from fastapi.routing import APIRoute

from smartcustoms.boundary.training import actions, queries, store
from smartcustoms.boundary.training.model import (
    STANDARD,
    Answer,
    Level,
    NotDecided,
    NothingToShow,
    NotUsable,
    Open,
    Part,
    Result,
    Trial,
    Truth,
)
from smartcustoms.kernel.database.unit import Database
from smartcustoms.kernel.errors import NotFound
from smartcustoms.kernel.files.object_gateway import Objects, objects
from smartcustoms.kernel.settings import Settings
from tests.architecture.test_access_matrix import entries
from tests.cast import AMINA, BELA, DAOUD, ESI, OTIS
from tests.conftest import NOON
from tests.web_client import Client, client

MARK = "zzhiddenzz"
PLANTED = Truth(MARK, (401_237_465, 401_237_466, 401_237_467, 401_237_468), 0.0, 0.0, 0.0, Level.EASY)
"""Nine digits: five stood now and then in a form's token by chance."""


@pytest.fixture
def place(settings: Settings) -> Objects:
    return objects(settings)


@pytest.fixture
def opened(database: Database, place: Objects) -> Open:
    """Let Amina begin a trial on a simulated bag."""
    with database.unit(by=OTIS, at=NOON) as uow:
        actions.add_simulated(uow, 11, size=384, through=place)
    with database.unit(by=AMINA, at=NOON) as uow:
        return actions.begin(uow, through=place)


def plant(database: Database, number: str, truth: Truth | None) -> None:
    """Put another truth under an open trial, past all actions: a route that reads it shows it."""
    kept = None if truth is None else {name: getattr(truth, name) for name in Truth.__slots__}
    with database.engine.begin() as connection:
        changed = sa.update(store.training_trial).where(store.training_trial.c.number == number)
        connection.exec_driver_sql("select set_config('app.kind', 'system', true)")
        assert connection.execute(changed.values(truth=kept or sa.null())).rowcount == 1


def addresses(opened: Client, trial: Open, *, only: str = "") -> Iterator[str]:
    """Give the address of every GET route, its parameters filled with what an officer can know of the trial."""
    for name, route in entries(opened.app).items():
        method, _, path = name.partition(" ")
        if method == "GET" and isinstance(route, APIRoute) and only in path and not path.startswith("/live"):
            for known in (trial.number, trial.file) if "{" in path else ("",):
                yield re.sub(r"\{[^}]*\}", known, path)


def plain(body: str) -> str:
    """Leave out what differs from one request to the next whatever the truth: tokens, seconds, identifiers made on the way."""
    body = re.sub(r'(name="(?:csrf|csrf-token|_csrf)"[^>]*?(?:content|value)=)"[^"]*"', r"\1", body)
    return re.sub(r"\d+ s of", "s of", re.sub(r'value="[\w.-]{30,}"|content="[\w.-]{30,}"', "", body))


@pytest.mark.slow
def test_the_routes_of_training_answer_alike_with_and_without_a_threat(
    database: Database, settings: Settings, opened: Open
) -> None:
    for who in (AMINA, ESI):
        with client(database, settings, as_=who) as asking:
            seen = []
            for truth in (PLANTED, None):
                plant(database, opened.number, truth)
                found = [asking.get(path) for path in addresses(asking, opened, only="screening-training")]
                found.append(asking.call("POST", "/screening-training/next") if who == AMINA else found[0])
                seen.append([(each.status_code, plain(each.text)) for each in found])
            assert seen[0] == seen[1], who.name
            assert MARK not in str(seen)
            assert len(seen[0]) > 9


@pytest.mark.slow
def test_no_route_of_the_platform_tells(database: Database, settings: Settings, opened: Open) -> None:
    plant(database, opened.number, PLANTED)
    told, asked = [], 0
    for who in (AMINA, ESI):
        with client(database, settings, as_=who) as asking:
            for path in addresses(asking, opened):
                answer = asking.get(path, follow_redirects=False)
                asked += 1
                if MARK.encode() in answer.content or b"40123746" in answer.content:
                    told.append((who.user, path))
    assert not told
    assert asked > 400


def test_the_answer_tells_what_was_in_it_once(database: Database, opened: Open, place: Objects) -> None:
    plant(database, opened.number, replace(PLANTED, category="gun", box=(0, 0, 20, 20), level=Level.HARD))
    with database.unit(by=DAOUD, at=NOON) as uow, pytest.raises(NotFound):
        actions.answer(uow, opened.number, Answer.CLEAR)
    with database.unit(by=AMINA, at=NOON) as uow:
        assert actions.begin(uow, through=place) == opened, "what was left comes again"
        done = actions.answer(uow, opened.number, Answer.SUSPECT, part=Part.TOP_LEFT)
        assert (done.result, done.in_place, done.truth and done.truth.category) == (Result.HIT, True, "gun")
        with pytest.raises(NotDecided):
            actions.answer(uow, opened.number, Answer.CLEAR)
        assert queries.results(uow, AMINA.user).by_level[Level.HARD].hits.value == 1.0
    with database.unit(by=ESI, at=NOON) as uow:
        assert isinstance(queries.trial(uow, opened.number), Trial)
        assert set(queries.results_by_officer(uow)) == {"", AMINA.user}


def test_an_answer_after_the_time_is_a_miss(database: Database, opened: Open) -> None:
    from datetime import timedelta

    plant(database, opened.number, PLANTED)
    with database.unit(by=AMINA, at=NOON + timedelta(seconds=opened.time_limit_s + 1)) as uow:
        assert actions.answer(uow, opened.number, Answer.SUSPECT).result is Result.MISS


def test_the_ratio_decides_how_many_hold_a_threat(database: Database, place: Objects, opened: Open) -> None:
    with database.unit(by=ESI, at=NOON) as uow:
        wanted = {"time_limit_s": 30, "most_superposition": 3.0, "categories": ["knife"]}
        actions.choose(uow, ratio=0.9, because="a test", **wanted)  # type: ignore[arg-type]
        for wrong in ({"ratio": 1.5}, {"categories": []}, {"because": " "}, {"categories": ["cake"]}):
            with pytest.raises(NotUsable):
                actions.choose(uow, **{"ratio": 0.5, "because": "x", **wanted, **wrong})  # type: ignore[arg-type]
    held = 0
    for _ in range(8):
        with database.unit(by=DAOUD, at=NOON) as uow:
            done = actions.answer(uow, actions.begin(uow, through=place).number, Answer.CLEAR)
            held += done.truth is not None and done.truth.category == "knife"
    assert held >= 4
    assert STANDARD.ratio == 0.5


def test_pages_in_three_languages_from_the_picture_to_the_feedback(
    database: Database, settings: Settings, opened: Open
) -> None:
    page = f"/screening-training/trials/{opened.number}"
    with client(database, settings, as_=AMINA) as amina:
        for language in ("en", "zh-Hant", "zh-Hans"):
            assert amina.get("/screening-training", params={"lang": language}).status_code == 200
            assert amina.get(page, params={"lang": language}).status_code == 200
        assert amina.get(f"/files/screening-training/{opened.number}.png?look=deep").content.startswith(b"\x89PNG")
        assert amina.get(f"/files/screening-training/{opened.number}.png?look=no").status_code == 404
        assert amina.fill(f"{page}/answer", {"answer": ""}, page=page).status_code == 422
        assert amina.fill(f"{page}/answer", {"answer": "suspect", "part": "middle"}, page=page).status_code == 303
        assert amina.fill(f"{page}/answer", {"answer": "clear"}, page=page).status_code == 409
        told = amina.get(f"/api/v1{page}").json()
        assert told["projected"] is (told["truth"] is not None)
        assert "Next picture" in amina.get(f"{page}?lang=en").text
    with client(database, settings, as_=ESI) as esi:
        for path in ("results", "settings"):
            assert esi.get(f"/screening-training/{path}", params={"lang": "zh-Hant"}).status_code == 200
        wrong = {"ratio": "2", "time_limit_s": "30", "most_superposition": "2", "categories": "gun", "because": "x"}
        where = "/screening-training/settings"
        assert esi.fill(where, wrong, page=where).status_code == 422
        assert esi.fill(where, wrong | {"ratio": "0.3"}, page=where).status_code == 303
        assert esi.fill("/screening-training/pictures", {"scan": "none"}, page=where).status_code == 404
        assert esi.get("/api/v1/screening-training/settings").json()["setting"]["ratio"] == 0.3
    with client(database, settings, as_=BELA) as bela:
        assert bela.get("/screening-training").status_code == bela.get(page).status_code == 403


def test_without_clean_pictures_it_says_so(database: Database, settings: Settings) -> None:
    with client(database, settings, as_=AMINA) as amina:
        refused = amina.fill("/screening-training/next", {}, page="/screening-training")
        assert refused.status_code == 422
    with database.unit(by=AMINA, at=NOON) as uow, pytest.raises(NothingToShow):
        actions.begin(uow)
