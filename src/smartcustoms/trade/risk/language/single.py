"""Judges one declaration at a time: a rule set compiled to look-ups, a few microseconds for hundreds of rules."""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from functools import reduce
from operator import and_
from typing import Any, Final

from smartcustoms.trade.risk.language.catalogue import Kind
from smartcustoms.trade.risk.language.cells import Cells, cut
from smartcustoms.trade.risk.language.meaning import Lists, Row, holds
from smartcustoms.trade.risk.language.tables import FlagTable, NumberTable, TextTable
from smartcustoms.trade.risk.language.tree import Condition

MOST_PATTERNS: Final = 50_000
"""Patterns of hits whose numbers are kept; beyond that the memory starts afresh."""


class SingleRow:
    """A rule set compiled for rows that come one by one (API, editor's try-out).

    The AND over the fields of "terms still possible" leaves the terms that hold; see `tables.py`.
    """

    def __init__(self, conditions: Sequence[Condition], lists: Lists) -> None:
        cells = cut(conditions)
        self._lists = lists
        self._every = (1 << len(cells.rule_of_term)) - 1
        self._rules, self._rule_of_term = cells.rules, cells.rule_of_term
        self._computed = cells.computed
        coded = _looked_up(cells, lists)
        self._names, self._masks = tuple(coded), tuple(coded.values())
        self._numbers = tuple(
            (part.field.name, table.edges, table.masks, table.missing)
            for part in cells.fields
            if part.field.kind is Kind.NUMBER
            for table in (NumberTable(part),)
        )
        self._days = [(part.field.name, NumberTable(part)) for part in cells.fields if part.field.kind is Kind.DAY]
        self._patterns: dict[int, tuple[int, ...]] = {}

    def hits(self, row: Row) -> tuple[int, ...]:
        """Give the numbers of the conditions that the row meets, rising."""
        value_in = row.get
        masks = [masks[value_in(name)] for name, masks in zip(self._names, self._masks, strict=True)]
        left = reduce(and_, masks, self._every)
        if not left:
            return ()
        for name, edges, by_stretch, missing in self._numbers:
            value = value_in(name)
            # None and NaN are missing; NaN alone differs from itself
            left &= missing if value is None or value != value else by_stretch[bisect_right(edges, value)]
        for name, table in self._days:
            value = value_in(name)
            left &= table.missing if value is None else table.mask(value.toordinal())
        for cell in self._computed:
            if left & cell.needed_by and not holds(cell.condition, row, self._lists):
                left &= cell.free
        found = self._patterns.get(left)
        return self._numbers_of(left) if found is None else found

    def _numbers_of(self, left: int) -> tuple[int, ...]:
        rules = set()
        rest = left
        while rest:
            lowest = rest & -rest
            rules.add(self._rule_of_term[lowest.bit_length() - 1])
            rest ^= lowest
        if len(self._patterns) >= MOST_PATTERNS:
            self._patterns.clear()
        found = self._patterns[left] = tuple(sorted(rules))
        return found


def _looked_up(cells: Cells, lists: Lists) -> Mapping[str, Mapping[Any, int]]:
    """Give the masks by value of every text and flag, by field name."""
    tables: dict[str, Mapping[Any, int]] = {}
    for part in cells.fields:
        if part.field.kind is Kind.TEXT:
            tables[part.field.name] = TextTable(part, lists).masks
        elif part.field.kind is Kind.FLAG:
            flag = FlagTable(part)
            tables[part.field.name] = {True: flag.true, False: flag.false, None: flag.missing}
    return tables
