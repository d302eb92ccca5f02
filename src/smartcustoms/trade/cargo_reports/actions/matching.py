"""Match declarations with bills: when a declaration is lodged, when a bill comes later, and by hand."""

from datetime import timedelta
from decimal import Decimal

from smartcustoms.business.recognition import actions as recognition
from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.words.model import sentence
from smartcustoms.trade.cargo_reports import queries, store
from smartcustoms.trade.cargo_reports.matching import Declared, Found, find
from smartcustoms.trade.cargo_reports.model import ChangedSince, Filing, How, Match, Mode, NoSuchReport, State
from smartcustoms.trade.cargo_reports.reference_rules import matching
from smartcustoms.trade.declarations import queries as declarations
from smartcustoms.trade.declarations.model import Declaration

_MODES = {"1": Mode.SEA, "4": Mode.AIR}
"""First digit of the mode of transport (UN/ECE Recommendation 19)."""
_LATE = timedelta(minutes=2)
"""A bill may become visible so long after the moment it bears: its transaction was still open when others looked."""
_AGAIN = 500
"""Declarations tried again in one turn."""


def match(uow: UnitOfWork, number: str) -> None:
    """Look for the bill that a declaration covers, and keep what was found with its reasons. For the platform."""
    declared = declarations.declaration(uow, number)
    said = _declared(declared)
    if said.mode is None:
        free_bill(uow, number)  # by road or post: no report of air or sea belongs to it
        return
    by = matching(uow.at.date())
    span = timedelta(days=by.days)
    bills = _candidates(uow, said, declared, span)
    found = find(said, bills, by)
    _keep(uow, number, found)


def match_waiting(uow: UnitOfWork) -> int:
    """Try again declarations for which nothing was found and that have not looked since the newest bill came; give how many.

    For the platform. Those that looked longest ago come first, so that each has its turn.
    """
    newest = store.newest_report(uow)
    waiting = store.unmatched_before(uow, newest + _LATE if newest else None, _AGAIN)
    for declaration in waiting:
        match(uow, declaration)
    return len(waiting)


def forget(uow: UnitOfWork, report: str) -> None:
    """A bill was withdrawn: the declaration it was matched with looks for another. For the platform."""
    there = store.match_of_report(uow, report)
    if there is not None:
        says = sentence("The bill that it was matched with was withdrawn.")
        _keep(uow, there.declaration, Found(None, How.NONE, 0.0, (says,)), over=True)
        match(uow, there.declaration)


def free_bill(uow: UnitOfWork, declaration: str) -> None:
    """A declaration was withdrawn: the bill that it covered is free for another. For the platform."""
    report = store.drop_match(uow, declaration)
    if report is not None:
        uow.note("declaration.match_dropped", declaration, report=report)


def match_by_hand(uow: UnitOfWork, declaration: str, report: str, *, because: str) -> None:
    """Say by hand which bill a declaration covers.

    Raises:
        NoSuchDeclaration: there is no such declaration.
        NoSuchReport: there is no such report.
        ChangedSince: the report was withdrawn.
    """
    declarations.declaration(uow, declaration)
    filing = store.by_number(uow, report)
    if filing is None:
        raise NoSuchReport(
            sentence("There is no such cargo report."),
            mend=sentence("Look in the list of cargo reports."),
            field="report",
            seen=report[:40],
        )
    if filing.state is State.WITHDRAWN:
        raise ChangedSince(
            sentence("{number} was withdrawn.", number=report), mend=sentence("Choose another bill."), field="report"
        )
    says = sentence("An officer matched them: {because}", because=because[:500] or "–")
    store.put_match(
        uow,
        Match(
            declaration=declaration, report=report, how=How.HAND, score=1.0, reasons=(says,), at=uow.at, by=uow.by.user
        ),
    )
    uow.note("declaration.matched_by_hand", declaration, report=report, because=because)
    _look_for_consignor(uow, declaration)


def _keep(uow: UnitOfWork, number: str, found: Found, *, over: bool = False) -> None:
    made = Match(
        declaration=number, report=found.report, how=found.how, score=found.score, reasons=found.reasons, at=uow.at
    )
    store.put_match(uow, made, over=over)
    if found.report is not None:
        uow.note("declaration.matched", number, report=found.report, how=found.how.value)
        _look_for_consignor(uow, number)


def _look_for_consignor(uow: UnitOfWork, number: str) -> None:
    """Look for the consignor, whom the bill names, among partners' authorised operators."""
    recognition.look_for(uow, queries.consignors(uow, [number]))


def _candidates(uow: UnitOfWork, said: Declared, declared: Declaration, span: timedelta) -> list[Filing]:
    """Give the bills that name the same number or weigh the same, and else the newest of the mode."""
    since, until = declared.lodged_at - span, declared.lodged_at + span
    mode = said.mode or Mode.SEA
    named = store.candidates(
        uow, declared.number, mode=mode, since=since, until=until, like=store.of_bill(_written(said))
    )
    if named:
        return named
    mass = said.gross_mass_kg or Decimal(0)
    near = store.of_figures(said.pieces, mass * Decimal("0.95"), mass * Decimal("1.05"))
    alike = store.candidates(uow, declared.number, mode=mode, since=since, until=until, like=near)
    return (
        [*alike, *store.candidates(uow, declared.number, mode=mode, since=since, until=until)]
        if said.containers or not alike
        else alike
    )


def _written(said: Declared) -> set[str]:
    """Give the ways in which the numbers of the reference may be written on a bill."""
    whole = {each.strip(",;|").upper() for each in said.reference.split()}
    return whole | said.bills | {f"{each[:3]}-{each[3:]}" for each in said.bills if len(each) == 11}


def _declared(found: Declaration) -> Declared:
    items = found.items
    pieces = [each.packages for each in items if each.packages is not None]
    masses = [each.gross_mass_kg for each in items if each.gross_mass_kg is not None]
    return Declared(
        mode=_MODES.get(found.header.transport[:1]),
        reference=found.header.reference or "",
        goods="; ".join(each.description or "" for each in items[:50]),
        pieces=sum(pieces) if len(pieces) == len(items) and items else None,
        gross_mass_kg=sum(masses, Decimal(0)) if len(masses) == len(items) and items else None,
        departure=found.header.departure,
    )
