"""Match declarations with bills: when a declaration is lodged, when a bill comes later, and by hand."""

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal

from smartcustoms.business.recognition import actions as recognition
from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.words.model import sentence
from smartcustoms.trade.cargo_reports import queries, store
from smartcustoms.trade.cargo_reports.actions.arriving import arrive_matched
from smartcustoms.trade.cargo_reports.matching import Declared, find
from smartcustoms.trade.cargo_reports.model import ChangedSince, How, Match, Mode, Near, NoSuchReport, Sought, State
from smartcustoms.trade.cargo_reports.reference_rules import matching
from smartcustoms.trade.declarations import queries as declarations
from smartcustoms.trade.declarations.model import Declaration

_MODES = {"1": Mode.SEA, "4": Mode.AIR}
"""First digit of the mode of transport (UN/ECE Recommendation 19)."""
_LATE = timedelta(minutes=2)
"""A bill may become visible so long after the moment it bears: its transaction was still open when others looked."""
_AGAIN = 500
"""Declarations tried again in one turn."""
_TOGETHER = 500
"""Declarations looked for with one set of statements."""


def match(uow: UnitOfWork, numbers: Sequence[str]) -> None:
    """Look for the bills that declarations cover, and keep what was found with its reasons. For the platform.

    Some hundreds are looked for together, in a few statements. A bill that one declaration got is gone for those after it.
    """
    for begin in range(0, len(numbers), _TOGETHER):
        several = numbers[begin : begin + _TOGETHER]
        found = declarations.several(uow, several)
        said = {each.number: _declared(each) for each in found}
        landed = [number for number, one in said.items() if one.mode is None]
        _free(uow, landed)  # by road or post: no report of air or sea belongs to it
        by_hand = store.matched_by_hand(uow, several)
        looking = [each for each in found if said[each.number].mode is not None and each.number not in by_hand]
        _look(uow, [(each, said[each.number]) for each in looking])


def match_waiting(uow: UnitOfWork) -> int:
    """Try again declarations for which nothing was found and that have not looked since the newest bill came; give how many.

    For the platform. Those that looked longest ago come first, so that each has its turn.
    """
    newest = store.newest_report(uow)
    waiting = store.unmatched_before(uow, newest + _LATE if newest else None, _AGAIN)
    match(uow, waiting)
    return len(waiting)


def forget(uow: UnitOfWork, report: str) -> None:
    """A bill was withdrawn: the declaration it was matched with looks for another. For the platform."""
    there = store.match_of_report(uow, report)
    if there is not None:
        says = sentence("The bill that it was matched with was withdrawn.")
        none = Match(declaration=there.declaration, report=None, how=How.NONE, score=0.0, reasons=(says,), at=uow.at)
        store.put_matches(uow, [none], over=True)
        match(uow, [there.declaration])


def free_bill(uow: UnitOfWork, declaration: str) -> None:
    """A declaration was withdrawn: the bill that it covered is free for another. For the platform."""
    _free(uow, [declaration])


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
    by_hand = Match(
        declaration=declaration, report=report, how=How.HAND, score=1.0, reasons=(says,), at=uow.at, by=uow.by.user
    )
    store.put_matches(uow, [by_hand])
    uow.note("declaration.matched_by_hand", declaration, report=report, because=because)
    _look_for_consignors(uow, [declaration])
    arrive_matched(uow, [report])


def _look_for_consignors(uow: UnitOfWork, numbers: Sequence[str]) -> None:
    """Look for the consignors, whom the bills name, among partners' authorised operators."""
    if numbers:
        recognition.look_for(uow, queries.consignors(uow, numbers))


def _free(uow: UnitOfWork, numbers: Sequence[str]) -> None:
    for declaration, report in store.drop_matches(uow, numbers).items() if numbers else ():
        uow.note("declaration.match_dropped", declaration, report=report)


def _look(uow: UnitOfWork, looking: Sequence[tuple[Declaration, Declared]]) -> None:
    """Find the bill of each among those that come near it, and keep what was found."""
    by = matching(uow.at.date())
    near = _near(uow, [_sought(each, said, timedelta(days=by.days)) for each, said in looking], looking)
    bills = store.by_numbers(uow, {bill for bills in near.values() for bill in bills})
    kept: list[Match] = []
    for each, said in looking:
        found = find(said, [bills[bill] for bill in near[each.number] if bill in bills], by)
        if found.report is not None:
            del bills[found.report]
            uow.note("declaration.matched", each.number, report=found.report, how=found.how.value)
        made = Match(
            declaration=each.number,
            report=found.report,
            how=found.how,
            score=found.score,
            reasons=found.reasons,
            at=uow.at,
        )
        kept.append(made)
    store.put_matches(uow, kept)
    _look_for_consignors(uow, [each.declaration for each in kept if each.report is not None])
    arrive_matched(uow, [each.report for each in kept if each.report is not None])


def _near(
    uow: UnitOfWork, sought: Sequence[Sought], looking: Sequence[tuple[Declaration, Declared]]
) -> dict[str, list[str]]:
    """Give by declaration the bills that name the same number; else those that weigh the same, and the newest of the mode.

    The newest are looked at where a container may name the bill, or where nothing weighs the same.
    """
    boxed = {each.number for each, said in looking if said.containers}
    given = store.candidates(uow, sought, near=Near.NUMBER)
    rest = [each for each in sought if not given[each.declaration]]
    alike = store.candidates(uow, rest, near=Near.FIGURES)
    others = [each for each in rest if each.declaration in boxed or not alike[each.declaration]]
    newest = store.candidates(uow, others, near=Near.TIME)
    for each in rest:
        number = each.declaration
        given[number] = list(dict.fromkeys([*alike[number], *newest.get(number, [])]))
    return given


def _sought(each: Declaration, said: Declared, span: timedelta) -> Sought:
    mass = said.gross_mass_kg or Decimal(0)
    return Sought(
        declaration=each.number,
        mode=said.mode or Mode.SEA,
        since=each.lodged_at - span,
        until=each.lodged_at + span,
        bills=tuple(sorted(_written(said))),
        pieces=said.pieces,
        lightest_kg=mass * Decimal("0.95"),
        heaviest_kg=mass * Decimal("1.05"),
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
