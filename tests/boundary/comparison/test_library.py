"""The library of concealments: kept, reviewed by two others, changed, searched by words and by picture, exported."""

import io
import zipfile
from xml.etree import ElementTree

import pytest

from smartcustoms.boundary.comparison import actions, queries
from smartcustoms.boundary.comparison.marks import area, as_text, read_marks
from smartcustoms.boundary.comparison.model import (
    Described,
    Mark,
    Method,
    NotKeepable,
    NotReviewable,
    Place,
    State,
    Vehicle,
)
from smartcustoms.boundary.scans import actions as scans
from smartcustoms.boundary.scans.model import Kind, ReportKind
from smartcustoms.boundary.scans.queries import read_report, written
from smartcustoms.kernel.database.unit import Database
from smartcustoms.kernel.errors import NotFound
from smartcustoms.kernel.files.object_gateway import Objects, objects
from smartcustoms.kernel.settings import Settings
from tests.boundary.scans.packages import a_package
from tests.cast import AMINA, BELA, DAOUD, ESI
from tests.conftest import NOON
from tests.web_client import client

CASH = Described(
    Vehicle.BAG,
    Place.LINING,
    Method.LOOSE,
    "cash",
    ("Euro ", "bundle"),
    (Mark(0, "cash", ((2, 3), (20, 30))),),
    "C-7",
    "",
)


@pytest.fixture
def place(settings: Settings) -> Objects:
    return objects(settings)


def brought(database: Database, place: Objects, seed: int = 1, kind: Kind = Kind.BAG) -> str:
    with database.unit(by=AMINA, at=NOON) as uow:
        content = written(a_package(seed=seed, kind=kind))
        number = scans.bring(uow, content, name="bag.scan.zip", subject=f"BAG-{seed}", through=place).number
        actions.note_look(uow, number, through=place)
        return number


def test_two_others_agree_and_a_change_begins_anew(database: Database, place: Objects) -> None:
    scan = brought(database, place)
    with database.unit(by=AMINA, at=NOON) as uow:
        number = actions.keep(uow, scan, CASH).number
        with pytest.raises(NotReviewable):
            actions.review(uow, number, agrees=True)
    for who, expected in ((DAOUD, State.WAITING), (ESI, State.AGREED)):
        with database.unit(by=who, at=NOON) as uow:
            assert actions.review(uow, number, agrees=True) is expected
            with pytest.raises(NotReviewable):
                actions.review(uow, number, agrees=True)
    with database.unit(by=DAOUD, at=NOON) as uow:
        with pytest.raises(NotKeepable):
            actions.change(uow, number, CASH, because=" ")
        changed = actions.change(uow, number, CASH, because="A second bundle was found")
        assert (changed.state, changed.now.place, len(changed.versions)) == (State.WAITING, 2, 2)
    with database.unit(by=AMINA, at=NOON) as uow:
        with pytest.raises(NotKeepable):
            actions.review(uow, number, agrees=False)
        assert actions.review(uow, number, agrees=False, note="One bundle only") is State.DISPUTED
        actions.withdraw(uow, number, because="Written twice")
        assert queries.references(uow, {})[1] == 0
        assert queries.references(uow, {"state": "withdrawn"})[1] == 1


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({"vehicle": "bag", "place": "lining", "method": "loose", "case": "C-7"}, 1),
        ({"commodity": "CAS", "tag": "Euro", "text": "bag-1"}, 1),
        ({"place": "roof"}, 0),
        ({"tag": "gold"}, 0),
    ],
)
def test_references_are_found_by_what_is_said_of_them(
    database: Database, place: Objects, wanted: dict[str, str], found: int
) -> None:
    scan = brought(database, place)
    with database.unit(by=AMINA, at=NOON) as uow:
        actions.keep(uow, scan, CASH)
        assert queries.references(uow, wanted)[1] == found


def test_bags_are_looked_for_among_bags_and_parcels_a_file_among_all(database: Database, place: Objects) -> None:
    kinds = (Kind.BAG, Kind.TRUCK, Kind.PARCEL, Kind.CONTAINER)
    bag, truck, parcel, container = (brought(database, place, n, kind) for n, kind in enumerate(kinds, 1))
    with database.unit(by=AMINA, at=NOON) as uow:
        assert [each.scan for each in queries.like(uow, bag)] == [parcel]
        assert [each.scan for each in queries.like(uow, truck)] == [container]
        of_any = queries.like_picture(uow, queries.look(a_package(seed=1)))
        assert {each.scan for each in of_any} == {bag, truck, parcel, container}


def test_like_scans_are_found_with_their_references(database: Database, place: Objects) -> None:
    one, other = brought(database, place, 1), brought(database, place, 2)
    with database.unit(by=AMINA, at=NOON) as uow:
        number = actions.keep(uow, one, CASH).number
        assert [each.scan for each in queries.like(uow, other)] == [one]
        best = queries.like_picture(uow, queries.look(a_package(seed=1)))[0]
        assert (best.scan, best.references) == (one, (number,))
        assert best.likeness == pytest.approx(1.0, abs=1e-3)
        with pytest.raises(NotFound):
            queries.like(uow, "S-none")


def test_exports_hold_boxes_and_polygons(database: Database, place: Objects) -> None:
    scan = brought(database, place)
    marks = read_marks("1 2,3 20,30 cash\n1 5,5 25,5 5,25 gold bar", views=1, columns=60, rows=40)
    assert read_marks(as_text(marks), views=1, columns=60, rows=40) == marks
    assert area(marks[1]) == 200
    with database.unit(by=AMINA, at=NOON) as uow:
        number = actions.keep(
            uow, scan, Described(CASH.vehicle, CASH.place, CASH.method, "cash", (), marks, "", "")
        ).number
        found = queries.all_references(uow, {})
        told, packed = queries.as_coco(uow, found), queries.as_voc(uow, found)
    assert [each["bbox"] for each in told["annotations"]] == [[2, 3, 18, 27], [5, 5, 20, 20]]
    assert told["annotations"][1]["segmentation"] == [[5.0, 5.0, 25.0, 5.0, 5.0, 25.0]]
    assert told["images"][0]["simulated"] is True
    root = ElementTree.fromstring(zipfile.ZipFile(io.BytesIO(packed)).read(f"Annotations/{number}.xml"))  # noqa: S314 - our own
    assert [each.text for each in root.findall("object/name")] == ["cash", "gold bar"]
    assert [each.text for each in root.find("object/bndbox") or ()] == ["3", "4", "20", "30"]


@pytest.mark.parametrize("line", ["nonsense", "2 2,3 9,9 cash", "1 2,3 900,9 cash", "1 2,3 2,9 cash", "1 2,3 cash"])
def test_a_wrong_mark_is_refused(line: str) -> None:
    with pytest.raises(NotKeepable):
        read_marks(line, views=1, columns=60, rows=40)


def test_pages_and_json(database: Database, settings: Settings, place: Objects) -> None:
    scan = brought(database, place)
    form = {"vehicle": "bag", "place": "lining", "method": "loose", "commodity": "<b>cash", "marks": "1 2,3 20,30 cash"}
    with client(database, settings, as_=AMINA) as amina:
        asked = amina.get("/concealments/new", params={"scan": "S26000000000X", "lang": "en"})
        assert (asked.status_code, "There is no such scan." in asked.text) == (404, True)
        new = f"/concealments/new?scan={scan}"
        refused = amina.fill("/concealments", form | {"scan": scan, "place": "moon"}, page=new)
        assert refused.status_code == 422
        made = amina.fill("/concealments", form | {"scan": scan}, page=new)
        page = made.headers["location"]
        for language in ("en", "zh-Hant", "zh-Hans"):
            assert "&lt;b&gt;cash" in amina.get(page, params={"lang": language}).text
            assert amina.get("/concealments", params={"lang": language, "q": "BAG-1"}).status_code == 200
        assert amina.get(f"/files{page}/0.png").content.startswith(b"\x89PNG")
        assert amina.get(f"/scans/{scan}/like").status_code == 200
        upload = {"file": ("a.scan.zip", written(a_package(seed=1)))}
        assert scan in amina.fill("/concealments/by-picture", {}, page="/concealments", files=upload).text
        assert amina.fill(f"{page}/review", {"agrees": "yes"}, page=page).status_code == 409
        assert amina.get("/api/v1/concealments/coco").json()["annotations"]
    with client(database, settings, as_=DAOUD) as daoud:
        assert daoud.fill(f"{page}/review", {"agrees": ""}, page=page).status_code == 422
        assert daoud.fill(f"{page}/review", {"agrees": "yes"}, page=page).status_code == 303
        said = daoud.get(f"/api/v1{page}").json()["said"]
        assert daoud.call("POST", page, said | {"because": "Counted", "case": "C-8"}).json()["version"] == 2
    with client(database, settings, as_=BELA) as bela:
        assert bela.get("/concealments").status_code == bela.get(page).status_code == 403


def test_a_look_noted_by_an_earlier_method_is_noted_anew(
    database: Database, place: Objects, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("smartcustoms.imaging.embedding.METHOD", "before")
    number = brought(database, place)
    monkeypatch.undo()
    with database.unit(by=AMINA, at=NOON) as uow:
        assert queries.looked_otherwise(uow, at_most=9) == [number]
        with pytest.raises(NotFound):
            queries.like(uow, number)
        actions.note_look(uow, number, through=place)
        assert not queries.looked_otherwise(uow, at_most=9)
        assert queries.like(uow, number) == []


def test_references_are_taken_as_dicos_reports_of_what_was_there(
    database: Database, settings: Settings, place: Objects
) -> None:
    scan = brought(database, place)
    with database.unit(by=AMINA, at=NOON) as uow:
        number = actions.keep(uow, scan, CASH).number
    with client(database, settings, as_=AMINA) as amina:
        answer = amina.get("/files/concealments.dicos.zip")
        assert answer.status_code == 200
    with zipfile.ZipFile(io.BytesIO(answer.content)) as packed:
        read = read_report(packed.read(f"{number}.dcs"))
    assert (read.kind, read.threats[0].box) == (ReportKind.GROUND_TRUTH, (2, 3, 18, 27))
