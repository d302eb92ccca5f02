"""Check what was entered, and make a report of it: every fault at once, each with its field, place, value and mend."""

import re
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from smartcustoms.kernel import places
from smartcustoms.kernel.identifiers import air_waybill, container_check_digit, container_number
from smartcustoms.kernel.words.model import Sentence, sentence
from smartcustoms.trade.cargo_reports.model import (
    Entered,
    Fault,
    House,
    Level,
    Mode,
    NotAccepted,
    Party,
    Report,
    Weight,
)

LONGEST: Final = {
    "goods": 2000,
    "consignor_name": 140,
    "consignee_name": 140,
    "consignor_address": 280,
    "consignee_address": 280,
    "carrier": 70,
    "conveyance": 70,
    "voyage": 20,
    "arrives": 35,
}
LABELS: Final[Mapping[str, Sentence]] = {
    "mode": sentence("Mode of transport"),
    "level": sentence("Kind of bill"),
    "bill": sentence("Bill number"),
    "master": sentence("Master bill number"),
    "carrier": sentence("Carrier"),
    "conveyance": sentence("Ship or aircraft"),
    "voyage": sentence("Voyage or flight"),
    "origin": sentence("Place of loading"),
    "destination": sentence("Place of discharge"),
    "arrives": sentence("Time of arrival"),
    "arrived": sentence("Arrived at"),
    "pieces": sentence("Packages"),
    "gross_mass_kg": sentence("Gross mass in kg"),
    "goods": sentence("Description of the goods"),
    "hs_code": sentence("Commodity code"),
    "consignor_name": sentence("Consignor"),
    "consignor_address": sentence("Consignor's address"),
    "consignor_country": sentence("Consignor's country"),
    "consignee_name": sentence("Consignee"),
    "consignee_address": sentence("Consignee's address"),
    "consignee_country": sentence("Consignee's country"),
    "containers": sentence("Containers"),
    "houses": sentence("House bills"),
}
_POUND: Final = Decimal("0.45359237")
_UNITS: Final = {
    "KGM": Decimal(1),
    "KG": Decimal(1),
    "K": Decimal(1),
    "LBR": _POUND,
    "LB": _POUND,
    "L": _POUND,
    "TNE": Decimal(1000),
}
_MOMENT: Final = re.compile(
    r"(\d{4})-?(\d{2})-?(\d{2})(?:[T ]?(\d{2}):?(\d{2})(?::?\d{2})?(?:Z|[+-]\d{2}:?\d{2})?)?", re.ASCII
)
_BILL: Final = re.compile(r"[A-Z0-9][A-Z0-9/.\-]{0,34}")
_MOST: Final = 500


class _Checking:
    """One report being checked: takes fields one after the other and gathers faults."""

    def __init__(self, given: Entered) -> None:
        self.given = given
        self.faults: list[Fault] = []

    def fault(self, code: str, name: str, seen: Any, says: Sentence, mend: Sentence) -> None:
        """Note a fault at a field."""
        path = self.given.where.get(name, name)
        ends = re.search(r"(?:^|:)(\d{1,9})(?:/|$)", path)
        self.faults.append(
            Fault(code, name, path, str(seen)[:60], says, mend, Weight.REFUSES, int(ends[1]) if ends else None)
        )

    def text(self, name: str, *, must: bool = False, capitals: bool = False) -> str:
        """Take a text without control characters, tidied."""
        value = self.given.values.get(name, "")
        if isinstance(value, list):
            value = "; ".join(map(str, value))
        text = " ".join(str("" if value is None else value).split())
        if must and not text:
            self.fault("missing", name, "", sentence("{field} is missing.", field=LABELS[name]), sentence("Enter it."))
        most = LONGEST.get(name, 70)
        if len(text) > most:
            says = sentence("{field} has {count} characters.", field=LABELS[name], count=len(text))
            self.fault("too_long", name, text, says, sentence("Use at most {count} characters.", count=most))
        if not text.isprintable():
            says = sentence("{field} holds characters that cannot be read.", field=LABELS[name])
            self.fault("unreadable", name, ascii(text)[1:-1], says, sentence("Type it again as plain text."))
        return text.upper() if capitals else text

    def number(self, name: str, *, must: bool) -> Decimal | None:
        """Take a number; of a list the sum; a unit of mass after it is turned into kilograms."""
        value = self.given.values.get(name)
        every = value if isinstance(value, list) else [value]
        found = [_number(str(each)) for each in every if each not in (None, "")]
        if not found:
            if must:
                says = sentence("{field} is missing.", field=LABELS[name])
                self.fault("missing", name, "", says, sentence("Enter it."))
            return None
        if any(each is None or each < 0 or each >= Decimal(10) ** 10 for each in found):
            says = sentence("{field} is not a number.", field=LABELS[name])
            self.fault("not_a_number", name, value, says, sentence("Write digits with a point, such as 1234.5."))
            return None
        return sum((each for each in found if each is not None), Decimal(0))

    def moment(self, name: str) -> str:
        """Take a day, perhaps with a time: as ISO 8601 writes it, or in digits as EDIFACT does. Its words stay, in ISO's way."""
        text = self.text(name)
        found = _MOMENT.fullmatch(text)
        try:
            if text and found is None:
                raise ValueError
            written = "{}-{}-{}T{}:{}".format(*(each or "00" for each in found.groups())) if found else ""
            return datetime.fromisoformat(written).isoformat(timespec="minutes") if written else ""
        except ValueError:
            says = sentence("{field} is neither a day nor a moment.", field=LABELS[name])
            self.fault("not_a_moment", name, text, says, sentence("Write it such as 2026-11-29T08:30."))
            return ""

    def choice(self, name: str, known: list[str]) -> str:
        """Take one of some codes."""
        text = self.text(name)
        if text not in known:
            says = sentence("{field} is none of those that are known.", field=LABELS[name])
            self.fault("unknown", name, text, says, sentence("Write one of: {known}.", known=", ".join(known)))
        return text

    def bill(self, name: str, *, air: bool) -> str:
        """Take a bill number; an air waybill with its check digit."""
        text = self.text(name, must=True, capitals=True)
        if not text:
            return ""
        if air:
            number = air_waybill(text)
            if number is None:
                says = sentence("{field} is no air waybill number.", field=LABELS[name])
                mend = sentence("Write 11 digits; the last is the seven before it modulo 7, such as 160-12345675.")
                self.fault("not_an_air_waybill", name, text, says, mend)
            return f"{number[:3]}-{number[3:]}" if number else text
        if _BILL.fullmatch(text) is None:
            says = sentence("{field} cannot be read.", field=LABELS[name])
            mend = sentence("Write at most 35 letters and digits, with - / or . between.")
            self.fault("not_a_bill", name, text, says, mend)
        return text

    def country(self, name: str) -> str:
        """Take a country's code."""
        text = self.text(name, capitals=True)
        if text and text not in places.countries():
            says = sentence("{field}: there is no country {code}.", field=LABELS[name], code=text[:12])
            mend = sentence("Give the country's two letters (ISO 3166), such as CN.")
            self.fault("country_unknown", name, text, says, mend)
        return text

    def place(self, name: str) -> str:
        """Take an airport (three letters) or a UN/LOCODE (five characters)."""
        text = self.text(name, capitals=True).replace(" ", "")
        if text and not re.fullmatch(r"[A-Z]{3}|[A-Z]{2}[A-Z2-9]{3}", text):
            says = sentence("{field} is neither an airport nor a UN/LOCODE.", field=LABELS[name])
            mend = sentence("Write three letters such as HKG, or five such as HKHKG.")
            self.fault("place_unknown", name, text, says, mend)
        return text


def checked(given: Entered) -> Report:
    """Make a report of what was entered.

    Raises:
        NotAccepted: a rule is broken; `faults` names each.
    """
    one = _Checking(given)
    mode, level = one.choice("mode", list(Mode)), one.choice("level", list(Level))
    report = _report(one, mode, level)
    if one.faults:
        first = one.faults[0]
        raise NotAccepted(
            sentence("The cargo report cannot be accepted: {count} fields need mending.", count=len(one.faults)),
            mend=first.mend,
            faults=tuple(one.faults),
            field=first.path,
            seen=first.seen or None,
        )
    return Report(mode=Mode(mode), level=Level(level), **report)


def _report(one: _Checking, mode: str, level: str) -> dict[str, Any]:
    goods = level != Level.CONVEYANCE
    pieces = one.number("pieces", must=goods)
    if pieces is not None and pieces != pieces.to_integral_value():
        says = sentence("{field} is not a whole number.", field=LABELS["pieces"])
        one.fault("not_a_whole_number", "pieces", pieces, says, sentence("Write a whole number, such as 12."))
        pieces = None
    air = mode == Mode.AIR
    return {
        "bill": one.bill("bill", air=air and level == Level.MASTER),
        "master": one.bill("master", air=air) if level == Level.HOUSE else "",
        "carrier": one.text("carrier"),
        "conveyance": one.text("conveyance"),
        "voyage": one.text("voyage", capitals=True),
        "origin": one.place("origin"),
        "destination": one.place("destination"),
        "arrives": one.text("arrives"),
        "arrived": one.moment("arrived") if level == Level.CONVEYANCE else "",
        "pieces": int(pieces) if pieces is not None else None,
        "gross_mass_kg": one.number("gross_mass_kg", must=goods),
        "goods": one.text("goods", must=goods),
        "hs_code": re.sub(r"\D", "", one.text("hs_code"))[:10],
        "consignor": Party(
            one.text("consignor_name", must=goods), one.text("consignor_address"), one.country("consignor_country")
        ),
        "consignee": Party(
            one.text("consignee_name", must=goods), one.text("consignee_address"), one.country("consignee_country")
        ),
        "containers": _containers(one),
        "consolidated": one.given.values.get("consolidated") in (True, "true", "yes", "on"),
        "houses": _houses(one) if level == Level.MASTER else (),
    }


def _containers(one: _Checking) -> tuple[str, ...]:
    given = one.given.values.get("containers") or []
    every = re.split(r"[\s,;]+", given) if isinstance(given, str) else given if isinstance(given, list) else [given]
    found: list[str] = []
    for text in (str(each) for each in every[:_MOST] if each):
        number = container_number(text)
        if number is None:
            plain = re.sub(r"[^A-Z0-9]", "", text.upper())
            known = re.fullmatch(r"[A-Z]{3}[UJZ][0-9]{7}", plain, re.ASCII)
            mend = sentence("Write four letters and seven digits, such as CSQU3054383.")
            if known:
                digit = container_check_digit(plain[:10])
                mend = sentence("Look at the door again: for these signs the last digit is {digit}.", digit=digit)
            one.fault("not_a_container", "containers", text, sentence("This is no container number."), mend)
        elif number not in found:
            found.append(number)
    return tuple(found)


def _houses(one: _Checking) -> tuple[House, ...]:
    given = one.given.values.get("houses") or []
    found: dict[str, House] = {}
    for each in given[:_MOST] if isinstance(given, list) else []:
        entry = each if isinstance(each, Mapping) else {"bill": each}
        bill = str(entry.get("bill") or "").strip().upper()
        pieces, mass = (_number(str(entry.get(name) or "")) for name in ("pieces", "gross_mass_kg"))
        if _BILL.fullmatch(bill) is None or bill in found:
            says = sentence("A house bill is listed without its number, or twice.")
            one.fault("house_wrong", "houses", bill, says, sentence("List each house bill once, with its number."))
            continue
        goods, consignee = (" ".join(str(entry.get(name) or "").split())[:280] for name in ("goods", "consignee"))
        found[bill] = House(bill, int(pieces) if pieces is not None else None, mass, goods, consignee)
    return tuple(found.values())


def _number(text: str) -> Decimal | None:
    plain, _, unit = text.strip().partition(" ")
    if not re.fullmatch(r"\d{1,15}([.,]\d{1,6})?", plain, re.ASCII) or unit.strip().upper() not in {"", *_UNITS}:
        return None
    try:
        return Decimal(plain.replace(",", ".")) * (_UNITS[unit.strip().upper()] if unit.strip() else 1)
    except InvalidOperation:
        return None
