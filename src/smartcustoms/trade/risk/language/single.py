"""Judges one declaration at a time: a rule set compiled to look-ups, a few microseconds for hundreds of rules."""

from bisect import bisect_right
from collections.abc import Sequence

from smartcustoms.trade.risk.language.catalogue import Kind
from smartcustoms.trade.risk.language.cells import Cells, FieldCells, cut
from smartcustoms.trade.risk.language.meaning import Lists, Row, holds
from smartcustoms.trade.risk.language.tables import FlagTable, NumberTable, TextTable
from smartcustoms.trade.risk.language.tree import Condition


class SingleRow:
    """A rule set compiled for rows that come one by one (API, editor's try-out).

    The AND over the fields of "terms still possible" leaves the terms that hold; see `tables.py`.
    """

    def __init__(self, conditions: Sequence[Condition], lists: Lists) -> None:
        cells = cut(conditions)
        self._lists = lists
        self._every = (1 << len(cells.rule_of_term)) - 1
        self._rules = cells.rules
        self._rule_of_term = cells.rule_of_term
        self._computed = cells.computed
        self._texts = [(part.field.name, table.remembered, table.mask) for part, table in _texts(cells, lists)]
        self._numbers = [
            (part.field.name, table.edges, table.masks, table.missing)
            for part in cells.fields
            if part.field.kind is Kind.NUMBER
            for table in (NumberTable(part),)
        ]
        self._days = [(part.field.name, NumberTable(part)) for part in cells.fields if part.field.kind is Kind.DAY]
        flags = ((part.field.name, FlagTable(part)) for part in cells.fields if part.field.kind is Kind.FLAG)
        self._flags = [(name, {True: flag.true, False: flag.false, None: flag.missing}) for name, flag in flags]

    def hits(self, row: Row) -> tuple[int, ...]:
        """Give the numbers of the conditions that the row meets, rising."""
        left, value_in = self._every, row.get
        for name, remembered, mask in self._texts:
            value = value_in(name)
            found = remembered.get(value, -1)
            left &= found if found >= 0 else mask(str(value))
        for name, edges, masks, missing in self._numbers:
            value = value_in(name)
            # None and NaN are missing; NaN alone differs from itself
            left &= missing if value is None or value != value else masks[bisect_right(edges, value)]
        if not left:
            return ()
        for name, table in self._days:
            value = value_in(name)
            left &= table.missing if value is None else table.mask(value.toordinal())
        for name, by_value in self._flags:
            left &= by_value[value_in(name)]
        for cell in self._computed:
            if left & cell.needed_by and not holds(cell.condition, row, self._lists):
                left &= cell.free
        return self._numbers_of(left)

    def _numbers_of(self, left: int) -> tuple[int, ...]:
        terms = []
        while left:
            lowest = left & -left
            terms.append(lowest.bit_length() - 1)
            left ^= lowest
        if not terms or terms[-1] < self._rules:
            return tuple(terms)
        return tuple(sorted({self._rule_of_term[term] for term in terms}))


def _texts(cells: Cells, lists: Lists) -> list[tuple[FieldCells, TextTable]]:
    return [(part, TextTable(part, lists)) for part in cells.fields if part.field.kind is Kind.TEXT]
