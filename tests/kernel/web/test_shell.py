"""Static files, languages, menu, charts, page numbers, the API's description, live updates."""

import asyncio
import json
import re
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from fastapi import Request
from hypothesis import given
from hypothesis import strategies as st

from smartcustoms.kernel import clock
from smartcustoms.kernel.actor import PLATFORM
from smartcustoms.kernel.database.unit import Database
from smartcustoms.kernel.errors import NotFound
from smartcustoms.kernel.people import actions
from smartcustoms.kernel.people.model import ADMINISTER
from smartcustoms.kernel.settings import Settings
from smartcustoms.kernel.web import charts, live
from smartcustoms.kernel.web.menu import MenuEntry, menu_of
from smartcustoms.kernel.web.pages import best_language
from smartcustoms.kernel.web.parts import Paging, page_numbers
from smartcustoms.kernel.web.static_files import gather
from smartcustoms.kernel.words.model import sentence
from tests.cast import ADA, BELA
from tests.conftest import NOON
from tests.loops import awaited
from tests.web_client import Client, client


@pytest.fixture
def visitor(database: Database, settings: Settings) -> Iterator[Client]:
    with client(database, settings) as found:
        yield found


def test_static_files_are_kept_for_a_year_under_the_release_only(visitor: Client) -> None:
    page = visitor.get("/").text
    address = re.search(r'href="(/static/[0-9a-f]{12}/web/theme.css)"', page)
    assert address
    kept = visitor.get(address.group(1))
    assert kept.status_code == 200
    assert "immutable" in kept.headers["cache-control"]
    assert kept.headers["content-encoding"] == "gzip"
    plain = visitor.get("/static/web/theme.css", headers={"accept-encoding": "identity"})
    assert plain.headers["cache-control"] == "no-cache"
    assert plain.text == kept.text


@pytest.mark.parametrize(
    "path", ["../pages.py", "web/../../pages.py", "web/none.css", "%2e%2e/pages.py", "web/theme.css/"]
)
def test_nothing_but_the_static_files_is_given(visitor: Client, path: str) -> None:
    assert visitor.get(f"/static/{path}").status_code == 404


def test_a_changed_file_gives_all_a_new_address(tmp_path: Path) -> None:
    (tmp_path / "a.js").write_text("1")
    before = gather({"x": tmp_path}).release
    (tmp_path / "a.js").write_text("2")
    assert gather({"x": tmp_path}).release != before


def test_pages_name_no_address_of_elsewhere(visitor: Client) -> None:
    for path in ("/", "/help", "/sign-in", "/api/docs", "/accessibility"):
        assert re.findall(r'(?:src|href|action)="(?:https?:)?//[^"]+', visitor.get(path).text) == []


def test_no_page_of_the_frame_holds_inline_script_or_style(visitor: Client) -> None:
    for path in ("/", "/help", "/sign-in"):
        assert re.findall(r"<script(?![^>]*src=)|<style|\sstyle=|\son\w+=|javascript:", visitor.get(path).text) == []


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("zh-HK,zh;q=0.9", "zh-Hant"), ("zh-CN", "zh-Hans"), ("zh-TW;q=0.8,en;q=0.3", "zh-Hant"), ("fr,zh-Hans;q=0.5", "zh-Hans"),
        ("en-GB,zh-HK;q=0.9", "en"), ("", "en"), ("fr;q=x", "en"), ("zh;q=0.1,en;q=0.9", "en"),
    ],
)  # fmt: skip
def test_the_browsers_language(header: str, language: str) -> None:
    assert best_language(header) == language


@given(st.text(max_size=300))
def test_any_header_gives_a_language(header: str) -> None:
    assert best_language(header) in ("en", "zh-Hant", "zh-Hans")


def test_a_language_chosen_once_is_kept(visitor: Client) -> None:
    assert 'lang="zh-Hant"' in visitor.get("/?lang=zh-Hant").text
    assert "歡迎" in visitor.get("/").text
    assert 'lang="zh-Hant"' in visitor.get("/?lang=klingon").text


def test_the_menu_shows_what_may_be_opened() -> None:
    entries = [MenuEntry(sentence("People"), "/people", ADMINISTER, "people"), MenuEntry(sentence("Open"), "/open")]
    assert [e.path for group in menu_of(ADA, entries) for e in group.entries] == ["/open", "/people"]
    assert [e.path for group in menu_of(BELA, entries) for e in group.entries] == ["/open"]


@given(st.integers(1, 400), st.integers(1, 100), st.integers(0, 20_000))
def test_page_numbers_hold_the_ends_and_here(page: int, size: int, total: int) -> None:
    paging = Paging(min(page, max(1, -(-total // size))), size, total)
    shown = page_numbers(paging)
    assert {1, paging.page, paging.pages} <= set(shown)
    assert len(shown) <= 7
    assert paging.first <= paging.last + 1 <= total + 1


@given(st.lists(st.tuples(st.text(max_size=20), st.floats(0, 1e12)), min_size=1, max_size=60))
def test_bars_stay_inside_the_chart(rows: list[tuple[str, float]]) -> None:
    made = charts.bars(rows)
    for bar in made.bars:
        assert bar.x >= charts.LEFT
        assert bar.x + bar.width <= charts.WIDTH
        assert charts.TOP - 0.01 <= bar.y <= charts.HEIGHT - charts.BOTTOM + 0.01


@given(st.lists(st.one_of(st.none(), st.floats(-1e9, 1e9)), min_size=1, max_size=60))
def test_lines_stay_inside_the_chart(values: list[float | None]) -> None:
    made = charts.lines(list(range(len(values))), [{"name": "a", "values": values}])
    for x, y, _, _ in made.lines[0].dots:
        assert charts.LEFT <= x <= charts.WIDTH
        assert charts.TOP - 0.01 <= y <= charts.HEIGHT - charts.BOTTOM + 0.01
    assert len(made.figures) == len(values)


def test_the_api_describes_itself(visitor: Client) -> None:
    found = visitor.get("/api/openapi.json").json()
    assert found["openapi"].startswith("3.1")
    assert all(path.startswith("/api/") for path in found["paths"])
    for entry in found["paths"].values():
        for call in entry.values():
            assert "4XX" in call["responses"]
    lodging = found["paths"]["/api/v1/declarations"]["post"]
    assert (lodging["x-permissions"], lodging["security"][0]) == (["declarations.lodge"], {"machine": []})
    assert found["paths"]["/api/v1/receipts/key"]["get"]["security"] == []
    assert found["components"]["securitySchemes"]["machine"]["scheme"] == "bearer"
    assert visitor.get("/api/docs").status_code == 200


def test_a_live_message_reaches_the_readers_of_its_topic_after_the_commit(database: Database) -> None:
    async def hear() -> list[str]:
        room = live.Room(database)
        readers = [live.Reader(frozenset({topic}), asyncio.get_running_loop()) for topic in ("lanes", "other")]
        for each in readers:
            room.join(each)
        try:
            got = ""
            for _ in range(50):  # until LISTEN is in force; what is told before is told to nobody
                await asyncio.to_thread(_tell, database)
                try:
                    got = await asyncio.wait_for(readers[0].waiting.get(), 0.2)
                    break
                except TimeoutError:
                    continue
            return [got, str(readers[1].waiting.qsize())]
        finally:
            await asyncio.to_thread(room.close)

    message, elsewhere = awaited(hear())
    assert json.loads(message) == {"topic": "lanes", "payload": {"text": "red"}}
    assert elsewhere == "0"


def _tell(database: Database) -> None:
    with database.unit(by=PLATFORM, at=NOON) as uow:
        live.publish("lanes", {"text": "red"}, uow=uow)


def test_a_stream_ends_when_its_reader_is_signed_out(
    database: Database, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "_ASKED", 0.0)

    async def heard(request: Any) -> list[str]:
        still = partial(live.signed_in_still, request, frozenset({"people"}))
        told = live._events(room, frozenset({"people"}), still)
        return [each async for each in told]

    with client(database, settings, as_=ADA) as ada:
        room = ada.app.state.live  # type: ignore[attr-defined]
        room.topics["people"] = live.Topic("people", ADMINISTER)
        head = [(b"cookie", f"session={ada.cookies['session']}".encode())]
        request = Request({"type": "http", "headers": head, "app": ada.app, "path": "/live/people", "method": "GET"})
        assert live.signed_in_still(request, frozenset({"people"}))
        with database.unit(by=PLATFORM, at=clock.now()) as uow:
            actions.suspend(uow, "ada", because="left")
        assert not live.signed_in_still(request, frozenset({"people"}))
        assert awaited(heard(request)) == ["retry: 3000\n\n"]


def test_a_slow_reader_loses_the_oldest_and_never_grows() -> None:
    async def fill() -> tuple[int, str]:
        reader = live.Reader(frozenset({"a"}), asyncio.get_running_loop())
        for n in range(250):
            reader.give(str(n))
        return reader.waiting.qsize(), reader.waiting.get_nowait()

    assert awaited(fill()) == (100, "150")


def test_too_long_a_message_is_refused(database: Database) -> None:
    with pytest.raises(live.TooLong), database.unit(by=PLATFORM, at=NOON) as uow:
        live.publish("a", {"text": "x" * 9000}, uow=uow)


def test_a_stream_wants_a_known_topic_and_somebody_signed_in(
    visitor: Client, database: Database, settings: Settings
) -> None:
    assert visitor.get("/live/none", headers={"accept": "application/json"}).status_code == 401
    with client(database, settings, as_=BELA) as bela:
        assert bela.get("/live/none", headers={"accept": "application/json"}).json()["code"] == NotFound.code
        bela.app.state.live.topics["people"] = live.Topic("people", ADMINISTER)  # type: ignore[attr-defined]
        assert bela.get("/live/people", headers={"accept": "application/json"}).status_code == 403


def test_a_chart_of_counts_has_no_line_between_two_whole_numbers() -> None:
    for highest in (1, 3, 12, 95):
        steps = [tick.value for tick in charts.bars([("a", highest), ("b", 0)]).ticks]
        assert all(float(each).is_integer() for each in steps), steps
        assert steps[-1] >= highest


@given(st.lists(st.floats(0.01, 1e6), min_size=5, max_size=5).map(sorted), st.floats(0.01, 1e6))
def test_a_spread_keeps_the_order_and_stays_within_the_drawing(quantiles: list[float], value: float) -> None:
    drawn = charts.spread(value, quantiles)
    assert list(drawn.marks) == sorted(drawn.marks)
    assert all(0 <= at <= charts.WIDTH for at in (*drawn.marks, drawn.here))
    assert drawn.outside == (not quantiles[0] <= value <= quantiles[-1])
