"""Every page, in every language and at two widths: no barrier that axe finds, nothing off the machine, nothing overflowing.

axe-core checks WCAG 2.0 to 2.2, levels A and AA. A page with parameters is opened by a link found on the pages before it.
"""

import logging
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page

from smartcustoms.app import demo
from smartcustoms.kernel import clock
from smartcustoms.kernel.actor import Actor
from smartcustoms.kernel.database.connect import Server, connect, drop_database, make_database
from smartcustoms.kernel.settings import Settings
from tests.browser.opened import Served, page_of, served
from tests.browser.pages import pages, pattern

pytestmark = pytest.mark.slow

AXE: Final = Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js"
TAGS: Final = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"]
_WHEN_OPEN: Final = """() => ({
  overflow: document.documentElement.scrollWidth - document.documentElement.clientWidth,
  title: document.title, h1: document.querySelectorAll('h1').length, lang: document.documentElement.lang,
  links: [...document.querySelectorAll('a[href^="/"]')].map(a => a.getAttribute('href')),
})"""


@pytest.fixture(scope="module")
def world(cluster: Server, template: str, settings: Settings) -> Iterator[Served]:
    """The application over the demo world, so that pages have something on them."""
    name = "browser_matrix_" + str(os.getpid())
    make_database(cluster, name, template=template)
    database = connect(cluster.dsn(name), pool=10)
    try:
        demo.make(database, clock.now())
        with served(database, settings) as found:
            yield found
    finally:
        database.close()
        drop_database(cluster, name)


@pytest.mark.parametrize("width", [1280, 360])
@pytest.mark.parametrize("language", ["en", "zh-Hant", "zh-Hans"])
def test_no_page_has_a_barrier(world: Served, chromium: Browser, language: str, width: int) -> None:
    assert AXE.exists(), "axe-core is installed by tools/page_assets.py"
    faults: list[str] = []
    never: list[str] = []
    links: dict[str, set[str]] = {}
    for path, who in pages(world.app):
        address = _address(path, who, links)
        if address is None:
            never.append(path)
            continue
        with page_of(chromium, world, who, width=width) as page:
            found = _faults(page, world, address, language)
        faults += [f"{path} ({who.user if who else 'visitor'}): {each}" for each in found["faults"]]
        links.setdefault(who.user if who else "", set()).update(found["links"])
    logging.getLogger(__name__).warning("%s %s: not reached by any link: %s", language, width, never)
    assert not faults, "\n".join(faults)


def _address(path: str, who: Actor | None, links: dict[str, set[str]]) -> str | None:
    """Give the address to open: the path itself, or a link that somebody found to such a page."""
    if "{" not in path:
        return path
    fits = pattern(path)
    own = links.get(who.user if who else "", set())
    known = {each.partition("?")[0] for each in own if fits.fullmatch(each)}
    return min(known - {each for each, _ in _PLAIN}, default=None)


_PLAIN: Final[list[tuple[str, None]]] = [("/declarations/new", None), ("/declarations/files", None)]


def _faults(page: Page, world: Served, address: str, language: str) -> dict[str, Any]:
    said: list[str] = []
    host = urlsplit(world.address).netloc
    page.on(
        "console",
        lambda each: said.append(f"console {each.type}: {each.text}") if each.type in ("error", "warning") else None,
    )
    page.on("pageerror", lambda each: said.append(f"script error: {each}"))
    page.on("request", lambda each: said.append(f"left the machine: {each.url}") if _leaves(each.url, host) else None)
    page.set_extra_http_headers({"Accept-Language": language})
    glue = "&" if "?" in address else "?"
    answer = page.goto(f"{address}{glue}lang={language}", wait_until="load")
    assert answer is not None
    if answer.status != 200:
        said.append(f"status {answer.status}")
    seen = page.evaluate(_WHEN_OPEN)
    if seen["overflow"] > 0:
        said.append(f"scrolls sideways by {seen['overflow']} px")
    if seen["h1"] != 1 or seen["lang"] != language or seen["title"].startswith(" –"):
        said.append(f"h1 {seen['h1']}, lang {seen['lang']}, title {seen['title']!r}")
    page.evaluate(AXE.read_text())
    result = page.evaluate("tags => axe.run(document, {runOnly: tags, resultTypes: ['violations']})", TAGS)
    said += [
        f"axe {each['id']} x{len(each['nodes'])}: {each['nodes'][0]['html'][:200]}" for each in result["violations"]
    ]
    return {"faults": said, "links": seen["links"]}


def _leaves(url: str, host: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme in ("http", "https", "ws", "wss") and parts.netloc != host
