"""Through HTTP and the worker: a company registers once, applies, pays, is served after an AEO; anybody checks its certificate."""

from datetime import timedelta
from typing import Any

from smartcustoms.kernel import clock
from smartcustoms.kernel.database.unit import Database
from smartcustoms.kernel.day import day_of
from smartcustoms.kernel.settings import Settings
from tests.cast import BELA, CHEN, DAOUD, ESI
from tests.reactions.line import follow, told
from tests.trade.transhipment.builders import PDF, a_company, queued, values
from tests.web_client import Client, client


def registered(database: Database, settings: Settings) -> None:
    until = (day_of(clock.now()) + timedelta(days=90)).isoformat()
    form = {
        "name": "Chen & Co (simulated)",
        "business_number": "87654321",
        "valid_until": until,
        "address": "2 Sim Road",
        "contact": "Sim",
    }
    with client(database, settings, as_=CHEN) as web:
        refused = web.fill("/transhipment/company", {**form, "valid_until": "soon"}, page="/transhipment/company")
        assert refused.status_code == 422
        assert "This is no day." in refused.text
        empty = web.fill("/transhipment/company", form, page="/transhipment/company")
        assert "empty" in empty.text
        done = web.fill("/transhipment/company", form, page="/transhipment/company", files={"paper": ("br.pdf", PDF)})
        assert done.status_code == 303
        assert "Being checked" in web.get("/transhipment/company").text
    with client(database, settings, as_=ESI) as officer:
        listed = officer.get("/api/v1/transhipment/companies", params={"state": "asked"}).json()
        assert [each["organisation"] for each in listed["companies"]] == [CHEN.organisation]
        officer.fill(f"/transhipment/companies/{CHEN.organisation}/decision", {"granted": "true"})
    assert any("registered for transhipment" in each for each in told(database, CHEN))


def applied(web: Client, **change: Any) -> str:
    particulars = values(at=clock.now(), **change)
    number = str(web.call("POST", "/transhipment", {"particulars": particulars, "key": "mine"}).json()["number"])
    assert web.call("POST", "/transhipment", {"particulars": particulars, "key": "mine"}).json()["number"] == number
    refused = web.call("POST", f"/transhipment/{number}/lodge")
    assert refused.status_code == 422
    assert {each["field"] for each in refused.json()["errors"]} == {"files"}
    for kind in ("through_bill", "certificate_of_origin"):
        web.fill(f"/transhipment/{number}/files", {"kind": kind}, files={"file": (f"{kind}.pdf", PDF)})
    assert web.call("POST", f"/transhipment/{number}/lodge").json()["state"] == "unpaid"
    return number


def served(officer: Client) -> str:
    return str(officer.call("POST", "/transhipment/queue/next").json()["application"]["number"])


def paid(database: Database, web: Client) -> str:
    number = applied(web)
    follow(database)
    note = web.get(f"/api/v1/transhipment/{number}").json()["note"]
    attempt = web.fill(f"/payments/notes/{note}/pay", {"gateway": "fps"}).headers["location"]
    web.fill(f"{attempt}/simulate", {"outcome": "twice"})
    follow(database)
    assert "In the queue since" in web.get(f"/transhipment/{number}").text
    return number


def served_in_turn(officer: Client, first: str, number: str) -> None:
    assert number in officer.get("/transhipment/queue").text
    assert served(officer) == first, "the AEO came later and goes first"
    because = {"because": "No such bill (simulated)"}
    assert officer.call("POST", f"/transhipment/{first}/refuse", because).json()["state"] == "refused"
    assert served(officer) == number
    assert officer.fill(f"/transhipment/{number}/issue", page=f"/transhipment/{number}").status_code == 303
    queue = officer.get("/api/v1/transhipment/queue").json()
    assert (queue["classes"]["other"]["taken"], queue["over_bound"]) == (1, 0)


def checked_by_anybody(anybody: Client, number: str, code: str) -> None:
    checked = anybody.get(f"/api/v1/papers/{number}", params={"code": code}).json()
    assert (checked["standing"], checked["kind"]) == ("valid", "FTA-CNM")
    assert checked["content"]["through_bill"] == "SIMU1234567"
    pdf = anybody.get(f"/files/papers/{number}/pdf", params={"code": code}).content
    sent = anybody.post("/api/v1/papers/verification", files={"file": ("a.pdf", pdf)})
    assert sent.json()["standing"] == "valid"
    assert anybody.post("/api/v1/papers/verification", files={"file": ("a.pdf", pdf + b"x")}).status_code == 422


def test_from_registration_to_a_certificate_that_anybody_checks(database: Database, settings: Settings) -> None:
    registered(database, settings)
    a_company(database, BELA, authorised=True, at=clock.now())
    with client(database, settings, as_=CHEN) as web:
        late = values(at=clock.now(), arrives_on=day_of(clock.now()).isoformat(), bill="LATE-1")
        draft = web.call("POST", "/transhipment", {"particulars": late}).json()["number"]
        refused = web.call("POST", f"/transhipment/{draft}/lodge").json()
        assert any(each["field"] == "arrives_on" for each in refused["errors"])
        number = paid(database, web)
        assert web.get("/transhipment/queue").status_code == 403
    first = queued(database, BELA, at=clock.now(), bill="AEO-BILL")
    with client(database, settings, as_=DAOUD) as officer:
        served_in_turn(officer, first, number)
    with client(database, settings, as_=CHEN) as web:
        _, _, rest = web.get(f"/transhipment/{number}").text.partition(f"/papers/{number}?code=")
        assert web.get(f"/api/v1/transhipment/{first}").status_code == 404, "another's"
        assert number in web.get("/transhipment?format=csv").text
    with client(database, settings) as anybody:
        checked_by_anybody(anybody, number, rest[:12])
    assert any("is issued" in each for each in told(database, CHEN))
    assert any("No certificate" in each for each in told(database, BELA))
