"""Every page, in every language and at two widths: no barrier that axe finds, nothing off the machine, nothing overflowing.

axe-core checks WCAG 2.0 to 2.2, levels A and AA. The pages are the application's own routes (`pages.py`), those with
parameters filled in (`world.py`), and the states of `STATES` that a route alone does not show. Each is opened once a
language, on a desktop, and then made as narrow as a phone; what depends on colour and structure alone, which no language
changes, is looked at on the phone and in dark in English only.
"""

from contextlib import ExitStack
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page

from smartcustoms.kernel.actor import Actor
from tests.browser.opened import Served, page_of
from tests.browser.pages import pages
from tests.browser.world import Addresses, own_declaration
from tests.cast import ADA, AMINA, BELA, DAOUD, ESI, OTIS

pytestmark = pytest.mark.slow

AXE: Final = (Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js").read_text()
TAGS: Final = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"]
SIZES: Final = ["target-size"]
"""What the words of a language may change on a phone: how large is what a finger meets."""
DESKTOP, PHONE = 1280, 360
_WHEN_OPEN: Final = """() => ({
  overflow: document.documentElement.scrollWidth - document.documentElement.clientWidth,
  title: document.title, h1: document.querySelectorAll('h1').length, lang: document.documentElement.lang,
})"""

Visit = tuple[str, Actor | None, str, int]
"""What is opened: its name, by whom, its address, the status it answers with."""


@pytest.fixture(scope="module")
def visits(world: Served) -> list[Visit]:
    """Every page as its first opener sees it, and the states that need another reader or address."""
    known = Addresses(world)
    plain = [(path, who, known.of(path), 200) for path, who in pages(world.app).items()]
    return plain + [(name, who, address(known), status) for name, who, address, status in STATES]


STATES: Final = [
    ("home of an examining officer", DAOUD, lambda _: "/", 200),
    ("home of a supervisor", ESI, lambda _: "/", 200),
    ("home of a trader", BELA, lambda _: "/", 200),
    ("home of an operator", OTIS, lambda _: "/", 200),
    ("home of an administrator", ADA, lambda _: "/", 200),
    ("a trader's declarations", BELA, lambda _: "/declarations", 200),
    ("a trader's declaration", BELA, lambda world: f"/declarations/{own_declaration(world)}", 200),
    ("orders that are over", DAOUD, lambda _: "/examinations?over=true", 200),
    ("a worklist with nothing on it", AMINA, lambda _: "/risk?text=nothing-is-called-so", 200),
    ("a declaration under control, to its trader", BELA,
     lambda world: f"/declarations/{world.under_control(BELA)}", 200),
    ("a search of the tariff", BELA, lambda _: "/tariff?text=cement", 200),
    ("a page that is not there", AMINA, lambda _: "/declarations/DEC000", 404),
    ("a page that somebody may not open", BELA, lambda _: "/watch", 403),
]  # fmt: skip
"""What the routes alone do not show: name, reader, address, status."""


@pytest.mark.parametrize("language", ["en", "zh-Hant", "zh-Hans"])
def test_no_page_has_a_barrier(world: Served, visits: list[Visit], chromium: Browser, language: str) -> None:
    faults: list[str] = []
    with ExitStack() as stack:
        opened: dict[str, Page] = {}
        for name, who, address, status in visits:
            reader = who.user if who else "visitor"
            if reader not in opened:
                opened[reader] = stack.enter_context(page_of(chromium, world, who, width=DESKTOP))
            looked = Look(opened[reader], world, language)
            faults += [f"{name} ({reader}): {each}" for each in looked.at(address, status)]
    assert not faults, "\n".join(faults)


class Look:
    """One look at a page in a language: at both widths, in English also dark; axe is brought in once."""

    def __init__(self, page: Page, world: Served, language: str) -> None:
        self.page, self.language, self.host = page, language, urlsplit(world.address).netloc
        self.said: list[str] = []

    def at(self, address: str, status: int) -> list[str]:
        """Open a page and give what is wrong with it."""
        listening = {"console": self._console, "pageerror": self._script_error, "request": self._request}
        for event, listen in listening.items():
            self.page.on(event, listen)  # type: ignore[call-overload] # the package names each event by a literal
        try:
            self._open(address, status)
            for width in (DESKTOP, PHONE):
                self.page.set_viewport_size({"width": width, "height": 900})
                self._see(f"{width} px", SIZES if width == PHONE and self.language != "en" else TAGS)
            if self.language == "en":
                self.page.emulate_media(color_scheme="dark")
                self._axe("dark", TAGS)
        finally:
            self.page.emulate_media(color_scheme="light")
            self.page.set_viewport_size({"width": DESKTOP, "height": 900})
            for event, listen in listening.items():
                self.page.remove_listener(event, listen)
        return self.said

    def _open(self, address: str, status: int) -> None:
        glue = "&" if "?" in address else "?"
        answer = self.page.goto(f"{address}{glue}lang={self.language}", wait_until="load")
        assert answer is not None
        kind = answer.headers.get("content-type", "")
        if answer.status != status or not kind.startswith("text/html"):
            self.said.append(f"status {answer.status}, {kind}")
        if status != 200:  # Chromium itself tells such an answer in the console
            self.said[:] = [each for each in self.said if "Failed to load resource" not in each]
        self.page.evaluate(AXE)

    def _see(self, where: str, rules: list[str]) -> None:
        seen = self.page.evaluate(_WHEN_OPEN)
        if seen["overflow"] > 0:
            self.said.append(f"{where}: scrolls sideways by {seen['overflow']} px")
        if seen["h1"] != 1 or seen["lang"] != self.language or seen["title"].startswith(" –"):
            self.said.append(f"{where}: h1 {seen['h1']}, lang {seen['lang']}, title {seen['title']!r}")
        self._axe(where, rules)

    def _axe(self, where: str, rules: list[str]) -> None:
        run = "rules => axe.run(document, {runOnly: rules, resultTypes: ['violations']})"
        found: list[dict[str, Any]] = self.page.evaluate(run, rules)["violations"]
        self.said += [
            f"{where}: axe {each['id']} x{len(each['nodes'])}: {each['nodes'][0]['html'][:200]}" for each in found
        ]

    def _console(self, message: Any) -> None:
        drawing = "GL Driver Message" in message.text  # of a machine without a graphics card, not of the page
        if message.type in ("error", "warning") and not drawing:
            self.said.append(f"console {message.type}: {message.text}")

    def _script_error(self, error: Any) -> None:
        self.said.append(f"script error: {error}")

    def _request(self, request: Any) -> None:
        parts = urlsplit(request.url)
        if parts.scheme in ("http", "https", "ws", "wss") and parts.netloc != self.host:
            self.said.append(f"left the machine: {request.url}")
