"""A declaration's message as the cells of the house's own declaration, and which path of the message each cell came from."""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from smartcustoms.trade.declarations.licences import OURS
from smartcustoms.trade.declarations.wco.classes import codes
from smartcustoms.trade.declarations.wco.pointers import PointerUnknown, pointer_to

_SHIPMENT: Final = "GoodsShipment"
HEADER: Final[dict[str, tuple[str, ...]]] = {
    "reference": ("FunctionalReferenceID",),
    "office": ("PresentationOffice/ID", "DeclarationOfficeID", "SupervisingOffice/ID", "ExitOffice/ID"),
    "type": ("TypeCode",),
    "declarant": ("Declarant/ID", "Agent/ID"),
    "importer": (f"{_SHIPMENT}/Importer/ID", "Exporter/ID"),
    "seller": (f"{_SHIPMENT}/Seller/ID", "Exporter/ID"),
    "departure": (f"{_SHIPMENT}/ExportCountry/ID", f"{_SHIPMENT}/GovernmentAgencyGoodsItem/ExportCountry/ID"),
    "destination": (
        f"{_SHIPMENT}/Destination/CountryCode",
        f"{_SHIPMENT}/GovernmentAgencyGoodsItem/Destination/CountryCode",
    ),
    "transport": ("BorderTransportMeans/ModeCode", f"{_SHIPMENT}/Consignment/ArrivalTransportMeans/ModeCode"),
    "procedure": (f"{_SHIPMENT}/GovernmentAgencyGoodsItem/GovernmentProcedure/CurrentCode",),
    "declared_on": ("AcceptanceDateTime", "IssueDateTime"),
    "direction": ("TypeCode",),
    "currency": (f"{_SHIPMENT}/GovernmentAgencyGoodsItem/Commodity/InvoiceLine/ItemChargeAmount", "InvoiceAmount"),
}
"""Where each cell of the header is looked for, the first that is filled."""

ITEM: Final[dict[str, tuple[str, ...]]] = {
    "hs_code": ("Commodity/Classification/ID",),
    "description": ("Commodity/Description",),
    "origin": ("Origin/CountryCode",),
    "net_mass_kg": ("Commodity/GoodsMeasure/NetNetWeightMeasure",),
    "gross_mass_kg": ("Commodity/GoodsMeasure/GrossMassMeasure",),
    "value": ("Commodity/InvoiceLine/ItemChargeAmount", "StatisticalValueAmount"),
    "packages": ("Packaging/QuantityQuantity",),
    "licences": ("AdditionalDocument/ID",),
}
"""Where each cell of a goods item is looked for."""

_HS_DIGITS: Final = 6
_DAY_DIGITS: Final = 8
_DEEPEST: Final = 4
_TARIFFS: Final = ("TSP", "TRC", "")


_HEADER_STEPS: Final = {name: tuple(path.split("/") for path in paths) for name, paths in HEADER.items()}
_ITEM_STEPS: Final = {name: tuple(path.split("/") for path in paths) for name, paths in ITEM.items()}


def entered(message: Mapping[str, Any], *, on: date, is_plain: bool = False) -> dict[str, Any]:
    """Give the cells of a declaration, from the JSON of its message, as if they had been entered.

    `on` is its day where it names none; `is_plain` says that no name has a prefix.
    """
    found = _found(message, "Declaration", _DEEPEST)
    declaration = (found if is_plain else _plain(found)) or {}
    cells: dict[str, Any] = {name: text for name, ways in _HEADER_STEPS.items() if (text := _first(declaration, ways))}
    kind = cells.get("type", "")[:2].upper()
    cells["direction"] = codes()["direction"].get(kind, {}).get("name", kind)
    if mode := cells.get("transport"):
        cells["transport"] = codes()["transport"].get(mode[:1], {}).get("name", mode)
    cells["declared_on"] = _day(declaration) or on.isoformat()
    cells["currency"] = _currency(declaration)
    items = _at(_at(declaration, "GoodsShipment"), "GovernmentAgencyGoodsItem")
    cells["items"] = [_item(each) for each in (items if isinstance(items, list) else [])]
    return cells


def changed_cells(
    message: Mapping[str, Any], *, is_plain: bool = False
) -> tuple[dict[str, str], list[tuple[int, dict[str, str]]]]:
    """Give the cells that an amendment's message holds: of the header, and of goods items by their sequence numbers."""
    found = _found(message, "Declaration", _DEEPEST)
    declaration = (found if is_plain else _plain(found)) or {}
    header = {name: text for name, ways in _HEADER_STEPS.items() if (text := _first(declaration, ways))}
    if mode := header.get("transport"):
        header["transport"] = codes()["transport"].get(mode[:1], {}).get("name", mode)
    if currency := _currency(declaration):
        header["currency"] = currency
    else:
        header.pop("currency", None)
    rows = _at(_at(declaration, "GoodsShipment"), "GovernmentAgencyGoodsItem")
    items = []
    for place, each in enumerate(rows if isinstance(rows, list) else [], start=1):
        number = _text(_at(each, "SequenceNumeric"))
        items.append((int(number) if number.isascii() and number.isdigit() and len(number) < 6 else place, _item(each)))
    return header, items


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
    if isinstance(value, list):
        return [_plain(each) for each in value]
    if not isinstance(value, dict):
        return value
    return {key if key[0] == "@" else key.rpartition(":")[2]: _plain(each) for key, each in value.items()}


def _at(holder: Any, name: str) -> Any:
    """Give an element by its name; of several the first."""
    if isinstance(holder, dict):
        return holder.get(name)
    return _at(holder[0], name) if isinstance(holder, list) and holder else None


def _text(value: Any) -> str:
    if isinstance(value, list):
        value = value[0] if value else ""
    if isinstance(value, dict):
        value = value.get("#text", "")
    return value.strip() if isinstance(value, str) else ""


def _first(holder: Any, ways: tuple[list[str], ...]) -> str:
    for way in ways:
        at = holder
        for name in way:
            at = _at(at, name)
            if at is None:
                break
        if at is not None and (text := _text(at)):
            return text
    return ""


def _item(item: Any) -> dict[str, str]:
    cells = {name: text for name, ways in _ITEM_STEPS.items() if (text := _first(item, ways))}
    if code := _commodity(item):
        cells["hs_code"] = code
    if "licences" in cells:
        cells["licences"] = _licences(_at(item, "AdditionalDocument"))
    if "packages" in cells:
        cells["packages"] = _sum(_at(each, "QuantityQuantity") for each in _at(item, "Packaging"))
    return cells


def _licences(documents: Any) -> str:
    """Give those additional documents whose number is one of ours, with the quantity to write off; others are not kept here."""
    found = []
    for each in documents if isinstance(documents, list) else [documents]:
        number, quantity = _text(_at(each, "ID")).upper(), _text(_at(_at(each, "WriteOff"), "QuantityQuantity"))
        if re.fullmatch(OURS, number):
            found.append(f"{number}={quantity}" if quantity else number)
    return ", ".join(found)


def _commodity(item: Any) -> str:
    """Give the six digits that are the Harmonized System's of the first classification that is a tariff's."""
    rows = _at(_at(item, "Commodity"), "Classification")
    found = {
        _text(_at(each, "IdentificationTypeCode")): _text(_at(each, "ID"))
        for each in (rows if isinstance(rows, list) else [])
    }
    return next((found[kind][:_HS_DIGITS] for kind in _TARIFFS if found.get(kind)), "")


def _day(declaration: Any) -> str:
    for name in ("AcceptanceDateTime", "IssueDateTime"):
        held = _at(declaration, name)  # its one element is of the data types' namespace, so it mostly has a prefix
        text = _text(next(iter(held.values()), "")) if isinstance(held, dict) else ""
        if len(text) >= _DAY_DIGITS and text[:_DAY_DIGITS].isascii() and text[:_DAY_DIGITS].isdigit():
            return f"{text[:4]}-{text[4:6]}-{text[6:8]}"
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


def _sum(texts: Iterable[Any]) -> str:
    try:
        return format(sum((Decimal(_text(text)) for text in texts), Decimal(0)), "f")
    except InvalidOperation:
        return "?"


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
