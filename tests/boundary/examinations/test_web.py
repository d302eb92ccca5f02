"""The examining officer's tablet and the supervisor's desk, through HTTP."""

import hashlib

from smartcustoms.boundary.examinations import actions
from smartcustoms.kernel.database.unit import Database
from smartcustoms.kernel.settings import Settings
from tests.boundary.examinations.test_actions import D, ordered
from tests.cast import BELA, DAOUD, ESI
from tests.conftest import NOON
from tests.web_client import client


def test_officer_does_an_order(database: Database, settings: Settings) -> None:
    with database.unit(by=ESI, at=NOON) as uow:
        actions.put_on_duty(uow, D)
    number = ordered(database)
    page = f"/examinations/{number}"
    with client(database, settings, as_=DAOUD) as daoud:
        assert number in daoud.get("/examinations").text
        assert daoud.get("/api/v1/examinations").json()[0]["reasons"] == ["Price per kg is under the 5th percentile."]
        for language in ("en", "zh-Hant", "zh-Hans"):
            assert daoud.get(page, params={"lang": language}).status_code == 200
        assert daoud.fill(f"{page}/start", page=page).status_code == 303
        assert daoud.fill(f"{page}/steps/1", {"note": "seal intact"}, page=page).status_code == 303
        assert "seal intact" in daoud.get(page).text
        bad = daoud.fill(f"{page}/result", {"result": "seizure", "note": "", "revenue": ""}, page=page)
        assert bad.status_code == 422
        worse = daoud.fill(f"{page}/result", {"result": "seizure", "note": "x", "revenue": "1,5"}, page=page)
        assert worse.status_code == 422
        kept = daoud.fill(f"{page}/result", {"result": "seizure", "note": "two boxes", "revenue": "many"}, page=page)
        assert kept.status_code == 422
        assert "two boxes</textarea>" in kept.text, "what was written must not be lost"
        assert 'value="seizure" checked' in kept.text
        good = daoud.fill(
            f"{page}/result", {"result": "undervalued", "note": "Invoice halved", "revenue": "12.50"}, page=page
        )
        assert good.status_code == 303
        assert "Invoice halved" in daoud.get(page).text
        assert daoud.get("/examinations/all").status_code == 403
    with client(database, settings, as_=BELA) as bela:
        assert bela.get(page).status_code == 403


def test_supervisor_leads(database: Database, settings: Settings) -> None:
    number = ordered(database)
    with client(database, settings, as_=ESI) as esi:
        assert "Waiting for an officer" in esi.get("/examinations/all?lang=en").text
        form = {"user": "daoud", "name": "Officer Daoud", "skills": "general, documents", "on_duty": "true"}
        esi.fill("/examinations/examiners", form, page="/examinations/all")
        assert "Officer Daoud" in esi.get("/examinations/all?state=assigned").text
        assert esi.get(f"/examinations/{number}").status_code == 200


def test_a_photo_is_kept_and_shown_to_those_who_see_the_order(database: Database, settings: Settings) -> None:
    with database.unit(by=ESI, at=NOON) as uow:
        actions.put_on_duty(uow, D)
    page = f"/examinations/{ordered(database)}"
    jpeg = b"\xff\xd8\xff\xe0" + bytes(200)
    with client(database, settings, as_=DAOUD) as daoud:
        evil = {"photo": ("box.jpg", b"<script>alert(1)</script>", "image/jpeg")}
        assert daoud.fill(f"{page}/steps/1", {"note": ""}, page=page, files=evil).status_code == 415
        photo = {"photo": ("box.jpg", jpeg, "image/jpeg")}
        assert daoud.fill(f"{page}/steps/1", {"note": ""}, page=page, files=photo).status_code == 303
        path = f"/files{page}/{hashlib.sha256(jpeg).hexdigest()}"
        assert path in daoud.get(page).text
        answer = daoud.get(path)
        assert (answer.content, answer.headers["content-type"]) == (jpeg, "image/jpeg")
        assert daoud.get(f"/files{page}/{'0' * 64}").status_code == 404
    with client(database, settings, as_=BELA) as bela:
        assert bela.get(path).status_code == 403
