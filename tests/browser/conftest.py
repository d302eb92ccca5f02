"""Fixtures of the browser tests."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from smartcustoms.kernel.database.unit import Database
from smartcustoms.kernel.settings import Settings
from tests.browser.opened import Served, browsing, served


@pytest.fixture
def app(database: Database, settings: Settings) -> Iterator[Served]:
    with served(database, settings) as found:
        yield found


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with browsing() as found:
        yield found
