"""The list and the bench, through HTTP."""

import pytest

from smartcustoms.boundary.scans import package
from smartcustoms.kernel.database.unit import Database
from smartcustoms.kernel.settings import Settings
from tests.boundary.scans.packages import a_package
from tests.cast import AMINA, BELA
from tests.web_client import client

GOOD = package.written(a_package(seed=9))


def test_an_officer_brings_a_scan_and_looks_at_it(database: Database, settings: Settings) -> None:
    with client(database, settings, as_=AMINA) as amina:
        sent = {"file": ("bag.scan.zip", GOOD, "application/zip")}
        answer = amina.fill("/scans", {"kind": "other", "subject": ""}, page="/scans", files=sent)
        assert answer.status_code == 303
        page = answer.headers["location"]
        number = page.rpartition("/")[2]
        for language in ("en", "zh-Hant", "zh-Hans"):
            assert number in amina.get("/scans", params={"lang": language}).text
            assert amina.get(page, params={"lang": language, "look": "edge"}).status_code == 200
        for look in ("colour", "grey", "inverse", "edge", "deep", "organic", "inorganic", "nonsense"):
            drawn = amina.get(
                f"/files/scans/{number}/picture.png", params={"look": look, "gamma": "1.5", "ceiling": "3"}
            )
            assert drawn.content.startswith(b"\x89PNG")
        assert amina.get(f"/files/scans/{number}/picture.png", params={"small": "true"}).content.startswith(b"\x89PNG")
        assert amina.get(f"/files/scans/{number}/picture.png", params={"view": "3"}).status_code == 404
        assert amina.get(f"/files/scans/{number}/original").content == GOOD
        raw = amina.get(f"/files/scans/{number}/channels/0", headers={"Accept-Encoding": "gzip"})
        assert "content-encoding" not in raw.headers  # packing noise takes time only
        assert len(raw.content) > 1000
        told = amina.get(f"/api/v1/scans/{number}").json()
        assert (told["simulated"], told["dual_energy"], told["views"]) == (True, True, ["top"])
        assert amina.get("/api/v1/scans").json()["total"] == 1
        assert amina.get("/scans/S26000000000X").status_code == 404
    with client(database, settings, as_=BELA) as bela:
        assert bela.get(page).status_code == 403
        assert bela.get(f"/files/scans/{number}/original").status_code == 403


@pytest.mark.parametrize("content", [b"x", b"PK\x03\x04x", GOOD[:900], b"<script>alert(1)</script>"])
def test_a_bad_file_is_told_on_the_page(database: Database, settings: Settings, content: bytes) -> None:
    with client(database, settings, as_=AMINA) as amina:
        answer = amina.fill(
            "/scans", {"kind": "other"}, page="/scans?lang=en", files={"file": ("x", content, "image/png")}
        )
        assert answer.status_code == 422
        assert "scan" in answer.text
