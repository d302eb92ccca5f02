"""JSON from outside: read within bounds, or refused with what was seen. Pure.

Python's own reader takes NaN, infinities and lone surrogates, and recurses as deep as the text nests; Python and PostgreSQL each
fail later on one of these (RecursionError, OverflowError, "cannot contain NUL"). So every text of a stranger goes through `read_json`.
"""

import math
from collections.abc import Iterable
from decimal import Decimal
from typing import Any, Final

import msgspec

DEEPEST: Final = 64
"""Levels of nesting; our own bodies have at most 5."""
_LONGEST_INTEGER: Final = (
    1024  # bits: more than any float, and written in less than the 4,300 digits that Python converts
)
_LARGEST_POWER: Final = 1000  # a decimal of 10**999999999 is short to send and a gigabyte to write out


class JsonUnfit(ValueError):
    """A text is no JSON in UTF-8, or nests too deeply, or holds numbers or characters that nothing can keep."""


def read_json(content: bytes | str, *, exact: bool = False) -> Any:
    """Read JSON.

    Args:
        content: the text.
        exact: give numbers with a point or exponent as Decimal instead of float.

    Raises:
        JsonUnfit: it cannot be read; the message says what was seen.
    """
    try:
        value = (_EXACT if exact else _PLAIN).decode(content)
    except RecursionError:
        raise JsonUnfit(f"nested more than {DEEPEST} deep") from None
    except (msgspec.DecodeError, ValueError, ArithmeticError) as wrong:
        raise JsonUnfit(str(wrong)[:80]) from wrong
    check_json(value)
    return value


def check_json(value: Any) -> None:
    """Look through a value level by level (no recursion), as it came from any reader of JSON.

    Raises:
        JsonUnfit: it nests too deeply, or holds a number or character that cannot be kept.
    """
    level: list[Any] = [value]
    for _ in range(DEEPEST + 1):
        level = [inner for each in level for inner in _inside(each)]
        if not level:
            return
    raise JsonUnfit(f"nested more than {DEEPEST} deep")


def _inside(value: Any) -> Iterable[Any]:
    """Give what a list or an object holds; refuse a leaf that cannot be kept."""
    if isinstance(value, list):
        return value
    if isinstance(value, dict):
        return [*value.keys(), *value.values()]
    if isinstance(value, str):
        if "\x00" in value or not _is_written(value):
            raise JsonUnfit("a text holds a NUL or half a character")
    elif isinstance(value, int | float | Decimal) and not _is_of_size(value):
        raise JsonUnfit("a number is infinite, or too large or too small to keep")
    return ()


def _is_of_size(number: Decimal | float) -> bool:
    if isinstance(number, Decimal):
        return number.is_finite() and abs(number.adjusted()) <= _LARGEST_POWER
    return number.bit_length() <= _LONGEST_INTEGER if isinstance(number, int) else math.isfinite(number)


def _is_written(text: str) -> bool:
    """Tell whether a text has no lone surrogates, which no encoding can write."""
    return text.isascii() or not any("\ud800" <= letter <= "\udfff" for letter in text)


_PLAIN: Final = msgspec.json.Decoder()
_EXACT: Final = msgspec.json.Decoder(float_hook=Decimal)
