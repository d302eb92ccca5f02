"""Lodge, amend and withdraw a report of one's own."""

import hashlib
from dataclasses import replace

from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.errors import NotPermitted
from smartcustoms.kernel.identifiers import numbered
from smartcustoms.kernel.words.model import sentence
from smartcustoms.trade.cargo_reports import store
from smartcustoms.trade.cargo_reports.checking import checked
from smartcustoms.trade.cargo_reports.events import CargoReportLodged, CargoReportWithdrawn
from smartcustoms.trade.cargo_reports.model import (
    PREFIX,
    BillReported,
    ChangedSince,
    Entered,
    Fault,
    Filing,
    NoSuchReport,
    NotAccepted,
    Report,
    State,
)
from smartcustoms.trade.cargo_reports.reading import read

_TRIES = 8


def about(report: Report) -> str:
    """Give the master bill that a report is, or that it is under."""
    return report.master or report.bill


def lodge(uow: UnitOfWork, given: Entered, *, original: bytes) -> Filing:
    """Lodge a report for the actor's organisation; the same report sent again gives the same number.

    Raises:
        NotAccepted: a rule is broken.
        BillReported: the organisation reported this bill already, otherwise.
    """
    report = checked(given)
    digest = hashlib.sha256(original).hexdigest()
    there = store.own_of_bill(uow, uow.by.organisation, report, about(report))
    if there is not None:
        return _again(there, report)
    for attempt in range(_TRIES):
        filing = _filing(uow, given, report, digest, attempt)
        if store.insert(uow, filing, about(report)):
            uow.note("cargo_report.lodged", filing.number, bill=report.bill, level=report.level.value, original=digest)
            uow.record(_lodged(filing))
            return filing
        there = store.own_of_bill(uow, uow.by.organisation, report, about(report))
        if there is not None:  # another transaction was quicker
            return _again(there, report)
    raise RuntimeError("no number was free")


def _filing(uow: UnitOfWork, given: Entered, report: Report, digest: str, attempt: int) -> Filing:
    """Make the filing; its number follows from what it is about, and from the attempt where another has that number."""
    seed = f"{uow.by.organisation}:{report.mode}:{report.level}:{about(report)}:{report.bill}:{uow.at.isoformat()}:{attempt}"
    serial = int(hashlib.sha256(seed.encode()).hexdigest()[:12], 16) % 10**9
    return Filing(
        number=numbered(PREFIX, uow.at.year, serial),
        organisation=uow.by.organisation,
        lodged_by=uow.by.user,
        lodged_at=uow.at,
        changed_at=uow.at,
        format=given.format,
        state=State.LODGED,
        version=1,
        original=digest,
        report=report,
    )


def lodge_file(uow: UnitOfWork, content: bytes) -> list[Filing]:
    """Lodge every report of a file, or none: all are checked before the first is kept.

    Raises:
        FileUnreadable, EdifactRefused: the file cannot be read.
        NotAccepted: reports break rules; the faults of all are named, with the number of the report in the file.
        BillReported: one of the bills was reported already; nothing of the file is kept.
    """
    given = read(content)
    faults: list[Fault] = []
    for place, each in enumerate(given, start=1):
        try:
            checked(each)
        except NotAccepted as refused:
            faults += [replace(one, path=f"report {place}: {one.path}") for one in refused.faults]
    if faults:
        raise NotAccepted(
            sentence("The file cannot be accepted: {count} fields need mending.", count=len(faults)),
            mend=faults[0].mend,
            faults=tuple(faults[:500]),
            field=faults[0].path,
            seen=faults[0].seen or None,
        )
    return [lodge(uow, each, original=content) for each in given]


def amend(uow: UnitOfWork, number: str, given: Entered, *, version: int, because: str, original: bytes) -> Filing:
    """Put a new version in the place of a report; the old one is kept, and master and house are compared anew.

    Raises:
        NoSuchReport, ChangedSince, NotAccepted.
    """
    old = _own(uow, number)
    if old.version != version:
        raise ChangedSince(
            sentence("{number} is in version {now} by now.", number=number, now=old.version),
            mend=sentence("Open it again and make your change there."),
            field="version",
            seen=str(version),
        )
    report = checked(given)
    if (report.mode, report.level, report.bill, report.master) != _identity(old.report):
        raise BillReported(
            sentence("An amendment keeps the number of the bill and of its master bill."),
            mend=sentence("Withdraw this report and lodge the other bill."),
            field="bill",
            seen=report.bill,
        )
    digest = hashlib.sha256(original).hexdigest()
    store.replace(uow, old, report, about(report), original=digest, because=because)
    uow.note("cargo_report.amended", number, version=old.version + 1, original=digest)
    found = _own(uow, number)
    uow.record(_lodged(found))
    return found


def withdraw(uow: UnitOfWork, number: str, *, because: str) -> None:
    """Withdraw a report.

    Raises:
        NoSuchReport, ChangedSince.
    """
    old = _own(uow, number)
    store.change(uow, number, {"state": State.WITHDRAWN.value, "changed_at": uow.at})
    uow.note("cargo_report.withdrawn", number, because=because)
    uow.record(
        CargoReportWithdrawn(
            number=number,
            organisation=old.organisation,
            mode=old.report.mode.value,
            level=old.report.level.value,
            bill=old.report.bill,
            about=about(old.report),
            because=because,
        )
    )


def _identity(report: Report) -> tuple[str, str, str, str]:
    return report.mode, report.level, report.bill, report.master


def _again(there: Filing, report: Report) -> Filing:
    if there.report != report:
        raise BillReported(
            sentence("You reported the bill {bill} already.", bill=report.bill),
            mend=sentence("Amend the report {number}, or withdraw it first.", number=there.number),
            field="bill",
            seen=report.bill,
        )
    return there


def _own(uow: UnitOfWork, number: str) -> Filing:
    found = store.by_number(uow, number, lock=True)
    if found is None:
        raise NoSuchReport(
            sentence("There is no such cargo report."),
            mend=sentence("Look in the list of cargo reports."),
            seen=number[:40],
        )
    if found.organisation != uow.by.organisation:
        raise NotPermitted(
            sentence("Only its filer changes a cargo report."),
            mend=sentence("Ask the filer to amend it."),
            seen=number[:40],
        )
    if found.state is State.WITHDRAWN:
        raise ChangedSince(
            sentence("{number} was withdrawn.", number=number), mend=sentence("Lodge the bill anew."), seen=number[:40]
        )
    return found


def _lodged(filing: Filing) -> CargoReportLodged:
    report = filing.report
    return CargoReportLodged(
        number=filing.number,
        organisation=filing.organisation,
        mode=report.mode.value,
        level=report.level.value,
        bill=report.bill,
        about=about(report),
        becomes=filing.version,
    )
