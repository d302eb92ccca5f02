"""Read ONE Record waybills (IATA, JSON-LD): names are taken without prefix or namespace, references within the document are followed."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from smartcustoms.kernel.outside import JsonUnfit, read_json
from smartcustoms.kernel.words.model import Sentence, sentence
from smartcustoms.trade.cargo_reports.model import Entered, FileUnreadable, Format

LARGEST: Final = 4 * 1024 * 1024
_MOST_NODES: Final = 20_000
_KILOGRAMS: Final = frozenset({"KGM", "KG", "K", ""})


def read_one_record(content: bytes) -> Iterator[Entered]:
    """Read the waybills of a JSON-LD document.

    Raises:
        FileUnreadable: it is no JSON, or there is no waybill in it.
    """
    if len(content) > LARGEST:
        raise _unreadable(sentence("it has more than 4 MB"))
    try:
        root = read_json(content, exact=True)
    except JsonUnfit as wrong:
        raise _unreadable(sentence("it is no JSON: {what}", what=str(wrong)[:100])) from wrong
    nodes = list(_nodes(root))
    if len(nodes) > _MOST_NODES:
        raise _unreadable(sentence("it has more than {count} objects", count=_MOST_NODES))
    known = {str(node["@id"]): node for _, node in nodes if isinstance(node.get("@id"), str) and len(node) > 1}
    found = [(path, node) for path, node in nodes if "Waybill" in _types(node) and _tells(node)]
    if not found:
        raise _unreadable(sentence("there is no object of type Waybill in it"))
    for path, node in found:
        yield _entered(path, node, known)


def is_json_ld(root: Any) -> bool:
    """Tell whether a JSON document is JSON-LD rather than a report in our own form."""
    return any("@type" in node or "@context" in node or "@graph" in node for _, node in _nodes(root))


def _nodes(root: Any) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Give every object with its path, level by level."""
    level: list[tuple[str, Any]] = [("$", root)]
    while level:
        deeper: list[tuple[str, Any]] = []
        for path, value in level:
            if isinstance(value, dict):
                yield path, value
                deeper += [(f"{path}.{_plain(name)}", inner) for name, inner in value.items()]
            elif isinstance(value, list):
                deeper += [(f"{path}[{place}]", inner) for place, inner in enumerate(value)]
        level = deeper


def _plain(name: str) -> str:
    """Give a name without prefix or namespace: `cargo:waybillNumber` and the whole address both become `waybillNumber`."""
    return name.rpartition("#")[2].rpartition("/")[2].rpartition(":")[2]


def _types(node: Mapping[str, Any]) -> set[str]:
    given = node.get("@type", ())
    return {_plain(str(each)) for each in (given if isinstance(given, list) else [given])}


def _tells(node: Mapping[str, Any]) -> bool:
    """Tell whether a waybill is told of here, rather than only named as another's master or house."""
    return any(_plain(name) in ("shipment", "goodsDescription") for name in node)


class _Reader:
    """Walks from a node by plain names; follows references to nodes of the same document."""

    def __init__(self, known: Mapping[str, Mapping[str, Any]]) -> None:
        self.known = known

    def every(self, node: Any, path: str) -> list[Any]:
        """Give all that stands on a path, lists opened."""
        found = [node]
        for name in path.split("."):
            found = [inner for each in found for inner in self._inside(each, name)]
        return found

    def text(self, node: Any, *paths: str) -> str:
        """Give the first plain value on one of some paths, as text."""
        for path in paths:
            for value in self.every(node, path):
                plain = value.get("@value", value.get("@id")) if isinstance(value, dict) else value
                if isinstance(plain, (str, int)) or hasattr(plain, "as_tuple"):
                    return str(plain).strip()
        return ""

    def _inside(self, node: Any, name: str) -> list[Any]:
        if isinstance(node, dict) and isinstance(node.get("@id"), str) and len(node) == 1:
            node = self.known.get(node["@id"], node)
        if not isinstance(node, dict):
            return []
        found: list[Any] = []
        for key, value in node.items():
            if _plain(key) == name:
                found += value if isinstance(value, list) else [value]
        return found


def _entered(path: str, node: Mapping[str, Any], known: Mapping[str, Mapping[str, Any]]) -> Entered:
    read = _Reader(known)
    number = read.text(node, "waybillNumber")
    prefix = read.text(node, "waybillPrefix")
    house = _plain(read.text(node, "waybillType.code", "waybillType")).upper().endswith("HOUSE")
    above = next(iter(read.every(node, "masterWaybill")), None)
    values: dict[str, Any] = {
        "mode": "air",
        "level": "house" if house else "master",
        "bill": f"{prefix}-{number}" if prefix and not house else number,
        "master": "-".join(filter(None, (read.text(above, "waybillPrefix"), read.text(above, "waybillNumber"))))
        if house
        else "",
        "origin": _place(read, node, "departureLocation"),
        "destination": _place(read, node, "arrivalLocation"),
        "goods": read.text(node, "shipment.goodsDescription", "shipment.shipmentGoodsDescription", "goodsDescription"),
        "pieces": _pieces(read, node),
        "gross_mass_kg": _weight(read, node),
        "consolidated": bool(read.every(node, "houseWaybills")) and not house,
    }
    for party in [*read.every(node, "involvedParties"), *read.every(node, "shipment.involvedParties")]:
        role = _plain(read.text(party, "partyRole.code", "partyRole", "role.code", "role")).upper()
        who = {"SHP": "consignor", "SHIPPER": "consignor", "CNE": "consignee", "CONSIGNEE": "consignee"}.get(role)
        if who:
            values[f"{who}_name"] = read.text(party, "partyDetails.name", "party.name", "name")
            values[f"{who}_country"] = read.text(
                party,
                "partyDetails.basedAtLocation.address.country.code",
                "partyDetails.basedAtLocation.address.country",
            )
    where = {name: f"{path}.{name}" for name in values}
    return Entered({name: value for name, value in values.items() if value}, Format.ONE_RECORD, where)


def _place(read: _Reader, node: Any, name: str) -> str:
    return read.text(node, f"{name}.locationCodes.code", f"{name}.locationCode", f"{name}.code", name)[-5:]


def _pieces(read: _Reader, node: Any) -> str:
    stated = read.text(node, "shipment.totalPieceCount", "totalPieceCount", "shipment.totalSLAC")
    each = [*read.every(node, "shipment.pieces"), *read.every(node, "shipment.containedPieces")]
    return stated or (str(len(each)) if each else "")


def _weight(read: _Reader, node: Any) -> str:
    for path in ("shipment.totalGrossWeight", "totalGrossWeight"):
        value = read.text(node, f"{path}.numericalValue", f"{path}.value")
        if value:
            unit = _plain(read.text(node, f"{path}.unit", f"{path}.unit.code")).upper()
            return value if unit in _KILOGRAMS else f"{value} {unit}"
    return ""


def _unreadable(why: Sentence) -> FileUnreadable:
    return FileUnreadable(
        sentence("The ONE Record document cannot be read: {why}.", why=why),
        mend=sentence("Send JSON-LD with an object of type Waybill, in UTF-8."),
        field="file",
    )
