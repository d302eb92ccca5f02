"""The history by day: Parquet files follow the database, and readers see what the transaction sees."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import polars as pl
import pytest
import sqlalchemy as sa
from polars.testing import assert_frame_equal

from smartcustoms.kernel.actor import PLATFORM
from smartcustoms.kernel.database.unit import Database, UnitOfWork
from smartcustoms.kernel.settings import Settings
from smartcustoms.trade.risk import queries, store
from smartcustoms.trade.risk.actions.keeping_days import files_of, keep_days
from smartcustoms.trade.risk.days_gateway import StoredDays, days_of, in_memory
from smartcustoms.trade.risk.store.days import Day
from tests.conftest import NOON
from tests.trade.risk.histories import FIRST, a_history

MADE = a_history(200, days=10)


@pytest.fixture(params=["memory", "folder"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> StoredDays:
    return in_memory() if request.param == "memory" else days_of(Settings(home=tmp_path))


def brought(database: Database) -> None:
    with database.unit(by=PLATFORM, at=NOON) as uow:
        store.profiles.keep_items(uow, MADE)


def names(days: dict[str, Day]) -> list[tuple[str, int]]:
    return sorted((day.name, day.rows) for day in days.values())


def kept(database: Database, place: StoredDays) -> dict[str, Day]:
    with database.unit(by=PLATFORM, at=NOON) as uow:
        return {day.on.isoformat(): day for day in keep_days(uow, through=place)}


def seen(database: Database, place: StoredDays, ask: Callable[[UnitOfWork], None] = lambda _: None) -> pl.DataFrame:
    with database.unit(by=PLATFORM, at=NOON) as uow:
        ask(uow)
        return queries.history(uow, through=place)


def label(uow: UnitOfWork) -> None:
    store.profiles.label(
        uow, "H00000", 1, finding=True, revenue=5.0, on=FIRST + timedelta(days=9), chosen_by="random", propensity=0.01
    )


def test_the_history_is_the_same_with_and_without_files(database: Database, place: StoredDays) -> None:
    brought(database)
    before = seen(database, place)
    days = kept(database, place)
    assert len(days) == 10
    assert sum(day.rows for day in days.values()) == 200
    assert_frame_equal(seen(database, place), before)
    assert_frame_equal(before, MADE.sort("on", "declaration", "item"))


def test_only_days_that_changed_are_written_again_and_the_old_file_goes(database: Database, place: StoredDays) -> None:
    brought(database)
    kept(database, place)
    first = kept(database, place)
    with database.unit(by=PLATFORM, at=NOON) as uow:
        label(uow)
    second = kept(database, place)
    assert [on for on in first if first[on].name != second[on].name] == [FIRST.isoformat()]
    with database.unit(by=PLATFORM, at=NOON) as uow:
        assert place.there(store.days.database_name(uow)) == {day.name for day in second.values()}
    assert seen(database, place).row(0, named=True)["revenue"] == 5.0


def test_a_reader_sees_a_label_before_its_day_is_written_again(database: Database, place: StoredDays) -> None:
    brought(database)
    kept(database, place)
    assert seen(database, place, label).row(0, named=True)["chosen_by"] == "random"


def test_a_lost_file_is_read_from_the_database_and_written_again(database: Database, place: StoredDays) -> None:
    brought(database)
    before, days = seen(database, place), kept(database, place)
    place.remove([days[FIRST.isoformat()].name])
    assert_frame_equal(seen(database, place), before)
    # Not the horizon: another database's transactions on the same server move it, and a day is then written again, the same.
    assert names(kept(database, place)) == names(kept(database, place)) == names(days)
    assert place.read(days[FIRST.isoformat()].name)


def test_what_a_failed_transaction_wrote_is_no_days_file(database: Database, place: StoredDays) -> None:
    brought(database)

    def fail() -> None:
        with database.unit(by=PLATFORM, at=NOON) as uow:
            keep_days(uow, through=place)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    with database.unit(by=PLATFORM, at=NOON) as uow:
        assert store.days.kept(uow) == []
    assert seen(database, place).height == 200


def test_after_a_restore_into_a_new_cluster_every_day_is_written_again(database: Database, place: StoredDays) -> None:
    brought(database)
    kept(database, place)
    with database.unit(by=PLATFORM, at=NOON) as uow:
        uow.connection.execute(sa.text("update risk_day set until = 4000000000000"))
        assert len(store.days.changed(uow, store.days.kept(uow))) == 10


def test_an_engine_here_reads_the_files_of_any_store(
    database: Database, place: StoredDays, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SMARTCUSTOMS_HOME", str(tmp_path))
    brought(database)
    days = list(kept(database, place).values())
    for _ in range(2):
        found = files_of(days, through=place)
        assert pl.read_parquet(list(found)).height == 200
