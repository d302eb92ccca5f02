"""A threat projected into a real scan: told by no route before the decision, taken away after it, and nothing of the scan is touched."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta

import numpy as np
import pytest
from fastapi.routing import APIRoute

from smartcustoms.boundary.detection import actions, queries
from smartcustoms.boundary.detection.model import (
    NO_PROJECTING,
    Examined,
    LookIncomplete,
    Outcome,
    State,
    Verdict,
)
from smartcustoms.boundary.detection.windows import is_open, spans
from smartcustoms.boundary.scans import actions as scans
from smartcustoms.boundary.scans import queries as scans_asked
from smartcustoms.boundary.scans.model import Kind, Package, View
from smartcustoms.kernel.actor import PLATFORM, Actor
from smartcustoms.kernel.database.unit import Database
from smartcustoms.kernel.errors import Conflict
from smartcustoms.kernel.files.object_gateway import Objects, objects
from smartcustoms.kernel.notify import queries as notices
from smartcustoms.kernel.settings import Settings
from tests.architecture.test_access_matrix import entries
from tests.cast import AMINA, DAOUD, ESI
from tests.conftest import NOON
from tests.web_client import Client, client

ALWAYS = replace(NO_PROJECTING, ratio=0.2, days=tuple(range(7)), windows="00:00-23:59", most_a_day=50, because="a test")


class Sure(np.random.Generator):
    """Chance that projects always or never; for all else it is seeded."""

    def __init__(self, *, projects: bool) -> None:
        super().__init__(np.random.PCG64(4))
        self._projects = projects

    def random(self, *arguments, **more):  # type: ignore[no-untyped-def,override]
        """Give what decides; arrays and draws within the physics as they come."""
        drawn = super().random(*arguments, **more)
        return (0.0 if self._projects else 0.999) if not arguments and not more else drawn


@pytest.fixture
def place(settings: Settings) -> Objects:
    return objects(settings)


@pytest.fixture(scope="module")
def bag() -> bytes:
    """Simulate a clean bag, as a scanner would send it."""
    from smartcustoms.imaging import scenes
    from smartcustoms.imaging.detector import AIR

    view = scenes.a_clean_bag(11, beam_name="kv160", size=384)
    made = View(view.name, view.high, view.low, AIR, view.row_mm, view.column_mm)
    return scans_asked.written(Package(Kind.BAG, (made,), True, "kv160", "a scanner", "", "BAG-1"))


@pytest.fixture
def scan(database: Database, place: Objects, bag: bytes) -> str:
    """Let a scan come and be judged, with a supervisor's choice that projects threats."""
    with database.unit(by=ESI, at=NOON) as uow:
        actions.choose_projecting(uow, ALWAYS)
    with database.unit(by=PLATFORM, at=NOON) as uow:
        number = scans.bring(uow, bag, name="bag.scan.zip", through=place).number
        actions.judge(uow, number, through=place)
    return number


def opened(
    database: Database, place: Objects, scan: str, *, projects: bool = True, by: Actor = AMINA, at: datetime = NOON
) -> Examined:
    with database.unit(by=by, at=at) as uow:
        assert actions.open_next(uow, luck=Sure(projects=projects), through=place) == scan
        return queries.examined(uow, scan)


def falsely(found: Examined) -> dict[int, Verdict]:
    return dict.fromkeys(range(len(found.alarms)), Verdict.FALSE)


def test_it_is_told_with_the_decision_and_the_scan_is_then_decided_alone(
    database: Database, place: Objects, scan: str
) -> None:
    found = opened(database, place, scan)
    with database.unit(by=AMINA, at=NOON) as uow:
        kept = scans_asked.scan(uow, scan)
        assert (scans_asked.seen(uow, kept, through=place).views[0].high != _real(uow, kept, place).views[0].high).any()
        assert queries.projection_told(uow, scan) is None
        assert queries.projections(uow)[1] == 0
    later = NOON + timedelta(seconds=20)
    verdicts = falsely(found)
    with database.unit(by=AMINA, at=later) as uow:
        said = {"verdicts": verdicts, "note": "a gun at the left", "began_at": found.began_at}
        assert actions.decide(uow, scan, Outcome.SUSPECT, **said) is State.WAITING  # type: ignore[arg-type]
        told = queries.projection_told(uow, scan)
        assert told is not None
        assert (told.found, told.seconds, told.officer) == (True, 20.0, AMINA.user)
        now = queries.examined(uow, scan)
        assert (now.state, now.looks, now.looker, now.began_at) == (State.WAITING, (), AMINA.user, later)
        assert now.alarms == found.alarms
        assert (scans_asked.seen(uow, kept, through=place).views[0].high == _real(uow, kept, place).views[0].high).all()
        assert actions.decide(uow, scan, Outcome.SUSPECT, **said) is State.WAITING, "sent twice"  # type: ignore[arg-type]
        with pytest.raises(Conflict):
            actions.decide(uow, scan, Outcome.CLEAR, verdicts=verdicts, began_at=found.began_at)
        with pytest.raises(LookIncomplete):
            actions.decide(uow, scan, Outcome.CLEAR, verdicts=verdicts)
    with database.unit(by=AMINA, at=later) as uow:
        assert actions.decide(uow, scan, Outcome.CLEAR, verdicts=verdicts, began_at=later) is State.CLEAR
        done = queries.examined(uow, scan)
        assert [(each.by, each.outcome) for each in done.looks] == [(AMINA.user, Outcome.CLEAR)]
        assert scans_asked.original(uow, kept, through=place)
        assert queries.projections(uow)[1] == 1


def _real(uow, kept, place: Objects) -> Package:  # type: ignore[no-untyped-def]
    return scans_asked.package_of(uow, kept, through=place)


def test_others_see_the_scan_and_who_left_it_is_told(database: Database, place: Objects, scan: str) -> None:
    opened(database, place, scan)
    with database.unit(by=ESI, at=NOON) as uow:
        kept = scans_asked.scan(uow, scan)
        assert (scans_asked.seen(uow, kept, through=place).views[0].high == _real(uow, kept, place).views[0].high).all()
    again = opened(database, place, scan, projects=False, by=DAOUD, at=NOON + timedelta(minutes=11))
    assert again.looker == DAOUD.user
    with database.unit(by=AMINA, at=NOON + timedelta(minutes=11)) as uow:
        told = queries.projection_told(uow, scan)
        assert told is not None
        assert told.outcome is None
        assert not scans_asked.is_to_decide(uow, kept)
        assert any(each.about == scan for each in notices.inbox(uow)[0])


def test_who_has_seen_the_scan_meets_no_projection(database: Database, place: Objects, scan: str) -> None:
    with database.unit(by=AMINA, at=NOON) as uow:
        kept = scans_asked.scan(uow, scan)
    opened(database, place, scan)
    with database.unit(by=AMINA, at=NOON) as uow:
        assert (scans_asked.seen(uow, kept, through=place).views[0].high == _real(uow, kept, place).views[0].high).all()
        assert scans_asked.is_to_decide(uow, kept)
        with pytest.raises(Conflict):
            scans_asked.original(uow, kept, through=place)


def test_a_kill_between_leaves_nothing(database: Database, place: Objects, scan: str) -> None:
    def killed() -> None:
        with database.unit(by=AMINA, at=NOON) as uow:
            actions.open_next(uow, luck=Sure(projects=True), through=place)
            raise RuntimeError("killed")

    with pytest.raises(RuntimeError):
        killed()
    with database.unit(by=AMINA, at=NOON) as uow:
        assert queries.examined(uow, scan).looker == ""
        assert not scans_asked.is_to_decide(uow, scans_asked.scan(uow, scan))


@pytest.mark.parametrize(
    "change",
    [
        {"ratio": 0.5},
        {"days": ()},
        {"windows": "8 to 12"},
        {"windows": "12:00-08:00"},
        {"most_a_day": 0},
        {"categories": ("cake",)},
        {"most_superposition": 9.0},
        {"because": " "},
    ],
)
def test_what_a_choice_must_have(database: Database, change: dict[str, object]) -> None:
    with database.unit(by=ESI, at=NOON) as uow, pytest.raises(LookIncomplete):
        actions.choose_projecting(uow, replace(ALWAYS, **change))  # type: ignore[arg-type]


def test_windows_are_in_the_administrations_own_time() -> None:
    noon_here = replace(ALWAYS, windows="11:00-13:00", days=(1,))  # NOON is a Tuesday at noon in Hong Kong
    assert is_open(noon_here, NOON)
    assert not is_open(noon_here, NOON + timedelta(hours=2))
    assert not is_open(replace(noon_here, days=(2,)), NOON)
    assert not is_open(replace(noon_here, ratio=0.0), NOON)
    assert spans("24:00-25:00") is None


def addresses(asking: Client, scan: str) -> Iterator[str]:
    """Give the address of every GET route with the scan's number where one is asked for, and with every look and view."""
    for name, route in entries(asking.app).items():
        method, _, path = name.partition(" ")
        if method == "GET" and isinstance(route, APIRoute) and not path.startswith("/live"):
            filled = path.replace("{view}", "0").replace("{name}", "before")
            yield re.sub(r"\{[^}]*\}", scan, filled)
    yield f"/files/scans/{scan}/picture.png?small=true"
    for look in ("grey", "edge", "deep", "organic"):
        yield f"/files/scans/{scan}/picture.png?look={look}"


def plain(body: bytes) -> bytes:
    """Leave out what differs from one request to the next: tokens, seconds, times of the look."""
    text = re.sub(rb'(name="(?:csrf|csrf-token|_csrf)"[^>]*?(?:content|value)=)"[^"]*"', rb"\1", body)
    text = re.sub(rb'value="[\w.-]{30,}"|content="[\w.-]{30,}"', b"", text)
    return re.sub(
        rb"\d+ s of|\d{4}-\d\d-\d\dT[\d:.+Z]+|nonce=\S+|\d\d:\d\d(?::\d\d)?|[\d.]+ (?:ms|MB|s ago)", b"", text
    )


SHOWS = ("/files/scans/", "/files/scan-alarms/", "/files/comparisons/")


@pytest.mark.slow
def test_no_route_tells_before_the_decision(database: Database, settings: Settings, place: Objects, scan: str) -> None:
    """Open the same scan twice, with and without a projection: what draws it must differ, all other routes answer alike."""
    seen: list[dict[str, tuple[int, bytes]]] = []
    for projects in (True, False):
        _opened_anew(database, place, scan, projects=projects)
        with client(database, settings, as_=AMINA) as asking:
            asked = {}
            for path in addresses(asking, scan):
                answer = asking.get(path, follow_redirects=False)
                asked[path] = (answer.status_code, plain(answer.content))
                if path.startswith(SHOWS) and answer.status_code == 200:
                    assert answer.headers["cache-control"] == "no-store", path
        seen.append(asked)
    drawn = {path for path, (status, _) in seen[0].items() if path.startswith(SHOWS) and status == 200}
    real = {path for path in drawn if seen[0][path] == seen[1][path]}
    assert len(drawn) >= 8
    assert not real, "these show the scan itself to who is shown a projection"
    unlike = {path for path in seen[0] if path not in drawn and seen[0][path] != seen[1][path]}
    assert unlike <= {"/api/v1/token", "/me"}, "these tell whether a projection is there"
    kept_back = (
        f"/files/scans/{scan}/original",
        f"/files/scans/{scan}/dicos.zip",
        f"/files/scan-alarms/{scan}/dicos.zip",
    )
    for path in kept_back:
        assert seen[0][path][0] == seen[1][path][0] == 409
    told = seen[0][f"/api/v1/scans/{scan}"][1]
    assert b'"file":""' in told


def _opened_anew(database: Database, place: Objects, scan: str, *, projects: bool) -> None:
    """Open the scan in Amina's name, past the rule that who has seen it meets no projection: both worlds are walked by one officer."""
    with database.engine.begin() as connection:
        connection.exec_driver_sql("select set_config('app.kind', 'system', true)")
        connection.exec_driver_sql("delete from scan_projection")
        connection.exec_driver_sql("delete from scan_sight")
        connection.exec_driver_sql("delete from audit_journal where deed = 'looked'")
        connection.exec_driver_sql("update scan_judged set looker = '', began_at = null")
    opened(database, place, scan, projects=projects)


def _filters_narrow(esi: Client, live: str, *, category: str) -> None:
    """The one projection was missed by Amina, told today."""
    on = esi.get(f"/api/v1{live}").json()["projections"][0]["told_at"][:10]
    around = [(date.fromisoformat(on) + timedelta(days=days)).isoformat() for days in (-2, 2)]
    of_another = "knife" if category != "knife" else "gun"
    for asked, total in (
        ({"officer": AMINA.user, "category": category, "answered": "missed"}, 1),
        ({"since": around[0], "until": around[1]}, 1),
        ({"officer": DAOUD.user}, 0),
        ({"category": of_another}, 0),
        ({"answered": "found"}, 0),
        ({"answered": "left"}, 0),
        ({"since": around[1]}, 0),
        ({"until": around[0]}, 0),
        ({"until": "9999-12-31", "answered": "asleep"}, 1),
    ):
        assert esi.get(f"/api/v1{live}", params=asked).json()["total"] == total, asked
        assert len(esi.get(live, params=asked | {"format": "csv"}).text.splitlines()) == 1 + total
        assert esi.get(live, params=asked).status_code == 200


def test_pages_from_the_projection_to_the_decision(
    database: Database, settings: Settings, place: Objects, scan: str
) -> None:
    page, live = f"/scans/{scan}/alarms", "/screening-training/live"
    with client(database, settings, as_=AMINA) as amina:
        found = opened(database, place, scan)
        form = {f"verdict-{each}": "false" for each in range(len(found.alarms))} | {"outcome": "clear"}
        assert found.began_at is not None
        form["began_at"] = found.began_at.isoformat()
        for language in ("en", "zh-Hant", "zh-Hans"):
            assert amina.get(page, params={"lang": language}).status_code == 200
        assert amina.fill(f"{page}/decision", form, page=page).headers["location"] == page
        assert "You missed it" in amina.get(f"{page}?lang=en").text
        assert amina.fill(f"{page}/decision", form, page=page).headers["location"] == page, "sent twice"
        given = amina.get(f"/api/v1{page}").json()
        assert given["projection"]["found"] is False
        assert given["state"] == "waiting"
        assert amina.fill(f"{page}/decision", form | {"began_at": given["began_at"]}, page=page).status_code == 303
        assert amina.get(f"/api/v1{page}").json()["state"] == "clear"
        for language in ("en", "zh-Hant", "zh-Hans"):
            assert amina.get(live, params={"lang": language}).status_code == 200
        assert amina.get(f"/api/v1{live}").json()["total"] == 1
    with client(database, settings, as_=DAOUD) as daoud:
        assert daoud.get(f"/api/v1{live}").json()["total"] == 0
        assert daoud.fill(live, {}, page=live).status_code == 403
    with client(database, settings, as_=ESI) as esi:
        wanted = {"ratio": "0.02", "days": ["0", "1"], "windows": "08:00-12:00", "most_a_day": "3"}
        wanted |= {"categories": ["gun"], "most_superposition": "2", "because": "as usual"}  # type: ignore[dict-item]
        assert esi.fill(live, wanted | {"windows": "x"}, page=live).status_code == 422
        assert esi.fill(live, wanted, page=live).status_code == 303
        for language in ("en", "zh-Hant", "zh-Hans"):
            assert esi.get(live, params={"lang": language}).status_code == 200
        assert len(esi.get(f"{live}?format=csv").text.splitlines()) == 2
        _filters_narrow(esi, live, category=given["projection"]["category"])
        chosen = {"ratio": 0.0, "days": [0], "windows": "08:00-09:00", "most_a_day": 1, "categories": ["gun"]}
        assert esi.call("POST", live, chosen | {"most_superposition": 2.0, "because": "off"}).json()["ratio"] == 0.0
