"""A declaration's message as the cells of the house's own declaration, and which path of the message each cell came from."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from smartcustoms.kernel.identifiers import is_numbered
from smartcustoms.trade.declarations.model import PREFIX
from smartcustoms.trade.declarations.wco.classes import codes
from smartcustoms.trade.declarations.wco.item_cells import ITEM, Numbers, cells_of
from smartcustoms.trade.declarations.wco.pointers import PointerUnknown, pointer_to
from smartcustoms.trade.declarations.wco.shapes import Run

_SHIPMENT: Final = "GoodsShipment"
HEADER: Final[dict[str, tuple[str, ...]]] = {
    "reference": ("FunctionalReferenceID",),
    "office": ("PresentationOffice/ID", "DeclarationOfficeID", "SupervisingOffice/ID", "ExitOffice/ID"),
    "type": ("TypeCode",),
    "declarant": ("Declarant/ID", "Agent/ID"),
    "importer": (f"{_SHIPMENT}/Importer/ID", "Exporter/ID"),
    "seller": (f"{_SHIPMENT}/Seller/ID", "Exporter/ID"),
    "seller_name": (f"{_SHIPMENT}/Seller/Name", "Exporter/Name"),
    "seller_address": (f"{_SHIPMENT}/Seller/Address/Line", "Exporter/Address/Line"),
    "departure": (f"{_SHIPMENT}/ExportCountry/ID", f"{_SHIPMENT}/GovernmentAgencyGoodsItem/ExportCountry/ID"),
    "destination": (
        f"{_SHIPMENT}/Destination/CountryCode",
        f"{_SHIPMENT}/GovernmentAgencyGoodsItem/Destination/CountryCode",
    ),
    "transport": ("BorderTransportMeans/ModeCode", f"{_SHIPMENT}/Consignment/ArrivalTransportMeans/ModeCode"),
    "procedure": (f"{_SHIPMENT}/GovernmentAgencyGoodsItem/GovernmentProcedure/CurrentCode",),
    "declared_on": ("AcceptanceDateTime", "IssueDateTime"),
    "direction": ("TypeCode",),
    "previous": (f"{_SHIPMENT}/PreviousDocument/ID",),
    "currency": (f"{_SHIPMENT}/GovernmentAgencyGoodsItem/Commodity/InvoiceLine/ItemChargeAmount", "InvoiceAmount"),
}
"""Where each cell of the header is looked for, the first that is filled."""

_DAY_DIGITS: Final = 8
_DEEPEST: Final = 4
_SIMPLIFIED: Final = frozenset({"SDE"})
"""Kinds of previous document that are a simplified declaration, as the given supplementary declarations name it."""
_ADDRESS: Final = ("Line", "CityName", "CountrySubDivisionName", "PostcodeID", "CountryCode")


class _Way:
    """A name on the way to cells: those that are filled from here, and the names below."""

    __slots__ = ("below", "cells")

    def __init__(self) -> None:
        self.cells: list[tuple[int, str]] = []
        self.below: dict[str, _Way] = {}


def _ways(paths: Mapping[str, tuple[str, ...]]) -> _Way:
    """Turn the paths of cells into one tree, so that a message is gone through once."""
    top = _Way()
    for cell, several in paths.items():
        for rank, path in enumerate(several):
            at = top
            for name in path.split("/"):
                at = at.below.setdefault(name, _Way())
            at.cells.append((rank, cell))
    return top


_WAYS: Final = _ways(HEADER)


def entered(message: Mapping[str, Any], *, on: date, is_plain: bool = False) -> dict[str, Any]:
    """Give the cells of a declaration, from the JSON of its message, as if they had been entered.

    `on` is its day where it names none; `is_plain` says that no name has a prefix.
    """
    declaration = _declaration(message, is_plain)
    cells: dict[str, Any] = dict(_filled(declaration))
    kind = cells.get("type", "")[:2].upper()
    cells["direction"] = codes()["direction"].get(kind, {}).get("name", kind)
    if mode := cells.get("transport"):
        cells["transport"] = codes()["transport"].get(mode[:1], {}).get("name", mode)
    _seller(declaration, cells)
    cells["declared_on"] = _day(declaration) or on.isoformat()
    cells["currency"] = _currency(declaration)
    cells["previous"] = _previous(declaration)
    cells["items"] = [numbers.cells(values) for numbers, values in _items(declaration)]
    return cells


def changed_cells(
    message: Mapping[str, Any], *, is_plain: bool = False
) -> tuple[dict[str, str], list[tuple[int, dict[str, str]]]]:
    """Give the cells that an amendment's message holds: of the header, and of goods items by their sequence numbers."""
    declaration = _declaration(message, is_plain)
    header = _filled(declaration)
    if mode := header.get("transport"):
        header["transport"] = codes()["transport"].get(mode[:1], {}).get("name", mode)
    _seller(declaration, header)
    if currency := _currency(declaration):
        header["currency"] = currency
    else:
        header.pop("currency", None)
    if previous := _previous(declaration):
        header["previous"] = previous
    else:
        header.pop("previous", None)
    items = []
    for place, (numbers, values) in enumerate(_items(declaration), start=1):
        number = numbers.sequence(values)
        is_number = number.isascii() and number.isdigit() and len(number) < 6
        items.append((int(number) if is_number else place, numbers.cells(values)))
    return header, items


def _declaration(message: Mapping[str, Any], is_plain: bool) -> Any:
    found = _found(message, "Declaration", _DEEPEST)
    return (found if is_plain else _plain(found)) or {}


def _items(declaration: Any) -> list[tuple[Numbers, tuple[str, ...]]]:
    """Give the goods items: where their cells are, and their values."""
    items = _at(_at(declaration, "GoodsShipment"), "GovernmentAgencyGoodsItem")
    if isinstance(items, Run):
        return [(_numbers(shape), values) for shape, values in items.rows]
    return [cells_of(each) for each in items] if isinstance(items, list) else []


def _numbers(shape: Any) -> Numbers:
    if shape.known is None:
        shape.known = Numbers(shape.numbered())
    known: Numbers = shape.known
    return known


def _found(message: Mapping[str, Any], name: str, deepest: int) -> Any:
    """Find the declaration in a message, below MetaData and perhaps an envelope."""
    for key, value in message.items():
        if key.rpartition(":")[2] == name:
            return value
        if isinstance(value, dict) and deepest and (found := _found(value, name, deepest - 1)) is not None:
            return found
    return None


def _plain(value: Any) -> Any:
    """Take the prefixes off the names, so that elements are found by their names."""
    if isinstance(value, Run):
        value = value.made()
    if isinstance(value, list):
        return [_plain(each) for each in value]
    if not isinstance(value, dict):
        return value
    return {key if key[0] == "@" else key.rpartition(":")[2]: _plain(each) for key, each in value.items()}


def _one(holder: Any) -> Any:
    """Give a class; of several, the first."""
    if isinstance(holder, Run):
        return holder.first()
    if isinstance(holder, list):
        return holder[0] if holder else None
    return holder


def _at(holder: Any, name: str) -> Any:
    """Give what a class holds by a name."""
    found = _one(holder)
    return found.get(name) if isinstance(found, dict) else None


def _text(value: Any) -> str:
    found = _one(value)
    if isinstance(found, dict):
        found = found.get("#text", "")
    return found.strip() if isinstance(found, str) else ""


def _seller(declaration: Any, cells: dict[str, Any]) -> None:
    """Put the seller's name and address beside its number: all three of one party, the seller or else the exporter."""
    parties = [_at(_at(declaration, _SHIPMENT), "Seller"), _at(declaration, "Exporter")]
    party = next((each for each in parties if _text(_at(each, "ID"))), parties[0] or parties[1])
    address = _at(party, "Address")
    lines = ", ".join(text for name in _ADDRESS if (text := _text(_at(address, name))))
    for name, text in (("seller_name", _text(_at(party, "Name"))), ("seller_address", lines)):
        cells.pop(name, None)
        if text:
            cells[name] = text


def _filled(declaration: Any) -> dict[str, str]:
    """Give the header's cells that a message fills; of several places of a cell the first that says something."""
    cells: dict[str, str] = {}
    later: list[tuple[int, str, str]] = []
    _fill(declaration, _WAYS, cells, later)
    for _, cell, text in sorted(later):
        cells.setdefault(cell, text)
    return cells


def _fill(holder: Any, ways: _Way, cells: dict[str, str], later: list[tuple[int, str, str]]) -> None:
    found = _one(holder)
    if not isinstance(found, dict):
        return
    for name, way in ways.below.items():
        at = found.get(name)
        if at is None:
            continue
        if way.below:
            _fill(at, way, cells, later)
        if way.cells and (text := _text(at)):
            for rank, cell in way.cells:
                if rank:
                    later.append((rank, cell, text))
                else:
                    cells[cell] = text


def _day(declaration: Any) -> str:
    for name in ("AcceptanceDateTime", "IssueDateTime"):
        held = _at(declaration, name)  # its one element is of the data types' namespace, so it mostly has a prefix
        text = _text(next(iter(held.values()), "")) if isinstance(held, dict) else ""
        if len(text) >= _DAY_DIGITS and text[:_DAY_DIGITS].isascii() and text[:_DAY_DIGITS].isdigit():
            return f"{text[:4]}-{text[4:6]}-{text[6:8]}"
    return ""


def _previous(declaration: Any) -> str:
    """Give the simplified declaration that a supplementary one completes: a previous document of its kind, or one of ours."""
    shipment = _at(declaration, "GoodsShipment")
    for holder in (shipment, _at(shipment, "GovernmentAgencyGoodsItem")):
        rows = _at(holder, "PreviousDocument")
        for each in rows.made() if isinstance(rows, Run) else rows if isinstance(rows, list) else ():
            number = _text(_at(each, "ID")).upper()
            if _text(_at(each, "TypeCode")) in _SIMPLIFIED or is_numbered(number, PREFIX):
                return number
    return ""


def _currency(declaration: Any) -> str:
    item = _at(_at(declaration, "GoodsShipment"), "GovernmentAgencyGoodsItem")
    for amount in (
        _at(_at(_at(item, "Commodity"), "InvoiceLine"), "ItemChargeAmount"),
        _at(declaration, "InvoiceAmount"),
        _at(item, "StatisticalValueAmount"),
    ):
        if isinstance(amount, dict) and amount.get("@currencyID"):
            return str(amount["@currencyID"])
    return ""


def place_of(field: str, item: int) -> dict[str, str]:
    """Tell where in the message a cell of the house's declaration belongs: its path by names, and its pointer."""
    path = (ITEM if item else HEADER).get(field, ("",))[0]
    if not path:
        return {}
    whole = f"Declaration/{_SHIPMENT}/GovernmentAgencyGoodsItem[{item}]/{path}" if item else f"Declaration/{path}"
    try:
        return {"message_path": whole, "pointer": pointer_to(whole)}
    except PointerUnknown:
        return {"message_path": whole}
