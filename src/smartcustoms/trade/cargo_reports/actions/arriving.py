"""A ship or aircraft arrived: declarations that were lodged before their goods, and cover what it carried, count as arrived.

A filer is believed about the bills that it reported itself, and about the houses under its master bills; about nobody else's.
"""

from collections.abc import Sequence
from datetime import timedelta

from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.trade.cargo_reports import store
from smartcustoms.trade.cargo_reports.model import Filing, How, Level, State
from smartcustoms.trade.cargo_reports.reference_rules import matching
from smartcustoms.trade.declarations import actions as declarations
from smartcustoms.trade.declarations import queries as asked

_SURE = (How.BILL, How.CONTAINER, How.HAND)
"""Matches by which goods are known to have come; what only looks alike moves no declaration."""


def arrive(uow: UnitOfWork, number: str) -> list[str]:
    """Note at the declarations that a conveyance's goods arrived, when its report says so; give their numbers. For the platform."""
    found = store.by_number(uow, number)
    return _arrive(uow, found) if found is not None else []


def arrive_matched(uow: UnitOfWork, bills: Sequence[str]) -> None:
    """Declarations found their bills later than the ship or aircraft came: note that their goods are here. For the platform."""
    for each in store.arrived_with(uow, bills, since=uow.at - timedelta(days=matching(uow.at.date()).days)):
        _arrive(uow, each)


def _arrive(uow: UnitOfWork, conveyance: Filing) -> list[str]:
    report = conveyance.report
    if report.level is not Level.CONVEYANCE or not report.arrived or conveyance.state is State.WITHDRAWN:
        return []
    since = conveyance.lodged_at - timedelta(days=matching(uow.at.date()).days)
    covered = store.carried(uow, conveyance, _SURE, since=since)
    waiting = [each.number for each in asked.several(uow, covered) if each.awaits_goods]
    what = " ".join(each for each in (report.conveyance, report.voyage, report.arrived) if each)
    for each in waiting:
        declarations.note_arrival(uow, each, because=f"{what} ({conveyance.number})")
    if waiting:
        uow.note("cargo_report.arrived", conveyance.number, declarations=len(waiting))
    return waiting
