"""Read IATA Cargo-XML waybills: XFWB (master or direct) and XFZB (house). Elements are found by their local names."""

from collections.abc import Iterator
from typing import Any, Final

from smartcustoms.kernel.words.model import Sentence, sentence
from smartcustoms.trade.cargo_reports.model import Entered, FileUnreadable, Format

LARGEST: Final = 4 * 1024 * 1024
DEEPEST: Final = 60
_FIELDS: Final = {
    "carrier": "SpecifiedLogisticsTransportMovement/UsedLogisticsTransportMeans/Name",
    "voyage": "SpecifiedLogisticsTransportMovement/ID",
    "origin": "OriginLocation/ID",
    "destination": "FinalDestinationLocation/ID",
    "arrives": "SpecifiedLogisticsTransportMovement/ArrivalEvent/ScheduledOccurrenceDateTime",
    "pieces": "TotalPieceQuantity",
    "consignor_name": "ConsignorParty/Name",
    "consignor_address": "ConsignorParty/PostalStructuredAddress/StreetName",
    "consignor_country": "ConsignorParty/PostalStructuredAddress/CountryID",
    "consignee_name": "ConsigneeParty/Name",
    "consignee_address": "ConsigneeParty/PostalStructuredAddress/StreetName",
    "consignee_country": "ConsigneeParty/PostalStructuredAddress/CountryID",
}
"""Field of a report: path below the consignment. source: from memory of IATA Cargo-XML 3.0 XFWB and XFZB."""


def read_cargo_xml(content: bytes) -> Iterator[Entered]:
    """Read a waybill message.

    Raises:
        FileUnreadable: it is no XML, defines entities, nests too deeply, or is another message.
    """
    root = _parsed(content)
    kind = _local(root)
    if kind not in ("Waybill", "HouseWaybill"):
        raise _unreadable(sentence("{name} is neither Waybill nor HouseWaybill", name=kind[:60]), root)
    house = kind == "HouseWaybill"
    master = _first(root, "MasterConsignment")
    if master is None:
        raise _unreadable(sentence("MasterConsignment is missing"), root)
    inner = _first(master, "IncludedHouseConsignment") if house else None
    values: dict[str, Any] = {"mode": "air", "level": "house" if house else "master"}
    where: dict[str, str] = {}
    for part in filter(lambda each: each is not None, (inner, master)):
        for name, path in _FIELDS.items():
            _take(values, where, name, _first(part, path))
        _weight(values, where, part)
    _take(values, where, "bill", _first(root, "BusinessHeaderDocument/ID"))
    if house:
        contract = _first(master, "TransportContractDocument/ID")
        _take(values, where, "master", contract)
    own = inner if inner is not None else master
    _goods(values, where, own)
    code = _text(_first(root, "MessageHeaderDocument/TypeCode"))
    values["consolidated"] = not house and (code == "741" or "CONSOL" in str(values.get("goods", "")).upper())
    yield Entered(values, Format.XFZB if house else Format.XFWB, where)


def _parsed(content: bytes) -> Any:
    from lxml import etree  # here, so that pages that read no XML do not load it

    if len(content) > LARGEST:
        raise _unreadable(sentence("it has more than 4 MB"), None)
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content or b"\x00" in content:
        raise _unreadable(sentence("it defines entities, or is not UTF-8"), None)
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as wrong:
        line = getattr(wrong, "lineno", None)
        raise _unreadable(sentence("line {line}: {what}", line=line or 1, what=str(wrong)[:120]), None) from wrong
    level: list[Any] = [root]
    depth = 0
    while level:
        depth += 1
        if depth > DEEPEST:
            raise _unreadable(sentence("it nests more than {depth} deep", depth=DEEPEST), None)
        level = [inner for each in level for inner in each]
    return root


def _local(element: Any) -> str:
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def _first(element: Any, path: str) -> Any:
    """Give the first element on a path of local names; None when there is none."""
    found = element
    for name in path.split("/"):
        found = next((each for each in found if _local(each) == name), None)
        if found is None:
            return None
    return found


def _text(element: Any) -> str:
    return (element.text or "").strip() if element is not None else ""


def _take(values: dict[str, Any], where: dict[str, str], name: str, element: Any) -> None:
    if element is not None and _text(element) and name not in values:
        values[name], where[name] = _text(element), _path(element)


def _weight(values: dict[str, Any], where: dict[str, str], part: Any) -> None:
    for name in ("IncludedTareGrossWeightMeasure", "GrossWeightMeasure"):
        element = _first(part, name)
        if element is not None and _text(element) and "gross_mass_kg" not in values:
            unit = element.get("unitCode", "KGM")
            values["gross_mass_kg"] = _text(element) if unit == "KGM" else f"{_text(element)} {unit}"
            where["gross_mass_kg"] = _path(element)


def _goods(values: dict[str, Any], where: dict[str, str], part: Any) -> None:
    """Goods are described on the consignment or on its items; the code of the goods may stand on them too."""
    texts = []
    for element in part.iter():
        name, above = _local(element), element.getparent()
        described = name == "SummaryDescription" or (
            name == "Identification" and above is not None and _local(above) == "NatureIdentificationTransportCargo"
        )
        if described and _text(element) and _text(element) not in texts:
            texts.append(_text(element))
            where.setdefault("goods", _path(element))
        elif name == "TypeCode" and above is not None and _local(above).endswith("ConsignmentItem"):
            _take(values, where, "hs_code", element)
    if texts:
        values["goods"] = "; ".join(texts)


def _path(element: Any) -> str:
    names = [_local(each) for each in element.iterancestors()][::-1]
    return f"{'/'.join([*names, _local(element)])}:{element.sourceline}"


def _unreadable(why: Sentence, element: Any) -> FileUnreadable:
    return FileUnreadable(
        sentence("The Cargo-XML message cannot be read: {why}.", why=why),
        mend=sentence("Send an IATA Cargo-XML message XFWB or XFZB in UTF-8, without a document type."),
        field="file",
        seen=_local(element) or None if element is not None else None,
    )
