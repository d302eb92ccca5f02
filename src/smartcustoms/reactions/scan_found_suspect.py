"""Officers found a scan suspect: the supervisors are told, and a declaration that the scan is of goes red, so that it is examined."""

from contextlib import suppress

from smartcustoms.boundary.detection.events import ScanFoundSuspect
from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.notify.actions import tell
from smartcustoms.kernel.words.model import sentence
from smartcustoms.trade.risk import actions as risk
from smartcustoms.trade.risk.actions import NotAssessed


def mark_cargo_red(uow: UnitOfWork, event: ScanFoundSuspect) -> None:
    """Raise the declaration of the scan to red; a scan of something else has none."""
    with suppress(NotAssessed):
        risk.raise_to_red(
            uow, event.subject, because=sentence("Its X-ray image {scan} was found suspect", scan=event.scan)
        )


def tell_supervisors(uow: UnitOfWork, event: ScanFoundSuspect) -> None:
    """Tell the supervisors where to look."""
    says = sentence("Scan {scan} of {subject} was found suspect.", scan=event.scan, subject=event.subject or "–")
    tell(uow, "role:supervisor", says, about=event.scan, link=f"/scans/{event.scan}/alarms")


EVENT, STEPS = ScanFoundSuspect, (mark_cargo_red, tell_supervisors)
