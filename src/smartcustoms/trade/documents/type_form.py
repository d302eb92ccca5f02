"""A type of document as an administrator fills it in: the form of forms, and the way from its cells to a type and back. Pure.

The form is `reference/type_form.json`, drawn and read like any other form; what it says becomes the same file that is shipped.
"""

import json
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

from smartcustoms.kernel.words.model import sentence
from smartcustoms.trade.documents.faults import faults_of
from smartcustoms.trade.documents.form_schema import fields_of, resolved
from smartcustoms.trade.documents.model import Fault

_HERE = Path(__file__).with_name("reference") / "type_form.json"
_SHARED: Final = ("consignment", "parties", "goods")
_ALWAYS: Final = ("applicant", "undertaking")
_WAYS: Final = ("import", "export", "transhipment", "transit", "removal")
_LANGUAGES: Final = {"en": "en", "zh-Hant": "hant", "zh-Hans": "hans"}
_KINDS: Final[Mapping[str, Mapping[str, Any]]] = {
    "text": {"type": "string", "minLength": 1, "maxLength": 200},
    "long": {"type": "string", "minLength": 1, "maxLength": 2000, "x-kind": "long"},
    "decimal": {"type": "string", "pattern": r"^\d{1,12}(\.\d{1,6})?$", "x-kind": "decimal"},
    "integer": {"type": "integer", "minimum": 0, "maximum": 1_000_000_000},
    "date": {"type": "string", "format": "date"},
    "yes": {"type": "boolean"},
    "agree": {"type": "boolean", "const": True},
    "email": {"type": "string", "format": "email", "maxLength": 200},
    "hs": {"type": "string", "pattern": r"^\d{6}(\d{2}){0,2}$", "x-kind": "hs"},
    "choice": {"type": "string"},
    **{name: {"type": "string", "x-code-list": name} for name in ("countries", "currencies", "units", "transport")},
}
_FILES: Final = ["application/pdf", "image/png", "image/jpeg"]
_SAID: Final = frozenset({"title", "x-title", "description", "x-help", "enum", "x-labels", "x-when", "$ref"})


@cache
def type_form() -> Mapping[str, Any]:
    """Give the form in which a type is written."""
    found: Mapping[str, Any] = json.loads(_HERE.read_text(encoding="utf-8"))
    return found


def faults_in(content: Mapping[str, Any]) -> tuple[Fault, ...]:
    """Give what is wrong with the form as it is filled in, before a type is made of it."""
    found = list(faults_of(type_form(), content))
    for place, each in enumerate(content.get("fields", ())):
        if each.get("more") and _more(each) is None:
            found.append(
                Fault(
                    f"fields.{place}.more", sentence("This is no JSON object."), sentence("Write it as the form asks.")
                )
            )
        if each.get("kind") == "choice" and not _choices(each):
            found.append(
                Fault(f"fields.{place}.choices", sentence("This is needed."), sentence("Write a choice on each line."))
            )
    return tuple(found)


def type_of_form(content: Mapping[str, Any]) -> dict[str, Any]:
    """Make a type of what was filled in; it must have passed `faults_in`."""
    said = content["general"]
    body = {
        "code": said["code"],
        "kind": said["kind"],
        "names": _three(said, "name"),
        "agency": said["agency"],
        "direction": [each for each in _WAYS if said.get(each)],
        "scope": {"hs": _listed(said.get("hs", "")), "control_lists": _listed(said.get("control_lists", ""), ";")},
        "phase": said["phase"],
        "since": said["since"],
        "law": {"says": said["law"], "link": said["law_link"]},
        "source": said["source"],
        "fee": {"amount": said["fee"], "currency": said["currency"], "source": said["fee_source"]},
        "valid_days": said["valid_days"],
        "use": said["use"],
        "time_limits": {name: said[name] for name in ("decide_days", "answer_days", "renew_before_days")},
        "route": [{**each, "lead": bool(each.get("lead"))} for each in content["route"]],
        "conditions": [{"code": each["code"], "says": _three(each, "says")} for each in content.get("conditions", ())],
        "duties": [
            {"code": each["code"], "says": _three(each, "says"), "days": each["days"], "counted": each["counted"]}
            for each in content.get("duties", ())
        ],
        "attachments": [_attachment(each) for each in content.get("attachments", ())],
        "form": _form(content),
    }
    return body | {name: said[name] for name in ("until", "applied_at") if said.get(name)}


def form_of_type(body: Mapping[str, Any]) -> dict[str, Any]:
    """Give the form filled in with a type, for an administrator to change."""
    asked = resolved(body["form"])["properties"]
    general = {
        "code": body["code"], "kind": body["kind"], **_apart(body["names"], "name"), "agency": body["agency"],
        **dict.fromkeys(body["direction"], True), "hs": ", ".join(body["scope"]["hs"]),
        "control_lists": "; ".join(body["scope"]["control_lists"]), "fee": body["fee"]["amount"],
        "currency": body["fee"]["currency"], "fee_source": body["fee"]["source"], "valid_days": body["valid_days"],
        "use": body["use"], **body["time_limits"], "phase": body["phase"], "since": body["since"],
        "until": body.get("until", ""), "applied_at": body.get("applied_at", ""),
        "law": body["law"]["says"], "law_link": body["law"]["link"],
        "source": body["source"], **{name: True for name in _SHARED if name in asked},
    }  # fmt: skip
    own = {name: part for name, part in asked.items() if name not in (*_SHARED, *_ALWAYS)}
    made = {
        "general": {name: value for name, value in general.items() if value != ""},
        "route": [dict(each) for each in body["route"]],
        "parts": [
            {
                "name": name,
                **_apart({"en": part["title"], **part["x-title"]}, "title"),
                "many": part.get("type") == "array",
            }
            for name, part in own.items()
        ],
        "fields": [row for name, part in own.items() for row in _rows(name, part)],
        "conditions": [{"code": each["code"], **_apart(each["says"], "says")} for each in body["conditions"]],
        "duties": [
            {"code": each["code"], **_apart(each["says"], "says"), "days": each["days"], "counted": each["counted"]}
            for each in body["duties"]
        ],
        "attachments": [
            {
                "code": each["code"],
                **_apart(each["names"], "name"),
                "required": each["required"],
                "at_most_mb": each["at_most_mb"],
            }
            for each in body["attachments"]
        ],
    }
    return {name: part for name, part in made.items() if part}


def field_in_form(path: str) -> str:
    """Give the field of this form that a fault of a type stands for, as far as there is one."""
    head, _, rest = path.partition(".")
    plain = {"agency", "kind", "code", "phase", "since", "until", "applied_at", "valid_days", "use", "source"}
    if head in plain:
        return f"general.{head}"
    if head == "names":
        return f"general.name_{_LANGUAGES.get(rest, 'en')}"
    known = {
        "direction": "general.import",
        "scope.hs": "general.hs",
        "scope": "general.control_lists",
        "fee": "general.fee",
        "law": "general.law",
    }
    for start, name in known.items():
        if path.startswith(start):
            return name
    return (
        path if head in {"route", "attachments", "conditions", "duties"} else "fields" if head == "form" else "general"
    )


def _form(content: Mapping[str, Any]) -> dict[str, Any]:
    said = content["general"]
    made: dict[str, Any] = {"applicant": {"$ref": "sections#/applicant"}}
    made |= {name: {"$ref": f"sections#/{name}"} for name in _SHARED if said.get(name)}
    for part in content["parts"]:
        made[part["name"]] = _part(part, [each for each in content["fields"] if each["part"] == part["name"]])
    made["undertaking"] = {"$ref": "sections#/undertaking"}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "type": "object",
        "properties": made,
        "required": list(made),
        "additionalProperties": False,
    }


def _part(part: Mapping[str, Any], rows: list[Mapping[str, Any]]) -> dict[str, Any]:
    named = _three(part, "title")
    head = {"title": named["en"], "x-title": {each: named[each] for each in ("zh-Hant", "zh-Hans")}}
    inner = {
        "type": "object",
        "properties": {each["name"]: _field(each) for each in rows},
        "required": [each["name"] for each in rows if each.get("required")],
        "additionalProperties": False,
    }
    return (
        {**head, "type": "array", "minItems": 1, "maxItems": 200, "items": inner}
        if part.get("many")
        else {**head, **inner}
    )


def _field(row: Mapping[str, Any]) -> dict[str, Any]:
    named = _three(row, "title")
    made: dict[str, Any] = {"title": named["en"], "x-title": {each: named[each] for each in ("zh-Hant", "zh-Hans")}}
    if row.get("help_en"):
        made |= {
            "description": row["help_en"],
            "x-help": {"zh-Hant": row.get("help_hant", ""), "zh-Hans": row.get("help_hans", "")},
        }
    made |= _KINDS[row["kind"]]
    if row["kind"] == "choice":
        choices = _choices(row)
        made |= {"enum": list(choices), "x-labels": choices}
    if row.get("when"):
        tests = (each.partition("=") for each in str(row["when"]).split(";"))
        made["x-when"] = {
            name.strip(): [one.strip() for one in said.split("|") if one.strip()] for name, _, said in tests
        }
    return made | (_more(row) or {})


def _rows(part: str, section: Mapping[str, Any]) -> Iterable[dict[str, Any]]:
    inner = section["items"] if section.get("type") == "array" else section
    for name, field in fields_of(section).items():
        kind = _kind_of(field)
        row: dict[str, Any] = {
            "part": part,
            "name": name,
            "kind": kind,
            **_apart({"en": field["title"], **field["x-title"]}, "title"),
        }
        if name in inner.get("required", ()):
            row["required"] = True
        if "description" in field:
            row |= _apart({"en": field["description"], **field.get("x-help", {})}, "help")
        if kind == "choice":
            row["choices"] = "\n".join(_choice(code, field["x-labels"][code]) for code in field["enum"])
        if "x-when" in field:
            row["when"] = ";".join(
                f"{other}={'|'.join(map(str, answers))}" for other, answers in field["x-when"].items()
            )
        more = {key: value for key, value in field.items() if key not in _SAID and _KINDS[kind].get(key) != value}
        yield row | ({"more": json.dumps(more, ensure_ascii=False)} if more else {})


def _kind_of(field: Mapping[str, Any]) -> str:
    if "enum" in field:
        return "choice"
    if field.get("const") is True:
        return "agree"
    kinds = {"integer": "integer", "boolean": "yes"}
    return str(
        field.get("x-code-list") or field.get("x-kind") or field.get("format") or kinds.get(str(field["type"]), "text")
    )


def _choices(row: Mapping[str, Any]) -> dict[str, dict[str, str]]:
    found = {}
    for line in str(row.get("choices", "")).splitlines():
        code, _, words = line.partition("=")
        parts = [each.strip() for each in words.split("|")]
        if code.strip() and len(parts) == 3 and all(parts):
            found[code.strip()] = dict(zip(_LANGUAGES, parts, strict=True))
    return found


def _choice(code: str, words: Mapping[str, str]) -> str:
    return f"{code} = {' | '.join(words[each] for each in _LANGUAGES)}"


def _more(row: Mapping[str, Any]) -> dict[str, Any] | None:
    try:
        found = json.loads(row.get("more") or "{}")
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _attachment(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "code": row["code"],
        "names": _three(row, "name"),
        "required": bool(row.get("required")),
        "types": _FILES,
        "at_most_mb": row["at_most_mb"],
    }


def _three(row: Mapping[str, Any], name: str) -> dict[str, str]:
    return {language: str(row.get(f"{name}_{short}", "")) for language, short in _LANGUAGES.items()}


def _apart(words: Mapping[str, str], name: str) -> dict[str, str]:
    return {f"{name}_{short}": words.get(language, "") for language, short in _LANGUAGES.items()}


def _listed(text: str, mark: str = ",") -> list[str]:
    return [each.strip() for each in text.split(mark) if each.strip()]
