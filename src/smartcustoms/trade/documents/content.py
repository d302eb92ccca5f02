"""What a content says of itself: its title, its HS codes, its lines of goods, and all of it as labelled values. Pure."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, Final, TypeAlias

from smartcustoms.trade.documents import lists
from smartcustoms.trade.documents.form_schema import fields_of
from smartcustoms.trade.documents.model import DocumentType, GoodsLine, Names

_LANGUAGES: Final = ("en", "zh-Hant", "zh-Hans")
Labelled: TypeAlias = tuple[Names, list[tuple[Names, Names]]]
"""A section of a content: its heading, and each value with its label, all in three languages."""


def title_of(kind: DocumentType, content: Mapping[str, Any]) -> str:
    """Give a short title: the first goods and how many more, else what the type is called."""
    lines = [str(each.get("description", "")) for each in _lines(content) if each.get("description")]
    if not lines:
        return kind.names["en"][:200]
    return lines[0][:180] + (f" +{len(lines) - 1}" if len(lines) > 1 else "")


def hs_codes_of(content: Mapping[str, Any]) -> list[str]:
    """Give the HS codes of the goods, each once."""
    return list(dict.fromkeys(str(each["hs_code"])[:10] for each in _lines(content) if each.get("hs_code")))[:50]


def goods_of(content: Mapping[str, Any]) -> list[GoodsLine]:
    """Give the lines of goods with the quantity that a document on them covers; lines without one are left out."""
    found = []
    for place, each in enumerate(_lines(content), 1):
        try:
            quantity = Decimal(str(each.get("quantity", "")))
        except ArithmeticError:
            continue
        line = GoodsLine(
            place,
            str(each.get("hs_code", "")),
            str(each.get("description", "")),
            str(each.get("unit", "")),
            quantity,
            quantity,
        )
        found.append(line)
    return found


def labelled(form: Mapping[str, Any], content: Mapping[str, Any]) -> list[Labelled]:
    """Give a content as sections of labelled values, each in three languages, in the form's order; what was left out is left out."""
    found: list[Labelled] = []
    for name, part in form["properties"].items():
        given, many = content.get(name), part.get("type") == "array"
        lines = given if isinstance(given, list) else [given] if isinstance(given, Mapping) else []
        for place, line in enumerate(lines, 1):
            heading: Names = _named(part)
            if many:
                heading = {language: f"{text} {place}" for language, text in heading.items()}
            rows = [
                (_named(field), _shown(field, line[each])) for each, field in fields_of(part).items() if each in line
            ]
            if rows:
                found.append((heading, rows))
    return found


def _lines(content: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    goods = content.get("goods")
    for each in goods if isinstance(goods, list) else ():
        if isinstance(each, Mapping):
            yield each


def _named(part: Mapping[str, Any]) -> Names:
    return {"en": part["title"], **part.get("x-title", {})}


def _shown(field: Mapping[str, Any], value: Any) -> Names:
    if isinstance(value, bool):
        return {"en": "yes" if value else "no", "zh-Hant": "是" if value else "否", "zh-Hans": "是" if value else "否"}
    if "x-code-list" in field:
        known = {each: dict(lists.choices(field["x-code-list"], each)) for each in _LANGUAGES}
        return {each: known[each].get(str(value), str(value)) for each in _LANGUAGES}
    labels: Mapping[str, str] = field.get("x-labels", {}).get(str(value), {})
    return {each: labels.get(each, str(value)) for each in _LANGUAGES}
