"""What countries add to what goods need: sanctions, papers of the other country, exemptions; and control lists in three languages."""

from datetime import date

import pytest

from smartcustoms.kernel import places
from smartcustoms.kernel.actor import PLATFORM
from smartcustoms.kernel.database.unit import Database
from smartcustoms.kernel.settings import Settings
from smartcustoms.trade.documents import catalogue, countries, lists, queries
from smartcustoms.trade.documents.asking import NotUnderstood, asked_country
from smartcustoms.trade.documents.queries.types import Needs
from tests.cast import BELA
from tests.conftest import NOON
from tests.web_client import client

TODAY = date(2026, 11, 28)


def asked(database: Database, hs_code: str, direction: str = "import", on: date = TODAY, **ends: str) -> Needs:
    with database.unit(by=PLATFORM, at=NOON) as uow:
        return queries.needs(uow, hs_code=hs_code, direction=direction, on=on, **ends)


def codes(found: Needs) -> list[str]:
    return [each.code for each in found.told]


def types(found: Needs) -> set[str]:
    return {each.type.code for each in found.found}


def test_every_rule_names_countries_types_and_a_law_that_there_are() -> None:
    for each in countries.shipped():
        assert (each.countries | each.but_not) - {"*"} <= places.countries(), each.code
        assert set(each.types) <= set(catalogue.shipped()), each.code
        assert each.law, each.code
        assert all(each.says.values()), each.code
        assert each.law_link.startswith("https://"), each.code
        assert each.source.startswith("assumed"), each.code


def test_sanctions_go_by_the_country_its_side_and_the_day(database: Database) -> None:
    assert codes(asked(database, "270112", origin="KP")) == ["un-kp-import"]
    assert codes(asked(database, "270112", origin="AU")) == codes(asked(database, "270112")) == []
    assert codes(asked(database, "270112", origin="KP", on=date(2017, 12, 21))) == []
    assert "un-kp-export" in codes(asked(database, "870323", "export", destination="KP"))
    assert codes(asked(database, "870323", "export", origin="KP")) == []


def test_plants_of_the_mainland_need_no_licence_and_others_a_foreign_certificate(database: Database) -> None:
    mainland, dutch, unsaid = (asked(database, "060311", origin=each) for each in ("CN", "NL", ""))
    assert ("PLANT-I" in types(mainland), codes(mainland)) == (False, ["plant-mainland"])
    assert ("PLANT-I" in types(dutch), codes(dutch)) == (True, ["plant-phyto"])
    assert ("PLANT-I" in types(unsaid), codes(unsaid)) == (True, ["plant-phyto"])


def test_a_certificate_for_one_country_serves_no_other(database: Database) -> None:
    for destination, there in (("CN", True), ("US", False)):
        assert ("CO-CEPA" in types(asked(database, "610910", "export", destination=destination))) is there
    unsaid = asked(database, "610910", "export")
    assert [each.sure for each in unsaid.found if each.type.code == "CO-CEPA"] == [False]


def test_a_country_that_there_is_not_offers_what_may_be_meant() -> None:
    assert asked_country(" jp ", "origin") == "JP"
    with pytest.raises(NotUnderstood) as wrong:
        asked_country("Japan", "origin")
    assert (wrong.value.field, str(wrong.value.mend)) == ("origin", "Did you mean JP?")


def test_control_lists_have_names_in_three_languages() -> None:
    used = {name for each in catalogue.shipped().values() for name in each.scope.control_lists}
    for name in used:
        assert set(lists.control_list(name)) == {"en", "zh-Hant", "zh-Hans"}, name
    assert lists.control_list("our own list") == {"en": "our own list"}


def test_page_api_and_command_take_countries(database: Database, settings: Settings) -> None:
    asks = {"goods": "030617", "origin": "JP", "direction": "import"}
    with client(database, settings) as web:
        plain = web.get("/api/v1/documents/needs", params=asks).json()
        page = web.get("/documents/needs", params=asks)
        wrong = web.get("/documents/needs", params={**asks, "origin": "XX"})
        api = web.get("/api/v1/documents/needs", params={**asks, "destination": "XX"})
    assert [each["effect"] for each in plain["countries"]] == ["may_be_forbidden"]
    assert "Fukushima" in page.text
    assert "May be forbidden" in page.text
    assert (wrong.status_code, "There is no such country." in wrong.text) == (422, True)
    assert (api.status_code, api.json()["field"]) == (422, "destination")


def test_an_exemption_of_a_document_is_told_only_of_goods_that_would_need_it(database: Database) -> None:
    assert "plant-mainland" not in codes(asked(database, "380891", origin="CN"))
    assert "plant-mainland" in codes(asked(database, "060210", origin="CN"))


def test_words_may_mean_other_lines_too_and_the_page_leads_to_them(database: Database, settings: Settings) -> None:
    with client(database, settings, as_=BELA) as web:
        page = web.get("/documents/needs", params={"goods": "lithium batteries"}).text
        told = web.get("/api/v1/documents/needs", params={"goods": "lithium batteries"}).json()
        by_code = web.get("/api/v1/documents/needs", params={"goods": "850650"}).json()
    assert told["goods"]["hs_code"] == "8507"
    assert "850650" in told["may_also_mean"]
    assert "goods=850650" in page
    assert by_code["may_also_mean"] == []
