"""The queue in which authorised operators go first and nobody starves. Pure.

Rule: the oldest AEO application is next, unless `in_a_row` of them were taken one after the other while another application waits; then
the oldest other one is next. Within a class the order is that of arrival.

Bound. Say m = in_a_row, c officers, no service longer than S, and n others wait ahead when another application arrives. Before it, at
most n others are taken, and before each of them and before itself at most m AEOs: it is at the latest the (n + 1)(m + 1)-th to be
taken. While anybody waits no officer rests, so in every S minutes at least c are taken. Hence it waits at most
S × ceil((n + 1)(m + 1) / c) working minutes. An AEO with n AEOs ahead is at the latest the (n + 1 + floor(n / m) + 1)-th: between m of
them one other is taken, and one perhaps at once. Neither bound depends on what arrives later, so it can be told at arrival.
"""

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from math import ceil
from typing import Generic, TypeVar

from smartcustoms.trade.transhipment.model import Class, Rule

T = TypeVar("T")


def latest_place(ahead: int, of: Class, rule: Rule) -> int:
    """Give the place at which an application is taken at the latest, when so many of its own class wait ahead of it."""
    if of is Class.OTHER:
        return (ahead + 1) * (rule.in_a_row + 1)
    return ahead + 1 + ahead // rule.in_a_row + 1


def bound(ahead: int, of: Class, rule: Rule) -> float:
    """Give the longest wait in working minutes that the rule allows an application with so many of its class ahead."""
    return rule.longest * ceil(latest_place(ahead, of, rule) / rule.officers)


def next_class(waits: Mapping[Class, bool], row: int, rule: Rule) -> Class | None:
    """Tell which class is next; None when nobody waits.

    Args:
        waits: whether anybody of each class waits.
        row: AEO applications taken one after the other till now.
        rule: the rule in force.
    """
    if waits[Class.AEO] and not (waits[Class.OTHER] and row >= rule.in_a_row):
        return Class.AEO
    return Class.OTHER if waits[Class.OTHER] else None


def row_after(taken: Class, row: int) -> int:
    """Give how many AEO applications were taken in a row after one more was taken."""
    return row + 1 if taken is Class.AEO else 0


@dataclass
class Queue(Generic[T]):
    """Who waits, by class, and how many AEOs were taken in a row."""

    rule: Rule
    waiting: dict[Class, deque[T]] = field(default_factory=lambda: {each: deque() for each in Class})
    row: int = 0

    def arrive(self, who: T, of: Class) -> float:
        """Put an application at the end of its class; give the longest wait that the rule allows it."""
        self.waiting[of].append(who)
        return bound(len(self.waiting[of]) - 1, of, self.rule)

    def take(self) -> T | None:
        """Take who is next; None when nobody waits."""
        chosen = next_class({each: bool(line) for each, line in self.waiting.items()}, self.row, self.rule)
        if chosen is None:
            return None
        self.row = row_after(chosen, self.row)
        return self.waiting[chosen].popleft()
