"""Arithmetic that one formula can use on numbers, arrays and SQL text: so that a feature is defined once.

A formula takes `ops` (one of the four below) and terms of the matching kind, and uses + - * / and the few functions
of `Operations`: `Arrays` serves the batch, `Numbers` the single declaration, `SqlOperations` writes text that DuckDB
and Spark SQL both run.
"""

from collections.abc import Sequence
from math import floor, log
from typing import Any, Final, Protocol

import numpy as np

LEAST_LOG: Final = 1e-3
_LOG_LEAST: Final = log(LEAST_LOG)


class Operations(Protocol):
    """What a formula may use beside the four operators."""

    def log(self, term: Any) -> Any:
        """Natural logarithm of the term, or of 0.001 where it is smaller."""
        ...

    def where(self, condition: Any, then: Any, otherwise: Any) -> Any:
        """Choose `then` where the condition holds, else `otherwise`."""
        ...

    def both(self, first: Any, second: Any) -> Any:
        """Tell where two conditions hold together."""
        ...

    def floor(self, term: Any) -> Any:
        """Round down to a whole number."""
        ...


class Arrays:
    """Operations on numpy arrays and plain numbers."""

    def log(self, term: Any) -> Any:
        """Natural logarithm, never of less than 0.001."""
        return np.log(np.maximum(term, LEAST_LOG))

    def where(self, condition: Any, then: Any, otherwise: Any) -> Any:
        """Choose by condition."""
        return np.where(condition, then, otherwise)

    def both(self, first: Any, second: Any) -> Any:
        """Tell where two conditions hold together."""
        return first & second

    def floor(self, term: Any) -> Any:
        """Round down."""
        return np.floor(term)


class Numbers:
    """Operations on plain numbers: ten times as quick as arrays of one."""

    def log(self, term: float) -> float:
        """Natural logarithm, never of less than 0.001."""
        return log(term) if term > LEAST_LOG else _LOG_LEAST

    def where(self, condition: bool, then: float, otherwise: float) -> float:
        """Choose by condition."""
        return then if condition else otherwise

    def both(self, first: bool, second: bool) -> bool:
        """Tell where two conditions hold together."""
        return first and second

    def floor(self, term: float) -> float:
        """Round down."""
        return float(floor(term))


class Sql:
    """SQL text of a number or a condition; the operators write longer text."""

    __slots__ = ("text",)

    def __init__(self, text: str) -> None:
        self.text = text

    def _with(self, sign: str, other: Any, *, swapped: bool = False) -> "Sql":
        mine, theirs = self.text, sql_of(other)
        return Sql(f"({theirs} {sign} {mine})" if swapped else f"({mine} {sign} {theirs})")

    def __add__(self, other: Any) -> "Sql":
        return self._with("+", other)

    def __radd__(self, other: Any) -> "Sql":
        return self._with("+", other, swapped=True)

    def __sub__(self, other: Any) -> "Sql":
        return self._with("-", other)

    def __rsub__(self, other: Any) -> "Sql":
        return self._with("-", other, swapped=True)

    def __mul__(self, other: Any) -> "Sql":
        return self._with("*", other)

    def __rmul__(self, other: Any) -> "Sql":
        return self._with("*", other, swapped=True)

    def __truediv__(self, other: Any) -> "Sql":
        return self._with("/", other)

    def __rtruediv__(self, other: Any) -> "Sql":
        return self._with("/", other, swapped=True)

    def __lt__(self, other: Any) -> "Sql":
        return self._with("<", other)

    def __gt__(self, other: Any) -> "Sql":
        return self._with(">", other)

    def __ge__(self, other: Any) -> "Sql":
        return self._with(">=", other)

    def same(self, other: Any) -> "Sql":
        """Tell equality (== is left to Python)."""
        return self._with("=", other)


def sql_of(term: Any) -> str:
    """Give a term as SQL text; numbers are written as doubles so that no engine rounds them as decimals."""
    return term.text if isinstance(term, Sql) else f"cast({float(term)!r} as double)"


class SqlOperations:
    """Operations that write SQL."""

    def log(self, term: Any) -> Sql:
        """Natural logarithm, never of less than 0.001."""
        return Sql(f"ln(greatest({sql_of(term)}, {sql_of(LEAST_LOG)}))")

    def where(self, condition: Sql, then: Any, otherwise: Any) -> Sql:
        """Choose by condition."""
        return Sql(f"(case when {condition.text} then {sql_of(then)} else {sql_of(otherwise)} end)")

    def both(self, first: Sql, second: Sql) -> Sql:
        """Tell where two conditions hold together."""
        return Sql(f"({first.text} and {second.text})")

    def floor(self, term: Any) -> Sql:
        """Round down."""
        return Sql(f"cast(floor({sql_of(term)}) as double)")


def select_list(columns: Sequence[tuple[str, Sql]]) -> str:
    """Write the columns of a SELECT, one a line."""
    return ",\n  ".join(f"{term.text} as {name}" for name, term in columns)
