"""Whether the eight items are there and in order: pure; every fault is told, not only the first."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any, Final

from smartcustoms.kernel.words.model import Sentence, sentence
from smartcustoms.trade.cargo_reports.model import Party
from smartcustoms.trade.road_cargo.model import Direction, Entered, Fault, Items, NotAccepted, Package
from smartcustoms.trade.road_cargo.windows import is_early, is_late, lodging_ends

MOST_KINDS: Final = 50
_LONGEST: Final = {"kind": 70, "goods": 500, "name": 140, "address": 280}
_MOST: Final = 999_999


def checked(given: Entered, *, at: datetime) -> tuple[Direction, Items]:
    """Check what a sender wrote and give the direction and the eight items.

    Raises:
        NotAccepted: something is missing, unreadable or out of time; every fault is named.
    """
    faults: list[Fault] = []
    written = given.values
    direction = _direction(written, faults)
    packages = tuple(_packages(written.get("packages"), faults))
    parties = [_party(written, which, faults) for which in ("consignor", "consignee")]
    day = _day(written, at, faults)
    if faults or direction is None or day is None:
        raise NotAccepted(tuple(faults))
    return direction, Items(packages=packages, consignor=parties[0], consignee=parties[1], expected_on=day)


def _direction(written: Mapping[str, Any], faults: list[Fault]) -> Direction | None:
    seen = _text(written.get("direction")).lower()
    if seen in list(Direction):
        return Direction(seen)
    faults.append(
        _fault(
            "direction",
            seen,
            sentence("It is not said which way the goods cross."),
            sentence("Write inbound or outbound."),
        )
    )
    return None


def _packages(written: Any, faults: list[Fault]) -> Iterator[Package]:
    rows = [each for each in written if isinstance(each, Mapping)] if isinstance(written, list | tuple) else []
    if not rows:
        faults.append(
            _fault(
                "packages", "", sentence("No packages are stated."), sentence("State number, description and articles.")
            )
        )
    if len(rows) > MOST_KINDS:
        faults.append(
            _fault(
                "packages",
                str(len(rows)),
                sentence("There are too many kinds of packages."),
                sentence("State at most {most} kinds in one consignment.", most=MOST_KINDS),
            )
        )
        return
    for place, row in enumerate(rows):
        count = _count(row.get("count"), f"packages.{place}.count", faults)
        kind = _words(row.get("kind"), f"packages.{place}.kind", _LONGEST["kind"], _PACKAGE_KIND, faults)
        goods = _words(row.get("goods"), f"packages.{place}.goods", _LONGEST["goods"], _GOODS, faults)
        yield Package(count, kind, goods)


def _count(value: Any, name: str, faults: list[Fault]) -> int:
    seen = _text(value)
    if seen.isascii() and seen.isdecimal() and len(seen) <= 6 and 1 <= int(seen) <= _MOST:
        return int(seen)
    faults.append(
        _fault(
            name,
            seen,
            sentence("The number of packages is no whole number from 1 to {most}.", most=_MOST),
            sentence("Write it in digits."),
        )
    )
    return 0


_PACKAGE_KIND: Final = sentence("Say what the packages are, such as cartons or pallets.")
_GOODS: Final = sentence("Say what articles are in each package.")
_NAME: Final = sentence("Write the full name.")
_ADDRESS: Final = sentence("Write the full address.")


def _party(written: Mapping[str, Any], which: str, faults: list[Fault]) -> Party:
    inner = written.get(which)
    found = inner if isinstance(inner, Mapping) else {}
    name = _words(found.get("name"), f"{which}.name", _LONGEST["name"], _NAME, faults)
    address = _words(found.get("address"), f"{which}.address", _LONGEST["address"], _ADDRESS, faults)
    return Party(name=name, address=address)


def _words(value: Any, name: str, longest: int, mend: Sentence, faults: list[Fault]) -> str:
    seen = " ".join(_text(value).split())
    if not seen:
        faults.append(_fault(name, "", sentence("One of the eight items is missing."), mend))
    elif len(seen) > longest:
        says = sentence("The text is longer than {most} characters.", most=longest)
        faults.append(_fault(name, seen, says, sentence("Shorten it.")))
    elif any(not each.isprintable() for each in seen):
        faults.append(_fault(name, seen, sentence("The text holds characters that cannot be printed."), mend))
    return seen


def _day(written: Mapping[str, Any], at: datetime, faults: list[Fault]) -> date | None:
    seen = _text(written.get("expected_on"))
    try:
        day = date.fromisoformat(seen)
    except ValueError:
        says = sentence("The day of crossing cannot be read.")
        faults.append(_fault("expected_on", seen, says, sentence("Write it as 2026-11-30.")))
        return None
    if not 2000 <= day.year <= 2200 or is_late(at, day):
        _, ends = lodging_ends(day) if 2000 <= day.year <= 2200 else (at, at)
        says = sentence("It is too late to lodge for this day; that was possible until {ends}.", ends=ends)
        faults.append(_fault("expected_on", seen, says, sentence("State the day on which the truck really crosses.")))
    elif is_early(at, day):
        begins, _ = lodging_ends(day)
        says = sentence("It is too early to lodge for this day; that is possible from {begins}.", begins=begins)
        faults.append(_fault("expected_on", seen, says, sentence("Lodge it then.")))
    return day


def _fault(name: str, seen: str, says: Sentence, mend: Sentence) -> Fault:
    return Fault(name, seen[:80], says, mend)


def _text(value: Any) -> str:
    if isinstance(value, bool) or value is None:
        return ""
    if isinstance(value, int):
        return str(value)
    return value.strip()[:2000] if isinstance(value, str) else ""
