"""Dates and times in the formats of data element 2379."""

import re
from datetime import date
from typing import Final

_DAY, _SHORT_DAY, _TIME = (
    r"(?P<y>\d{4})(?P<m>\d\d)(?P<d>\d\d)",
    r"(?P<s>\d\d)(?P<m>\d\d)(?P<d>\d\d)",
    r"(?P<H>\d\d)(?P<M>\d\d)",
)
FORMATS: Final = {
    "2": r"(?P<d>\d\d)(?P<m>\d\d)(?P<s>\d\d)", "3": r"(?P<m>\d\d)(?P<d>\d\d)(?P<s>\d\d)", "4": r"(?P<d>\d\d)(?P<m>\d\d)(?P<y>\d{4})",
    "101": _SHORT_DAY, "102": _DAY, "201": _SHORT_DAY + _TIME, "202": _SHORT_DAY + _TIME + r"(?P<S>\d\d)", "203": _DAY + _TIME,
    "204": _DAY + _TIME + r"(?P<S>\d\d)", "205": _DAY + _TIME + r"[+\-A-Z]?\d{0,4}", "303": _DAY + _TIME + r"[A-Z+\-\d]{1,5}",
    "304": _DAY + _TIME + r"(?P<S>\d\d)[A-Z+\-\d]{1,5}", "401": _TIME, "402": _TIME + r"(?P<S>\d\d)", "602": r"(?P<y>\d{4})",
    "609": r"(?P<s>\d\d)(?P<m>\d\d)", "610": r"(?P<y>\d{4})(?P<m>\d\d)", "616": r"(?P<y>\d{4})(?P<w>\d\d)", "718": r"\d{8}-?\d{8}",
}  # fmt: skip
_COMPILED: Final = {code: re.compile(pattern) for code, pattern in FORMATS.items()}
"""Formats that are known; others are not checked. source: from memory of UN/EDIFACT EDED 2379."""


def is_time(value: str, form: str) -> bool:
    """Tell whether a value is a date or time in a format; True for a format that is not known."""
    if form not in _COMPILED:
        return True
    found = _COMPILED[form].fullmatch(value)
    return found is not None and _is_real(found.groupdict())


def _is_real(parts: dict[str, str | None]) -> bool:
    numbers = {name: int(text) for name, text in parts.items() if text is not None}
    if numbers.get("H", 0) > 24 or numbers.get("M", 0) > 59 or numbers.get("S", 0) > 60 or numbers.get("w", 1) > 53:
        return False
    year = numbers.get("y", 2000 + numbers.get("s", 0))
    try:
        date(year, numbers.get("m", 1), numbers.get("d", 1))
    except ValueError:
        return False
    return True
