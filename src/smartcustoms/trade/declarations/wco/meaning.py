"""What a message says in words of the trade: its function, its references, its pointers, its tax lines."""

from typing import Any

from smartcustoms.trade.declarations.wco.classes import codes
from smartcustoms.trade.declarations.wco.pointers import pointed, shown
from smartcustoms.trade.declarations.wco.reading import Matter, Reading
from smartcustoms.trade.declarations.wco.taxes import tax_line_shown, tax_lines

_POINTING = ("Error", "Amendment", "AdditionalInformation", "Status")


def summary_of(reading: Reading) -> list[dict[str, Any]]:
    """Say in short what each declaration or response of a message is; a file of notifications may hold several."""
    wanted = "Response" if reading.matter is Matter.NOTIFICATION else "Declaration"
    found = list(reading.root.iter(f"{{*}}{wanted}"))
    if not found and reading.matter is Matter.NOTIFICATION:
        return [
            {
                "kind": "movement",
                **{_name(each.tag): (each.text or "").strip() for each in reading.root if not len(each)},
            }
        ]
    return [_response(each) if wanted == "Response" else _declaration(each) for each in found]


def _response(at: Any) -> dict[str, Any]:
    code = text(at, "FunctionCode") or ""
    known = codes()["response"].get(code.zfill(2), {})
    declaration = next((each for each in at if _name(each.tag) == "Declaration"), None)
    told = {
        "kind": known.get("name", "unknown"),
        "function": {"code": code, "short": known.get("short"), "name": known.get("name")},
        "reference": text(at, "FunctionalReferenceID"),
        "issued": text(at, "IssueDateTime", "DateTimeString"),
    }
    if declaration is not None:
        told["declaration"] = {
            "reference": text(declaration, "FunctionalReferenceID"),
            "number": text(declaration, "ID"),
            "version": text(declaration, "VersionID"),
        }
    lines = [tax_line_shown(each) for each in tax_lines(at)]
    return told | _pointers(at) | ({"taxes": lines} if lines else {})


def _declaration(at: Any) -> dict[str, Any]:
    code, kind = text(at, "FunctionCode") or "", text(at, "TypeCode")
    rows = codes()["declaration"]
    known = rows.get(f"{code}/{kind}") or rows.get(code, {})
    items = list(at.iter("{*}GovernmentAgencyGoodsItem"))
    return {
        "kind": known.get("name", "unknown"),
        "function": {"code": code, "name": known.get("name")},
        "type": kind,
        "reference": text(at, "FunctionalReferenceID"),
        "number": text(at, "ID"),
        "items": len(items),
        **_pointers(at),
    }


def _pointers(at: Any) -> dict[str, Any]:
    rows = []
    for each in at:
        name = _name(each.tag)
        if name not in _POINTING:
            continue
        steps = pointed(each)
        if steps:
            why = {
                _name(part.tag): (part.text or "").strip()
                for part in each
                if _name(part.tag) != "Pointer" and not len(part)
            }
            rows.append({"from": name, **why, **shown(steps)})
    return {"pointers": rows} if rows else {}


def text(at: Any, *names: str) -> str | None:
    """Give the text of an element some steps down, by names in any namespace."""
    for name in names:
        at = next((each for each in at if _name(each.tag) == name), None)
        if at is None:
            return None
    return (at.text or "").strip()


def _name(tag: str) -> str:
    return tag.rpartition("}")[2]
