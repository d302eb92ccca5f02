"""What is wrong with something written, against a JSON Schema: each fault with its field, a sentence and a mend. Pure."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from difflib import get_close_matches
from functools import cache
from typing import Any, Final

from smartcustoms.kernel.words.model import Sentence, sentence
from smartcustoms.trade.documents.lists import codes
from smartcustoms.trade.documents.model import Fault

MOST_FAULTS: Final = 100
_MENDS: Final[dict[str, Sentence]] = {
    "decimal": sentence("Write digits, with a point if needed, such as 12.5."),
    "hs": sentence("Write the six or eight digits of the tariff line, such as 851762."),
    "date": sentence("Write a day as year-month-day, such as 2026-11-28."),
    "email": sentence("Write an address such as name@example.org."),
}
_TYPES: Final[dict[str, Sentence]] = {
    "string": sentence("Write a text."),
    "integer": sentence("Write a whole number."),
    "number": sentence("Write a number."),
    "boolean": sentence("Say yes or no."),
    "object": sentence("Give an object with the fields of this part."),
    "array": sentence("Give a list."),
}


def faults_of(schema: Mapping[str, Any], written: Any) -> tuple[Fault, ...]:
    """Give what is wrong with something written, in the order of the schema's fields; nothing when it is in order."""
    found: dict[tuple[str, str], Fault] = {}
    for error in _validator(schema).iter_errors(written):
        for fault in _told(error):
            found.setdefault((fault.field, fault.says.text), fault)
        if len(found) >= MOST_FAULTS:
            break
    return tuple(found.values())


def unsound(schema: Mapping[str, Any]) -> str:
    """Tell why something is no JSON Schema (draft 2020-12); empty when it is one."""
    from jsonschema import Draft202012Validator
    from jsonschema.exceptions import SchemaError

    try:
        Draft202012Validator.check_schema(schema)
    except SchemaError as wrong:
        return f"{'.'.join(map(str, wrong.absolute_path)) or 'form'}: {wrong.message[:200]}"
    return ""


def _validator(schema: Mapping[str, Any]) -> Any:
    kind, formats = _kind()
    return kind(schema, format_checker=formats)


@cache
def _kind() -> tuple[Any, Any]:
    from jsonschema import Draft202012Validator, FormatChecker, validators

    kind = validators.extend(Draft202012Validator, {"x-code-list": _in_list})  # type: ignore[no-untyped-call]
    formats = FormatChecker(formats=())
    formats.checks("date", raises=ValueError)(_is_day)
    formats.checks("email")(lambda text: not isinstance(text, str) or _is_address(text))
    return kind, formats


def _is_day(text: object) -> bool:
    from datetime import date

    if isinstance(text, str):
        date.fromisoformat(text)
        return len(text) == 10
    return True


def _is_address(text: str) -> bool:
    name, _, host = text.partition("@")
    return bool(name) and "." in host and not any(c.isspace() or c in "<>,;" for c in text)


def _in_list(_validator: Any, name: str, written: Any, _schema: Any) -> Iterator[Any]:
    from jsonschema import ValidationError

    if isinstance(written, str) and written not in codes(name):
        yield ValidationError("not in the code list")


def _told(error: Any) -> Iterator[Fault]:
    path, schema = [str(part) for part in error.absolute_path], error.schema if isinstance(error.schema, dict) else {}
    if error.validator == "required":
        yield from _missing(error, path, schema)
    elif error.validator in {"additionalProperties", "unevaluatedProperties"}:
        yield from _unknown(error, path, schema)
    else:
        says, mend = _WRONG.get(str(error.validator), _wrong)(error, schema)
        yield Fault(".".join(path), says, mend, _seen(error.instance), names_of(schema), helps_of(schema))


def _missing(error: Any, path: list[str], schema: Mapping[str, Any]) -> Iterator[Fault]:
    for name in error.validator_value:
        if isinstance(error.instance, dict) and name not in error.instance:
            part = schema.get("properties", {}).get(name, {})
            mend = _hint(part) if isinstance(part, dict) else _FILL
            yield Fault(".".join([*path, name]), _NEEDED, mend, "", names_of(part), helps_of(part))


def _unknown(error: Any, path: list[str], schema: Mapping[str, Any]) -> Iterator[Fault]:
    known = list(schema.get("properties", {}))
    for name in error.instance:
        if name not in known:
            near = get_close_matches(str(name), known, 1)
            mend = (
                sentence("Did you mean {name}?", name=near[0])
                if near
                else sentence("Leave it out; the fields are: {names}.", names=", ".join(known)[:300])
            )
            yield Fault(".".join([*path, str(name)[:60]]), _NO_SUCH, mend, str(name)[:60])


def names_of(schema: Any) -> dict[str, str]:
    """Give what a section or field is called, by language; nothing when it has no title."""
    if not isinstance(schema, dict) or "title" not in schema:
        return {}
    return {"en": str(schema["title"]), **schema.get("x-title", {})}


def helps_of(schema: Any) -> dict[str, str]:
    """Give the help of a field, by language; nothing when it has none."""
    if not isinstance(schema, dict) or "description" not in schema:
        return {}
    return {"en": str(schema["description"]), **schema.get("x-help", {})}


def _hint(part: Mapping[str, Any]) -> Sentence:
    if part.get("const") is True:
        return _TICK
    kind = part.get("x-kind") or part.get("format") or ""
    return _MENDS.get(str(kind), _FILL)


def _pattern(_error: Any, schema: Mapping[str, Any]) -> tuple[Sentence, Sentence]:
    return sentence("This is not written as it must be."), _MENDS.get(str(schema.get("x-kind", "")), _AS_ASKED)


def _choice(error: Any, schema: Mapping[str, Any]) -> tuple[Sentence, Sentence]:
    known = [str(each) for each in schema.get("enum", [])]
    return _not_listed(known, error.instance)


def _listed(error: Any, _schema: Mapping[str, Any]) -> tuple[Sentence, Sentence]:
    return _not_listed(sorted(codes(str(error.validator_value))), error.instance)


def _not_listed(known: Iterable[str], seen: object) -> tuple[Sentence, Sentence]:
    all_known = list(known)
    near = get_close_matches(str(seen)[:40].upper(), all_known, 3)
    if len(all_known) > 20:
        mend = sentence("Did you mean {codes}?", codes=", ".join(near)) if near else sentence("Choose from the list.")
    else:
        mend = sentence("Choose one of: {known}.", known=", ".join(all_known))
    return sentence("This is not in the list."), mend


def _typed(error: Any, _schema: Mapping[str, Any]) -> tuple[Sentence, Sentence]:
    return sentence("This is of another kind than asked."), _TYPES.get(str(error.validator_value), _AS_ASKED)


def _format(error: Any, _schema: Mapping[str, Any]) -> tuple[Sentence, Sentence]:
    return sentence("This is not written as it must be."), _MENDS.get(str(error.validator_value), _AS_ASKED)


def _size(error: Any, _schema: Mapping[str, Any]) -> tuple[Sentence, Sentence]:
    most = error.validator in {"maxLength", "maxItems", "maximum"}
    limit = error.validator_value
    if error.validator in {"minLength", "maxLength"}:
        mend = _MOST_CHARACTERS if most else _LEAST_CHARACTERS
    elif error.validator in {"minItems", "maxItems"}:
        mend = _MOST_LINES if most else _LEAST_LINES
    else:
        mend = _MOST if most else _LEAST
    return (_TOO_MUCH if most else _TOO_LITTLE), Sentence(mend.text, {"limit": limit})


def _const(error: Any, _schema: Mapping[str, Any]) -> tuple[Sentence, Sentence]:
    if error.validator_value is True:
        return sentence("This must be agreed to."), _TICK
    return sentence("This must be {value}.", value=str(error.validator_value)[:60]), _AS_ASKED


def _not_asked(_error: Any, _schema: Mapping[str, Any]) -> tuple[Sentence, Sentence]:
    return sentence("This is not asked here."), sentence("Leave it empty, or change the answer it depends on.")


def _wrong(error: Any, schema: Mapping[str, Any]) -> tuple[Sentence, Sentence]:
    if error.validator is None:  # a schema of `false`: a field whose condition does not hold
        return _not_asked(error, schema)
    return sentence("This is not as it must be."), _AS_ASKED


_NEEDED = sentence("This is needed.")
_NO_SUCH = sentence("There is no such field.")
_FILL = sentence("Fill it in.")
_TICK = sentence("Tick it, or send true.")
_AS_ASKED = sentence("Write it as the form asks.")
_TOO_MUCH = sentence("This is too much.")
_TOO_LITTLE = sentence("This is too little.")
_MOST_CHARACTERS = sentence("Write at most {limit} characters.")
_LEAST_CHARACTERS = sentence("Write at least {limit} characters.")
_MOST_LINES = sentence("Give at most {limit} lines.")
_LEAST_LINES = sentence("Give at least {limit} lines.")
_MOST = sentence("Write at most {limit}.")
_LEAST = sentence("Write at least {limit}.")
_WRONG: Final[dict[str, Callable[[Any, Mapping[str, Any]], tuple[Sentence, Sentence]]]] = {
    "pattern": _pattern,
    "enum": _choice,
    "x-code-list": _listed,
    "type": _typed,
    "format": _format,
    "const": _const,
    **dict.fromkeys(("minLength", "maxLength", "minItems", "maxItems", "minimum", "maximum"), _size),
}


def _seen(value: Any) -> str:
    return "" if isinstance(value, dict | list) else str(value)[:80]
