"""Master and house agree again: both filers are told that nothing is left to do."""

from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.notify.actions import tell
from smartcustoms.kernel.words.model import sentence
from smartcustoms.trade.cargo_reports.events import DiscrepancyResolved
from smartcustoms.trade.cargo_reports.model import Kind
from smartcustoms.trade.cargo_reports.queries import KINDS


def tell_filer(uow: UnitOfWork, event: DiscrepancyResolved) -> None:
    """Tell the filer."""
    says = sentence(
        "Cargo report {number}, bill {bill}: this is settled: {what}.",
        number=event.report,
        bill=event.house or event.master,
        what=KINDS[Kind(event.kind)],
    )
    tell(uow, event.organisation, says, about=event.report, link=f"/cargo-reports/{event.report}")


EVENT, STEPS = DiscrepancyResolved, (tell_filer,)
