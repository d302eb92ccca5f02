"""Lists of pages: the order that was asked for, texts that begin so, and pages that never overlap."""

import pytest
import sqlalchemy as sa

from smartcustoms.kernel.actor import PLATFORM
from smartcustoms.kernel.database import lists
from smartcustoms.kernel.database.unit import Database
from tests.conftest import NOON

THINGS = sa.values(sa.column("name", sa.Text), sa.column("size", sa.Integer), name="things").data(
    [("a", 2), ("b", 1), ("c", None), ("50%", 1), ("Ab", 3)]
)
C = THINGS.c
BY = {"size": C.size, "name": C.name}


def asked(database: Database, sort: str, *, page: int = 1, size: int = 10, begins: str = "") -> tuple[list[str], int]:
    with database.unit(by=PLATFORM, at=NOON) as uow:
        found = sa.select(C.name).where(lists.begins(begins, C.name)) if begins else sa.select(C.name)
        order = lists.ordered(sort, BY, otherwise=C.name, then=C.name)
        rows, total = lists.page_of(uow, found, order, page=page, size=size)
        return [row.name for row in rows], total


@pytest.mark.parametrize(
    ("sort", "names"),
    [
        ("size", ["50%", "b", "a", "Ab", "c"]),
        ("-size", ["Ab", "a", "b", "50%", "c"]),
    ],
)
def test_what_is_empty_comes_last_either_way(database: Database, sort: str, names: list[str]) -> None:
    assert asked(database, sort) == (names, 5)


def test_an_unknown_order_asks_for_the_usual_one(database: Database) -> None:
    assert asked(database, "size; drop table person")[0] == asked(database, "name")[0]


def test_pages_hold_each_once(database: Database) -> None:
    pages = [asked(database, "-size", page=page, size=2) for page in (1, 2, 3, 4)]
    assert [total for _, total in pages] == [5] * 4
    assert sorted(name for names, _ in pages for name in names) == sorted(["a", "b", "c", "50%", "Ab"])


def test_signs_of_patterns_mean_themselves(database: Database) -> None:
    assert asked(database, "name", begins="a")[1] == 2
    assert asked(database, "name", begins="50%") == (["50%"], 1)
    assert asked(database, "name", begins="%") == ([], 0)
    assert asked(database, "name", begins="a\x00")[1] == 2
