"""The pages of risk: who sees them, and what they do."""

from datetime import timedelta

import pytest

from smartcustoms.kernel.actor import PLATFORM
from smartcustoms.kernel.database.unit import Database
from smartcustoms.kernel.settings import Settings
from smartcustoms.kernel.words.model import sentence
from smartcustoms.trade.risk import actions, queries
from smartcustoms.trade.risk.model import Lane, RuleHit
from tests.cast import AMINA, BELA, ESI
from tests.conftest import NOON
from tests.trade.risk.histories import a_row
from tests.web_client import client

PAGES = ("/risk", "/risk/declarations/A1", "/risk/board", "/risk/budget")


@pytest.fixture
def assessed(database: Database, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Database:
    monkeypatch.setenv("SMARTCUSTOMS_SECRET", settings.secret)
    with database.unit(by=PLATFORM, at=NOON) as uow:
        hit = RuleHit("CEMENT-1", Lane.RED, sentence("Rule CEMENT-1 was met."))
        actions.assess(uow, [a_row(declaration="A1", on=NOON.date())], hits=[hit])
        actions.assess(uow, [a_row(declaration="A2", on=NOON.date(), importer="=cmd()")], hits=[hit])
    return database


def test_officers_see_every_page_and_a_trader_none(assessed: Database, settings: Settings) -> None:
    with client(assessed, settings, as_=ESI) as esi:
        for page in PAGES:
            answer = esi.get(page)
            assert answer.status_code == 200, page
            assert "A1" in answer.text or page in ("/risk/board", "/risk/budget")
    with client(assessed, settings, as_=BELA) as bela:
        for page in (*PAGES, "/api/v1/risk/worklist", "/api/v1/risk/declarations/A1", "/api/v1/risk/board"):
            assert bela.get(page).status_code == 403, page


def test_the_worklist_is_filtered_and_exported(assessed: Database, settings: Settings) -> None:
    with client(assessed, settings, as_=AMINA) as amina:
        shown = amina.get("/risk?text=A2").text  # its random tokens may hold any two letters
        assert ">A1</a>" not in shown
        assert ">A2</a>" in shown
        exported = amina.get("/risk?format=csv").text.splitlines()
        assert exported[0].startswith("\ufeffdeclaration,on,office,lane")
        assert len(exported) == 3
        assert [one["declaration"] for one in amina.get("/api/v1/risk/worklist?lane=red").json()] == ["A1", "A2"]
        assert amina.get("/risk/declarations/nothing").status_code == 404


def test_an_override_is_asked_by_one_and_agreed_by_another(assessed: Database, settings: Settings) -> None:
    with client(assessed, settings, as_=AMINA) as amina:
        refused = amina.fill("/risk/declarations/A1/overrides", {"to": "green", "because": "no"}, page="/risk")
        assert "An override needs a reason" in refused.text
        asked = amina.fill(
            "/risk/declarations/A1/overrides", {"to": "green", "because": "The scan shows nothing."}, page="/risk"
        )
        assert asked.status_code == 303
        own = amina.fill("/risk/overrides/1", {"agreed": "yes"}, page="/risk/budget")
        assert "You asked for this override yourself" in own.text
    with client(assessed, settings, as_=ESI) as esi:
        assert esi.fill("/risk/overrides/1", {"agreed": "yes"}, page="/risk/budget").status_code == 303
    with assessed.unit(by=ESI, at=NOON) as uow:
        assert queries.lane(uow, "A1") is Lane.GREEN


def test_a_supervisor_sets_a_budget_and_a_targeting_officer_does_not(assessed: Database, settings: Settings) -> None:
    wanted = {"office": "10", "hours": "6", "random_rate": "2"}
    with client(assessed, settings, as_=AMINA) as amina:
        assert amina.fill("/risk/budget", wanted, page="/risk").status_code == 403
    with client(assessed, settings, as_=ESI) as esi:
        assert "not a number" in esi.fill("/risk/budget", {**wanted, "hours": "many"}, page="/risk/budget").text
        assert esi.fill("/risk/budget", wanted, page="/risk/budget").status_code == 303
    with assessed.unit(by=ESI, at=NOON) as uow:
        plan = queries.plans(uow)["10"]
        assert (plan.hours, plan.random_rate, plan.share) == (6.0, 0.02, None)


def test_the_worklist_shows_what_was_not_examined_yet_unless_asked(assessed: Database, settings: Settings) -> None:
    with assessed.unit(by=PLATFORM, at=NOON) as uow:
        actions.learn(uow, "A1", finding=True, revenue=120.0)
    with client(assessed, settings, as_=AMINA) as amina:
        assert "/declarations/A1" not in amina.get("/risk").text
        assert "/declarations/A2" in amina.get("/risk").text
        assert "/declarations/A1" in amina.get("/risk?examined=found").text
        assert "/declarations/A1" not in amina.get("/risk?examined=nothing").text
        assert "/declarations/A2" not in amina.get("/risk?examined=any&until=2020-01-01").text


def test_the_board_counts_by_week_and_by_office(assessed: Database, settings: Settings) -> None:
    with assessed.unit(by=PLATFORM, at=NOON) as uow:
        actions.learn(uow, "A1", finding=True, revenue=120.0)
    with assessed.unit(by=ESI, at=NOON) as uow:
        board = queries.board(uow, since=NOON.date() - timedelta(days=7))
    (week,) = board.weeks
    assert (week.begins.weekday(), week.selected.found + week.random.found) == (0, 1)
    assert [(rate.examined, rate.found, rate.recovered) for rate in board.offices.values()] == [(1, 1, 120.0)]
