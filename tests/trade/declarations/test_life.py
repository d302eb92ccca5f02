"""The life of a declaration: states, what may follow, a notification at each step; messages lodged through HTTP."""

import json
from datetime import UTC, datetime

import pytest

from smartcustoms.kernel.database.unit import Database
from smartcustoms.kernel.settings import Settings
from smartcustoms.trade.declarations.life import BY_OFFICER, FUNCTIONS, MAY_FOLLOW, NAMES, State, life_of
from smartcustoms.trade.declarations.model import Status, Step
from smartcustoms.trade.declarations.wco.classes import codes
from smartcustoms.trade.declarations.wco.reading import Matter, read
from smartcustoms.trade.declarations.wco.responses import response
from smartcustoms.trade.declarations.wco.writing import written
from tests.cast import BELA, CHEN, DAOUD
from tests.trade.declarations.test_web import headers
from tests.trade.declarations.wco.builders import declaration
from tests.web_client import client

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
XML = {"Content-Type": "application/xml"}
GOOD = (
    declaration(items=2)
    .replace(b"<Declarant>", b"<BorderTransportMeans><ModeCode>4</ModeCode></BorderTransportMeans><Declarant>")
    .replace(
        b"</Commodity>",
        b'<InvoiceLine><ItemChargeAmount currencyID="HKD">500.00</ItemChargeAmount></InvoiceLine></Commodity>',
    )
    .replace(b"<GoodsShipment>", b"<GoodsShipment><ExportCountry><ID>CN</ID></ExportCountry>")
    .replace(b"</GoodsShipment>", b"</GoodsShipment><PresentationOffice><ID>40</ID></PresentationOffice>")
    .replace(b"Ceramic tiles, glazed &amp; cut", b"Ceramic floor tiles, glazed, water absorption 3 %")
)


def test_each_state_has_a_name_a_function_code_and_what_may_follow() -> None:
    assert set(NAMES) == set(FUNCTIONS) == set(MAY_FOLLOW) == set(State)
    assert set(FUNCTIONS.values()) <= set(codes()["response"])
    assert all(
        not MAY_FOLLOW[each] for each in (State.REJECTED, State.CANCELLED, State.INVALIDATED, State.EXIT_CONFIRMED)
    )
    reached = {State.PRE_LODGED}
    for _ in State:
        reached |= {after for state in reached for after in MAY_FOLLOW[state]}
    assert reached == set(State)


def step(deed: str) -> Step:
    return Step(NOON, deed, "x", 1)


@pytest.mark.parametrize(
    ("deeds", "status", "states"),
    [
        (["lodged"], Status.RELEASED, ["accepted", "released"]),
        (["lodged"], Status.UNDER_CONTROL, ["accepted", "under_control"]),
        (
            ["lodged", "documents_asked", "released", "cleared"],
            Status.RELEASED,
            ["accepted", "under_control", "documents_asked", "released", "cleared"],
        ),
        (["lodged", "amended", "withdrawn"], Status.WITHDRAWN, ["accepted", "amended", "cancelled"]),
        (["lodged", "detained"], Status.DETAINED, ["accepted", "under_control"]),
    ],
)
def test_a_timeline_folds_into_a_life(deeds: list[str], status: Status, states: list[str]) -> None:
    told = life_of([step(each) for each in deeds], status)
    assert [each.state for each in told] == states
    assert [each.place for each in told] == list(range(1, len(states) + 1))


@pytest.mark.parametrize("state", State)
def test_our_own_notifications_are_strict_and_round(state: State) -> None:
    content = written(
        response(
            function=FUNCTIONS[state], reference="DEC-1", at=NOON, number="DEC-26-0000001-X", version=2, own="MINE",
            because="Because\nof it", errors=[("S1", "wrong", "42A/67A/68A[2]/23A/21A[1]/145"), ("S2", "wrong", "")],
        )
    )  # fmt: skip
    reading = read(content, Matter.NOTIFICATION)
    assert (reading.faults, reading.notes) == ((), ())


def test_a_message_is_lodged_kept_and_answered(database: Database, settings: Settings) -> None:
    with client(database, settings, as_=BELA) as bela:
        heads = headers(bela, "m") | XML
        answer = bela.post("/api/v1/declarations", content=GOOD, headers=heads)
        assert answer.status_code == 201, answer.text
        number = answer.json()["number"]
        again = bela.post("/api/v1/declarations", content=GOOD, headers=heads | {"Accept": "application/xml"})
        assert (again.status_code, again.headers["Idempotency-Replayed"]) == (201, "true")
        assert read(again.content, Matter.NOTIFICATION).faults == ()
        assert bela.get(f"/api/v1/declarations/{number}/message").content == GOOD
        whole = bela.get(f"/api/v1/declarations/{number}").json()["declaration"]
        assert (whole["transport"], whole["items"][1]["value"], whole["direction"]) == ("40", "500", "import")
        told = bela.get(f"/api/v1/declarations/{number}/notifications").json()
        assert told[0]["function"] == "01"
        for each in told:
            one = bela.get(f"/api/v1/declarations/{number}/notifications/{each['place']}")
            assert read(one.content, Matter.NOTIFICATION).faults == ()
        assert f"/api/v1/declarations/{number}/notifications/1" in bela.get(f"/declarations/{number}").text
        assert bela.get(f"/api/v1/declarations/{number}/notifications/99").status_code == 404
    with client(database, settings, as_=CHEN) as chen:
        for path in ("message", "notifications", "notifications/1"):
            assert chen.get(f"/api/v1/declarations/{number}/{path}").status_code == 404


def test_a_refused_message_names_path_pointer_and_mend(database: Database, settings: Settings) -> None:
    with client(database, settings, as_=BELA) as bela:
        heads = headers(bela) | XML
        wrong = GOOD.replace(b"<ID>690722</ID>", b"<ID>220803</ID>", 1)
        answer = bela.post("/api/v1/declarations", content=wrong, headers=heads)
        (error,) = [each for each in answer.json()["errors"] if each["refuses"]]
        assert (answer.status_code, error["pointer"]) == (422, "42A/67A/68A[1]/23A/21A/145")
        assert error["mend"]
        as_xml = bela.post("/api/v1/declarations", content=wrong, headers=heads | {"Accept": "application/xml"})
        assert (as_xml.status_code, read(as_xml.content, Matter.NOTIFICATION).faults) == (422, ())
        assert b"<FunctionCode>03<" in as_xml.content
        assert b"/errors/" in as_xml.content, "each fault leads to its rule"
        broken = bela.post("/api/v1/declarations", content=GOOD[:-20], headers=heads).json()
        assert (broken["code"], broken["errors"][0]["code"]) == ("message_unusable", "not_closed")
        amendment = bela.post(
            "/api/v1/declarations", content=GOOD.replace(b">9<", b">13<").replace(b">IMA<", b">COR<"), headers=heads
        )
        assert (amendment.status_code, amendment.json()["code"]) == (404, "declaration_unknown"), "it names none"


def test_goods_presented_and_steps_noted_by_an_officer(database: Database, settings: Settings) -> None:
    with client(database, settings, as_=BELA) as bela:
        heads = headers(bela) | XML
        number = bela.post("/api/v1/declarations", content=GOOD, headers=heads).json()["number"]
        presented = declaration(function="13", kind="GPR").replace(
            b"<TypeCode>", f"<ID>{number}</ID><TypeCode>".encode(), 1
        )
        answer = bela.post("/api/v1/declarations", content=presented, headers=heads)
        assert (answer.status_code, answer.json()["state"]) == (200, "arrived"), answer.text
        refused = bela.post(f"/api/v1/declarations/{number}/state", json={"state": "cleared"}, headers=headers(bela))
        assert refused.status_code == 403
    with client(database, settings, as_=DAOUD) as officer:
        heads = headers(officer)
        for state in ("documents_asked", "tax_assessed", "cleared", "exit_confirmed"):
            answer = officer.post(
                f"/api/v1/declarations/{number}/state", json={"state": state, "because": "so"}, headers=heads
            )
            assert (answer.status_code, answer.json()["state"]) == (200, state), answer.text
        late = officer.post(f"/api/v1/declarations/{number}/state", json={"state": "documents_asked"}, headers=heads)
        assert (late.status_code, late.json()["code"]) == (409, "declaration_not_in_that_state")
        assert (
            officer.post(f"/api/v1/declarations/{number}/state", json={"state": "nonsense"}, headers=heads).status_code
            == 422
        )
        functions = [each["function"] for each in officer.get(f"/api/v1/declarations/{number}/notifications").json()]
        assert functions[-4:] == ["06", "13", "09", "16"]
        assert json.dumps(functions)


def test_by_officer_states_are_deeds_of_the_timeline() -> None:
    for state in BY_OFFICER:
        assert life_of([step("lodged"), step(state.value)], Status.ACCEPTED)[-1].state is state
    assert [each.state for each in life_of([step("pre_lodged"), step("arrived")], Status.RELEASED)] == [
        State.PRE_LODGED, State.ARRIVED, State.ACCEPTED, State.RELEASED,
    ]  # fmt: skip
