"""Arithmetic that writes straight-line Python: each formula of `features.py` becomes plain statements on local names.

The single declaration runs what is written here, so that no formula is written twice and none is called: a call of a
small function costs more than its arithmetic. Only our own formulas are ever written and compiled, never a text that
a user gave.
"""

import re
from collections.abc import Iterable
from typing import Any, Final

from smartcustoms.trade.risk.arithmetic import LEAST_LOG

LEAST_LOG_NAME: Final = "_log_least"
"""The name that the written code uses for the logarithm of LEAST_LOG."""
_NAME: Final = re.compile(r"\b_\d+\b")


class Straight:
    """A local name of the written code, or a comparison; the operators write further statements."""

    __slots__ = ("_writing", "name")

    def __init__(self, name: str, writing: "StraightOperations") -> None:
        self.name = name
        self._writing = writing

    def _with(self, sign: str, other: Any, *, swapped: bool = False) -> "Straight":
        mine, theirs = self.name, name_of(other)
        return self._writing.write(f"{theirs} {sign} {mine}" if swapped else f"{mine} {sign} {theirs}")

    def __add__(self, other: Any) -> "Straight":
        return self._with("+", other)

    def __radd__(self, other: Any) -> "Straight":
        return self._with("+", other, swapped=True)

    def __sub__(self, other: Any) -> "Straight":
        return self._with("-", other)

    def __rsub__(self, other: Any) -> "Straight":
        return self._with("-", other, swapped=True)

    def __mul__(self, other: Any) -> "Straight":
        return self._with("*", other)

    def __rmul__(self, other: Any) -> "Straight":
        return self._with("*", other, swapped=True)

    def __truediv__(self, other: Any) -> "Straight":
        return self._with("/", other)

    def __rtruediv__(self, other: Any) -> "Straight":
        return self._with("/", other, swapped=True)

    def __lt__(self, other: Any) -> "Straight":
        return self._with("<", other)

    def __gt__(self, other: Any) -> "Straight":
        return self._with(">", other)

    def __ge__(self, other: Any) -> "Straight":
        return self._with(">=", other)


def name_of(term: Any) -> str:
    """Give a term as Python text: its name, or the number."""
    return term.name if isinstance(term, Straight) else repr(float(term))


class StraightOperations:
    """Operations that write statements; what was written before under a name is not written again."""

    def __init__(self) -> None:
        self._known: dict[str, Straight] = {}

    def write(self, expression: str) -> Straight:
        """Write one statement that gives an expression a name, unless it has one."""
        if (known := self._known.get(expression)) is not None:
            return known
        term = self._known[expression] = Straight(f"_{len(self._known)}", self)
        return term

    def statements_for(self, names: Iterable[str]) -> list[str]:
        """Give the statements that these names need, in order; what nobody reads is left out."""
        needed = set(names)
        kept: list[str] = []
        for expression, term in reversed(self._known.items()):
            if term.name in needed:
                kept.append(f"{term.name} = {expression}")
                needed.update(_NAME.findall(expression))
        return kept[::-1]

    def log(self, term: Any) -> Straight:
        """Natural logarithm, never of less than 0.001."""
        name = name_of(term)
        return self.write(f"_log({name}) if {name} > {LEAST_LOG!r} else {LEAST_LOG_NAME}")

    def where(self, condition: Any, then: Any, otherwise: Any) -> Straight:
        """Choose by condition."""
        return self.write(f"{name_of(then)} if {condition.name} else {name_of(otherwise)}")

    def both(self, first: Any, second: Any) -> Straight:
        """Tell where two conditions hold together."""
        return self.write(f"{first.name} and {second.name}")

    def floor(self, term: Any) -> Straight:
        """Round down."""
        return self.write(f"{name_of(term)} // 1.0")
