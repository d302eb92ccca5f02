"""Running jobs: each step once, resumed where it stood, one run at a time per key, by the clock, tried again."""

import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

import pytest
import sqlalchemy as sa

from smartcustoms.kernel.actor import PLATFORM, Actor, Kind
from smartcustoms.kernel.clock import now
from smartcustoms.kernel.database.unit import Database, UnitOfWork
from smartcustoms.kernel.jobs import actions, queries
from smartcustoms.kernel.jobs.model import Job, NotAJob, Run, State, Work
from smartcustoms.kernel.jobs.running import JobRunner, RunningWork

BELA = Actor("bela", "bela-trading", Kind.TRADER, frozenset({"trader"}))
SHORT = timedelta(milliseconds=300)


def ask(database: Database, name: str = "test.count", key: str = "", **arguments: object) -> UUID:
    with database.unit(by=BELA, at=now()) as uow:
        return actions.start(uow, name, key=key, **arguments)


def show(database: Database, number: UUID) -> Run:
    with database.unit(by=BELA, at=now()) as uow:
        return queries.run(uow, number)


def claim(database: Database, name: str = "test.count") -> actions.Claim:
    with database.unit(by=PLATFORM, at=now()) as uow:
        claimed = actions.claim(uow, [name], lease=SHORT)
    assert claimed is not None
    return claimed


def nothing(_uow: UnitOfWork) -> int:
    return 0


class Counting:
    """A job of five steps that fails once before the step it is told."""

    def __init__(self, fails_at: int = -1) -> None:
        self.fails_at = fails_at
        self.done: list[int] = []
        self.who: set[str] = set()

    def __call__(self, work: Work) -> None:
        for number in range(5):
            if number == self.fails_at:
                self.fails_at = -1
                raise ValueError("the file cannot be read")
            assert work.step(f"rows {number}", self._count(number), done=number + 1, total=5) == number * 10

    def _count(self, number: int) -> Callable[[UnitOfWork], int]:
        def do(uow: UnitOfWork) -> int:
            self.done.append(number)
            self.who.add(uow.by.user)
            return number * 10

        return do


def test_a_job_runs_to_its_end_in_the_name_of_who_asked(database: Database) -> None:
    counting = Counting()
    number = ask(database)
    assert JobRunner(database, [Job(name="test.count", work=counting)]).turn() == 1
    run = show(database, number)
    assert (run.state, run.done, run.total, run.share) == (State.DONE, 5, 5, 1.0)
    assert counting.done == [0, 1, 2, 3, 4]
    assert counting.who == {"bela"}


def test_a_run_that_raises_goes_on_at_the_step_it_had_come_to(database: Database) -> None:
    counting = Counting(fails_at=3)
    number = ask(database)
    runner = JobRunner(database, [Job(name="test.count", work=counting)])
    runner.turn()
    run = show(database, number)
    assert (run.state, run.done, run.tries) == (State.WAITING, 3, 1)
    assert "cannot be read" in run.error
    assert runner.turn() == 0  # it rests
    with database.engine.begin() as connection:
        connection.execute(sa.text("update job_run set due_at = now()"))
    runner.turn()
    assert counting.done == [0, 1, 2, 3, 4]
    assert show(database, number).state is State.DONE


def test_a_run_that_always_raises_fails_and_can_be_retried(database: Database) -> None:
    number = ask(database)

    def broken(_database: Database, _at: datetime) -> None:
        raise ValueError("no")

    runner = JobRunner(database, [Job(name="test.count", run=broken, tries=1)])
    runner.turn()
    assert show(database, number).state is State.FAILED
    with database.unit(by=BELA, at=now()) as uow:
        actions.retry(uow, number)
    assert runner.turn() == 1


def test_another_worker_goes_on_when_the_lease_runs_out_and_the_first_can_write_nothing_more(
    database: Database,
) -> None:
    ask(database)
    first = claim(database)
    slow = RunningWork(database, first)
    slow.step("rows 0", nothing)
    threading.Event().wait(SHORT.total_seconds() * 1.5)
    counting = Counting()
    assert JobRunner(database, [Job(name="test.count", work=counting)]).turn() == 1
    assert counting.done == [1, 2, 3, 4]
    with pytest.raises(actions.LostTurn):
        slow.step("rows 1", nothing)


def test_a_stopped_run_finishes_no_further_step(database: Database) -> None:
    number = ask(database)
    work = RunningWork(database, claim(database))
    with database.unit(by=BELA, at=now()) as uow:
        actions.stop(uow, number, because="wrong file")
    with pytest.raises(actions.LostTurn):
        work.step("rows 0", nothing)


def test_runs_of_one_key_take_turns_and_other_keys_do_not_wait(database: Database) -> None:
    ask(database, key="a", part=1)
    ask(database, key="a", part=2)
    ask(database, key="b", part=1)
    claimed = [claim(database), claim(database)]
    assert [(each.key, each.arguments["part"]) for each in claimed] == [("a", 1), ("b", 1)]
    with database.unit(by=PLATFORM, at=now()) as uow:
        assert actions.claim(uow, ["test.count"], lease=SHORT) is None
        actions.finish(uow, claimed[0])
    assert claim(database).arguments["part"] == 2


def test_the_clock_orders_a_scheduled_job_once_for_all_processes(database: Database) -> None:
    seen: list[datetime] = []
    past = now() - timedelta(minutes=45)  # due once in the last 90 minutes, and not again while the test runs
    plan = f"{past.minute} {past.hour} * * *"
    job = Job(name="test.nightly", run=lambda _database, at: seen.append(at), schedule=plan)
    first, second = JobRunner(database, [job]), JobRunner(database, [job])
    first._since = second._since = now() - timedelta(minutes=90)
    assert [first.turn(), second.turn(), first.turn()] == [1, 0, 0]
    assert len(seen) == 1


def test_two_steps_of_one_name_are_told(database: Database) -> None:
    ask(database)
    work = RunningWork(database, claim(database))
    work.step("rows", nothing)
    with pytest.raises(NotAJob, match="two steps"):
        work.step("rows", nothing)


def test_two_jobs_of_one_name_are_told(database: Database) -> None:
    job = Job(name="test.count", run=lambda _database, _at: None)
    with pytest.raises(NotAJob, match=r"test\.count"):
        JobRunner(database, [job, job])


def test_history_is_pruned(database: Database) -> None:
    ask(database)
    JobRunner(database, [Job(name="test.count", work=Counting())]).turn()
    with database.unit(by=PLATFORM, at=now()) as uow:
        assert actions.prune(uow, older_than=timedelta(days=1)) == 0
        assert actions.prune(uow, older_than=-timedelta(days=1)) == 1


def test_a_run_that_kills_its_workers_is_given_up_and_can_be_retried(database: Database) -> None:
    number = ask(database)
    claim(database)
    counting = Counting()
    runner = JobRunner(database, [Job(name="test.count", work=counting)])
    with database.engine.begin() as connection:
        connection.execute(sa.text("update job_run set turn = 30, lease_until = now() - interval '1 second'"))
    assert runner.turn() == 1
    assert (show(database, number).state, counting.done) == (State.FAILED, [])
    assert "died 30 times" in show(database, number).error
    with database.unit(by=BELA, at=now()) as uow:
        actions.retry(uow, number)
    assert runner.turn() == 1
    assert show(database, number).state is State.DONE
