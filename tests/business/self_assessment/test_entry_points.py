"""The self-assessment through pages, JSON and the command line, and what a business keeps."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from smartcustoms.business.self_assessment import actions, queries
from smartcustoms.business.self_assessment.cli import aeo
from smartcustoms.business.self_assessment.model import Grade, NoSuchAssessment, NotAnswerable
from smartcustoms.business.self_assessment.questions import question_set
from smartcustoms.kernel.database.unit import Database
from smartcustoms.kernel.settings import Settings
from tests.cast import BELA, CHEN
from tests.conftest import NOON
from tests.web_client import client

QUESTIONS = question_set()
BEST = {each.id: each.choices[0].code for each in QUESTIONS.questions_of(2)}
BEST_1 = {each.id: each.choices[0].code for each in QUESTIONS.questions_of(1)}


def run(tmp_path: Path, answers: Any, *options: str) -> tuple[int, dict[str, Any]]:
    file = tmp_path / "answers.json"
    file.write_text(json.dumps(answers), "utf-8")
    found = CliRunner().invoke(aeo, ["assess", str(file), *options, "--json"])
    return found.exit_code, json.loads(found.stdout)


@pytest.mark.parametrize(
    "shape", [lambda answers: answers, lambda answers: {"answers": answers}], ids=["plain", "under"]
)
def test_the_command_assesses_both_shapes(tmp_path: Path, shape: Any) -> None:
    code, told = run(tmp_path, shape(BEST | {"L1": "no"}), "--tier", "2")
    assert code == 0
    assert (told["grade"], told["complete"], len(told["criteria"])) == ("amber", True, 12)
    assert told["criteria"][-1]["red_because"] == ["L1"]
    assert told["advice"][0]["question"] == "L1"
    parts = sum(each["points"] for criterion in told["criteria"] for each in criterion["questions"])
    assert parts == pytest.approx(told["score"])


def test_unanswered_questions_are_named_with_exit_2(tmp_path: Path) -> None:
    code, told = run(tmp_path, BEST_1, "--tier", "2")
    assert code == 2
    assert told["complete"] is False
    assert told["unanswered"] == [f"{criterion}{n}" for criterion in "KL" for n in range(1, 9)]


def test_bad_answers_are_told_with_exit_2(tmp_path: Path) -> None:
    code, told = run(tmp_path, BEST_1 | {"A2": "perhaps"}, "--tier", "1")
    assert code == 2
    (error,) = told["errors"]
    assert (error["field"], error["value"], error["code"]) == ("A2", "perhaps", "not_answerable")
    assert "yes, mostly, partly, no" in error["mend"]


@pytest.mark.parametrize("lang", ["en", "zh-Hant", "zh-Hans"])
@pytest.mark.parametrize(("tier", "count"), [("1", 80), ("2", 96)])
def test_the_questions_tell_how_to_write_the_file(tmp_path: Path, lang: str, tier: str, count: int) -> None:
    found = CliRunner().invoke(aeo, ["questions", "--tier", tier, "--lang", lang, "--json"])
    told = json.loads(found.stdout)
    assert len(told["questions"]) == count
    answers = {each["id"]: each["answers"][0]["answer"] for each in told["questions"]}
    code, assessed = run(tmp_path, answers, "--tier", tier, "--lang", lang)
    assert (code, assessed["score"]) == (0, 100)
    plain = CliRunner().invoke(aeo, ["questions", "--tier", tier, "--lang", lang])
    assert all(each["asks"] in plain.stdout for each in told["questions"])


def test_a_blank_file_has_every_question_still_open(tmp_path: Path) -> None:
    blank = json.loads(CliRunner().invoke(aeo, ["questions", "--tier", "2", "--blank"]).stdout)
    code, told = run(tmp_path, blank)
    assert (code, len(told["unanswered"]), told["tier"]) == (2, 96, 2)


def test_a_business_saves_returns_finishes_and_sees_its_progress(database: Database) -> None:
    with database.unit(by=BELA, at=NOON) as uow:
        begun = actions.begin(uow, tier=1)
        assert actions.begin(uow, tier=1).number == begun.number, "a draft that is there is gone on with"
        actions.save(uow, begun.number, {"A1": "none", "A2": "no"})
    with database.unit(by=BELA, at=NOON) as uow:
        assert dict(actions.save(uow, begun.number, {"A2": ""}).answers) == {"A1": "none"}
        with pytest.raises(NotAnswerable, match="79 questions"):
            actions.finish(uow, begun.number)
    with database.unit(by=BELA, at=NOON) as uow:
        actions.save(uow, begun.number, BEST_1 | {"B6": "partly"})
        assert actions.finish(uow, begun.number).grade is Grade.GREEN
        with pytest.raises(actions.Finished):
            actions.save(uow, begun.number, {"A1": "minor"})
    with database.unit(by=BELA, at=NOON) as uow:
        draft = queries.last_finished(uow, BELA.organisation, 1)
        assert draft is not None
        assert draft.answers["B6"] == "partly"
        again = actions.begin(uow, tier=2)
        assert again.answers["B6"] == "partly", "the last answers are filled in"
        assert len(queries.own(uow)[0]) == 2
    with database.unit(by=CHEN, at=NOON) as uow:
        assert queries.own(uow) == ([], 0)
        with pytest.raises(NoSuchAssessment):
            queries.kept(uow, begun.number)


def test_the_public_page_assesses_and_keeps_nothing(database: Database, settings: Settings) -> None:
    with client(database, settings) as visitor:
        for language in ("en", "zh-Hant", "zh-Hans"):
            assert QUESTIONS.questions[0].asks[language] in visitor.get(f"/self-assessment?lang={language}").text
        visitor.get("/self-assessment?lang=en")
        form = {"tier": "1", "version": QUESTIONS.version} | BEST_1
        answer = visitor.fill("/self-assessment", form, page="/self-assessment")
        assert answer.status_code == 200
        assert "Green: ready to apply" in answer.text
        without = {name: value for name, value in form.items() if name != "C3"}
        open_one = visitor.fill("/self-assessment", without, page="/self-assessment")
        assert open_one.status_code == 422
        assert 'href="#C3"' in open_one.text
        assert 'value="none" checked' in open_one.text, "what was answered must not be lost"
        assert visitor.fill("/self-assessment", form | {"A2": "x"}, page="/self-assessment").status_code == 422
        assert visitor.get("/self-assessment/documents").status_code == 200
        paper = visitor.fill("/self-assessment/report.pdf?lang=zh-Hant", form, page="/self-assessment")
        assert (paper.headers["content-type"], paper.content[:5]) == ("application/pdf", b"%PDF-")
        short = visitor.fill("/self-assessment/report.pdf", {**form, "A2": ""}, page="/self-assessment")
        assert short.status_code == 422, "the questions again"
    with database.unit(by=BELA, at=NOON) as uow:
        assert queries.own(uow) == ([], 0)


def test_pages_and_json_of_a_business(database: Database, settings: Settings) -> None:
    with client(database, settings, as_=BELA) as bela:
        begun = bela.fill("/self-assessments", {"tier": "1"}, page="/self-assessments")
        page = begun.headers["location"]
        assert bela.fill(page, {"A1": "minor", "do": "save"}, page=page).status_code == 303
        assert bela.fill(page, {"A2": "yes", "do": "finish"}, page=page).status_code == 422
        api = page.replace("/self-assessments", "/self-assessments", 1)
        assert bela.get(f"{page}/report.pdf").status_code == 422, "a draft has no result"
        assert bela.call("GET", api).json()["answers"] == {"A1": "minor", "A2": "yes"}
        assert bela.call("POST", api, {"answers": BEST_1, "finish": True}).json()["grade"] == "green"
        assert "100.00" in bela.get(page).text
        for language in ("en", "zh-Hant", "zh-Hans"):
            paper = bela.get(f"{page}/report.pdf?lang={language}")
            assert paper.headers["content-type"] == "application/pdf"
            assert paper.content.startswith(b"%PDF-")
        assert paper.content == bela.get(f"{page}/report.pdf?lang=zh-Hans").content
        assert bela.call("POST", api, {"answers": {"A1": "minor"}}).status_code == 409
        assert bela.call("POST", "/self-assessment", {"answers": {"A1": "none"}}).status_code == 422
        assert bela.call("POST", "/self-assessment", BEST_1).json()["score"] == 100
        assert len(bela.call("GET", "/self-assessment?tier=2").json()["questions"]) == 96
    with client(database, settings, as_=CHEN) as chen:
        assert chen.get(page).status_code == 404
        assert chen.get(f"{page}/report.pdf").status_code == 404
