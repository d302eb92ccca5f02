"""The menu marks one entry: the nearest to the page."""

import pytest

from smartcustoms.kernel.web.menu import MenuEntry, MenuGroup, here_in
from smartcustoms.kernel.words.model import sentence

MENU = [MenuGroup(sentence("Risk"), tuple(MenuEntry(sentence("One"), path) for path in ("/risk", "/risk/board")))]


@pytest.mark.parametrize(
    ("path", "entry"),
    [("/risk", "/risk"), ("/risk/board", "/risk/board"), ("/risk/declarations/1", "/risk"), ("/risky", ""), ("/", "")],
)
def test_a_page_stands_under_the_longest_entry(path: str, entry: str) -> None:
    assert here_in(MENU, path) == entry
