"""The fixes of a journey in event time with what they amount to, whatever order they come in.

A fix newer than all is one step of the judgement. A late one is put in its place, and what follows it is judged again from the
nearest moment before it at which the judgement was kept.
"""

from bisect import bisect_right
from collections.abc import Iterable
from typing import Final

from smartcustoms.trade.elocks.journey import Alarm, Fix, Journey, in_order, order_of
from smartcustoms.trade.elocks.judging import IsOnLine, Judgement

EVERY: Final = 32
"""Fixes between two kept judgements."""
KEPT: Final = 4
"""Kept judgements, the newest ones: late data is seldom older than the last hundred fixes."""


class Trail:
    """A journey's fixes, each once, and their judgement."""

    __slots__ = ("_judgement", "_kept", "_known", "_ordered", "_start", "steps")

    def __init__(self, journey: Journey, is_on_line: IsOnLine) -> None:
        self._start = (journey, is_on_line)
        self._ordered: list[Fix] = []
        self._known: set[Fix] = set()
        self._kept: list[tuple[int, Judgement]] = []
        self._judgement = Judgement.of(journey, is_on_line)
        self.steps = 0
        """How many steps of judgement were taken; as many as fixes when all come in order."""

    def __contains__(self, fix: Fix) -> bool:
        return fix in self._known

    def __len__(self) -> int:
        return len(self._ordered)

    @property
    def heard(self) -> float | None:
        """When the lock itself last said something, by its clock; a gantry that saw the truck says nothing of the lock."""
        return self._judgement.heard

    @property
    def newest(self) -> Fix | None:
        """The newest fix in event time."""
        return self._ordered[-1] if self._ordered else None

    def fill(self, fixes: Iterable[Fix]) -> None:
        """Take all fixes of a journey that is taken up again."""
        self._ordered = in_order(fixes)
        self._known = set(self._ordered)
        self._judge(0)

    def add(self, fix: Fix) -> bool:
        """Take a fix that is not here; tell whether it is newer than all others."""
        self._known.add(fix)
        newest = self.newest
        if newest is None or fix.t > newest.t or order_of(fix) > order_of(newest):
            self._ordered.append(fix)
            self._step(len(self._ordered), fix)
            return True
        place = bisect_right(self._ordered, order_of(fix), key=order_of)
        self._ordered.insert(place, fix)
        self._judge(place)
        return False

    def alarms(self, until: float | None = None) -> tuple[Alarm, ...]:
        """Give the alarms that stand."""
        return self._judgement.alarms(until)

    def _judge(self, first: int) -> None:
        """Judge anew from a place on."""
        while self._kept and self._kept[-1][0] > first:
            self._kept.pop()
        done, kept = self._kept[-1] if self._kept else (0, None)
        self._judgement = Judgement.of(*self._start) if kept is None else kept.fork()
        for number, fix in enumerate(self._ordered[done:], done + 1):
            self._step(number, fix)

    def _step(self, number: int, fix: Fix) -> None:
        self._judgement.step(fix)
        self.steps += 1
        if number % EVERY == 0:
            self._kept = [*self._kept[1 - KEPT :], (number, self._judgement.fork())]
