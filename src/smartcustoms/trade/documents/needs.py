"""Which documents goods need: by HS code, direction, countries and day. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from smartcustoms.trade.documents.model import DocumentType


@dataclass(frozen=True, slots=True)
class Need:
    """A document that goods need or may need, and by what it was found.

    `sure` is true where the type is for all goods of this direction; else the goods must be on a control list, which the HS
    code alone cannot tell.
    """

    type: DocumentType
    sure: bool
    matched: str  # the HS prefix, or nothing where the type is for all goods


def needed(
    types: Iterable[DocumentType], *, hs_code: str, direction: str, on: date, phase_since: Mapping[int, date]
) -> list[Need]:
    """Give the documents that goods need on a day, those that are sure first, then the closest match first."""
    found = [
        Need(each, not each.scope.hs and not each.scope.control_lists, _matched(each, hs_code))
        for each in types
        if direction in each.direction and each.in_force(on, phase_since) and each.scope.covers(hs_code)
    ]
    return sorted(found, key=lambda each: (not each.sure, -len(each.matched), each.type.code))


def _matched(each: DocumentType, hs_code: str) -> str:
    known = [prefix for prefix in each.scope.hs if hs_code.startswith(prefix) or prefix.startswith(hs_code)]
    return max(known, key=len, default="")
