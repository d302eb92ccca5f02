"""What an entry rule is: written twice side by side, for one row and for a file.

`broken` and `mask` must agree on every row; a property test holds them equal. Every rule is silent about an empty cell
(`MustBeThere` speaks of those) and about a cell that an earlier rule refuses.
"""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

import polars as pl

from smartcustoms.kernel.words.model import Sentence, sentence
from smartcustoms.trade.declarations.fields import ALL, ITEM_NAMES
from smartcustoms.trade.declarations.model import Cells, Fault, Weight


@dataclass(frozen=True)
class Rule(ABC):
    """One entry rule about one field. The class names it; `code` is what the API gives."""

    field: str
    code: ClassVar[str]
    weight: ClassVar[Weight] = Weight.REFUSES

    @property
    def of_item(self) -> bool:
        """Tell whether the rule is about a goods item; else it is about the header."""
        return self.field in ITEM_NAMES

    @property
    def label(self) -> Sentence:
        """The field's name on the form."""
        return ALL[self.field].label

    @abstractmethod
    def broken(self, row: Cells, day: date) -> bool:
        """Tell whether a row (header's cells, and an item's) breaks the rule on the day it is lodged."""

    @abstractmethod
    def mask(self, day: date) -> pl.Expr:
        """Say the same for every row of a frame of tidied text columns; null never."""

    @abstractmethod
    def says(self, row: Cells) -> Sentence:
        """Say what is wrong."""

    @abstractmethod
    def mend(self, row: Cells) -> Sentence:
        """Say how to mend it."""

    def meant(self, row: Cells) -> tuple[str, ...]:  # noqa: ARG002 - most rules have no guess
        """Guess the values meant, best first."""
        return ()

    def fault(self, row: Cells, item: int) -> Fault:
        """Write the fault of a row that breaks the rule; `item` 0 is the header."""
        seen = row.get(self.field, "")[:80]
        return Fault(self.code, self.weight, self.field, item, seen, self.says(row), self.mend(row), self.meant(row))


def sure(mask: pl.Expr) -> pl.Expr:
    """Let an unknown answer be no."""
    return mask.fill_null(value=False)


def number(field: str) -> pl.Expr:
    """Read a column as numbers; null where it cannot be."""
    return pl.col(field).cast(pl.Float64, strict=False)


def day_of(field: str) -> pl.Expr:
    """Read a column as days; null where it cannot be."""
    return pl.col(field).str.to_date("%Y-%m-%d", strict=False)


def meant_or(guesses: tuple[str, ...], otherwise: Sentence) -> Sentence:
    """Ask whether a guess was meant, or say something else where there is none."""
    return sentence("Did you mean {codes}?", codes=", ".join(guesses)) if guesses else otherwise
