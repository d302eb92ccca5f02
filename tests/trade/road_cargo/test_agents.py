"""An agent lodges, amends and bundles for a shipper only while the shipper's authority holds; by each channel."""

from typing import Any

import pytest

from smartcustoms.business.traders import actions as traders
from smartcustoms.business.traders.model import Name, Particulars, Trader, What
from smartcustoms.kernel.database.unit import Database
from smartcustoms.kernel.settings import Settings
from smartcustoms.trade.road_cargo import actions, queries
from smartcustoms.trade.road_cargo.model import Entered, NoAuthority, NoSuchConsignment, State, Wanted, Way
from tests.cast import BELA, CHEN, ESI
from tests.conftest import NOON
from tests.trade.road_cargo.builders import a_trip, a_truck, cargo
from tests.trade.road_cargo.test_web import HEAD, as_form, sent, tomorrow
from tests.web_client import client

PAIR = tuple[Trader, Trader]


@pytest.fixture
def pair(database: Database) -> PAIR:
    """Give Bela, the shipper, and Chen, who would be her agent, as the register knows them."""
    with database.unit(by=ESI, at=NOON) as uow:
        bela = traders.register(uow, Particulars((Name("Bela Trading Limited"),)), organisation="bela-trading")
        return bela, traders.register(uow, Particulars((Name("Chen & Co"),)), organisation="chen-co")


def authorised(database: Database, pair: PAIR, what: What = What.LODGE) -> str:
    with database.unit(by=BELA, at=NOON) as uow:
        return traders.authorise(uow, pair[1], frozenset({what})).number


def withdrawn(database: Database, number: str) -> None:
    with database.unit(by=BELA, at=NOON) as uow:
        traders.withdraw(uow, number, because="another agent now")


def test_only_an_authority_to_lodge_that_holds_lets_an_agent_lodge(database: Database, pair: PAIR) -> None:
    def lodged(shipper: str) -> Any:
        with database.unit(by=CHEN, at=NOON) as uow:
            return actions.lodge(uow, Entered(cargo()), way=Way.API, shipper=shipper)

    bela = pair[0].number
    said = set()
    for before in (lambda: "", lambda: authorised(database, pair, What.PAY)):
        before()
        for code in (bela, "bela-trading", "TR-NOBODY"):
            with pytest.raises(NoAuthority) as refused:
                lodged(code)
            assert (refused.value.field, refused.value.seen) == ("shipper", code)
            said.add(str(refused.value))
    assert len(said) == 1, "the refusal tells nobody who is in the register"
    authorised(database, pair)
    one = lodged(bela)
    assert (one.shipper, one.agent) == ("bela-trading", "chen-co")
    with database.unit(by=BELA, at=NOON) as uow:
        assert queries.consignment(uow, one.number).agent == "chen-co"
        with pytest.raises(NoAuthority):  # it holds one way only
            actions.lodge(uow, Entered(cargo()), way=Way.API, shipper=pair[1].number)
        assert actions.lodge(uow, Entered(cargo()), way=Way.API, shipper=bela).agent == ""


def test_a_withdrawn_authority_stops_lodging_amending_withdrawing_and_bundling(database: Database, pair: PAIR) -> None:
    given = authorised(database, pair)
    with database.unit(by=CHEN, at=NOON) as uow:
        number = actions.lodge(uow, Entered(cargo()), way=Way.PAGE, shipper=pair[0].number).number
        truck = a_truck(uow).number
        actions.amend(uow, number, Entered(cargo(expected_on="2026-11-25")), version=1, because="later")
        actions.unbundle(uow, actions.bundle(uow, truck, a_trip(number), way=Way.PHONE).number, because="try")
    withdrawn(database, given)
    with database.unit(by=CHEN, at=NOON) as uow:
        for deed in (
            lambda: actions.lodge(uow, Entered(cargo()), way=Way.PAGE, shipper=pair[0].number),
            lambda: actions.amend(uow, number, Entered(cargo()), version=2, because=""),
            lambda: actions.withdraw(uow, number, because=""),
            lambda: actions.bundle(uow, truck, a_trip(number), way=Way.PHONE),
        ):
            with pytest.raises(NoAuthority) as refused:
                deed()
            assert str(refused.value.mend)
        assert queries.consignment(uow, number).state is State.LODGED
        assert queries.shippers(uow) == []
    with database.unit(by=ESI, at=NOON) as uow, pytest.raises(NoAuthority):  # nor at the counter
        actions.bundle(uow, truck, a_trip(number), way=Way.COUNTER)
    with database.unit(by=BELA, at=NOON) as uow:  # the shipper goes on, and so does a haulier who is not his agent
        made = actions.bundle(uow, a_truck(uow, "CD 5678").number, a_trip(number), way=Way.PAGE)
        assert queries.consignment(uow, number).bundle == made.number


def test_page_api_and_sheet_ask_for_the_authority(database: Database, settings: Settings, pair: PAIR) -> None:
    day, bela = tomorrow(), pair[0].number
    form = {**as_form(cargo(expected_on=day)), "key": "page", "shipper": bela}
    body = cargo(expected_on=day, shipper=bela)
    line = f"outbound,{day},3,cartons,lamps,Sample,1 Street,Sample Lighting,2 Road"
    sheet = "\n".join([f"{HEAD},shipper", f"A,{line},{bela}", f"B,{line},"]).encode()
    file = {"file": ("sheet.csv", sheet, "text/csv")}
    with client(database, settings, as_=CHEN) as page:
        assert 'name="shipper"' not in page.get("/road-cargo/new").text
        refused = page.fill("/road-cargo/new", form)
        assert refused.status_code == 422
        assert "no authority to lodge for this shipper" in refused.text
        answer = sent(page, body, "api")
        assert (answer.status_code, answer.json()["code"]) == (403, "no_authority_of_shipper")
        assert answer.json()["mend"]
        told = page.call("GET", "/road-cargo").json()["total"], page.fill("/road-cargo/sheet", files=file).text
        assert told[0] == 0
        assert "1 consignments lodged, 1 cells to mend." in told[1]
        given = authorised(database, pair)
        assert "Bela Trading Limited" in page.get("/road-cargo/new").text
        assert sent(page, body, "api").json()["shipper"] == "bela-trading"
        made = page.fill("/road-cargo/new", {**form, "shipper": "bela-trading"})
        assert made.status_code == 303
        assert "2 consignments lodged, 0 cells to mend." in page.fill("/road-cargo/sheet", files=file).text
        withdrawn(database, given)
        path = made.headers["location"]
        assert "Your authority to act for the shipper is over" in page.get(path).text
        amended = page.fill(f"{path}/amend", {**form, "version": "1"})
        assert amended.status_code == 403
    with database.unit(by=BELA, at=NOON) as uow:
        assert queries.consignments(uow, Wanted())[1] == 3


def test_only_the_shipper_s_own_reference_is_replaced(database: Database) -> None:
    with database.unit(by=BELA, at=NOON) as uow:
        old = actions.lodge(uow, Entered(cargo()), way=Way.API)
        new = actions.lodge(uow, Entered(cargo(direction="inbound")), way=Way.API, replaces=old.number)
        assert new.replaces == old.number
    for number in (old.number, "CC0000000000000"):
        with database.unit(by=CHEN, at=NOON) as uow, pytest.raises(NoSuchConsignment):
            actions.lodge(uow, Entered(cargo()), way=Way.API, replaces=number)
