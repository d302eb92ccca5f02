"""Reads what a form or the API sends into particulars. Pure. What cannot be read is told field by field; what is missing may be missing."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any, Final, TypeVar

from smartcustoms.kernel.errors import Fault
from smartcustoms.kernel.places import countries
from smartcustoms.kernel.words.model import Sentence, sentence
from smartcustoms.trade.transhipment.model import Goods, Mode, NotLodgeable, Particulars, Processing

T = TypeVar("T")
E = TypeVar("E", bound=StrEnum)
MOST_GOODS: Final = 200
_LENGTHS: Final = {
    "place": 200,
    "consignor": 280,
    "consignee": 280,
    "through_bill": 40,
    "certificate": 40,
    "agreement": 20,
}


def entered(given: Mapping[str, Any]) -> Particulars:
    """Read particulars from plain values; `goods` is a list of mappings.

    Raises:
        NotLodgeable: says of every field what cannot be read.
    """
    faults: list[Fault] = []
    goods = given.get("goods") or ()
    if not isinstance(goods, Sequence) or isinstance(goods, str) or len(goods) > MOST_GOODS:
        goods = ()
        faults.append(
            _fault(
                "goods",
                sentence("The goods cannot be read."),
                sentence("Give a list of at most {most} lines.", most=MOST_GOODS),
            )
        )
    texts = {name: _text(given, name, length, faults) for name, length in _LENGTHS.items()}
    made = Particulars(
        **texts,
        origin=_country(given, "origin", faults),
        destination=_country(given, "destination", faults),
        bill_from=_country(given, "bill_from", faults),
        bill_to=_country(given, "bill_to", faults),
        arrives_by=_one_of(Mode, given, "arrives_by", faults),
        leaves_by=_one_of(Mode, given, "leaves_by", faults),
        processing=_one_of(Processing, given, "processing", faults) or Processing.NONE,
        arrives_on=_day(given, "arrives_on", faults),
        bill_on=_day(given, "bill_on", faults),
        certificate_on=_day(given, "certificate_on", faults),
        goods=tuple(_goods(each, f"goods.{place}", faults) for place, each in enumerate(goods, 1)),
    )
    if faults:
        raise refusal(faults)
    return made


def refusal(faults: Sequence[Fault]) -> NotLodgeable:
    """Give the refusal that names every fault."""
    first = faults[0]
    return NotLodgeable(first.says, mend=first.mend, faults=tuple(faults), field=first.field, seen=first.seen)


def _goods(each: Any, path: str, faults: list[Fault]) -> Goods:
    if not isinstance(each, Mapping):
        faults.append(
            _fault(
                path,
                sentence("A line of goods cannot be read."),
                sentence("Give code, description, packages and mass."),
            )
        )
        return Goods()
    packages = _number(each, "packages", path, faults)
    if packages is not None and (packages != packages.to_integral_value() or packages >= 10**9):
        faults.append(
            _fault(
                f"{path}.packages", sentence("This is no whole number."), sentence("Write digits only."), str(packages)
            )
        )
        packages = None
    return Goods(
        hs_code="".join(str(each.get("hs_code") or "").split()).replace(".", "")[:14],
        description=_text(each, "description", 500, faults, path),
        packages=int(packages) if packages is not None else None,
        gross_mass_kg=_number(each, "gross_mass_kg", path, faults),
    )


def _text(given: Mapping[str, Any], name: str, longest: int, faults: list[Fault], path: str = "") -> str:
    said = str(given.get(name) or "").strip()
    if len(said) > longest or any(ord(each) < 32 for each in said):
        faults.append(
            _fault(
                f"{path}.{name}" if path else name,
                sentence("This text is too long, or holds control characters."),
                sentence("Write at most {most} characters on one line.", most=longest),
                said[:40],
            )
        )
        return ""
    return said


def _country(given: Mapping[str, Any], name: str, faults: list[Fault]) -> str:
    return _read(
        given, name, faults, lambda text: text.upper() if text.upper() in countries() else None,
        sentence("This is no code of a country or territory."), sentence("Write two letters (ISO 3166), such as CL."),
    ) or ""  # fmt: skip


def _one_of(kind: type[E], given: Mapping[str, Any], name: str, faults: list[Fault]) -> E | None:
    known = {each.value: each for each in kind}
    mend = sentence("Choose one of: {known}.", known=", ".join(known))
    return _read(given, name, faults, known.get, sentence("This is none of the choices."), mend)


def _day(given: Mapping[str, Any], name: str, faults: list[Fault]) -> date | None:
    return _read(given, name, faults, _date, sentence("This is no day."), sentence("Write it as 2026-11-30."))


def _number(given: Mapping[str, Any], name: str, path: str, faults: list[Fault]) -> Decimal | None:
    return _read(
        given, name, faults, _decimal, sentence("This is no amount above zero."), sentence("Write digits, such as 12.5."), path
    )  # fmt: skip


def _read(
    given: Mapping[str, Any], name: str, faults: list[Fault], by: Callable[[str], T | None], says: Sentence, mend: Sentence, path: str = ""
) -> T | None:  # fmt: skip
    said = given.get(name)
    text = "" if said is None else str(said).strip()
    if not text:
        return None
    found = by(text)
    if found is None:
        faults.append(_fault(f"{path}.{name}" if path else name, says, mend, text[:40]))
    return found


def _date(text: str) -> date | None:
    try:
        found = date.fromisoformat(text) if len(text) == 10 else None
    except ValueError:
        return None
    return found if found and found.year > 1999 else None


def _decimal(text: str) -> Decimal | None:
    try:
        found = Decimal(text) if len(text) <= 20 else Decimal(0)
    except InvalidOperation:
        return None
    return found if found.is_finite() and 0 < found < Decimal("1e12") and found.as_tuple().exponent >= -6 else None  # type: ignore[operator] # finite


def _fault(field: str, says: Sentence, mend: Sentence, seen: str = "") -> Fault:
    return Fault(field, says, mend, seen)
