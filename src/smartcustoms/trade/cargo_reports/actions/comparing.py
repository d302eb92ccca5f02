"""Compare a master bill with its houses, tell both filers what differs, and note what agrees again."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.identifiers import new_id
from smartcustoms.trade.cargo_reports import store
from smartcustoms.trade.cargo_reports.discrepancies import differences
from smartcustoms.trade.cargo_reports.events import DiscrepancyFound, DiscrepancyResolved
from smartcustoms.trade.cargo_reports.model import Difference, Discrepancy, Filing, Kind, Level, Mode
from smartcustoms.trade.cargo_reports.reference_rules import agreement, time_to_mend


def compare(uow: UnitOfWork, mode: Mode, master: str, *, because: str = "") -> None:
    """Compare what is filed about a master bill. Called for the platform, which sees every filer's report.

    What differs as before stays told with its first deadline; what is new is told to both, what agrees now is resolved.

    Args:
        uow: a transaction of the platform's.
        mode: air or sea.
        master: the master bill's number.
        because: why what is resolved was resolved, such as the number of the amended report.
    """
    filed = store.under(uow, mode, master)
    masters = [each for each in filed if each.report.level is Level.MASTER]
    houses = [each for each in filed if each.report.level is Level.HOUSE]
    above = masters[0] if masters else None
    on = uow.at.date()
    found = differences(above.report if above else None, [each.report for each in houses], agreement(on))
    told, _ = store.discrepancies(uow, mode=mode, master=master, is_open=True, size=10_000)
    before = {(each.organisation, each.kind, each.house, each.own, each.other): each for each in told}
    new = list(_told(uow, mode, master, found, above, houses))
    now = {(each.organisation, each.kind, each.house, each.own, each.other) for each in new}
    _resolve(uow, [each for key, each in before.items() if key not in now], because)
    first = {(each.kind, each.house): each.due_at for each in told}
    fresh = [each for each in new if (each.organisation, each.kind, each.house, each.own, each.other) not in before]
    _add(uow, fresh, first)


def _add(uow: UnitOfWork, fresh: list[Discrepancy], first: dict[tuple[Kind, str], datetime]) -> None:
    """Keep and tell what is new; words that changed about the same thing keep its first deadline."""
    kept = [replace(each, due_at=first.get((each.kind, each.house), each.due_at)) for each in fresh]
    store.add_discrepancies(uow, kept)
    for each in kept:
        uow.note("cargo_discrepancy.found", each.report, kind=each.kind.value, house=each.house, to=each.organisation)
        uow.record(
            DiscrepancyFound(
                discrepancy=str(each.id),
                organisation=each.organisation,
                report=each.report,
                kind=each.kind.value,
                master=each.master,
                house=each.house,
                due=each.due_at.isoformat(),
            )
        )


def _resolve(uow: UnitOfWork, over: list[Discrepancy], because: str) -> None:
    for each in over:
        uow.note("cargo_discrepancy.resolved", each.report, kind=each.kind.value, house=each.house)
        uow.record(
            DiscrepancyResolved(
                discrepancy=str(each.id),
                organisation=each.organisation,
                report=each.report,
                kind=each.kind.value,
                master=each.master,
                house=each.house,
            )
        )
    store.resolve(uow, [each.id for each in over], because=because)


def _told(
    uow: UnitOfWork, mode: Mode, master: str, found: list[Difference], above: Filing | None, houses: list[Filing]
) -> Iterator[Discrepancy]:
    """Give each difference once for each filer it concerns: the master's, and those of the house or of all houses."""
    due = uow.at + time_to_mend(mode, uow.at.date())
    for each in found:
        number = new_id(uow.at)
        sides = [(above, Level.MASTER)] if above else []
        sides += [(one, Level.HOUSE) for one in houses if not each.house or one.report.bill == each.house]
        told: set[str] = set()
        for filing, side in sides:
            if filing.organisation in told:
                continue
            told.add(filing.organisation)
            own, other = (each.by_master, each.by_house) if side is Level.MASTER else (each.by_house, each.by_master)
            yield Discrepancy(
                id=number,
                kind=each.kind,
                mode=mode,
                master=master,
                house=each.house,
                organisation=filing.organisation,
                report=filing.number,
                side=side,
                own=own,
                other=other,
                found_at=uow.at,
                due_at=due,
            )
