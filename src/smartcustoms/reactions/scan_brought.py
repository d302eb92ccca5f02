"""A scan came: the methods look at it, so that an officer finds its alarms; how it looks is noted, so that like ones are found."""

from smartcustoms.boundary.comparison import actions as comparison
from smartcustoms.boundary.detection import actions as detection
from smartcustoms.boundary.scans.events import ScanBrought
from smartcustoms.kernel.database.unit import UnitOfWork


def raise_alarms(uow: UnitOfWork, event: ScanBrought) -> None:
    """Keep the scan's alarms; one that cannot be judged by machine is kept with the reason."""
    detection.judge(uow, event.scan)


def note_look(uow: UnitOfWork, event: ScanBrought) -> None:
    """Keep how the scan looks."""
    comparison.note_look(uow, event.scan)


EVENT, STEPS = ScanBrought, (raise_alarms, note_look)
