"""Fixtures of the browser tests."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from smartcustoms.kernel.database.connect import Server
from smartcustoms.kernel.database.unit import Database
from smartcustoms.kernel.settings import Settings
from tests.browser.opened import Served, browsing, served
from tests.browser.world import demo_world


@pytest.fixture
def app(database: Database, settings: Settings) -> Iterator[Served]:
    with served(database, settings) as found:
        yield found


@pytest.fixture(scope="session")
def world(cluster: Server, template: str, settings: Settings) -> Iterator[Served]:
    """The application over the demo world, made once for all tests of a worker."""
    with demo_world(cluster, template, settings) as found:
        yield found


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with browsing() as found:
        yield found
