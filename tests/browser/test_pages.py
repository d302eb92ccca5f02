"""No page is forgotten by the browser tests: each that the application answers has an address, and each exception a reason."""

from smartcustoms.app.web import make_app
from smartcustoms.kernel.database.unit import Database
from smartcustoms.kernel.settings import Settings
from tests.browser.pages import NOT_PAGES, pages, routes
from tests.browser.world import FILLED


def test_every_page_with_parameters_has_an_address(database: Database, settings: Settings) -> None:
    found = {path for path in pages(make_app(settings, database)) if "{" in path}
    assert found == set(FILLED), "say in tests/browser/world.py how its parameters are filled in"


def test_what_is_called_no_page_is_there_and_says_what_it_gives(database: Database, settings: Settings) -> None:
    assert set(NOT_PAGES) <= {each.path for each in routes(make_app(settings, database))}
    assert all(NOT_PAGES.values())


def test_what_is_named_like_a_file_is_no_page(database: Database, settings: Settings) -> None:
    files = [path for path in pages(make_app(settings, database)) if "." in path.rpartition("/")[2]]
    assert not files, f"a download stands in NOT_PAGES with what it gives: {files}"
