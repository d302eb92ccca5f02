"""The small plain values that page parts take: table columns, page numbers, names of lanes."""

from dataclasses import dataclass
from typing import Final

from smartcustoms.kernel.words.model import Sentence, sentence

LANES: Final[dict[str, Sentence]] = {
    "green": sentence("Green: release"),
    "blue": sentence("Blue: release, audit later"),
    "yellow": sentence("Yellow: check documents"),
    "red": sentence("Red: examine goods"),
}

ROLES: Final[dict[str, Sentence]] = {
    "trader": sentence("Trader"),
    "declarant": sentence("Declarant"),
    "targeting_officer": sentence("Targeting officer"),
    "examining_officer": sentence("Examining officer"),
    "investigator": sentence("Investigator"),
    "investigation_supervisor": sentence("Investigation supervisor"),
    "supervisor": sentence("Supervisor"),
    "operator": sentence("Operator"),
    "administrator": sentence("Administrator"),
    "agency_officer": sentence("Agency officer"),
    "agency_administrator": sentence("Agency's administrator"),
    "lane": sentence("Lane (machine)"),
    "scanner": sentence("Scanner (machine)"),
}


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: key of the row's value, head, whether it can be sorted by, whether it holds numbers."""

    key: str
    label: str
    sort: bool = False
    numeric: bool = False
    hidden: bool = False


def column(key: str, label: str, *, sort: bool = False, numeric: bool = False, hidden: bool = False) -> Column:
    """Name a column of a table in a template. `hidden`: its head is read out but not shown."""
    return Column(key, label, sort, numeric, hidden)


@dataclass(frozen=True, slots=True)
class Paging:
    """Which page of how many rows: pages count from 1."""

    page: int
    size: int
    total: int
    or_more: bool = False
    """Nothing was counted further than this total."""

    @property
    def pages(self) -> int:
        """How many pages there are, at least one."""
        return max(1, -(-self.total // self.size))

    @property
    def first(self) -> int:
        """Number of the first row shown, from 1; 0 when there is none."""
        return min((self.page - 1) * self.size + 1, self.total)

    @property
    def last(self) -> int:
        """Number of the last row shown."""
        return min(self.page * self.size, self.total)


def page_numbers(paging: Paging) -> list[int | None]:
    """Give the page numbers to offer: the first, the last and those around this one; None is a gap."""
    near = {1, paging.pages, *range(paging.page - 1, paging.page + 2)}
    shown: list[int | None] = []
    for number in sorted(each for each in near if 1 <= each <= paging.pages):
        if shown and shown[-1] is not None and number > shown[-1] + 1:
            shown.append(None)
        shown.append(number)
    return shown


def lane_name(lane: str) -> Sentence:
    """Name a lane and what it means."""
    return LANES.get(str(lane), Sentence(str(lane)))


def role_name(role: str) -> Sentence:
    """Name a role; one that an administration added itself is shown by its code."""
    return ROLES.get(role, Sentence(role))
