"""A scan came: the methods look at it, so that an officer finds its alarms in the list."""

from smartcustoms.boundary.detection import actions as detection
from smartcustoms.boundary.scans.events import ScanBrought
from smartcustoms.kernel.database.unit import UnitOfWork


def raise_alarms(uow: UnitOfWork, event: ScanBrought) -> None:
    """Keep the scan's alarms; one that cannot be judged by machine is kept with the reason."""
    detection.judge(uow, event.scan)


EVENT, STEPS = ScanBrought, (raise_alarms,)
