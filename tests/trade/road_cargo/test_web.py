"""The shipper's, trucker's and officers' pages, the batch sheet, the voice line and the API, through HTTP."""

from datetime import timedelta
from typing import Any

from smartcustoms.kernel import clock
from smartcustoms.kernel.database.unit import Database
from smartcustoms.kernel.day import zone
from smartcustoms.kernel.settings import Settings
from smartcustoms.trade.road_cargo import actions
from smartcustoms.trade.road_cargo.model import Way, read_reference
from smartcustoms.trade.road_cargo.queries import day_of
from tests.cast import BELA, CHEN, ESI
from tests.trade.road_cargo.builders import a_consignment, a_trip, a_truck, cargo
from tests.web_client import Client, client

HEAD = "consignment,direction,expected_on,packages,package_kind,goods,consignor_name,consignor_address,consignee_name,consignee_address"


def tomorrow() -> str:
    return (day_of(clock.now()) + timedelta(days=1)).isoformat()


def local(hours: float) -> str:
    return (clock.now() + timedelta(hours=hours)).astimezone(zone()).strftime("%Y-%m-%dT%H:%M")


def as_form(items: dict[str, Any]) -> dict[str, str]:
    form = {name: str(items[name]) for name in ("direction", "expected_on")}
    for place, each in enumerate(items["packages"]):
        form |= {f"packages.{place}.{part}": str(value) for part, value in each.items()}
    for who in ("consignor", "consignee"):
        form |= {f"{who}.{part}": value for part, value in items[who].items()}
    return form


def test_a_shipper_lodges_by_page_once_however_often_it_is_sent(database: Database, settings: Settings) -> None:
    form = {**as_form(cargo(expected_on=tomorrow())), "key": "k"}
    with client(database, settings, as_=BELA) as page:
        first, second = (page.fill("/road-cargo/new", form) for _ in range(2))
        assert (first.status_code, first.headers["location"]) == (303, second.headers["location"])
        number = first.headers["location"].rpartition("/")[2]
        assert read_reference(number) == number
        shown = page.get(f"/road-cargo/{number}").text
        assert "Sample Lighting" in shown
        assert "LED lamps" in shown
        wrong = page.fill("/road-cargo/new", {**form, "key": "w", "packages.0.count": "many"})
        assert wrong.status_code == 422
        assert "no whole number" in wrong.text
        assert 'value="many"' in wrong.text
        listed = page.get("/road-cargo?q=lighting&sort=expected_on")
        assert number in listed.text
        assert number in page.get("/road-cargo?format=csv").text
    with client(database, settings, as_=CHEN) as other:
        assert other.get(f"/road-cargo/{number}").status_code == 404


def test_the_api_gives_the_same_reference_for_the_same_key(database: Database, settings: Settings) -> None:
    body = cargo(expected_on=tomorrow())
    with client(database, settings, as_=BELA) as page:
        first, second = (sent(page, body, "a") for _ in range(2))
        assert (first.status_code, first.json()["reference"]) == (201, second.json()["reference"])
        other = sent(page, {**body, "direction": "inbound"}, "a")
        assert (other.status_code, other.json()["code"]) == (409, "idempotency_key_used")
        bad = page.call("POST", "/road-cargo", {**body, "packages": []})
        assert (bad.status_code, [each["field"] for each in bad.json()["errors"]]) == (422, ["packages"])


def sent(page: Client, body: dict[str, Any], key: str) -> Any:
    heads = {"x-csrf-token": page.get("/api/v1/token").json()["token"], "Idempotency-Key": key}
    return page.post("/api/v1/road-cargo", json=body, headers=heads)


def test_a_sheet_lodges_what_is_in_order_and_tells_line_and_column_of_the_rest(
    database: Database, settings: Settings
) -> None:
    day = tomorrow()
    lines = [
        HEAD,
        f'A,outbound,{day},3,cartons,lamps,Sample Trading,"1 Street, Kwai Chung",Sample Lighting,2 Road',
        "A,,,2,pallets,lamp posts,,,,",
        f"B,outbound,{day},x,cartons,,Sample Trading,1 Street,,2 Road",
    ]
    file = {"file": ("sheet.csv", "\n".join(lines).encode(), "text/csv")}
    with client(database, settings, as_=BELA) as page:
        answers = [page.fill("/road-cargo/sheet", files=file).text for _ in range(2)]
        assert "1 consignments lodged, 3 cells to mend." in answers[0]
        assert ">4<" in answers[0]
        assert "consignee_name" in answers[0]
        assert page.call("GET", "/road-cargo").json()["total"] == 1
        kept = page.call("GET", "/road-cargo").json()["consignments"][0]
        assert [each["count"] for each in kept["packages"]] == [3, 2]
        missing = page.fill("/road-cargo/sheet", files={"file": ("s.csv", b"a,b\n1,2\n", "text/csv")})
        assert missing.status_code == 422
        assert "a column is missing" in missing.text


def test_a_trucker_bundles_on_his_phone_and_reads_why_not(database: Database, settings: Settings) -> None:
    with database.unit(by=BELA, at=clock.now()) as uow:
        number = a_consignment(uow, expected_on=local(2)[:10]).number  # two hours from now may be tomorrow
    with client(database, settings, as_=CHEN) as page:
        assert (
            page.fill("/road-cargo/trucks", {"plate_hk": "AB 1234", "plate_cn": "粤Z 1234港", "pin": "12a"}).status_code
            == 422
        )
        assert (
            page.fill(
                "/road-cargo/trucks", {"plate_hk": "AB 1234", "plate_cn": "粤Z 1234港", "pin": "123456"}
            ).status_code
            == 303
        )
        truck = page.call("GET", "/road-cargo/trucks").json()["trucks"][0]["truck"]
        form = {"truck": truck, "references": number[2:], "direction": "outbound", "control_point": "LMC", "key": "b"}
        late = page.fill("/road-cargo/trucker", {**form, "expected_at": local(0.4)})
        assert late.status_code == 422
        assert "too late for this crossing" in late.text
        made = page.fill("/road-cargo/trucker", {**form, "expected_at": local(2), "district": "kowloon"})
        assert made.status_code == 303
        shown = page.get(made.headers["location"]).text
        assert "Leave at" in shown
        assert "Not yet known" in shown
        bundle = page.call("GET", "/road-cargo/trucker").json()["bundles"][0]
        assert bundle["references"] == [number]
        assert (
            page.fill(f"/road-cargo/bundles/{bundle['bundle']}/withdrawal", {"because": "wrong truck"}).status_code
            == 303
        )
        assert page.call("GET", "/road-cargo/trucker").json()["total"] == 0


def test_the_voice_line_and_the_counter_bundle_for_who_has_no_page(database: Database, settings: Settings) -> None:
    with database.unit(by=BELA, at=clock.now()) as uow:
        day = day_of(clock.now() + timedelta(hours=3)).isoformat()
        first, second = (
            a_consignment(uow, expected_on=day, packages=[{"count": n, "kind": "cartons", "goods": "lamps"}]).number
            for n in (1, 2)
        )
    with database.unit(by=CHEN, at=clock.now()) as uow:
        a_truck(uow, pin="246810")
    clock_keys = (clock.now() + timedelta(hours=2)).astimezone(zone()).strftime("%H%M")
    with client(database, settings, as_=ESI) as page:
        call = {"caller": "+85200000001", "call": "c1"}
        keys = f"{first[2:]}#246810#1234#{clock_keys}#3#"
        for _ in range(2):
            answer = page.call("POST", "/road-cargo/voice", {"keys": keys, **call}).json()
            assert answer["say"][0].startswith("Bundled."), answer
        for _ in range(5):
            wrong = page.call("POST", "/road-cargo/voice", {"keys": keys.replace("246810", "111111"), **call}).json()
            assert "do not belong together" in wrong["say"][0]
        assert "Too many wrong tries" in page.call("POST", "/road-cargo/voice", {"keys": keys, **call}).json()["say"][0]
        form = {
            "plate": "粵Z 1234港",
            "references": second,
            "direction": "outbound",
            "control_point": "LMC",
            "key": "c",
            "expected_at": local(2),
        }
        made = page.fill("/road-cargo/counter", form)
        assert made.status_code == 303, made.text
        assert page.call("GET", "/road-cargo/bundles").json()["total"] == 2
        assert page.fill("/road-cargo/counter", {**form, "plate": "XX 1", "key": "d"}).status_code == 422


def test_officers_read_why_ask_for_another_instruction_and_plan_routes(database: Database, settings: Settings) -> None:
    at = clock.now()
    with database.unit(by=BELA, at=at) as uow:
        number = a_consignment(uow, expected_on=day_of(at + timedelta(hours=2)).isoformat()).number
        made = actions.bundle(
            uow, a_truck(uow).number, a_trip(number, at=at + timedelta(hours=2)), way=Way.PHONE
        ).number
    path = f"/road-cargo/bundles/{made}"
    with client(database, settings, as_=ESI) as page:
        assert "Risk has not assessed it yet." in page.get(path).text
        asked = page.fill(f"{path}/instruction", {"to": "inspect", "because": "seen on the camera"})
        assert asked.status_code == 303
        shown = page.get(path).text
        assert "Changed by officers: seen on the camera" in shown
        assert page.fill(f"{path}/instruction", {"to": "go", "because": "short"}).status_code == 422
        assert page.fill(f"{path}/crossing", {}).status_code == 303
        assert page.fill(f"{path}/return", {"because": "no permit"}).status_code == 303
        assert made in page.get("/road-cargo/bundles?q=粵Z1234港").text
        assert number in page.get("/road-cargo/bundles?format=csv").text
        routes = page.get("/road-cargo/routes?at=2026-11-30T02:00&kind=container&district=north&region=sz-east").text
        assert "Goods are cleared there from 07:00 to 22:00 only." in routes
        assert "The driving times are assumed." in routes
        assert page.get("/road-cargo/counter").status_code == 200
    with client(database, settings, as_=BELA) as page:
        assert "needs a new inbound reference" in page.get(f"/road-cargo/{number}").text.replace(
            "need a new", "needs a new"
        )
        again = page.get(f"/road-cargo/new?again={number}").text
        assert f'name="replaces" value="{number}"' in again
        assert 'value="inbound" checked' in again
        assert page.get(f"/road-cargo/{number}/amend").status_code == 200
        assert page.get("/road-cargo/sheet").status_code == 200
        assert page.get("/files/road-cargo/template.csv").text.startswith("\ufeffconsignment,direction")
