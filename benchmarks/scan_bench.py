"""How fast the bench opens a scan in Chromium, and how long each of its functions takes: `python -m benchmarks.scan_bench`.

A simulated truck of 2800 x 1000 with both energies is served by the real application over an embedded database. WebGL is drawn in software,
so a machine with a graphics card is faster. Each function is timed by the bench itself, which waits until the drawing is there.
"""

import statistics
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from playwright.sync_api import Page, sync_playwright

from smartcustoms.boundary.scans import actions as scans
from smartcustoms.boundary.scans.model import Kind, Package, View
from smartcustoms.boundary.scans.queries import written
from smartcustoms.imaging import scenes
from smartcustoms.imaging.detector import AIR
from smartcustoms.kernel import clock
from smartcustoms.kernel.database.connect import connect
from smartcustoms.kernel.files.object_gateway import objects
from tests.browser.opened import CHROMIUM, FLAGS, Served, at_home, page_of, served
from tests.cast import AMINA

ROWS, COLUMNS, TIMES = 1000, 2800, 5
SOFTWARE = [each for each in FLAGS if each != "--disable-gpu"] + [
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
]
LOOKS = ("grey", "inverse", "edge", "deep", "organic", "inorganic", "colour")
VALUES = {"floor": (0.2, 0.3), "ceiling": (3.0, 3.5), "gamma": (1.2, 0.9), "zFrom": (2, 4), "zTo": (20, 25)}
PRESS = "sought => document.querySelector(sought).click()"
GIVE = """([name, value]) => {
  const field = document.querySelector(`[data-value="${name}"]`);
  field.value = value;
  field.dispatchEvent(new Event("input", { bubbles: true }));
}"""


def main() -> None:
    """Serve, open, press everything, print milliseconds: the middle and the worst."""
    view = scenes.a_truck(5, size=COLUMNS)[0]
    cut = View("side", view.high[-ROWS:], view.low[-ROWS:], AIR, view.row_mm, view.column_mm)
    content = written(Package(Kind.TRUCK, (cut,), True, "mev6", subject="SIM-1"))
    with _application() as app, sync_playwright() as playwright:
        with app.database.unit(by=AMINA, at=clock.now()) as uow:
            number = scans.bring(uow, content, name="truck.scan.zip", through=objects(app.settings)).number
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=SOFTWARE)
        with page_of(browser, app, AMINA, width=1440) as page:
            _told("opened", [_opened(page, number) for _ in range(TIMES)])
            for look in LOOKS:
                _told(look, [_pressed(page, f'[data-look="{look}"]') for _ in range(TIMES)])
            for name, pair in VALUES.items():
                _told(name, [_given(page, name, pair[turn % 2]) for turn in range(TIMES)])
            for deed in ("reset", "loupe", "nearer", "further"):
                _told(deed, [_pressed(page, f'[data-deed="{deed}"]') for _ in range(TIMES)])
        browser.close()


@contextmanager
def _application() -> Iterator[Served]:
    with at_home("a benchmark of simulated scans, nothing real", "bench") as (settings, cluster):
        database = connect(cluster.dsn("bench"), pool=4)
        with served(database, settings) as app:
            yield app
        database.close()


def _opened(page: Page, number: str) -> float:
    page.goto(f"/scans/{number}", wait_until="commit")
    page.wait_for_selector(".sc-bench--open", timeout=20_000)
    return float(page.eval_on_selector(".sc-bench--open", "each => each.dataset.openedMs"))


def _pressed(page: Page, sought: str) -> float:
    return _after(page, lambda: page.evaluate(PRESS, sought))


def _given(page: Page, name: str, value: float) -> float:
    return _after(page, lambda: page.evaluate(GIVE, [name, str(value)]))


def _after(page: Page, deed: Callable[[], object]) -> float:
    deed()
    return float(page.eval_on_selector("[data-bench]", "each => each.dataset.lastMs"))


def _told(what: str, took: list[float]) -> None:
    print(f"{what:10} {statistics.median(took):6.0f} {max(took):6.0f} ms")


if __name__ == "__main__":
    main()
