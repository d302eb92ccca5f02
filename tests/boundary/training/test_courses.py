"""A course from its making to its end: as hard as the officer is good, resumed where it was left, each answer counted once."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest
import sqlalchemy as sa

from smartcustoms.boundary.training import actions, queries, store
from smartcustoms.boundary.training.model import (
    CATEGORIES,
    Answer,
    Course,
    CourseWrong,
    Enrolment,
    Level,
    NotDecided,
    Purpose,
    Result,
    Trial,
    Wanted,
)
from smartcustoms.kernel.actor import PLATFORM
from smartcustoms.kernel.database.unit import Database
from smartcustoms.kernel.errors import Conflict, NotFound
from smartcustoms.kernel.files.object_gateway import Objects, objects
from smartcustoms.kernel.people import actions as people
from smartcustoms.kernel.settings import Settings
from tests.cast import AMINA, BELA, DAOUD, ESI, OTIS
from tests.conftest import NOON
from tests.web_client import client

TODAY = date(2026, 11, 24)
WISHED = Course(
    number="",
    names={"en": "Knives", "zh-Hant": "刀具", "zh-Hans": "刀具"},
    categories=("knife", "gun"),
    easiest=Level.EASY,
    hardest=Level.HARD,
    pictures=10,
    ratio=0.6,
    time_limit_s=60,
    pass_level=Level.EASY,
    most_false_alarms=0.5,
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
def own(database: Database, place: Objects) -> Enrolment:
    """Let Supervisor Esi make a course and assign it to Officer Amina."""
    with database.unit(by=PLATFORM, at=NOON) as uow:
        people.make_demo_cast(uow)
    with database.unit(by=OTIS, at=NOON) as uow:
        actions.add_simulated(uow, 11, size=384, through=place)
    with database.unit(by=ESI, at=NOON) as uow:
        return actions.assign(uow, actions.make_course(uow, WISHED).number, AMINA.user)


def truth_of(database: Database, number: str) -> bool:
    """Tell, past all actions, whether a threat is in a picture."""
    with database.unit(by=PLATFORM, at=NOON) as uow:
        return store.trials.truth_of(uow, number) is not None


def answered(database: Database, place: Objects, own: Enrolment, *, right: bool, seed: int) -> Trial:
    """Let Amina answer the next picture of her course, rightly or wrongly."""
    with database.unit(by=AMINA, at=NOON) as uow:
        begun = actions.begin_of_course(uow, own.number, luck=np.random.default_rng(seed), through=place)
    said = Answer.SUSPECT if truth_of(database, begun.number) is right else Answer.CLEAR
    with database.unit(by=AMINA, at=NOON) as uow:
        return actions.answer(uow, begun.number, said)


def test_a_course_from_the_first_picture_to_its_end(database: Database, place: Objects, own: Enrolment) -> None:
    scales = [own.scale]
    for seed in range(WISHED.pictures):
        done = answered(database, place, own, right=True, seed=seed)
        assert (done.purpose, done.part_of, done.place) == (Purpose.COURSE, own.number, seed + 1)
        assert done.truth is None or done.truth.category in WISHED.categories
        with database.unit(by=AMINA, at=NOON) as uow:
            scales.append(queries.enrolment(uow, own.number).scale)
    assert scales == sorted(scales), "nothing was missed: it only grew harder"
    assert scales[-1] > scales[0]
    with database.unit(by=AMINA, at=NOON) as uow:
        ended = queries.enrolment(uow, own.number)
        assert (ended.done, ended.ended_at, ended.passed) == (WISHED.pictures, NOON, True)
        assert len(queries.steps(uow, own.number)) == WISHED.pictures
        with pytest.raises(Conflict):
            actions.begin_of_course(uow, own.number, through=place)
    with database.unit(by=ESI, at=NOON) as uow:
        again = actions.assign(uow, own.course, AMINA.user)
        assert again.number != own.number, "the history of the first stays"
        assert queries.enrolments(uow, officer=AMINA.user)[1] == 2


def test_wrong_answers_make_it_easier_and_false_alarms_fail_it(
    database: Database, place: Objects, own: Enrolment
) -> None:
    for seed in range(WISHED.pictures):
        answered(database, place, own, right=False, seed=seed)
    with database.unit(by=AMINA, at=NOON) as uow:
        ended = queries.enrolment(uow, own.number)
        assert (ended.scale, ended.passed) == (0.0, False)
        results = {each.result for each in queries.steps(uow, own.number)}
        assert results == {Result.MISS, Result.FALSE_ALARM}


def test_an_answer_twice_counts_once(database: Database, place: Objects, own: Enrolment) -> None:
    first = answered(database, place, own, right=True, seed=1)
    with database.unit(by=AMINA, at=NOON + timedelta(minutes=5)) as uow:
        assert actions.answer(uow, first.number, first.answer) == first
        with pytest.raises(NotDecided):
            actions.answer(uow, first.number, Answer.CLEAR if first.answer is Answer.SUSPECT else Answer.SUSPECT)
        assert queries.enrolment(uow, own.number).done == 1


def test_a_kill_between_leaves_the_picture_open_and_it_comes_again(
    database: Database, place: Objects, own: Enrolment
) -> None:
    with database.unit(by=AMINA, at=NOON) as uow:
        begun = actions.begin_of_course(uow, own.number, through=place)

    def killed() -> None:
        with database.unit(by=AMINA, at=NOON) as uow:
            actions.answer(uow, begun.number, Answer.CLEAR)
            raise RuntimeError("killed")

    with pytest.raises(RuntimeError):
        killed()
    with database.unit(by=AMINA, at=NOON + timedelta(hours=1)) as uow:
        assert actions.begin_of_course(uow, own.number, through=place) == begun
        assert queries.enrolment(uow, own.number).done == 0


def test_another_officers_course_is_not_there(
    database: Database, settings: Settings, place: Objects, own: Enrolment
) -> None:
    with database.unit(by=DAOUD, at=NOON) as uow:
        for ask in (queries.enrolment, actions.begin_of_course):
            with pytest.raises(NotFound):
                ask(uow, own.number)
    with database.unit(by=ESI, at=NOON) as uow:
        assert queries.enrolment(uow, own.number) == own
        with pytest.raises(NotFound):
            actions.begin_of_course(uow, own.number, through=place)
        for wrong in (BELA.user, "nobody"):
            with pytest.raises(CourseWrong):
                actions.assign(uow, own.course, wrong)
        assert actions.assign(uow, own.course, AMINA.user) == own
    with client(database, settings, as_=DAOUD) as daoud:
        for path in (f"/screening-training/enrolments/{own.number}",):
            assert daoud.get(path).status_code == daoud.get(f"/api/v1{path}").status_code == 404
            assert daoud.fill(f"{path}/next", {}, page="/screening-training").status_code == 404
        assert daoud.get("/screening-training/courses").status_code == 403
        assert daoud.get("/api/v1/screening-training/trials", params={"officer": AMINA.user}).json()["total"] == 0


def test_what_a_course_must_have(database: Database, own: Enrolment) -> None:
    wrong = (
        {"names": {"en": "Knives", "zh-Hant": "", "zh-Hans": "刀具"}},
        {"categories": ()},
        {"categories": ("cake",)},
        {"easiest": Level.HARD, "hardest": Level.EASY},
        {"hardest": Level.MIDDLE, "pass_level": Level.HARD},
        {"pictures": 3},
        {"ratio": 0.9},
        {"time_limit_s": 1},
        {"most_false_alarms": 1.5},
        {"valid_until": TODAY - timedelta(days=1)},
        {"because": " "},
    )
    with database.unit(by=ESI, at=NOON) as uow:
        for each in wrong:
            with pytest.raises(CourseWrong):
                actions.make_course(uow, replace(WISHED, **each))
        later = actions.make_course(uow, replace(WISHED, categories=CATEGORIES, valid_from=TODAY + timedelta(days=3)))
        with pytest.raises(CourseWrong):
            actions.assign(uow, later.number, AMINA.user)
        actions.end_course(uow, own.course)
        actions.end_course(uow, own.course)
    with database.unit(by=AMINA, at=NOON + timedelta(days=2)) as uow, pytest.raises(CourseWrong):
        actions.begin_of_course(uow, own.number)


def test_taken_back_it_is_over_and_its_pictures_stay(database: Database, place: Objects, own: Enrolment) -> None:
    answered(database, place, own, right=True, seed=1)
    with database.unit(by=ESI, at=NOON) as uow:
        actions.take_back(uow, own.number)
        actions.take_back(uow, own.number)
    with database.unit(by=AMINA, at=NOON) as uow:
        with pytest.raises(Conflict):
            actions.begin_of_course(uow, own.number, through=place)
        assert queries.trials(uow, Wanted(part_of=own.number))[1] == 1


def test_the_list_has_pages_and_the_csv_has_all(
    database: Database, settings: Settings, place: Objects, own: Enrolment
) -> None:
    answered(database, place, own, right=True, seed=1)
    with database.engine.begin() as connection:
        connection.exec_driver_sql("select set_config('app.kind', 'system', true)")
        names = [c.name for c in store.training_trial.columns]
        listed = ", ".join(f'"{each}"' for each in names)
        made = listed.replace('"number"', "'TP' || n")
        copied = f"insert into training_trial ({listed}) select {made} from training_trial, generate_series(1, 6000) n"
        assert connection.execute(sa.text(copied)).rowcount == 6000
    with client(database, settings, as_=ESI) as esi:
        assert "of 6,001" in esi.get("/screening-training/trials?lang=en&page=121").text
        whole = esi.get("/screening-training/trials?format=csv")
        assert whole.headers["content-disposition"] == 'attachment; filename="training-trials.csv"'
        assert len(whole.text.splitlines()) == 6002
        assert esi.get("/api/v1/screening-training/trials?result=miss").json()["total"] == 0
        found = esi.get("/api/v1/screening-training/results").json()
        assert sum(found[AMINA.user]["all"][kind]["of"] for kind in ("hits", "false_alarms")) == 6001
    with client(database, settings, as_=DAOUD) as daoud:
        assert len(daoud.get(f"/screening-training/trials?format=csv&officer={AMINA.user}").text.splitlines()) == 1


def test_pages_of_courses_in_three_languages(database: Database, settings: Settings, own: Enrolment) -> None:
    where = "/screening-training/courses"
    form = {
        "name_en": "Guns",
        "name_zh-Hant": "槍械",
        "name_zh-Hans": "枪械",
        "categories": ["gun"],
        "easiest": "easy",
        "hardest": "hard",
        "pass_level": "middle",
        "pictures": "20",
        "ratio": "0.5",
        "time_limit_s": "45",
        "most_false_alarms": "0.2",
        "because": "new guns",
    }
    with client(database, settings, as_=ESI) as esi:
        assert esi.fill(where, form | {"because": ""}, page=where).status_code == 422
        for field in ("valid_from", "valid_until"):
            told = esi.fill(where, form | {field: "31/12/2026"}, page=where)
            assert (told.status_code, "This is no day: write it as 2026-11-30." in told.text) == (422, True)
            assert "new guns" in told.text, "what was written stays"
        assert esi.fill(where, form, page=where).status_code == 303
        for language, name in (("en", "Guns"), ("zh-Hant", "槍械"), ("zh-Hans", "枪械")):
            assert name in esi.get(where, params={"lang": language}).text
        made = next(each for each in esi.get(f"/api/v1{where}").json()["courses"] if each["names"]["en"] == "Guns")
        assert esi.fill(f"{where}/{made['number']}/assign", {"officer": "nobody"}, page=where).status_code == 422
        assert esi.fill(f"{where}/{made['number']}/assign", {"officer": DAOUD.user}, page=where).status_code == 303
        assert len(esi.get(f"{where}?format=csv").text.splitlines()) == 3
        assert esi.fill(f"{where}/{made['number']}/end", {}, page=where).status_code == 303
        api = {name: made[name] for name in made if name not in {"number", "by", "at"}}
        assert esi.call("POST", where, api).status_code == 201
    with client(database, settings, as_=AMINA) as amina:
        page = f"/screening-training/enrolments/{own.number}"
        assert "Knives" in amina.get("/screening-training?lang=en").text
        begun = amina.fill(f"{page}/next", {}, page=page)
        assert begun.status_code == 303
        answer = {"answer": "clear"}
        assert amina.fill(f"{begun.headers['location']}/answer", answer, page=page).status_code == 303
        for language in ("en", "zh-Hant", "zh-Hans"):
            assert amina.get(page, params={"lang": language}).status_code == 200
            assert amina.get(begun.headers["location"], params={"lang": language}).status_code == 200
        assert len(amina.get(f"/api/v1{page}").json()["steps"]) == 1
        assert amina.call("POST", f"{page}/next").json()["place"] == 2


def test_a_number_that_is_none_is_refused_beside_all_else_that_was_written(
    database: Database, settings: Settings
) -> None:
    where = "/screening-training/courses"
    levels = {"easiest": "easy", "hardest": "hard", "pass_level": "middle"}
    said = levels | {"pictures": "many", "ratio": "0.5", "time_limit_s": "60", "most_false_alarms": "0.2"}
    names = {
        "name_en": "Kept name",
        "name_zh-Hant": "甲",
        "name_zh-Hans": "甲",
        "categories": "gun",
        "because": "Yearly",
    }
    with client(database, settings, as_=ESI) as esi:
        refused = esi.fill(where, said | names, page=where)
        page = refused.text
        setting = {
            "ratio": "half",
            "time_limit_s": "30",
            "most_superposition": "2",
            "categories": "gun",
            "because": "x",
        }
        other = esi.fill("/screening-training/settings", setting, page="/screening-training/settings")
    assert (refused.status_code, other.status_code) == (422, 422)
    assert 'href="#pictures"' in page
    assert 'value="Kept name"' in page
    assert "many" not in page
    assert 'href="#ratio"' in other.text
