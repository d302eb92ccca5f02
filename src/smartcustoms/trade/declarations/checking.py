"""Check what was entered by every rule: one declaration at a time, or a whole frame of a file's rows."""

from collections.abc import Iterable, Sequence
from datetime import date
from functools import cache

import polars as pl

from smartcustoms.kernel.words.model import sentence
from smartcustoms.trade.declarations.fields import ALL, MOST_ITEMS
from smartcustoms.trade.declarations.model import Cells, Checked, Drafted, Fault, NotAccepted, RefusedRow, Weight
from smartcustoms.trade.declarations.reading import typed
from smartcustoms.trade.declarations.rule import Rule
from smartcustoms.trade.declarations.rules import RULES


def faults(draft: Drafted, *, on: date) -> list[Fault]:
    """Give everything wrong with a draft on the day it is lodged, header first, then item by item."""
    found = [rule.fault(draft.header, 0) for rule in _of_header() if rule.broken(draft.header, on)]
    for number, item in enumerate(draft.items[:MOST_ITEMS], start=1):
        row = {**draft.header, **item}
        found += [rule.fault(row, number) for rule in _of_item() if rule.broken(row, on)]
    return found + _wrong_count(len(draft.items))


def checked(draft: Drafted, *, on: date, told: Sequence[Fault] = ()) -> Checked:
    """Give the declaration with its types, or refuse it with every fault at once.

    Raises:
        NotAccepted: a rule that refuses is broken; its `faults` name each, those that only tell among them.
    """
    found = (*faults(draft, on=on), *told)
    refusing = [each for each in found if each.weight is Weight.REFUSES]
    if refusing:
        raise NotAccepted(
            sentence("The declaration cannot be accepted: {count} fields need mending.", count=len(refusing)),
            mend=refusing[0].mend,
            faults=tuple(found),
            field=refusing[0].path,
            seen=refusing[0].seen,
        )
    header, items = typed(draft)
    return Checked(header, items, tuple(found))


def row_faults(frame: pl.DataFrame, *, on: date, absent: frozenset[str] = frozenset()) -> list[RefusedRow]:
    """Give the faults of a file's rows, by row.

    Args:
        frame: tidied text columns, one per field, plus `row` (its number in the file) and `item` (its number in its
            declaration).
        on: the day of lodging.
        absent: fields that the source does not have at all; nothing is asked of them.
    """
    rules = [rule for rule in RULES if rule.field not in absent]
    masks = frame.select(rule.mask(on).alias(str(n)) for n, rule in enumerate(rules))
    found: list[RefusedRow] = []
    for n, rule in enumerate(rules):
        broken = masks[str(n)]
        if not broken.any():
            continue
        for row in frame.filter(broken).iter_rows(named=True):
            cells: Cells = {name: row[name] for name in ALL if row.get(name) is not None}
            found.append(RefusedRow(row["row"], rule.fault(cells, row["item"] if rule.of_item else 0)))
    return sorted(found, key=lambda each: each.row)


def refuses(found: Iterable[Fault]) -> bool:
    """Tell whether any of some faults refuses."""
    return any(each.weight is Weight.REFUSES for each in found)


def _wrong_count(items: int) -> list[Fault]:
    says = mend = None
    if items == 0:
        says, mend = sentence("The declaration has no goods items."), sentence("Add at least one goods item.")
    elif items > MOST_ITEMS:
        says = sentence("The declaration has {count} goods items.", count=items)
        mend = sentence("Lodge at most {count} items in one declaration.", count=MOST_ITEMS)
    return [Fault("items_count", Weight.REFUSES, "items", 0, str(items), says, mend)] if says and mend else []


@cache
def _of_header() -> tuple[Rule, ...]:
    return tuple(rule for rule in RULES if not rule.of_item)


@cache
def _of_item() -> tuple[Rule, ...]:
    return tuple(rule for rule in RULES if rule.of_item)
