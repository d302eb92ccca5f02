"""Turns: what takes processor time is done by a few threads at once, and whoever waits for his turn holds none.

Python runs one thread at a time; many at once only take the interpreter from each other (measured: 164 declarations a second
lodged by 16 clients without turns, 208 and more with them). And a flood of one kind of request leaves the pages' threads free.
"""

from collections.abc import Callable
from typing import Final, TypeVar

from anyio import CapacityLimiter, to_thread
from fastapi import Request

AT_ONCE: Final = 2
"""One thread computes while another waits for the database."""

_T = TypeVar("_T")


async def in_turn(request: Request, call: Callable[[], _T]) -> _T:
    """Do a call in a thread when its turn comes, in the order of asking; give what it gives, raise what it raises."""
    state = request.app.state
    if not hasattr(state, "turns"):
        state.turns = CapacityLimiter(AT_ONCE)
    return await to_thread.run_sync(call, limiter=state.turns)
