"""Read what was entered: tidy cells the same way for one declaration and for a file, then give exact values their types."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl

from smartcustoms.trade.declarations.fields import ALL, HEADER, ITEM, LARGEST_AMOUNT_DIGITS, Field, Reads
from smartcustoms.trade.declarations.licences import MOST_LICENCES
from smartcustoms.trade.declarations.model import Cells, Direction, Drafted, GoodsItem, Header

AMOUNT = rf"^[0-9]{{1,{LARGEST_AMOUNT_DIGITS}}}(\.[0-9]{{1,6}})?$"
COUNT = r"^[0-9]{1,8}$"
DAY = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
_UPPER = frozenset({Reads.CODE, Reads.COUNTRY, Reads.ROUTE, Reads.LICENCES})
_HS, _LICENCES = Reads.HS, Reads.LICENCES
_AS_WRITTEN = (Reads.TEXT, Reads.AMOUNT, Reads.COUNT, Reads.DAY)  # not a set: to hash an enumeration takes long
_SPACE = re.compile(r"[ \t\r\n\x0b\x0c\u00a0\u3000]+")
_LONGEST_RAW = 4096


def tidied(text: str, reads: Reads) -> str:
    """Tidy one cell: spaces around it go, inner runs become one, codes are put in upper case, HS codes keep digits only."""
    if text.isascii() and text.isprintable() and "  " not in text and len(text) < _LONGEST_RAW:  # most cells
        plain = text.strip(" ")
        if reads in _AS_WRITTEN:
            return plain
    else:
        plain = _SPACE.sub(" ", text[:_LONGEST_RAW]).strip(" ")
    if reads is _HS:
        return plain.replace(".", "").replace(" ", "")
    return plain if reads in _AS_WRITTEN else upper_ascii(plain)


def upper_ascii(text: str) -> str:
    """Put a to z in upper case and leave every other letter: the file reader does the same, whatever the locale."""
    return text.upper() if text.isascii() else text.translate(_TO_UPPER)


_TO_UPPER = {code: code - 32 for code in range(ord("a"), ord("z") + 1)}


def tidied_column(name: str, reads: Reads) -> pl.Expr:
    """Tidy a column of a file as `tidied` tidies one cell; empty cells become null."""
    plain = pl.col(name).cast(pl.String).str.slice(0, _LONGEST_RAW)
    plain = plain.str.replace_all(_SPACE.pattern, " ").str.strip_chars(" ")
    if reads is Reads.HS:
        plain = plain.str.replace_all(r"[. ]", "")
    elif reads in _UPPER:
        plain = plain.str.replace_many({chr(code): chr(upper) for code, upper in _TO_UPPER.items()})
    return pl.when(plain == "").then(None).otherwise(plain).alias(name)


def drafted(entered: Mapping[str, Any]) -> Drafted:
    """Take cells out of a mapping such as JSON's: numbers become text, unknown names and empty cells are left out."""
    items = entered.get("items")
    rows = [each if isinstance(each, Mapping) else {} for each in items] if isinstance(items, list | tuple) else []
    return Drafted(cells(entered, HEADER), tuple(cells(row, ITEM) for row in rows))


def cells(entered: Mapping[str, Any], fields: tuple[Field, ...]) -> dict[str, str]:
    """Take the cells of some fields, tidied."""
    found = {}
    for each in fields:
        given = entered.get(each.name)
        if given is None:
            continue
        if not isinstance(given, str):
            given = _licences(given) if each.reads is _LICENCES and isinstance(given, list) else _as_text(given)
        if text := tidied(given, each.reads):
            found[each.name] = text
    return found


def _as_text(given: Any) -> str:
    if given is None:
        return ""
    if isinstance(given, str):
        return given
    if isinstance(given, Decimal | float | int) and not isinstance(given, bool):
        text = format(given, "f") if isinstance(given, Decimal) else repr(given)
        return text.removesuffix(".0")
    if isinstance(given, date):
        return given.isoformat()
    # a list or an object where a plain value belongs: the cell's rule will refuse this mark, whatever is inside
    return str(given) if isinstance(given, bool) else f"({type(given).__name__})"


def _licences(given: list[Any]) -> str:
    """Write a JSON list of numbers, or of objects with `number` and `quantity`, as the cell that a form has."""
    found = []
    for each in given[: MOST_LICENCES + 1]:
        one = each if isinstance(each, Mapping) else {"number": each}
        number, quantity = _as_text(one.get("number")), one.get("quantity")
        found.append(number if quantity is None else f"{number}={_as_text(quantity)}")
    return ", ".join(found)


def typed(draft: Drafted) -> tuple[Header, tuple[GoodsItem, ...]]:
    """Give the cells their types. Every rule that refuses must have passed: a cell that cannot be read raises ValueError."""
    items = tuple(GoodsItem(item=n, **_typed(row, ITEM)) for n, row in enumerate(draft.items, start=1))
    return Header(**_typed(draft.header, HEADER)), items


def _typed(row: Cells, fields: tuple[Field, ...]) -> dict[str, Any]:
    found: dict[str, Any] = {each.name: _READERS[each.reads](row[each.name]) for each in fields if each.name in row}
    if "direction" in found:
        found["direction"] = Direction(found["direction"])
    return found


_READERS: Mapping[Reads, Callable[[str], Any]] = {
    Reads.TEXT: str,
    Reads.CODE: str,
    Reads.HS: str,
    Reads.COUNTRY: str,
    Reads.ROUTE: str,
    Reads.AMOUNT: Decimal,
    Reads.COUNT: int,
    Reads.DAY: date.fromisoformat,
    Reads.LICENCES: str,
}


def entered_again(header: Header, items: tuple[GoodsItem, ...]) -> Drafted:
    """Turn a typed declaration back into cells, for the form and for copies."""
    rows = tuple(_cells_of(item, ITEM) for item in items)
    return Drafted(_cells_of(header, HEADER), rows)


def _cells_of(thing: object, fields: tuple[Field, ...]) -> dict[str, str]:
    found = {}
    for each in fields:
        value = getattr(thing, each.name)
        text = "" if value is None else format(value.normalize(), "f") if isinstance(value, Decimal) else str(value)
        if text:
            found[each.name] = text
    return found


def is_amount(text: str | None) -> bool:
    """Tell whether a cell reads as an amount that stays exact."""
    return text is not None and re.fullmatch(AMOUNT, text) is not None


def is_day(text: str | None) -> bool:
    """Tell whether a cell reads as a day that exists."""
    if text is None or re.fullmatch(DAY, text) is None:
        return False
    try:
        return date.fromisoformat(text).year > 0
    except ValueError:
        return False


def reads_of(name: str) -> Reads:
    """Tell how a field's cells are read."""
    return ALL[name].reads
