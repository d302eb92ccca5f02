"""What a condition means: the definition, one row at a time. Every faster form is tested against this one.

A row is a mapping from field name to `str`, `int`/`float`, `date`, `bool` or None. None, an absent key and NaN are missing.
Lists come resolved: name of the list to its entries on the day that counts.
"""

from collections.abc import Callable, Mapping
from collections.abc import Set as AbstractSet
from operator import eq, ge, gt, le, lt, ne
from typing import Any, Final

from smartcustoms.trade.risk.language.catalogue import Field
from smartcustoms.trade.risk.language.tree import (
    And,
    Between,
    Compare,
    Condition,
    Listed,
    Matching,
    Missing,
    Not,
    OneOf,
    Or,
    Part,
    Scaled,
    Sign,
    Test,
)

Row = Mapping[str, Any]
Lists = Mapping[str, AbstractSet[str]]

SIGNS: Final[Mapping[Sign, Callable[[Any, Any], Any]]] = {
    Sign.EQUAL: eq,
    Sign.UNEQUAL: ne,
    Sign.LESS: lt,
    Sign.LESS_OR_EQUAL: le,
    Sign.MORE: gt,
    Sign.MORE_OR_EQUAL: ge,
}
UPPER: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_LOWER: Final = str.maketrans(UPPER, UPPER.lower())


class ListUnknown(LookupError):
    """A rule looks into a list that was not given."""


def holds(condition: Condition, row: Row, lists: Lists) -> bool:
    """Tell whether a row meets a condition."""
    match condition:
        case And(parts):
            return all(holds(part, row, lists) for part in parts)
        case Or(parts):
            return any(holds(part, row, lists) for part in parts)
        case Not(part):
            return not holds(part, row, lists)
        case Missing(field, negated):
            return (value_of(row, field) is None) is not negated
        case _:
            value = value_of(row, condition.field)
            return value is not None and passes(condition, value, row, lists)


def passes(test: Test, value: Any, row: Row, lists: Lists) -> bool:
    """Tell whether a value that is there passes a test."""
    match test:
        case Compare(_, sign, Scaled(factor, other)):
            right = value_of(row, other)
            return right is not None and bool(SIGNS[sign](value, right if factor == 1 else factor * right))
        case Compare(_, sign, right):
            return bool(SIGNS[sign](value, right))
        case Between(_, low, high):
            return bool(low <= value <= high)
        case OneOf(_, values, negated):
            return (value in values) is not negated
        case Listed(_, name, by_start, negated):
            entries = entries_of(lists, name)
            found = any(map(value.startswith, entries)) if by_start else value in entries
            return found is not negated
        case Matching(_, part, texts, negated):
            return any(matches(value, part, text) for text in texts) is not negated
        case Missing(_, negated):
            return negated


def value_of(row: Row, field: Field) -> Any:
    """Give the value of a field, or None when it is missing (None, no such key, or NaN)."""
    value = row.get(field.name)
    return None if value != value else value


def matches(value: str, part: Part, text: str) -> bool:
    """Tell whether a text starts with, ends with or contains another."""
    match part:
        case Part.START:
            return value.startswith(text)
        case Part.END:
            return value.endswith(text)
        case Part.ANYWHERE:
            return lowered(text) in lowered(value)


def lowered(text: str) -> str:
    """Write A-Z small and leave every other letter as it is, so that all engines and databases agree."""
    return text.lower() if text.isascii() else text.translate(_LOWER)


def entries_of(lists: Lists, name: str) -> AbstractSet[str]:
    """Give a list's entries, or refuse aloud: a rule with a lost list must not pass silently."""
    try:
        return lists[name]
    except KeyError:
        raise ListUnknown(
            f"The list {name!r} is not among the lists given: {', '.join(sorted(lists)) or 'none'}"
        ) from None
