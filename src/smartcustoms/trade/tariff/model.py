"""The words of the tariff: a line of the nomenclature, at any of its levels, and the measures that hold for it."""

from dataclasses import dataclass
from datetime import date
from enum import IntEnum, StrEnum
from typing import Final

from smartcustoms.kernel.errors import Refused
from smartcustoms.kernel.permissions import Permission
from smartcustoms.trade.duty.model import Assessment

SEARCH_TARIFF: Final = Permission("tariff.search", "Look up and search the nomenclature")

EDITION: Final = "HS 2022"
IN_FORCE_FROM: Final = date(2022, 1, 1)
"""The first day of the edition held; goods declared for an earlier day were classified by an edition we do not hold."""

NOT_GOODS: Final = "99"
"""The chapter of statistics for goods not specified: it is in the list we hold, and in no article of the Convention."""


class Level(IntEnum):
    """How many digits a line's code has."""

    CHAPTER = 2
    HEADING = 4
    SUBHEADING = 6


@dataclass(frozen=True, slots=True)
class HsLine:
    """One line of the Harmonized System: code of 2, 4 or 6 digits, its text (English), and the line above it."""

    code: str
    text: str
    level: Level
    above: str | None
    section: str

    @property
    def declarable(self) -> bool:
        """Tell whether goods can be declared under it: a subheading, and not the one of statistics for goods not specified."""
        return self.level is Level.SUBHEADING and not self.code.startswith(NOT_GOODS)


class NoteKind(StrEnum):
    """What a legal note does: sends goods away, takes them in, says what a word means, or how to decide."""

    EXCLUDES = "excludes"
    INCLUDES = "includes"
    MEANS = "means"
    RULE = "rule"


@dataclass(frozen=True, slots=True)
class Note:
    """A legal note of a section (Roman number), a chapter (two digits) or of all ("GIR"), in our own words by language.

    `leads_to` has the headings that it sends goods to, or speaks of.
    """

    of: str
    number: str
    kind: NoteKind
    leads_to: tuple[str, ...]
    says: dict[str, str]


class Way(StrEnum):
    """Which way goods go."""

    IMPORT = "import"
    EXPORT = "export"
    TRANSHIPMENT = "transhipment"


class Kind(StrEnum):
    """What a measure does."""

    DUTY = "duty"
    LEVY = "levy"
    LICENCE = "licence"
    PROHIBITION = "prohibition"
    QUOTA = "quota"
    SUSPENSION = "suspension"


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """What holds for goods whose code begins with `prefix`, going a way (None: any), from a day until before another.

    `reference` is class/kind of duty for a duty or levy, a relief's code for a suspension, a document's type code for a licence.
    """

    administration: str
    prefix: str
    way: Way | None
    kind: Kind
    reference: str
    since: date
    law: str
    source: str
    says: dict[str, str]
    until: date | None = None

    @property
    def goods_class(self) -> str:
        """The class of duty it names."""
        return self.reference.partition("/")[0]

    @property
    def goods_kind(self) -> str:
        """The kind within that class."""
        return self.reference.partition("/")[2]

    @property
    def assumed(self) -> bool:
        """Tell whether its source says that something in it is assumed."""
        return "assumed" in self.source

    def holds(self, way: Way | None, on: date) -> bool:
        """Tell whether it holds on a day for goods going a way; without a way, for some way."""
        dated = self.since <= on and (self.until is None or on < self.until)
        return dated and (way is None or self.way is None or self.way is way)


@dataclass(frozen=True, slots=True)
class Due:
    """A duty or levy that holds: what it comes to with its working, or what was not said of the goods."""

    measure: Measure
    assessment: Assessment | None = None
    lacks: Refused | None = None
