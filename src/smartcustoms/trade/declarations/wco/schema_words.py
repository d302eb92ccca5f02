"""What the schema library refuses, in plain words: by its error types, at the element's path, naming the field."""

import re
from collections.abc import Callable
from typing import Any, Final

from smartcustoms.trade.declarations.wco.classes import table
from smartcustoms.trade.declarations.wco.faults import Fault, fault
from smartcustoms.trade.declarations.wco.paths import path_of

MOST_FAULTS: Final = 100
_STEP: Final = re.compile(r"(@?[^/\[\]]+)(?:\[(\d+)\])?")
_VALUE: Final = re.compile(r"[Tt]he value '(.*?)'(?: |$)", re.DOTALL)
_LENGTH: Final = re.compile(r"has a length of '(\d+)'; this \w+ the allowed (?:maximum|minimum) length of '(\d+)'")
_MOST: Final = re.compile(r"(\d+)\.$")
_SET: Final = re.compile(r"element of the set \{(.*)\}", re.DOTALL)
_PATTERN: Final = re.compile(r"by the pattern '(.*)'\.", re.DOTALL)
_EXPECTED: Final = re.compile(r"Expected is(?: one of)? \( (.*) \)")
_ATTRIBUTE: Final = re.compile(r"attribute '(?:\{[^}]*\})?([^']*)'")
_SPACE: Final = re.compile(r"\{([^}]*)\}")


def faults_of(log: Any, message: Any) -> tuple[Fault, ...]:
    """Say all errors of a validation; of several at one place the first, since the rest repeats it."""
    told: list[Fault] = []
    seen: set[str] = set()
    for entry in log:
        if len(told) == MOST_FAULTS or (entry.path in seen and "ELEMENT_CONTENT" not in entry.type_name):
            continue
        seen.add(entry.path)
        told.append(_fault(entry, message))
    return tuple(told)


def _fault(entry: Any, message: Any) -> Fault:
    at, attribute = _found(entry.path or "", message)
    name = _name_of(at)
    code, names = _code_of(entry, at, attribute or name)
    value = _VALUE.search(entry.message)
    names.setdefault("value", value[1] if value else (at.text or "") if not len(at) else None)
    names = {"name": (attribute and f"{name} {attribute}") or name} | names
    return fault(code, path=path_of(at), line=at.sourceline or entry.line, **names)


def _code_of(entry: Any, at: Any, name: str) -> tuple[str, dict[str, Any]]:
    kind, told = entry.type_name.removeprefix("SCHEMAV_"), entry.message
    if kind in _FIXED:
        return _FIXED[kind], {}
    if kind in _TOLD:
        return _TOLD[kind](told, at)
    if kind in ("CVC_COMPLEX_TYPE_3_2_1", "CVC_COMPLEX_TYPE_3_2_2", "CVC_COMPLEX_TYPE_4"):
        found = _ATTRIBUTE.search(told)
        code = "attribute_missing" if kind.endswith("_4") else "attribute_unknown"
        return code, {"attribute": found[1] if found else name}
    if kind in ("CVC_ELT_1", "CVC_COMPLEX_TYPE_2_4") or "wildcard" in told:
        return "element_unexpected", {"holder": _name_of(at.getparent()), "expected": "…"}
    return "schema_refuses", {}


def _length(told: str, _at: Any) -> tuple[str, dict[str, Any]]:
    found = _LENGTH.search(told)
    length, limit = (int(found[1]), int(found[2])) if found else (0, 0)
    if length < limit:
        return "value_too_short", {"length": length, "shortest": limit}
    return "value_too_long", {"length": length, "longest": limit}


def _digits(told: str, _at: Any) -> tuple[str, dict[str, Any]]:
    most = _MOST.search(told)
    return "too_many_decimals" if "fractional" in told else "too_many_digits", {"most": most[1] if most else "?"}


def _among(told: str, _at: Any) -> tuple[str, dict[str, Any]]:
    among = _SET.search(told)
    return "not_among", {"among": among[1].replace("'", "")[:400] if among else "?"}


def _datatype(told: str, at: Any) -> tuple[str, dict[str, Any]]:
    if not len(at) and not (at.text or "").strip():
        return "value_missing", {}
    if "decimal" in told or "integer" in told:
        return "not_a_number", {}
    return ("not_yes_or_no", {}) if "boolean" in told else ("schema_refuses", {})


def _pattern(told: str, at: Any) -> tuple[str, dict[str, Any]]:
    found = _PATTERN.search(told)
    form = found[1] if found else "?"
    if form.startswith("(20"):
        return "not_a_time", {}
    if form == r".*[^\s].*":
        return ("line_end_inside" if (at.text or "").strip() else "value_missing"), {}
    return "form_wrong", {"form": form[:200]}


def _content(told: str, at: Any) -> tuple[str, dict[str, Any]]:
    expected = _EXPECTED.search(told)
    tags = [each.strip().rstrip("*?+") for each in expected[1].split(",")] if expected else []
    names = [each.rpartition("}")[2] for each in tags]
    if "Missing child" in told:
        return "element_missing", {"holder": _name_of(at), "name": " / ".join(names[:6]) or "?"}
    name = at.tag.rpartition("}")[2]
    if name in names and at.tag not in tags:
        space = _SPACE.search(tags[names.index(name)])
        code = "namespace_wrong" if at.tag[0] == "{" else "namespace_lost"
        return code, {
            "space": space[1] if space else "?",
            "value": at.tag[1:].partition("}")[0] if at.tag[0] == "{" else name,
        }
    holder = at.getparent()
    shown = ", ".join(names[:6]) + (" …" if len(names) > 6 else "") or "—"
    return "element_unexpected", {
        "name": name,
        "holder": _name_of(holder) if holder is not None else "—",
        "expected": shown,
        "value": name,
    }


_FIXED: Final = {
    "CVC_TYPE_3_1_2": "elements_in_leaf",
    "CVC_COMPLEX_TYPE_2_2": "elements_in_leaf",
    "CVC_COMPLEX_TYPE_2_3": "text_misplaced",
    "CVC_COMPLEX_TYPE_2_1": "text_misplaced",
}
_TOLD: Final[dict[str, Callable[[str, Any], tuple[str, dict[str, Any]]]]] = {
    "ELEMENT_CONTENT": _content,
    "CVC_MAXLENGTH_VALID": _length,
    "CVC_MINLENGTH_VALID": _length,
    "CVC_LENGTH_VALID": _length,
    "CVC_TOTALDIGITS_VALID": _digits,
    "CVC_FRACTIONDIGITS_VALID": _digits,
    "CVC_ENUMERATION_VALID": _among,
    "CVC_PATTERN_VALID": _pattern,
    "CVC_DATATYPE_VALID_1_2_1": _datatype,
    "CVC_DATATYPE_VALID_1_2_2": _datatype,
    "CVC_DATATYPE_VALID_1_2_3": _datatype,
}


def _found(path: str, message: Any) -> tuple[Any, str]:
    """Find the element of a path as the schema library writes it, in which a star is any name."""
    steps = [each for each in path.split("/") if each]
    at = message
    for step in steps[1:]:
        parts = _STEP.match(step)
        if parts is None or step.startswith("@"):
            return at, step.lstrip("@").rpartition(":")[2]
        children = [each for each in at if parts[1] == "*" or _is(each, parts[1])]
        place = int(parts[2] or 1) - 1
        if place >= len(children):
            return at, ""
        at = children[place]
    return at, ""


def _is(element: Any, step: str) -> bool:
    return bool(element.tag.rpartition("}")[2] == step.rpartition(":")[2])


def _name_of(at: Any) -> str:
    """Name an element for people, with the standard's name when the table knows it."""
    if at is None:
        return "—"
    name = at.tag.rpartition("}")[2]
    chain = [at, *at.iterancestors()]
    begins = next((place for place, each in enumerate(chain) if each.tag in table().roots and place >= 0), None)
    if begins is None:
        return str(name)
    element = table().roots[chain[begins].tag]
    for each in reversed(chain[:begins]):
        place = element.holds.get(each.tag)
        if place is None:
            return str(name)
        element = place.element
    return element.says
