"""Makes the demo world, opens its pages in headless Chromium and writes docs/pages.md with a picture of each.

`python -m tools.screenshots` makes the world anew (a minute or two); with names after it only those pictures are taken.
Pictures are PNG of at most 256 colours, kept under `MOST` bytes each. Everything on them is simulated.
"""

import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Final

from PIL import Image
from playwright.sync_api import Browser, Page

from smartcustoms.app.worker import run_worker
from smartcustoms.kernel.actor import Actor
from smartcustoms.kernel.settings import Settings
from tests.browser.opened import Served, at_home, browsing, page_of
from tests.browser.world import Addresses, case, demo_world
from tests.cast import ADA, AMINA, BELA, DAOUD, ESI, OTIS

DOCS: Final = Path(__file__).resolve().parents[1] / "docs"
MOST: Final = 120_000
DESKTOP, TABLET, PHONE = 1280, 820, 390
HIGHEST: Final = 1700  # pixels of a page that a picture shows


@dataclass(frozen=True, slots=True)
class Shot:
    """One picture: its name, the page, who looks, what the page is for (two sentences), how wide, in what language and colours."""

    name: str
    title: str
    says: str
    who: Actor | None
    page: str | Callable[[Addresses], str]
    width: int = DESKTOP
    language: str = "en"
    dark: bool = False
    highest: int = HIGHEST


DEAD_LETTER: Final = "/watch/letters/{consumer}/{event}"

SHOTS: Final = (
    Shot("sign-in", "Signing in", "A password and a second factor, or a passkey, open the door. In the demo world a press on "
         "a name is enough.", None, "/sign-in"),
    Shot("worklist", "The targeting officer's worklist", "What is worth an examination, by expected value for the hours "
         "it takes, with the first reasons. `j`, `k` and Enter go through it without a mouse.", AMINA, "/risk", highest=1100),
    Shot("declaration", "A declaration whole", "Why it has its lane, each reason by its weight, what the trader is told, the "
         "goods, like cases and the parties' past on one page. Here: cement from Viet Nam to Australia by way of Hong Kong.",
         AMINA, lambda world: f"/declarations/{case(world)}"),
    Shot("override", "Asking for another lane", "An officer who knows more asks for another lane, with a reason. Another "
         "officer agrees or turns it down, and both names are kept.", AMINA, lambda world: f"/risk/declarations/{case(world)}"),
    Shot("rule-studio", "The rule studio: a rule tried on history", "Before a rule is proposed it is tried on history: "
         "hits a day, what was found in the examined ones, officers' hours, overlap with other rules. A second officer puts "
         "it in force, and its hit rate is followed ever after.", AMINA, "/rules/WATCHED"),
    Shot("dashboard", "How it goes, in dark colours", "Lanes, hit rates with their intervals against the random sample, "
         "revenue and drift, by office. Only the random sample tells how much is wrong in all trade.",
         ESI, "/risk/board", dark=True),
    Shot("watchlist", "A watchlist", "Companies, goods, bills or addresses that rules may ask for, each entry with who put "
         "it there, why, and from when to when. Entries come one by one or as a file.",
         AMINA, lambda world: world.of("/watchlists/{name}")),
    Shot("steering", "Budget, shares and overrides", "The supervisor sets officers' hours, the random sample and the share "
         "kept for learning, by office. Overrides that wait for a second pair of eyes stand on top.", ESI, "/risk/budget"),
    Shot("examination", "An examination order on a tablet", "What to look at and why, step by step, with notes, photos and "
         "samples. The result goes by code, and the profiles learn from it at once.",
         DAOUD, lambda world: f"/examinations/{world.order_of(case(world))}", width=TABLET),
    Shot("orders", "My orders", "The examining officer's orders, oldest first, with the first reason and the hours planned. "
         "They are assigned by skill and load.", DAOUD, "/examinations", width=1024, highest=1000),
    Shot("trader", "A trader's declarations", "What was lodged, its lane and where it stands, with drafts on top. "
         "The list can be filtered, sorted and taken along as CSV or XLSX.", BELA, "/declarations"),
    Shot("trader-phone", "A trader's declaration, on a phone", "Lane, status and what the law lets the trader know, each "
         "reason with how to mend it. The receipt proves what was sent and when.",
         BELA, lambda world: f"/declarations/{world.under_control(BELA)}", width=PHONE),
    Shot("draft", "A draft of a declaration", "The form keeps drafts, copies and amends; rows of goods come and go without a "
         "new page. Everything is checked when it is lodged, and each fault says how to mend it.",
         BELA, lambda world: world.of("/declarations/drafts/{draft}")),
    Shot("worklist-chinese", "The worklist in Traditional Chinese", "Every page, reason and message stands in English, "
         "Traditional and Simplified Chinese. The switch is on top of each page.", AMINA, "/risk", language="zh-Hant", highest=1000),
    Shot("watch", "The operator's watch", "Queues, dead letters, jobs and workers, renewed by themselves. Here one step failed "
         "on purpose, so that there is a letter to mend.", OTIS, "/watch"),
    Shot("dead-letter", "A dead letter", "What failed, how often, and what waits behind it. The operator mends what the step "
         "reads and replays it, or drops it with a reason.", OTIS, lambda world: world.of(DEAD_LETTER)),
    Shot("audit", "The audit trail", "Every change and every look at personal data, by whom and when. Each leaf of the tree "
         "has a proof that `smartcustoms audit verify` checks offline.", ADA, "/audit", highest=1000),
)  # fmt: skip


def main(names: Sequence[str]) -> None:
    """Take the pictures named, or all, and write docs/pages.md."""
    (DOCS / "pages").mkdir(exist_ok=True)
    wanted = [each for each in SHOTS if not names or each.name in names]
    with _world() as world, browsing() as browser:
        known = Addresses(world)
        for shot in wanted:
            taken = _taken(browser, world, known, shot)
            (DOCS / "pages" / f"{shot.name}.png").write_bytes(taken)
            print(f"{shot.name}: {len(taken) / 1000:.0f} kB")
            if len(taken) > MOST:
                raise SystemExit(f"{shot.name} is too large: make it lower or narrower")
    (DOCS / "pages.md").write_text(_told(), encoding="utf-8")


@contextmanager
def _world() -> Iterator[Served]:
    """Serve the demo world with a worker beside it, as an installation has."""
    with (
        at_home("pictures of the demo world, simulated", "template") as (settings, cluster),
        demo_world(cluster, "template", settings) as found,
        _working(settings, found),
    ):
        yield found


@contextmanager
def _working(settings: Settings, world: Served) -> Iterator[None]:
    Addresses(world).of(DEAD_LETTER)  # before the worker can do it well
    stop = threading.Event()
    worker = threading.Thread(target=run_worker, args=(settings, world.database, stop), name="worker")
    worker.start()
    time.sleep(20)  # until the first jobs are through
    try:
        yield
    finally:
        stop.set()
        worker.join()


def _taken(browser: Browser, world: Served, known: Addresses, shot: Shot) -> bytes:
    """Open a page, make the window as high as the page, and take its picture in at most 256 colours."""
    address = shot.page if isinstance(shot.page, str) else shot.page(known)
    scheme = "dark" if shot.dark else "light"
    with page_of(browser, world, shot.who, width=shot.width, color_scheme=scheme) as page:
        page.goto(f"{address}{'&' if '?' in address else '?'}lang={shot.language}", wait_until="load")
        page.set_viewport_size({"width": shot.width, "height": _height(page, shot)})
        page.wait_for_timeout(300)  # tables measure themselves after a change of size
        page.set_viewport_size({"width": shot.width, "height": _height(page, shot)})
        page.wait_for_timeout(200)
        whole = Image.open(BytesIO(page.screenshot())).convert("RGB")
    few = whole.quantize(colors=256, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    out = BytesIO()
    few.save(out, "PNG", optimize=True)
    return out.getvalue()


def _height(page: Page, shot: Shot) -> int:
    foot = (
        "document.querySelector('.sc-foot').getBoundingClientRect().bottom - document.body.getBoundingClientRect().top"
    )
    page.set_viewport_size({"width": shot.width, "height": 400})
    return min(int(page.evaluate(foot)) + 1, shot.highest)


def _told() -> str:
    head = (
        "# Pages\n\nThe main pages as their readers see them, taken from the demo world by `python -m tools.screenshots`. "
        "People, companies, goods and findings on them are simulated.\n"
    )
    return head + "".join(
        f"\n## {each.title}\n\n{each.says}\n\n![{each.title}](pages/{each.name}.png)\n" for each in SHOTS
    )


if __name__ == "__main__":
    main(sys.argv[1:])
