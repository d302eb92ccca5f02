"""Starting, stopping and retrying runs."""

import pytest

from smartcustoms.kernel.actor import Actor, Kind
from smartcustoms.kernel.database.unit import Database
from smartcustoms.kernel.jobs import actions, queries
from smartcustoms.kernel.jobs.model import Job, NotAJob, State
from tests.conftest import NOON

BELA = Actor("bela", "bela-trading", Kind.TRADER)
CHEN = Actor("chen", "chen-co", Kind.TRADER)


def test_a_run_waits_once_its_caller_commits(database: Database) -> None:
    with database.unit(by=BELA, at=NOON) as uow:
        number = actions.start(uow, "test.import", key="file-1", file="a.csv")
    with database.unit(by=BELA, at=NOON) as uow:
        found = queries.run(uow, number)
        assert (found.state, found.arguments, found.asked_by) == (State.WAITING, {"file": "a.csv"}, "bela")
        assert [each.number for each in queries.runs_under_way(uow)] == [number]


def test_no_run_when_the_caller_rolls_back(database: Database) -> None:
    def start_and_fail() -> None:
        with database.unit(by=BELA, at=NOON) as uow:
            actions.start(uow, "test.import")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        start_and_fail()
    with database.unit(by=BELA, at=NOON) as uow:
        assert queries.runs(uow) == []


def test_asked_again_gives_the_run_that_waits(database: Database) -> None:
    with database.unit(by=BELA, at=NOON) as uow:
        first = actions.start(uow, "test.import", key="f", file="a.csv")
        assert actions.start(uow, "test.import", key="f", file="a.csv") == first
        assert actions.start(uow, "test.import", key="f", file="b.csv") != first


def test_others_do_not_see_it(database: Database) -> None:
    with database.unit(by=BELA, at=NOON) as uow:
        number = actions.start(uow, "test.import")
    with database.unit(by=CHEN, at=NOON) as uow, pytest.raises(queries.NoSuchRun):
        queries.run(uow, number)


def test_stopped_is_retried_and_not_stopped_twice(database: Database) -> None:
    with database.unit(by=BELA, at=NOON) as uow:
        number = actions.start(uow, "test.import")
        actions.stop(uow, number, because="wrong file")
        with pytest.raises(actions.RunOver):
            actions.stop(uow, number, because="again")
        actions.retry(uow, number)
        with pytest.raises(actions.RunOver):
            actions.retry(uow, number)
        assert queries.run(uow, number).state is State.WAITING


def test_a_job_has_one_kind_of_code() -> None:
    with pytest.raises(NotAJob):
        Job(name="test.nothing")
