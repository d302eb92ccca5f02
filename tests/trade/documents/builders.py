"""Contents that fit a form, made from the form itself, and people who apply."""

from collections.abc import Mapping
from typing import Any

from smartcustoms.trade.documents.form_schema import fields_of

TEXTS = {
    "decimal": "12.5",
    "hs": "380891",
    "date": "2026-11-28",
    "email": "bela@bela.example",
}
PATTERNS = {
    "registration": "12345678",
    "phone": "+852 2345 6789",
    "cas": "7439-97-6",
    "waste_code": "Y12",
    "control_code": "5A002",
    "un_number": "UN 1993",
}
LISTS = {"countries": "CN", "currencies": "HKD", "units": "KGM", "transport": "4"}


def content_for(form: Mapping[str, Any], **change: Any) -> dict[str, Any]:
    """Give a content with every field that is asked, conditional ones only where their condition holds."""
    made: dict[str, Any] = {}
    for name, part in form["properties"].items():
        fields = fields_of(part)
        one = {field: _value(field, says) for field, says in fields.items()}
        one = {field: value for field, value in one.items() if _asked(fields[field], one)}
        made[name] = [one] if part.get("type") == "array" else one
    return {**made, **change}


def _asked(field: Mapping[str, Any], line: Mapping[str, Any]) -> bool:
    return all(line.get(name) in answers for name, answers in field.get("x-when", {}).items())


def _value(name: str, field: Mapping[str, Any]) -> Any:
    if "const" in field:
        return field["const"]
    if "enum" in field:
        return field["enum"][0]
    if "x-code-list" in field:
        return LISTS[field["x-code-list"]]
    if field["type"] in {"integer", "number"}:
        return max(int(field.get("minimum", 0)), 7)
    if field["type"] == "boolean":
        return True
    kind = field.get("x-kind") or field.get("format") or ""
    return TEXTS.get(kind) or PATTERNS.get(name) or f"{field['title']} (test)"[:200]
