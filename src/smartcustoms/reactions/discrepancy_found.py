"""Master and house differ: each of the two filers is told, with the moment until which it must be mended."""

from datetime import datetime

from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.notify.actions import tell
from smartcustoms.kernel.words.model import sentence
from smartcustoms.trade.cargo_reports.events import DiscrepancyFound
from smartcustoms.trade.cargo_reports.model import Kind
from smartcustoms.trade.cargo_reports.queries import KINDS


def tell_filer(uow: UnitOfWork, event: DiscrepancyFound) -> None:
    """Tell the filer."""
    says = sentence(
        "Cargo report {number}, bill {bill}: {what}. Amend it, or let the other filer amend his, by {due}.",
        number=event.report,
        bill=event.house or event.master,
        what=KINDS[Kind(event.kind)],
        due=datetime.fromisoformat(event.due),
    )
    tell(uow, event.organisation, says, about=event.report, link=f"/cargo-reports/{event.report}")


EVENT, STEPS = DiscrepancyFound, (tell_filer,)
