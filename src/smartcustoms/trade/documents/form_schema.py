"""The schema of a form: parts taken in, conditions written out, and what is wrong with one that somebody wrote. Pure.

A form is a JSON Schema (draft 2020-12): an object of sections, each an object of fields or a list of such objects. Beside the
standard's keywords it knows `x-title`, `x-help`, `x-labels` (words in Chinese), `x-code-list`, `x-kind` (how a text is entered)
and `x-when`: the answers on which a field (of its own section) or a section (`section.field`) is asked. `{"$ref": "fields#/name"}`
and `{"$ref": "sections#/name"}` take in parts of `reference/parts.json`.
"""

import json
import re
from collections.abc import Iterator, Mapping
from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Any, Final

from smartcustoms.kernel.words.model import sentence
from smartcustoms.trade.documents.faults import unsound
from smartcustoms.trade.documents.lists import known
from smartcustoms.trade.documents.model import Fault

MOST_FIELDS: Final = 300
_PARTS = Path(__file__).with_name("reference") / "parts.json"
_SECTION: Final = frozenset(
    {"title", "x-title", "description", "x-help", "type", "properties", "required", "additionalProperties"}
    | {"x-when", "minItems", "maxItems", "items", "$ref"}
)
_FIELD: Final = frozenset(
    {
        "title",
        "x-title",
        "description",
        "x-help",
        "type",
        "enum",
        "const",
        "x-labels",
        "x-code-list",
        "x-kind",
        "x-when",
    }
    | {"pattern", "format", "minLength", "maxLength", "minimum", "maximum", "$ref"}
)
_HANGING = re.compile(r"\)[*+]|\{\d*,\}|\{\d*,?\d{4,}\}|\(\?")
"""Patterns that may take very long on a wrong text: repeated groups without a bound, and look-arounds."""


@cache
def parts() -> Mapping[str, Any]:
    """Give the parts that forms take in: sections and fields by name."""
    found: Mapping[str, Any] = json.loads(_PARTS.read_text(encoding="utf-8"))
    return found


def faults_of_form(form: Mapping[str, Any]) -> tuple[Fault, ...]:
    """Give what is wrong with a form that somebody wrote."""
    found = list(_shape(form))
    if not found and (why := unsound(resolved(form))):
        found.append(_fault("form", why))
    return tuple(found[:100])


def bundled(form: Mapping[str, Any]) -> dict[str, Any]:
    """Give the form as one JSON Schema of its own, parts taken in and conditions written in the standard's words."""
    made = resolved(form)
    made["properties"] = {name: _section(part) for name, part in made["properties"].items()}
    required = list(made.get("required", []))
    rules = [
        _rule(name, when, required=name in required, deep=True)
        for name, part in made["properties"].items()
        if (when := part.get("x-when"))
    ]
    made["required"] = [name for name in required if "x-when" not in made["properties"][name]]
    return made | ({"allOf": rules} if rules else {})


def resolved(form: Mapping[str, Any]) -> dict[str, Any]:
    """Give the form with the parts taken in."""
    made = {"$schema": "https://json-schema.org/draft/2020-12/schema", **form}
    made["properties"] = {name: _taken_in(part) for name, part in form["properties"].items()}
    return made


def fields_of(section: Mapping[str, Any]) -> Mapping[str, Any]:
    """Give the fields of a section, whether it is asked once or line by line."""
    inner = section["items"] if section.get("type") == "array" else section
    found: Mapping[str, Any] = inner.get("properties", {})
    return found


def _taken_in(part: Mapping[str, Any]) -> dict[str, Any]:
    ref = part.get("$ref")
    if ref is not None:
        kind, _, name = str(ref).partition("#/")
        part = {**parts()[kind][name], **{key: value for key, value in part.items() if key != "$ref"}}
    made = deepcopy(dict(part))
    if isinstance(made.get("items"), dict):
        made["items"] = _taken_in(made["items"])
    if isinstance(made.get("properties"), dict):
        made["properties"] = {name: _taken_in(inner) for name, inner in made["properties"].items()}
    return made


def _section(part: dict[str, Any]) -> dict[str, Any]:
    if part.get("type") == "array":
        return {**part, "items": _section(part["items"])}
    required = list(part.get("required", []))
    rules = [
        _rule(name, when, required=name in required, deep=False)
        for name, field in part["properties"].items()
        if (when := field.get("x-when"))
    ]
    left = [name for name in required if "x-when" not in part["properties"][name]]
    return {**part, "required": left} | ({"allOf": rules} if rules else {})


def _rule(name: str, when: Mapping[str, Any], *, required: bool, deep: bool) -> dict[str, Any]:
    """Write `x-when` as if, then, else: needed or allowed where it holds, not asked where it does not."""
    tests = [_test(path.split(".") if deep else [path], answers) for path, answers in when.items()]
    holds = tests[0] if len(tests) == 1 else {"allOf": tests}
    then: dict[str, Any] = {"required": [name]} if required else {}
    return {"if": holds, "then": then, "else": {"properties": {name: False}}}


def _test(path: list[str], answers: Any) -> dict[str, Any]:
    inner = {"enum": list(answers)} if len(path) == 1 else _test(path[1:], answers)
    return {"type": "object", "properties": {path[0]: inner}, "required": [path[0]]}


def _shape(form: Mapping[str, Any]) -> Iterator[Fault]:
    sections = form.get("properties")
    if form.get("type") != "object" or not isinstance(sections, dict) or not sections or len(sections) > 40:
        yield _fault("form", "a form is an object of 1 to 40 sections under `properties`")
        return
    odd = set(form) - {"$schema", "type", "properties", "required", "additionalProperties"}
    if odd:
        yield _fault("form", f"unknown keywords: {', '.join(sorted(map(str, odd)))[:200]}")
        return
    for name, section in sections.items():
        yield from _shape_of_section(f"form.properties.{name}", name, section, sections)
    yield from _required("form", form, sections)


def _shape_of_section(path: str, name: str, section: Any, sections: Mapping[str, Any]) -> Iterator[Fault]:
    if not _is_name(name) or not isinstance(section, dict) or set(section) - _SECTION:
        yield _fault(path, "a section is an object of fields, or a list (`array`) of such objects, under a plain name")
        return
    if (wrong := _wrong_ref(section, "sections")) is not None:
        yield _fault(path, wrong)
        return
    whole = _taken_in(section) if "$ref" in section else section
    yield from _titled(path, whole)
    inner = whole.get("items") if whole.get("type") == "array" else whole
    if not isinstance(inner, dict) or inner.get("type") != "object" or not isinstance(inner.get("properties"), dict):
        yield _fault(path, "a section has `type: object` and `properties`; a list has them under `items`")
        return
    fields = inner["properties"]
    if len(fields) > MOST_FIELDS // 4:
        yield _fault(path, "a section has at most 75 fields")
    for field, says in fields.items():
        yield from _shape_of_field(f"{path}.properties.{field}", field, says, fields)
    yield from _required(path, inner, fields)
    yield from _when(
        path, whole.get("x-when"), {f"{s}.{f}" for s, part in sections.items() for f in _field_names(part)}
    )


def _shape_of_field(path: str, name: str, field: Any, fields: Mapping[str, Any]) -> Iterator[Fault]:
    if not _is_name(name) or not isinstance(field, dict) or set(field) - _FIELD:
        yield _fault(path, "a field has a plain name and the keywords of a single value")
        return
    if (wrong := _wrong_ref(field, "fields")) is not None:
        yield _fault(path, wrong)
        return
    whole = _taken_in(field)
    yield from _titled(path, whole)
    if whole.get("type") not in {"string", "integer", "number", "boolean"}:
        yield _fault(path, "a field's `type` is string, integer, number or boolean")
    if "x-code-list" in whole and whole["x-code-list"] not in known():
        yield _fault(
            path, f"there is no code list {str(whole['x-code-list'])[:40]}; known: {', '.join(sorted(known()))}"
        )
    pattern = whole.get("pattern", "")
    if not isinstance(pattern, str) or len(pattern) > 200 or _HANGING.search(pattern) or pattern.count("*") > 2:
        yield _fault(path, "a pattern has at most 200 characters and repeats no group without a bound")
    labels = whole.get("x-labels")
    if "enum" in whole and not _labelled(whole["enum"], labels):
        yield _fault(path, "each choice of `enum` is a text with words in three languages in `x-labels`")
    yield from _when(path, whole.get("x-when"), set(fields) - {name})


def _labelled(choices: Any, labels: Any) -> bool:
    if not isinstance(choices, list) or not isinstance(labels, dict) or not 0 < len(choices) <= 200:
        return False
    return all(isinstance(each, str) and _has_languages(labels.get(each)) for each in choices)


def _has_languages(words: Any) -> bool:
    return isinstance(words, dict) and all(
        isinstance(words.get(each), str) and words[each].strip() for each in ("en", "zh-Hant", "zh-Hans")
    )


def _titled(path: str, part: Mapping[str, Any]) -> Iterator[Fault]:
    for english, others in (("title", "x-title"), ("description", "x-help")):
        if english in part or english == "title":
            chinese = part.get(others)
            words = {"en": part.get(english), **(chinese if isinstance(chinese, dict) else {})}
            if not _has_languages(words):
                yield _fault(path, f"`{english}` and `{others}` say it in English, zh-Hant and zh-Hans")


def _required(path: str, whole: Mapping[str, Any], there: Mapping[str, Any]) -> Iterator[Fault]:
    wanted = whole.get("required", [])
    if not isinstance(wanted, list) or not all(isinstance(each, str) and each in there for each in wanted):
        yield _fault(f"{path}.required", "`required` names what stands under `properties`")


def _when(path: str, when: Any, there: set[str]) -> Iterator[Fault]:
    if when is None:
        return
    good = isinstance(when, dict) and 0 < len(when) <= 5
    if not good or not all(name in there and isinstance(answers, list) and answers for name, answers in when.items()):
        yield _fault(path, "`x-when` names another field and the answers on which this is asked")


def _field_names(section: Any) -> tuple[str, ...]:
    if not isinstance(section, dict) or _wrong_ref(section, "sections") is not None:
        return ()
    inner = _taken_in(section) if "$ref" in section else section
    inner = inner.get("items", {}) if inner.get("type") == "array" else inner
    fields = inner.get("properties") if isinstance(inner, dict) else None
    return tuple(fields) if isinstance(fields, dict) else ()


def _wrong_ref(part: Mapping[str, Any], kind: str) -> str | None:
    ref = part.get("$ref")
    if ref is None:
        return None
    home, _, name = str(ref).partition("#/")
    return None if home == kind and name in parts()[kind] else f"there is no part {str(ref)[:60]}"


def _is_name(name: Any) -> bool:
    return isinstance(name, str) and re.fullmatch(r"[a-z][a-z0-9_]{0,39}", name) is not None


def _fault(field: str, why: str) -> Fault:
    return Fault(
        field, sentence("The form cannot be used: {why}.", why=why), sentence("Mend it as the guide to types says.")
    )
