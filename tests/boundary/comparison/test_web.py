"""The page of a comparison, through HTTP."""

from smartcustoms.boundary.scans import queries as scans
from smartcustoms.kernel.database.unit import Database
from smartcustoms.kernel.settings import Settings
from tests.cast import AMINA, BELA
from tests.web_client import client


def test_an_officer_compares_two_scans(database: Database, settings: Settings) -> None:
    with client(database, settings, as_=AMINA) as amina:
        numbers = []
        for name, (package, _) in scans.simulated("truck", 0, pair=True).items():
            files = {"file": (f"{name}.scan.zip", scans.written(package), "application/zip")}
            numbers.append(
                amina.fill("/scans", {"kind": "truck"}, page="/scans", files=files)
                .headers["location"]
                .rpartition("/")[2]
            )
        before, after = numbers
        assert f"/comparisons/{before}/{after}" in amina.get(f"/scans/{after}").text
        for language in ("en", "zh-Hant", "zh-Hans"):
            assert amina.get(f"/comparisons/{before}/{after}", params={"lang": language}).status_code == 200
        assert amina.get(f"/files/comparisons/{before}/{after}/difference.png").content.startswith(b"\x89PNG")
        assert amina.get(f"/files/comparisons/{before}/{after}/nothing.png").status_code == 404
        assert amina.get(f"/api/v1/comparisons/{before}/{after}").json()["blobs"][0]["added"] is True
        assert amina.get(f"/comparisons/{before}/S26000000000X").status_code == 404
    with client(database, settings, as_=BELA) as bela:
        assert bela.get(f"/comparisons/{before}/{after}").status_code == 403
