"""What a plain value may be: its kind, length, digits, codes and form, and whether it keeps to them."""

import re
from dataclasses import dataclass, replace
from typing import Any, Final

from smartcustoms.trade.declarations.wco.faults import Fault, fault

_NUMBER: Final = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)\Z", re.ASCII)
_NOT_BLANK: Final = r".*[^\s].*"
_TIMES: Final = frozenset({r"(20\d{6})(\d{6}(Z|[-+]\d\d))?"})
_TIME: Final = re.compile(r"(?:20\d{6})(?:\d{6}(?:Z|[-+]\d\d))?\Z", re.ASCII)
_SPACES: Final = re.compile(r"[ \t\r\n]+")


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits of one element's or attribute's value."""

    kind: str = "text"
    longest: int | None = None
    shortest: int | None = None
    digits: int | None = None
    decimals: int | None = None
    among: frozenset[str] = frozenset()
    forms: tuple[re.Pattern[str], ...] = ()
    is_time: bool = False
    is_line: bool = False
    must: bool = False
    is_plain: bool = False


def limits_of(row: dict[str, Any]) -> Limits:
    """Read limits from a row of the table."""
    patterns = row.get("patterns", ())
    length = row.get("length")
    made = Limits(
        row["kind"],
        row.get("maxLength", length),
        row.get("minLength", length),
        row.get("totalDigits"),
        row.get("fractionDigits"),
        frozenset(row.get("among", ())),
        tuple(re.compile(f"(?:{each})\\Z") for each in patterns if each != _NOT_BLANK and each not in _TIMES),
        any(each in _TIMES for each in patterns),
        _NOT_BLANK in patterns,
        row.get("must", False),
    )
    return replace(made, is_plain=made == Limits(must=made.must))


def broken(limits: Limits, value: str, name: str) -> Fault | None:
    """Give the first limit that a value does not keep, without its place."""
    if limits.is_plain:
        return None
    seen = value if limits.kind == "text" else _SPACES.sub(" ", value).strip(" ")
    return (
        _wrong_kind(limits, seen, name)
        or _wrong_length(limits, seen, name)
        or _wrong_line(limits, seen, name)
        or _wrong_form(limits, seen, name)
    )


def _wrong_line(limits: Limits, seen: str, name: str) -> Fault | None:
    if limits.is_line and not seen.strip():
        return fault("value_missing", name=name, value=seen)
    if limits.is_line and ("\n" in seen or "\r" in seen):
        return fault("line_end_inside", name=name, value=seen)
    return None


def _wrong_kind(limits: Limits, seen: str, name: str) -> Fault | None:
    if limits.kind == "decimal":
        if not _NUMBER.match(seen):
            return fault("value_missing" if not seen else "not_a_number", name=name, value=seen)
        whole, _, part = seen.lstrip("+-").partition(".")
        whole, part = whole.lstrip("0"), part.rstrip("0")
        if limits.decimals is not None and len(part) > limits.decimals:
            return fault("too_many_decimals", name=name, value=seen, most=limits.decimals)
        if limits.digits is not None and len(whole) + len(part) > limits.digits:
            return fault("too_many_digits", name=name, value=seen, most=limits.digits)
    elif limits.kind == "boolean" and seen not in {"true", "false"}:
        return fault("not_yes_or_no", name=name, value=seen)
    return None


def _wrong_length(limits: Limits, seen: str, name: str) -> Fault | None:
    if limits.longest is not None and len(seen) > limits.longest:
        return fault("value_too_long", name=name, value=seen, length=len(seen), longest=limits.longest)
    if limits.shortest is not None and len(seen) < limits.shortest:
        return fault("value_too_short", name=name, value=seen, length=len(seen), shortest=limits.shortest)
    return None


def _wrong_form(limits: Limits, seen: str, name: str) -> Fault | None:
    if limits.is_time and not _TIME.match(seen):
        return fault("not_a_time", name=name, value=seen)
    if limits.forms and not any(each.match(seen) for each in limits.forms):
        return fault("form_wrong", name=name, value=seen, form=" / ".join(each.pattern[3:-3] for each in limits.forms))
    if limits.among and seen not in limits.among:
        return fault("not_among", name=name, value=seen, among=", ".join(sorted(limits.among)))
    return None
