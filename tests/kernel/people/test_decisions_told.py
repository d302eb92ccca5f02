"""Which policy decided is told: in refusals' log lines, and in the audit trail for weighty steps and looks at personal data."""

import json
from dataclasses import replace

import cedarpy
import pytest
import sqlalchemy as sa
from structlog.testing import capture_logs

from smartcustoms.kernel import clock
from smartcustoms.kernel.actor import PLATFORM
from smartcustoms.kernel.database.unit import Database
from smartcustoms.kernel.errors import NotPermitted
from smartcustoms.kernel.people import deciding
from smartcustoms.kernel.people.model import ADMINISTER, KEEP_MACHINES, OWN_ACCOUNT, Decision
from smartcustoms.kernel.people.queries import decision, may, require
from smartcustoms.kernel.settings import Settings
from tests.cast import ADA, AMINA, BELA, CAST, CHEN
from tests.web_client import client


def test_a_decision_names_the_policies_that_made_it() -> None:
    assert decision(BELA, ADMINISTER) == Decision(False, ())
    assert decision(ADA, ADMINISTER) == Decision(True, ("people.administrator-administers",))
    assert decision(BELA, KEEP_MACHINES) == Decision(True, ("people.traders-keep-machines",))
    assert decision(PLATFORM, ADMINISTER) == Decision(True, ("platform",))
    assert decision(replace(BELA, scopes=frozenset()), OWN_ACCOUNT) == Decision(False, ("people.token-names-it",))


def test_every_policy_has_a_name_of_its_own_and_the_position_is_right() -> None:
    names = deciding.policy_names()
    assert len(set(names)) == len(names) == len(cedarpy.PolicySet.from_str(deciding.policies()))
    # People's own file: the fourth policy of it is the one for administrators, whatever stands before it in the whole text.
    place = names.index("people:4")
    told = cedarpy.policies_to_json_str(deciding.policies())
    assert "people.administer" in str(json.loads(told)["staticPolicies"][f"policy{place}"])


def test_the_answer_with_policies_never_differs_from_the_answer_without() -> None:
    for who in CAST:
        for permission in (ADMINISTER, KEEP_MACHINES, OWN_ACCOUNT):
            for owner in (None, "bela-trading", "chen-co"):
                assert decision(who, permission, owner=owner).allowed == may(who, permission, owner=owner)


def test_a_refusal_in_a_rule_is_logged_with_its_explanation() -> None:
    with capture_logs() as said, pytest.raises(NotPermitted):
        require(CHEN, KEEP_MACHINES, owner="bela-trading", about="K-1")
    line = said[0]
    assert (line["event"], line["who"], line["permission"], line["owner"]) == (
        "people.refused",
        "chen",
        "people.keep_machines",
        "other",
    )
    assert (line["because"], line["policies"], line["where"]) == ("no policy grants it", [], "K-1")


def test_a_refused_page_is_logged_and_a_permitted_one_is_not(database: Database, settings: Settings) -> None:
    with client(database, settings, as_=AMINA) as amina, capture_logs() as said:
        assert amina.get("/people").status_code == 403
        assert amina.get("/me").status_code == 200
    refused = [each for each in said if each["event"] == "people.refused"]
    assert [(each["where"], each["roles"]) for each in refused] == [("GET /people", ["targeting_officer"])]


def test_steps_and_looks_are_in_the_audit_trail_with_their_policies(database: Database, settings: Settings) -> None:
    with client(database, settings, as_=ADA) as ada:
        assert ada.get("/people/daoud").status_code == 200
        assert ada.fill("/people/daoud/roles", {"role": ["supervisor"]}, page="/people/daoud").status_code == 303
    with database.unit(by=PLATFORM, at=clock.now()) as uow:
        rows = uow.connection.execute(sa.text("select deed, about, who, facts from audit_journal")).all()
    looks = [row.facts for row in rows if row.deed == "looked" and row.about == "person daoud"]
    assert all(each["policies"] == ["people.administrator-administers"] for each in looks)
    assert looks
    [step] = [row for row in rows if row.deed == "person.step_permitted"]
    assert (step.who, step.about) == ("ada", "POST /people/{number}/roles")
    assert step.facts["policies"] == ["people.administrator-administers"]
    assert step.facts["proved"]
