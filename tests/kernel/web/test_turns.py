"""Turns: never more than a few at once, in the order of asking; what is raised inside is raised to whoever asked."""

import asyncio
import threading
from types import SimpleNamespace
from typing import Any

import pytest

from smartcustoms.kernel.web.turns import AT_ONCE, in_turn
from tests.loops import awaited


def a_request() -> Any:
    return SimpleNamespace(app=SimpleNamespace(state=SimpleNamespace()))


def test_a_few_work_while_the_others_wait_without_a_thread() -> None:
    request, at_once, seen, lock = a_request(), [0], [0], threading.Lock()
    enough = threading.Barrier(AT_ONCE)

    def work() -> int:
        with lock:
            at_once[0] += 1
            seen[0] = max(seen[0], at_once[0])
        enough.wait(5)  # so many do come to work together
        with lock:
            at_once[0] -= 1
        return threading.get_ident()

    async def many() -> list[int]:
        return await asyncio.gather(*(in_turn(request, work) for _ in range(6 * AT_ONCE)))

    threads = awaited(many())
    assert seen == [AT_ONCE]
    assert len(set(threads)) <= AT_ONCE


def test_a_refusal_inside_reaches_whoever_asked_and_frees_the_turn() -> None:
    request = a_request()

    def refuse() -> None:
        raise ValueError("no")

    async def ask() -> str:
        for _ in range(3 * AT_ONCE):
            with pytest.raises(ValueError, match="no"):
                await in_turn(request, refuse)
        return await in_turn(request, lambda: "still served")

    assert awaited(ask()) == "still served"
