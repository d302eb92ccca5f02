"""The programme asks what an organisation declared and what was found: counted here, since the programme may not ask upwards."""

from datetime import date

from smartcustoms.boundary.examinations import queries as examinations
from smartcustoms.business.aeo import actions as aeo
from smartcustoms.business.aeo.events import AeoFiguresAsked
from smartcustoms.business.aeo.model import Figures
from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.settings import read_settings
from smartcustoms.trade.declarations import queries as declarations


def count(uow: UnitOfWork, event: AeoFiguresAsked) -> None:
    """Count declarations lodged and examinations completed within the span, and keep the figures."""
    since, until = date.fromisoformat(event.since), date.fromisoformat(event.until)
    done = examinations.history(uow, event.organisation, since=since, until=until)
    made = Figures(
        organisation=event.organisation,
        since=since,
        until=until,
        counted_at=uow.at,
        declarations=declarations.lodged_between(uow, event.organisation, since=since, until=until),
        examined=done.examined,
        findings=done.findings,
        serious=done.serious,
        revenue=done.revenue,
        currency=read_settings().currency,
    )
    aeo.keep_figures(uow, made)


EVENT, STEPS = AeoFiguresAsked, (count,)
