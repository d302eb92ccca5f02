"""A type written by page alone: every shipped one goes through the form and back unchanged; each fault names its field; the trader's
form, the schema and the paper follow a new one."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as calm
from hypothesis import strategies as st

from smartcustoms.kernel import clock
from smartcustoms.kernel.database.unit import Database
from smartcustoms.kernel.day import day_of
from smartcustoms.kernel.settings import Settings
from smartcustoms.trade.documents import actions, catalogue, queries
from smartcustoms.trade.documents.faults import faults_of
from smartcustoms.trade.documents.forms import cells_of, entered
from smartcustoms.trade.documents.model import NotNow, TypeUnusable
from smartcustoms.trade.documents.type_form import faults_in, form_of_type, type_form, type_of_form
from tests.cast import ADA, BELA
from tests.conftest import NOON
from tests.trade.documents.builders import content_for
from tests.web_client import client

TYPES = list(catalogue.shipped().values())


@pytest.mark.parametrize("kind", TYPES, ids=lambda each: each.code)
def test_every_shipped_type_goes_through_the_form_and_back(kind: Any) -> None:
    cells = cells_of(form_of_type(kind.body))
    content = entered(type_form(), cells)
    assert faults_in(content) == ()
    again = catalogue.checked(type_of_form(content))
    assert again.form == kind.form
    assert {**again.body, "form": 0} == {**kind.body, "form": 0}


def test_faults_stand_at_the_field_of_the_form(database: Database, settings: Settings) -> None:
    cells = cells_of(form_of_type(catalogue.shipped()["ODS-L"].body))
    wrong = {
        **cells,
        "general.hs": "7766",
        "general.law_link": "http://x",
        "fields.0.title_hans": "",
        "fields.1.kind": "choice",
        "fields.1.choices": "",
        "fields.2.more": "{",
    }
    with client(database, settings, as_=ADA) as ada:
        page = ada.fill("/documents/kinds/new", {**wrong, "save": "1"}, page="/documents/kinds")
    assert page.status_code == 422
    for field in ("general-law_link", "fields-0-title_hans", "fields-1-choices", "fields-2-more"):
        assert f'href="#{field}"' in page.text
        assert f'id="{field}"' in page.text
    with client(database, settings, as_=ADA) as ada:
        page = ada.fill("/documents/kinds/new", {**cells, "general.hs": "7766", "save": "1"}, page="/documents/kinds")
    assert 'href="#general-hs"' in page.text


def test_a_version_holds_from_its_day_and_is_not_changed_any_more(database: Database) -> None:
    body = {**catalogue.shipped()["RTA-TN"].body, "fee": {"amount": "99", "currency": "HKD", "source": "assumed"}}
    with database.unit(by=ADA, at=NOON) as uow:
        code, version = actions.draft_type(uow, body)
        with pytest.raises(actions.DayPast):
            actions.activate_type(uow, code, version, on=date(2020, 1, 1))
        actions.activate_type(uow, code, version, on=day_of(NOON) + timedelta(days=1))
        with pytest.raises(NotNow):
            actions.redraft_type(uow, code, version, body)
    with database.unit(by=BELA, at=NOON) as uow:
        content = content_for(catalogue.shipped()["RTA-TN"].form)
        before = actions.lodge_new(uow, code, content, original=b"a").number
    with database.unit(by=BELA, at=NOON + timedelta(days=1)) as uow:
        after = actions.lodge_new(uow, code, content, original=b"b").number
        fees = [str(queries.document(uow, each).fee.amount) for each in (before, after)]
        assert fees == ["0.00", "99.00"]
        assert queries.type_of(uow, queries.document(uow, after)).version == "1"


def test_the_api_drafts_refuses_and_activates(database: Database, settings: Settings) -> None:
    body = dict(catalogue.shipped()["RTA-TN"].body) | {"code": "NEW-1"}
    with client(database, settings, as_=ADA) as ada:
        assert ada.call("POST", "/documents/kinds", {**body, "agency": "X"}).json()["errors"][0]["field"] == "agency"
        assert ada.call("POST", "/documents/kinds", body).json() == {"code": "NEW-1", "version": 1, "state": "draft"}
        assert ada.get("/documents/kinds/NEW-1/1").status_code == 200
        assert "transhipment" in ada.get("/documents/kinds/NEW-1/1/preview").text.lower()
        assert ada.get("/api/v1/documents/types/NEW-1").status_code == 404
        given = ada.call("POST", "/documents/kinds/NEW-1/1/activate", {}).json()
        assert given["since"] == day_of(clock.now()).isoformat()
        assert ada.get("/api/v1/documents/types/NEW-1").json()["schema"]["title"].startswith("Transhipment")
        assert ada.get("/documents/kinds").status_code == 200
    with client(database, settings, as_=BELA) as bela:
        assert "NEW-1" in bela.get("/documents/new").text


@calm(suppress_health_check=[HealthCheck.too_slow])
@given(
    st.dictionaries(st.sampled_from(sorted(cells_of(form_of_type(TYPES[0].body)))), st.text(max_size=40), max_size=6)
)
def test_whatever_is_typed_gives_faults_or_a_type(change: dict[str, str]) -> None:
    content = entered(type_form(), {**cells_of(form_of_type(TYPES[0].body)), **change})
    if faults_in(content):
        assert all(str(each.mend) for each in faults_in(content))
        return
    try:
        kind = catalogue.checked(type_of_form(content))
    except TypeUnusable as refused:
        kind = None
        found = refused.faults
    assert kind is not None or found
    assert kind is None or faults_of(kind.form, content_for(kind.form)) == ()
