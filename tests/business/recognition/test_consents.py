"""An operator consents arrangement by arrangement; withdrawn, the partner forgets it and no later change brings it back."""

from dataclasses import replace
from json import dumps

import pytest

from smartcustoms.business.aeo.model import Deed, NoSuchThing
from smartcustoms.business.recognition import actions, queries
from smartcustoms.business.recognition.model import Kind, NoSuchArrangement
from smartcustoms.kernel.actor import PLATFORM
from smartcustoms.kernel.database.unit import Database
from smartcustoms.kernel.settings import Settings
from tests.business.aeo.applying import decided, granted
from tests.cast import BELA, CHEN, ESI
from tests.conftest import NOON
from tests.reactions.line import follow
from tests.web_client import client


def trusting(database: Database, settings: Settings, *parties: str) -> None:
    with database.unit(by=PLATFORM, at=NOON) as uow:
        for party in parties:
            actions.trust(uow, dumps(queries.public_keys(replace(settings, administration=party))).encode())


def waiting(database: Database) -> list[tuple[str, Kind]]:
    with database.unit(by=PLATFORM, at=NOON) as uow:
        return [(each.arrangement, each.kind) for each in queries.waiting(uow)]


def test_each_arrangement_is_consented_to_alone_and_a_withdrawal_stays(database: Database, settings: Settings) -> None:
    trusting(database, settings, "SG", "JP")
    number = granted(database).number
    follow(database)
    assert waiting(database) == [("HK-JP", Kind.ADD), ("HK-SG", Kind.ADD)], "the application's tick stands for both"
    for _ in range(2):
        with database.unit(by=BELA, at=NOON) as uow:
            actions.end_consent(uow, number, "HK-SG", settings)
    assert waiting(database)[2:] == [("HK-SG", Kind.WITHDRAW)], "withdrawn twice, told once"
    decided(database, number, Deed.SUSPEND)
    follow(database)
    assert [each for each in waiting(database) if each[0] == "HK-SG"][2:] == [], "a later change tells it nothing"
    assert ("HK-JP", Kind.SUSPEND) in waiting(database)
    for _ in range(2):
        with database.unit(by=BELA, at=NOON) as uow:
            actions.consent(uow, number, "HK-SG", settings)
            actions.end_consent(uow, number, "HK-IN", settings)  # whose key nobody trusts: kept, and nothing sent
            actions.consent(uow, number, "HK-IN", settings)
    assert [each for each in waiting(database) if each[0] == "HK-SG"][2:] == [("HK-SG", Kind.SUSPEND)]
    assert not [each for each in waiting(database) if each[0] == "HK-IN"]
    with database.unit(by=ESI, at=NOON) as uow:
        assert {"HK-IN", "HK-JP", "HK-SG"} <= set(queries.consents(uow, number))
        assert actions.tell_again(uow, number, settings) == 2
    with database.unit(by=CHEN, at=NOON) as uow:
        with pytest.raises(NoSuchThing):
            actions.end_consent(uow, number, "HK-JP", settings)
        assert queries.own_consents(uow) == []
    with database.unit(by=BELA, at=NOON) as uow, pytest.raises(NoSuchArrangement):
        actions.consent(uow, number, "HK-XX", settings)


def test_who_said_nothing_consents_to_none_until_he_does(database: Database, settings: Settings) -> None:
    trusting(database, settings, "SG")
    number = granted(database, CHEN, form={"partners": "", "name": "Chen & Co (simulated)", "parties": "CHEN-1"}).number
    follow(database)
    assert waiting(database) == []
    with client(database, settings, as_=CHEN) as chen:
        for language in ("en", "zh-Hant", "zh-Hans"):
            assert number in chen.get(f"/recognition/consents?lang={language}").text
        said = {"number": number, "arrangement": "HK-SG", "decision": "give"}
        assert chen.fill("/recognition/consents", said, page="/recognition/consents").status_code == 303
        assert waiting(database) == [("HK-SG", Kind.ADD)]
        (own,) = chen.call("POST", "/recognition/consents", {**said, "decision": "withdraw"}).json()
        assert [each["arrangement"] for each in own["arrangements"] if each["withdrawn_at"]] == ["HK-SG"]
        assert not any(each["consents"] for each in own["arrangements"])
        assert chen.get("/recognition/own").status_code == 403
    assert waiting(database)[1:] == [("HK-SG", Kind.WITHDRAW)]


def test_officers_see_and_publish_what_is_told(database: Database, settings: Settings) -> None:
    trusting(database, settings, "SG")
    number = granted(database).number
    follow(database)
    with client(database, settings, as_=ESI) as esi:
        assert number in esi.get("/recognition/own?lang=zh-Hant").text
        assert esi.fill(f"/recognition/own/{number}/publication", page="/recognition/own").status_code == 303
        assert esi.call("POST", f"/recognition/own/{number}/publication").json() == {"number": number, "told": 1}
        assert "HK-SG" in esi.get("/recognition/own/export.csv").text
        assert esi.get("/api/v1/recognition/own").json()[0]["consents"][-2:] == ["HK-SG", "HK-TH"]
        for name in ("operators", "refused"):
            assert "number" in esi.get(f"/recognition/{name}/export.csv").text.splitlines()[0] or name == "refused"
    assert len(waiting(database)) == 3
