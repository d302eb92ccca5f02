"""A case of origin, read from JSON or from a form; every fault names its field by its path."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final

from smartcustoms.kernel.money import Money, NotAnAmount, amount
from smartcustoms.kernel.outside import JsonUnfit, read_json
from smartcustoms.kernel.places import countries, country_meant, currencies
from smartcustoms.kernel.words.model import Sentence, sentence
from smartcustoms.trade.origin.model import Case, Material, NotAssessable
from smartcustoms.trade.tariff import queries as tariff

LARGEST: Final = 1024 * 1024
MOST_MATERIALS: Final = 1000
_MOST: Final = Decimal("1e15")
_CASE: Final = {"agreement", "on", "goods", "wholly_obtained", "own_costs", "processes", "materials"}
_GOODS: Final = {"hs_code", "description", "party", "value", "currency"}
_MATERIAL: Final = {"description", "hs_code", "origin", "value", "originating"}


def read(content: bytes, today: date) -> Case:
    """Read a case from JSON.

    Raises:
        NotAssessable: it is too large, no JSON, or a field cannot be read.
    """
    if len(content) > LARGEST:
        raise _fault(
            sentence("The file is too large."), sentence("Give at most {most} bytes.", most=LARGEST), "", len(content)
        )
    try:
        root = read_json(content, exact=True)
    except JsonUnfit as unfit:
        raise _fault(sentence("This is not JSON."), sentence("Give one JSON object."), "", unfit) from None
    return case_of(root, today)


def case_of(root: Any, today: date) -> Case:
    """Read a case from plain values.

    Raises:
        NotAssessable: a field is missing, cannot be read, or is not known.
    """
    given = _object(root, _CASE, "")
    goods = _object(given.get("goods"), _GOODS, "goods")
    currency = _currency(goods.get("currency", "HKD"))
    materials = _list(given.get("materials", []), "materials")
    whole = _money(goods.get("value"), currency, "goods.value")
    if not whole.amount:
        raise _fault(sentence("The goods need a value above zero."), _EXACT, "goods.value", "0")
    return Case(
        agreement=_text(given.get("agreement"), "agreement"),
        on=_day(given.get("on"), today),
        hs_code=_code(goods.get("hs_code"), "goods.hs_code"),
        party=_country(goods.get("party"), "goods.party"),
        value=whole,
        description=_text(goods.get("description", ""), "goods.description"),
        wholly_obtained=_flag(given.get("wholly_obtained", False), "wholly_obtained"),
        own_costs=_money(given["own_costs"], currency, "own_costs") if "own_costs" in given else None,
        processes=tuple(_text(each, "processes") for each in _list(given.get("processes", []), "processes")),
        materials=tuple(_material(each, currency, f"materials[{n}]") for n, each in enumerate(materials)),
    )


def case_of_form(said: Mapping[str, str], today: date) -> Case:
    """Read a case from a form: one material a line, as `description; HS code; origin; value; yes` (yes: it originates).

    Raises:
        NotAssessable: see `case_of`.
    """
    root: dict[str, Any] = {
        "agreement": said.get("agreement", ""),
        "goods": {name: said[name] for name in ("hs_code", "party", "value", "currency") if said.get(name)},
        "wholly_obtained": said.get("wholly_obtained", "") in {"yes", "true"},
        "processes": [each.strip() for each in said.get("processes", "").split(",") if each.strip()],
        "materials": [_row(line) for line in said.get("materials", "").splitlines() if line.strip()],
    }
    root |= {name: said[name] for name in ("on", "own_costs") if said.get(name)}
    return case_of(root, today)


def _row(line: str) -> dict[str, Any]:
    cells = [each.strip() for each in line.split(";")]
    named = dict(zip(("description", "hs_code", "origin", "value"), cells, strict=False))
    return named | {"originating": len(cells) > 4 and cells[4].lower() in {"yes", "y", "true", "是"}}


def _material(root: Any, currency: str, at: str) -> Material:
    given = _object(root, _MATERIAL, at)
    return Material(
        description=_text(given.get("description", ""), f"{at}.description"),
        hs_code=_code(given.get("hs_code"), f"{at}.hs_code"),
        origin=_country(given.get("origin"), f"{at}.origin"),
        value=_money(given.get("value"), currency, f"{at}.value"),
        originating=_flag(given.get("originating", False), f"{at}.originating"),
    )


def _object(root: Any, known: set[str], at: str) -> dict[str, Any]:
    if not isinstance(root, dict):
        raise _fault(
            sentence("An object is needed here."),
            sentence("Give the fields: {known}.", known=", ".join(sorted(known))),
            at,
            root,
        )
    if odd := sorted(set(root) - known):
        where = f"{at}.{odd[0]}"[:80] if at else odd[0][:80]
        raise _fault(
            sentence("This field is not known."),
            sentence("Known fields: {known}.", known=", ".join(sorted(known))),
            where,
            odd[0],
        )
    return root


def _list(value: Any, at: str) -> list[Any]:
    if not isinstance(value, list) or len(value) > MOST_MATERIALS:
        raise _fault(
            sentence("A list is needed here."),
            sentence("Give a list of at most {most}.", most=MOST_MATERIALS),
            at,
            type(value).__name__,
        )
    return value


def _text(value: Any, at: str) -> str:
    if not isinstance(value, str) or len(value) > 200:
        raise _fault(
            sentence("A text is needed here."), sentence("Give at most {most} characters.", most=200), at, value
        )
    return value.strip()


def _flag(value: Any, at: str) -> bool:
    if not isinstance(value, bool):
        raise _fault(sentence("Yes or no is needed here."), sentence("Write true or false."), at, value)
    return value


def _code(value: Any, at: str) -> str:
    text = "".join(c for c in _text(value if value is not None else "", at) if c not in ". ")
    if text[:6] not in tariff.subheadings() or not (text.isascii() and text.isdecimal()):
        near = ", ".join(tariff.nearest(text))
        mend = (
            sentence("Did you mean {codes}?", codes=near)
            if near
            else sentence("Give at least six digits of the tariff.")
        )
        raise _fault(sentence("The tariff has no such subheading."), mend, at, text)
    return text[:10]


def _country(value: Any, at: str) -> str:
    text = _text(value if value is not None else "", at)
    found = text if text in countries() else country_meant(text)
    if found is None:
        raise _fault(sentence("This is not a country."), sentence("Write its two letters, such as CN."), at, value)
    return found


def _currency(value: Any) -> str:
    text = _text(value, "goods.currency").upper()
    if text not in currencies():
        raise _fault(
            sentence("This is not the code of a currency."),
            sentence("Write its three letters, such as HKD."),
            "goods.currency",
            value,
        )
    return text


_EXACT: Final = sentence("Write an amount such as 1234.50, in the currency of the goods.")


def _money(value: Any, currency: str, at: str) -> Money:
    if isinstance(value, bool) or not isinstance(value, str | int | Decimal):
        raise _fault(sentence("An amount is needed here."), _EXACT, at, value)
    try:
        read_ = amount(str(value))
    except NotAnAmount:
        raise _fault(sentence("An amount is needed here."), _EXACT, at, value) from None
    if not 0 <= read_ <= _MOST:
        raise _fault(sentence("No goods have this value."), _EXACT, at, value)
    return Money(read_, currency)


def _day(value: Any, today: date) -> date:
    try:
        return today if value is None else date.fromisoformat(_text(value, "on"))
    except ValueError:
        mend = sentence("Write year, month and day, such as 2026-11-01.")
        raise _fault(sentence("This is not a day."), mend, "on", value) from None


def _fault(says: Sentence, mend: Sentence, at: str, seen: object) -> NotAssessable:
    return NotAssessable(says, mend=mend, field=at or None, seen=str(seen)[:60])
