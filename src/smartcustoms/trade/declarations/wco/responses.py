"""Write our own notifications (RES), with all namespaces, as the JSON of a message: strict in writing."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final

from smartcustoms.trade.declarations.wco.classes import METADATA, RESPONSE
from smartcustoms.trade.declarations.wco.pointers import steps_of

_TYPES: Final = "urn:wco:datamodel:WCO:Response_DS:DMS:2"
_LONGEST: Final = 512
_LONGEST_CODE: Final = 8


def response(
    *, function: str, reference: str, at: datetime, number: str = "", version: int = 0, own: str | None = None, because: str = "",
    errors: Iterable[tuple[str, str, str]] = (),
) -> dict[str, Any]:  # fmt: skip
    """Write a notification: its function code and reference, the declaration it is about, why, and errors as (code, sentence, pointer)."""
    made: dict[str, Any] = {
        "@xmlns": RESPONSE,
        "@xmlns:p": _TYPES,
        "FunctionCode": function,
        "FunctionalReferenceID": reference[:35],
        "IssueDateTime": {"p:DateTimeString": {"@formatCode": "304", "#text": at.strftime("%Y%m%d%H%M%SZ")}},
    }
    if because.strip():
        made["AdditionalInformation"] = [
            {"StatementDescription": " ".join(because.split())[:_LONGEST], "StatementTypeCode": "AES"}
        ]
    rows = [_error(code, said, pointer) for code, said, pointer in errors]
    if rows:
        made["Error"] = rows
    about = {"FunctionalReferenceID": (own or "")[:35], "ID": number, "VersionID": str(version) if version else ""}
    made["Declaration"] = {name: text for name, text in about.items() if text} or {"ID": "-"}
    head = {"@xmlns": METADATA, "WCODataModelVersionCode": "3.6", "WCOTypeName": "RES"}
    return {"MetaData": {**head, "Response": [made]}}


def _error(code: str, said: str, pointer: str) -> dict[str, Any]:
    made: dict[str, Any] = {"Description": " ".join(said.split())[:_LONGEST], "ValidationCode": code[:_LONGEST_CODE]}
    if pointer:
        made["Pointer"] = _pointers(pointer)
    return made


def _pointers(pointer: str) -> list[dict[str, str]]:
    """Write a pointer's steps: the last one as the TagID of its class when it is an element."""
    steps = steps_of(pointer)
    is_element = len(steps) > 1 and steps[-1].number[-1:].isdigit()
    rows = []
    for each in steps[:-1] if is_element else steps:
        which = {"SequenceNumeric": str(each.which)} if each.which else {}
        rows.append({**which, "DocumentSectionCode": each.number})
    if is_element:
        rows[-1]["TagID"] = steps[-1].number
    return rows
