"""Whether an application may be lodged: whole, in time, and on a route that its papers and its agreement cover. Pure.

In time means by the calendar: whoever lodges at the last moment of the day before the arrival is in time, at midnight he is not.
"""

from collections.abc import Callable, Collection, Iterator
from datetime import date, timedelta
from typing import Final

from smartcustoms.kernel.errors import Fault
from smartcustoms.kernel.words.model import sentence
from smartcustoms.trade.transhipment.agreements import agreement, covering, covers
from smartcustoms.trade.transhipment.fees import notice_days
from smartcustoms.trade.transhipment.model import NEEDED, FileKind, Goods, Particulars

_FURTHEST: Final = timedelta(days=366)
_FILES: Final = {
    FileKind.THROUGH_BILL: sentence("The through bill of lading is not attached."),
    FileKind.ORIGIN: sentence("The certificate of origin is not attached."),
    FileKind.OTHER: sentence("A file is not attached."),
}
_MISSING: Final = (
    "agreement", "origin", "destination", "arrives_by", "leaves_by", "arrives_on", "place", "consignor", "consignee", "through_bill",
    "bill_on", "bill_from", "bill_to", "certificate", "certificate_on", "goods",
)  # fmt: skip


def faults(said: Particulars, files: Collection[FileKind], *, on: date, is_code: Callable[[str], bool]) -> list[Fault]:
    """Give everything that is against lodging on a day.

    Args:
        said: the particulars.
        files: kinds of the files that go along.
        on: the day of lodging, in the administration's time zone.
        is_code: tells whether six digits are a subheading.
    """
    found = [
        Fault(name, sentence("This is missing."), sentence("Fill it in."))
        for name in _MISSING
        if getattr(said, name) in (None, "", ())
    ]
    found += [
        Fault("files", _FILES[each], sentence("Attach it before you lodge."), each.value)
        for each in NEEDED
        if each not in files
    ]
    found += [*_in_time(said, on), *_route(said), *_papers(said, on)]
    for place, each in enumerate(said.goods, 1):
        found += _goods(each, f"goods.{place}", is_code)
    return found


def last_day(arrives_on: date) -> date:
    """Give the last day on which an application for goods that arrive on a day is in time."""
    return arrives_on - timedelta(days=notice_days())


def _in_time(said: Particulars, on: date) -> Iterator[Fault]:
    if said.arrives_on is None:
        return
    if on > last_day(said.arrives_on):
        yield Fault(
            "arrives_on",
            sentence(
                "An application is lodged at least {days} calendar day before the goods arrive.", days=notice_days()
            ),
            sentence(
                "For goods that arrive on {day} the last day was {last}.",
                day=said.arrives_on,
                last=last_day(said.arrives_on),
            ),
            said.arrives_on.isoformat(),
        )
    elif said.arrives_on - on > _FURTHEST:
        yield Fault(
            "arrives_on",
            sentence("The goods arrive more than a year from now."),
            sentence("Check the year."),
            said.arrives_on.isoformat(),
        )


def _route(said: Particulars) -> Iterator[Fault]:
    known = agreement(said.agreement) if said.agreement else None
    if said.agreement and known is None:
        yield Fault(
            "agreement", sentence("There is no such agreement."), sentence("Choose one of the list."), said.agreement
        )
    if known is None or not (said.origin and said.destination and said.arrives_on):
        return
    fitting = covering(said.origin, said.destination, said.arrives_on)
    if known in fitting:
        return
    others = ", ".join(each.code for each in fitting)
    if covers(known, said.origin, said.destination):
        says = sentence("The agreement is not in force on the day of arrival.")
    else:
        says = sentence(
            "The agreement does not cover goods from {origin} to {destination}.",
            origin=said.origin,
            destination=said.destination,
        )
    mend = (
        sentence("These cover the route: {codes}.", codes=others)
        if others
        else sentence("No agreement covers this route: the goods have no preference to keep.")
    )
    yield Fault("agreement", says, mend, said.agreement)


def _papers(said: Particulars, on: date) -> Iterator[Fault]:
    for name, given, ought in (("bill_from", said.bill_from, said.origin), ("bill_to", said.bill_to, said.destination)):
        if given and ought and given != ought:
            yield Fault(
                name,
                sentence(
                    "The through bill does not cover the whole way from {origin} to {destination}.",
                    origin=said.origin,
                    destination=said.destination,
                ),
                sentence("Only one bill from origin to destination shows direct consignment; give that one."),
                given,
            )
    for name, day in (("bill_on", said.bill_on), ("certificate_on", said.certificate_on)):
        if day is not None and day > on:
            yield Fault(
                name, sentence("This day has not come yet."), sentence("Give the day on the paper."), day.isoformat()
            )
    known = agreement(said.agreement)
    if known and said.certificate_on and said.arrives_on:
        until = _months_after(said.certificate_on, known.certificate_months)
        if said.arrives_on > until:
            yield Fault(
                "certificate_on",
                sentence("The certificate of origin is valid until {until}, before the goods arrive.", until=until),
                sentence("Ask for a new one where it was issued."),
                said.certificate_on.isoformat(),
            )


def _goods(each: Goods, path: str, is_code: Callable[[str], bool]) -> Iterator[Fault]:
    if not (6 <= len(each.hs_code) <= 10 and each.hs_code.isdecimal() and is_code(each.hs_code[:6])):
        yield Fault(
            f"{path}.hs_code",
            sentence("This is no commodity code."),
            sentence("Give 6 to 10 digits; the first 6 must be a subheading."),
            each.hs_code,
        )
    if len(each.description) < 3:
        yield Fault(
            f"{path}.description",
            sentence("The goods are not described."),
            sentence("Say in words what they are."),
            each.description,
        )
    if each.packages is None or each.gross_mass_kg is None:
        yield Fault(path, sentence("Packages or gross mass are missing."), sentence("Give both for every line."))


def _months_after(day: date, months: int) -> date:
    """Give the last day of so many months that begin on a day: the day before the same day of the month, or the month's last."""
    years, month = divmod(day.month - 1 + months, 12)
    first = date(day.year + years, month + 1, 1)
    length = ((first.replace(day=28) + timedelta(days=4)).replace(day=1) - first).days
    return first + timedelta(days=min(day.day, length) - 1) - timedelta(days=1)
