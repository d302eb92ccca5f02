"""Lists of pages: the order that was asked for, texts that begin so, and pages that never overlap."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from smartcustoms.kernel.actor import PLATFORM
from smartcustoms.kernel.database import lists
from smartcustoms.kernel.database.unit import Database
from smartcustoms.kernel.day import day_of
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


def test_days_hold_what_lies_in_them_even_in_part(database: Database) -> None:
    spans = sa.values(sa.column("begin", sa.DateTime(timezone=True)), sa.column("end", sa.DateTime(timezone=True)), name="spans").data(
        [(NOON, NOON + timedelta(days=2)), (NOON - timedelta(days=3), NOON - timedelta(days=3))]
    )  # fmt: skip
    day = day_of(NOON)

    def found(since: date | None, until: date | None) -> int:
        wheres = lists.within(since, until, spans.c.begin, spans.c.end)
        with database.unit(by=PLATFORM, at=NOON) as uow:
            return lists.counted(uow, sa.select(sa.literal(1)).select_from(spans).where(*wheres))

    assert [
        found(None, None),
        found(day, None),
        found(day + timedelta(days=2), None),
        found(day + timedelta(days=3), None),
    ] == [2, 1, 1, 0]
    assert [found(None, day), found(None, day - timedelta(days=1)), found(None, day - timedelta(days=4))] == [2, 1, 0]


def test_a_long_list_is_counted_no_further(database: Database) -> None:
    many = sa.func.generate_series(1, lists.COUNTED + 5).table_valued("place")
    with database.unit(by=PLATFORM, at=NOON) as uow:
        assert lists.counted(uow, sa.select(sa.literal(1)).select_from(many)) == lists.COUNTED
