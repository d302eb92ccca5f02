"""Numbers by which traders are known: their form and check digits, by kind and country (`reference/business_numbers.csv`).

The check digits themselves are worked by python-stdnum. A country without a line there: only the form is asked for.
"""

import csv
import re
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any, Final

from smartcustoms.business.traders.model import LONGEST_CODE, Identity, IdentityKind, NotAnIdentity
from smartcustoms.kernel.places import countries
from smartcustoms.kernel.words.model import sentence

_CODE: Final = re.compile(rf"[^\s\x00-\x1f\x7f](?:[^\x00-\x1f\x7f]{{0,{LONGEST_CODE - 2}}}[^\s\x00-\x1f\x7f])?")
_PLAIN: Final = re.compile(r"[A-Z0-9]{4,20}")
_TIN: Final = re.compile(r"[A-Z]{2}[A-Z0-9]{2,33}")


@dataclass(frozen=True, slots=True)
class BusinessNumber:
    """How a country's business registration number looks, what checks it, and by which source."""

    country: str
    name: str
    form: str
    checked_by: str
    example: str
    source: str


@cache
def business_numbers() -> dict[str, BusinessNumber]:
    """Read the countries' business registration numbers, by country."""
    path = Path(__file__).with_name("reference") / "business_numbers.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return {row["country"]: BusinessNumber(**row) for row in csv.DictReader(file)}


def checked(found: Identity) -> Identity:
    """Give an identity in its canonical form.

    Raises:
        NotAnIdentity: its form or check digit is wrong, or its validity ends before it begins.
    """
    if found.since and found.until and found.until < found.since:
        raise NotAnIdentity(
            sentence("The number's validity ends before it begins."), mend=sentence("Write the earlier day first."),
            field="until", seen=found.until.isoformat(),
        )  # fmt: skip
    country = found.country.strip().upper()
    match found.kind:
        case IdentityKind.DECLARED:
            value, country = _declared(found.value), ""
        case IdentityKind.TIN:
            value = _tin(found.value, country)
            country = value[:2]
        case IdentityKind.LEI:
            value, country = _by_library("lei", found.value, "LEI"), ""
        case IdentityKind.BUSINESS_REGISTRATION:
            value = _business(found.value, country)
    return Identity(found.kind, value, country, found.since, found.until)


def _declared(value: str) -> str:
    text = value.strip()
    if not _CODE.fullmatch(text):
        raise NotAnIdentity(
            sentence("A code of declarations has 1 to {most} signs.", most=LONGEST_CODE),
            mend=sentence("Write the code as the declaration carries it."), field="value", seen=text[:60],
        )  # fmt: skip
    return text


def _tin(value: str, country: str) -> str:
    text = _squeezed(value)
    if country and not text.startswith(country):
        text = country + text
    if not _TIN.fullmatch(text) or text[:2] not in countries():
        raise NotAnIdentity(
            sentence("A TIN is the country's two letters and its national number, letters and digits."),
            mend=sentence("Write it as HK12345678."), field="value", seen=value[:60],
        )  # fmt: skip
    return text


def _business(value: str, country: str) -> str:
    if country not in countries():
        raise NotAnIdentity(
            sentence("A business registration number needs the country that gave it."),
            mend=sentence("Write the country's two letters, such as HK."), field="country", seen=country[:20],
        )  # fmt: skip
    known, text = business_numbers().get(country), _squeezed(value)
    if known is None:
        return _formed(text, _PLAIN, "ABC12345", value)
    text = _formed(text, re.compile(known.form), known.example, value)
    return _by_library(known.checked_by, text, known.name) if known.checked_by else text


def _formed(text: str, form: re.Pattern[str], example: str, seen: str) -> str:
    if not form.fullmatch(text):
        raise NotAnIdentity(
            sentence("This does not look like a business registration number of that country."),
            mend=sentence("Write it as {example}.", example=example), field="value", seen=seen[:60],
        )  # fmt: skip
    return text


def _by_library(module: str, value: str, name: str) -> str:
    from stdnum.exceptions import ValidationError  # here: pages that check nothing do not load it

    rules: Any = import_module(f"stdnum.{module}")
    try:
        return str(rules.validate(_squeezed(value))).upper()
    except ValidationError as wrong:
        raise NotAnIdentity(
            sentence("The check digit or form of this number is wrong: {name}.", name=name),
            mend=sentence("Compare it with the certificate, sign by sign."), field="value", seen=value[:60],
        ) from wrong  # fmt: skip


def _squeezed(value: str) -> str:
    return re.sub(r"[\s.\-/()]", "", value).upper()
