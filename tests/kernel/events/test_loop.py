"""Loops: they go on after failures, wake those that follow, and do not keep each other awake."""

import threading

from smartcustoms.kernel.events.loop import Loop


def test_a_loop_goes_on_after_a_failure_and_stops() -> None:
    turns: list[int] = []
    twice = threading.Event()

    def turn() -> int:
        turns.append(1)
        if len(turns) == 1:
            raise ConnectionError("the database is away")
        twice.set()
        return 0

    loop = Loop("fragile", turn, pause=60)
    loop.start()
    assert twice.wait(5)
    assert loop.stop()


def test_a_turn_that_did_something_wakes_those_that_follow() -> None:
    second_ran = threading.Event()
    left = [1]

    def second_turn() -> int:
        second_ran.set()
        return 0

    second = Loop("second", second_turn, pause=60)
    second.start()
    assert second_ran.wait(5)
    second_ran.clear()
    first = Loop("first", lambda: left.pop() if left else 0, pause=60)
    first.then = [second]
    first.start()
    assert second_ran.wait(5)
    assert first.stop()
    assert second.stop()


def test_commits_of_loops_wake_nobody_and_those_of_others_do() -> None:
    turns: list[int] = []
    rested = threading.Event()

    def turn() -> int:
        turns.append(1)
        loop.wake_by_others()  # as the commit of its own turn does
        rested.set()
        return 0

    loop = Loop("idle", turn, pause=60)
    loop.start()
    assert rested.wait(5)
    rested.clear()
    assert not rested.wait(0.2)
    loop.wake_by_others()
    assert rested.wait(5)
    assert loop.stop()
    assert len(turns) == 2
