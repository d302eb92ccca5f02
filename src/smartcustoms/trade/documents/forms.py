"""A form as a page draws it and reads it back: sections and fields in the reader's language, cells by path. Pure."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from smartcustoms.trade.documents import lists
from smartcustoms.trade.documents.form_schema import fields_of

MOST_LINES: Final = 200
_LINE = re.compile(r"\d{1,3}")


@dataclass(frozen=True, slots=True)
class Field:
    """One field: how it is named, asked and entered; the answers of another field on which it is asked."""

    name: str
    title: str
    help: str
    kind: str  # text, long, decimal, integer, date, yes, choice, email, hs
    required: bool
    options: tuple[tuple[str, str], ...]
    most: int
    when: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class Section:
    """One section: its fields, and whether it is filled in once or line by line."""

    name: str
    title: str
    many: bool
    required: bool
    fields: tuple[Field, ...]
    when: tuple[tuple[str, tuple[str, ...]], ...]


def sections(form: Mapping[str, Any], language: str) -> tuple[Section, ...]:
    """Give the sections of a form in a language."""
    required = set(form.get("required", ()))
    return tuple(_section(name, part, name in required, language) for name, part in form["properties"].items())


def entered(form: Mapping[str, Any], cells: Mapping[str, str]) -> dict[str, Any]:
    """Give the content that was entered: cells by path (`section.field`, `goods.0.field`) put in place, empty ones left out.

    A text that is no whole number or no yes stays a text, for the check to name it; fields that there are not are kept for it too.
    """
    made: dict[str, Any] = {}
    for name, part in form["properties"].items():
        fields = fields_of(part)
        if part.get("type") == "array":
            lines = [_cells(fields, cells, f"{name}.{n}") for n in _lines(name, cells)]
            if found := [line for line in lines if line]:
                made[name] = found
        elif one := _cells(fields, cells, name):
            made[name] = one
    return made


def cells_of(content: Mapping[str, Any]) -> dict[str, str]:
    """Give the cells of a content, by path."""
    return dict(_flat("", content))


def lines_in(name: str, cells: Mapping[str, str]) -> int:
    """Tell how many lines of a section are entered; one at least, so that there is one to fill in."""
    return max([*(n + 1 for n in _lines(name, cells)), 1])


def _lines(name: str, cells: Mapping[str, str]) -> list[int]:
    found = {
        int(part)
        for path in cells
        if path.startswith(f"{name}.") and _LINE.fullmatch(part := path.removeprefix(f"{name}.").partition(".")[0])
    }
    return sorted(n for n in found if n < MOST_LINES + 1)


def _cells(fields: Mapping[str, Any], cells: Mapping[str, str], path: str) -> dict[str, Any]:
    found = {name: _value(field, cells.get(f"{path}.{name}", "")) for name, field in fields.items()}
    return {name: value for name, value in found.items() if value not in ("", None)}


def _value(field: Mapping[str, Any], text: str) -> Any:
    text = text.strip()
    kind = field.get("type")
    if kind == "integer" and re.fullmatch(r"-?\d{1,18}", text, re.ASCII):
        return int(text)
    if kind == "number" and re.fullmatch(r"-?\d{1,15}(\.\d{1,9})?", text, re.ASCII):
        return float(text)
    if kind == "boolean" and text in {"true", "false"}:
        return text == "true"
    return text


def _flat(path: str, value: Any) -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping):
        for name, inner in value.items():
            yield from _flat(f"{path}.{name}" if path else str(name), inner)
    elif isinstance(value, Sequence) and not isinstance(value, str):
        for place, inner in enumerate(value):
            yield from _flat(f"{path}.{place}", inner)
    else:
        yield path, "true" if value is True else "false" if value is False else str(value)


def _section(name: str, part: Mapping[str, Any], required: bool, language: str) -> Section:
    many = part.get("type") == "array"
    inner = part["items"] if many else part
    wanted = set(inner.get("required", ())) | _wanted_if(inner)
    fields = tuple(_field(each, says, each in wanted, language) for each, says in inner["properties"].items())
    return Section(name, _said(part, "title", "x-title", language), many, required, fields, _when(part))


def _wanted_if(inner: Mapping[str, Any]) -> set[str]:
    return {name for rule in inner.get("allOf", ()) for name in rule.get("then", {}).get("required", ())}


def _field(name: str, field: Mapping[str, Any], required: bool, language: str) -> Field:
    return Field(
        name=name,
        title=_said(field, "title", "x-title", language),
        help=_said(field, "description", "x-help", language),
        kind=_kind(field),
        required=required,
        options=_options(field, language),
        most=int(field.get("maxLength", 0)),
        when=_when(field),
    )


def _kind(field: Mapping[str, Any]) -> str:
    if "enum" in field or "x-code-list" in field:
        return "choice"
    kinds = {"boolean": "yes", "integer": "integer", "number": "decimal"}
    return str(field.get("x-kind") or field.get("format") or kinds.get(str(field["type"]), "text"))


def _options(field: Mapping[str, Any], language: str) -> tuple[tuple[str, str], ...]:
    if "x-code-list" in field:
        return lists.choices(field["x-code-list"], language)
    labels = field.get("x-labels", {})
    return tuple(
        (code, labels.get(code, {}).get(language) or labels.get(code, {}).get("en", code))
        for code in field.get("enum", ())
    )


def _said(part: Mapping[str, Any], english: str, others: str, language: str) -> str:
    return str(part.get(others, {}).get(language) or part.get(english, ""))


def _when(part: Mapping[str, Any]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return tuple((name, tuple(map(str, answers))) for name, answers in part.get("x-when", {}).items())
