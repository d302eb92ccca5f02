"""An agency's own rules: written as a form with every fault told, in force from a day, deciding, promising and giving work out."""

from datetime import date, timedelta
from typing import Any

import pytest

from smartcustoms.kernel.actor import Actor, Kind
from smartcustoms.kernel.database.unit import Database
from smartcustoms.kernel.errors import NotPermitted
from smartcustoms.kernel.settings import Settings
from smartcustoms.trade.agencies import actions, queries
from smartcustoms.trade.agencies.assigning import chosen
from smartcustoms.trade.agencies.model import (
    DecisionIncomplete,
    Officer,
    RouteStep,
    State,
    StepState,
    Wanted,
)
from smartcustoms.trade.agencies.rulebook import RulesUnusable, book_of
from smartcustoms.trade.agencies.wording import filled, unknown_places
from tests.conftest import NOON
from tests.trade.agencies.reviewing import EVE, OLGA, OMAR, OSCAR, begun, seen
from tests.trade.agencies.test_web import with_account
from tests.web_client import client

OTTO = Actor("otto", "ofca", Kind.AGENCY, frozenset({"agency_administrator"}), name="Administrator Otto")
TODAY = NOON.date()
ALONE = (RouteStep("OFCA", skill="radio", lead=True, days=5),)
CELLS = {
    "hours.monday": "10:00-12:00, 13:00-15:00",
    "hours.saturday": "10:00-12:00",
    "holidays": "2026-12-24 Office closed",
    "promises": "rta-ie 1",
    "reasons.0.code": "band",
    "reasons.0.kinds": "RTA-IE",
    "reasons.0.law": "Telecommunications Ordinance (Cap. 106)",
    "rules.0.code": "OFCA-SMALL",
    "rules.0.kind": "RTA-IE",
    "rules.0.sample": "1",
    "rules.0.when": "quantity at_most 20\nhs within 8525, 8517",
    **{f"reasons.0.{part}_{language}": "x" for part in ("says", "mend") for language in ("en", "hant", "hans")},
    **{f"rules.0.because_{language}": "Few and harmless." for language in ("en", "hant", "hans")},
}


def in_force(database: Database, *, on: date = TODAY, by: Actor = OTTO, **change: str) -> int:
    cells = {name: text for name, text in {**CELLS, **change}.items() if text}
    with database.unit(by=by, at=NOON) as uow:
        number = actions.draft_rules(uow, "OFCA", cells)
        actions.activate_rules(uow, "OFCA", number, on=on)
        actions.activate_rules(uow, "OFCA", number, on=on)  # again changes nothing
    return number


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"hours.monday": "9-5"}, "hours.monday"),
        ({"hours.monday": "14:00-18:00, 09:00-13:00"}, "hours.monday"),
        ({"holidays": "24 December"}, "holidays"),
        ({"holidays": "2026-02-30"}, "holidays"),
        ({"promises": "RTA-IE soon"}, "promises"),
        ({"reasons.0.law": ""}, "reasons.0.law"),
        ({"reasons.0.says_hans": ""}, "reasons.0.says_hans"),
        ({"rules.0.kind": "two words"}, "rules.0.kind"),
        ({"rules.0.outcome": "perhaps"}, "rules.0.outcome"),
        ({"rules.0.sample": "0"}, "rules.0.sample"),
        ({"rules.0.when": ""}, "rules.0.when"),
        ({"rules.0.when": "quantity under 10"}, "rules.0.when"),
        ({"rules.1.code": "OFCA-SMALL"}, "rules.1.code"),
    ],
)
def test_every_fault_names_its_field_and_how_to_mend_it(change: dict[str, str], field: str) -> None:
    with pytest.raises(RulesUnusable) as wrong:
        book_of({**CELLS, **change}, since=TODAY)
    assert field in {each.field for each in wrong.value.faults}
    assert all(str(each.mend) for each in wrong.value.faults)


def test_a_rule_of_ones_own_decides_where_one_decides_alone(database: Database) -> None:
    in_force(database, on=TODAY + timedelta(days=1))
    assert begun(database, route=ALONE, rules=None, about="D1").state is State.OPEN  # not in force yet
    later = NOON + timedelta(days=1)
    decided = begun(database, route=ALONE, rules=None, about="D2", at=later)
    assert (decided.rule, decided.state) == ("OFCA-SMALL", State.OPEN if decided.sampled else State.GRANTED)
    many = begun(database, route=ALONE, rules=None, about="D3", at=later, facts={"quantity": "21", "hs": ["852560"]})
    assert (many.rule, many.state) == (None, State.OPEN)
    assert begun(database, rules=None, about="D4", at=later).rule is None  # EPD and TID decide too


def test_hours_promises_and_reasons_are_the_agencys_own(database: Database) -> None:
    before = begun(database, route=ALONE, about="D1").steps[0]
    in_force(database)
    after = begun(database, route=ALONE, about="D2").steps[0]
    assert (before.days, after.days) == (5, 1)
    # NOON is a Tuesday at twelve; of the four hours promised two lie on Saturday, two on Monday from ten
    assert after.due_at == NOON + timedelta(days=6)
    with database.unit(by=OLGA, at=NOON) as uow:
        mine = {each.code for each in queries.own_reasons(uow, "RTA-IE", on=TODAY)}
        other = {each.code for each in queries.own_reasons(uow, "RTA-TN", on=TODAY)}
    with database.unit(by=EVE, at=NOON) as uow:
        others = {each.code for each in queries.own_reasons(uow, "RTA-IE", on=TODAY)}
    assert ("band" in mine, "band" in other, "band" in others, "incomplete" in mine) == (True, False, False, True)


def test_another_agencys_rules_and_those_in_force_cannot_be_written(database: Database) -> None:
    number = in_force(database)
    with database.unit(by=OTTO, at=NOON) as uow:
        with pytest.raises(NotPermitted):
            actions.draft_rules(uow, "EPD", CELLS)
        with pytest.raises(actions.RulesInForce):
            actions.redraft_rules(uow, "OFCA", number, CELLS)
        draft = actions.draft_rules(uow, "OFCA", CELLS)
        with pytest.raises(RulesUnusable, match="faults"):
            actions.activate_rules(uow, "OFCA", draft, on=TODAY - timedelta(days=1))


def test_new_work_goes_to_the_skilled_with_the_least_in_hand(database: Database) -> None:
    with database.unit(by=OTTO, at=NOON) as uow:
        for who, skills, on_duty in ((OLGA, {"radio"}, True), (OSCAR, {"radio"}, True), (OMAR, {"general"}, True)):
            actions.put_officer(uow, user=who.user, name=who.name, skills=frozenset(skills), on_duty=on_duty)
    waiting = [begun(database, route=ALONE, about=f"D{place}") for place in range(3)]
    in_force(database, **{"automatic": "true", "rules.0.code": "", "rules.0.kind": ""} | _no_rule())
    fresh = begun(database, route=ALONE, about="D9").steps[0]
    assert (fresh.state, fresh.assigned_to) == (StepState.TAKEN, "olga")
    with database.unit(by=OTTO, at=NOON) as uow:
        actions.add_absence(uow, user="oscar", to="olga", from_day=TODAY, until=TODAY)
        assert actions.distribute(uow) == 3
        assert actions.distribute(uow) == 0
        assert queries.queue(uow, Wanted(whose="nobody"))[1] == 0
    assert {seen(database, each.number, by=OLGA).steps[0].assigned_to for each in waiting} == {"olga"}  # oscar is away


def _no_rule() -> dict[str, str]:
    return {name: "" for name in CELLS if name.startswith("rules.")}


def test_whoever_has_least_is_chosen_and_nobody_without_the_skill() -> None:
    def officer(user: str, load: int, *skills: str, on_duty: bool = True) -> Officer:
        return Officer(user, "ofca", user, frozenset(skills), on_duty, load)

    some = [officer("a", 3, "radio"), officer("b", 1, "radio"), officer("c", 0, "general")]
    some.append(officer("d", 0, "radio", on_duty=False))
    assert chosen(some, [], skill="radio", on=TODAY) == "b"
    assert chosen(some, [], skill="radio", on=TODAY, given={"b": 3}) == "a"
    assert chosen(some, [], skill="radio", on=TODAY, not_these=["a", "b"]) is None
    assert chosen(some, [], skill="waste", on=TODAY) is None


def test_templates_fill_what_they_leave_open_in_each_language(database: Database) -> None:
    says = {"en": "Send it for {about} by {answer_by}. {other}", "zh-Hant": "{agency}：{about}"}
    values: dict[str, Any] = {"about": "D26", "answer_by": "2026-12-12", "agency": {"en": "OFCA", "zh-Hant": "通訊辦"}}
    assert filled(says, values) == {"en": "Send it for D26 by 2026-12-12. {other}", "zh-Hant": "通訊辦：D26"}
    assert unknown_places(says) == ["other"]
    with database.unit(by=OLGA, at=NOON) as uow, pytest.raises(DecisionIncomplete, match="other"):
        actions.put_template(uow, code="x", kind="letter", says=says)


def test_page_and_api_keep_a_draft_and_put_it_in_force(database: Database, settings: Settings) -> None:
    with_account(database, OTTO, OLGA)
    with client(database, settings, as_=OTTO) as web:
        assert web.get("/reviews/rules").status_code == 200
        wrong = web.fill("/reviews/rules/new", {**CELLS, "hours.monday": "9-5"}, page="/reviews/rules/new")
        assert wrong.status_code == 422
        assert 'href="#hours-monday"' in wrong.text
        assert "OFCA-SMALL" in wrong.text
        kept = web.fill("/reviews/rules/new", CELLS, page="/reviews/rules/new")
        assert "The draft is kept." in web.get(kept.headers["location"]).text
        faults = web.call("POST", "/reviews/rules", {"cells": {**CELLS, "promises": "x"}})
        assert (faults.status_code, faults.json()["faults"][0]["field"]) == (422, "promises")
        assert web.call("POST", "/reviews/rules/1/activate", {}).json()["state"] == "active"
        assert web.call("PUT", "/reviews/rules/1", {"cells": CELLS}).status_code == 409
        assert web.get("/api/v1/reviews/rules/7").status_code == 404
        assert "In force" in web.get("/reviews/rules").text
    with client(database, settings, as_=OLGA) as web:
        assert web.get("/reviews/rules").status_code == 403
