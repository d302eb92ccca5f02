"""Apply an amendment's message: it holds only what changes, and points at each element of it. Pure.

What the house's own declaration holds is changed; what is pointed at but is no cell of it is named, and stays with the message.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from smartcustoms.kernel.errors import Refused
from smartcustoms.kernel.words.model import sentence
from smartcustoms.trade.declarations.model import Drafted
from smartcustoms.trade.declarations.wco.house import HEADER, changed_cells
from smartcustoms.trade.declarations.wco.item_cells import ITEM

_OWN: Final = frozenset({"reference", "type", "direction", "declared_on"})
"""What an amendment's message says of itself, not of the declaration."""


class AmendmentUnusable(Refused):
    """An amendment points at what it does not send, or at a goods item that there is not."""

    code = "amendment_unusable"


@dataclass(frozen=True, slots=True)
class Amended:
    """The whole declaration as it should be, and the paths that stay with the message only."""

    draft: Drafted
    kept_only: tuple[str, ...]


def amended(old: Drafted, message: Mapping[str, Any], pointers: list[dict[str, Any]], *, is_plain: bool) -> Amended:
    """Put what a message changes into a declaration.

    Args:
        old: the declaration's cells now.
        message: the message as JSON.
        pointers: of its Amendment elements, as `summary_of` gives them.
        is_plain: no name has a prefix.

    Raises:
        AmendmentUnusable.
    """
    header, rows = changed_cells(message, is_plain=is_plain)
    items = [dict(each) for each in old.items]
    for number, cells in rows:
        if not 1 <= number <= len(items) + 1:
            raise AmendmentUnusable(
                sentence("The declaration has no goods item {number}.", number=number),
                mend=sentence("Count its items as in the version that was lodged last."),
                field="SequenceNumeric",
                seen=str(number),
            )
        if number == len(items) + 1:
            items.append({})
        items[number - 1] |= cells
    whole = Drafted({**old.header, **{name: text for name, text in header.items() if name not in _OWN}}, tuple(items))
    if not pointers:
        raise AmendmentUnusable(
            sentence("The amendment points at no element."),
            mend=sentence("Add an Amendment with Pointers for each element that changes."),
            field="Amendment",
        )
    return Amended(whole, tuple(each["path"] for each in pointers if not _is_cell(str(each["path"]))))


def _is_cell(path: str) -> bool:
    """Tell whether an element is one that the house's declaration holds, whichever item or part of several."""
    names = [part.partition("[")[0] for part in path.split("/")][1:]
    plain = "/".join(names)
    held = "GoodsShipment/GovernmentAgencyGoodsItem/"
    if plain.startswith(held) and plain.removeprefix(held) in {each for ways in ITEM.values() for each in ways}:
        return True
    return plain in {each for ways in HEADER.values() for each in ways}
