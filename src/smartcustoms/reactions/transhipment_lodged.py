"""An application for a certificate of non-manipulation was lodged: its fee is asked by a demand note, of which the applicant is told."""

from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.trade.transhipment import actions as transhipment
from smartcustoms.trade.transhipment.events import TranshipmentLodged


def raise_fee(uow: UnitOfWork, event: TranshipmentLodged) -> None:
    """Raise the note; one of an earlier version is replaced."""
    transhipment.raise_fee(uow, event.number, event.of_version)


EVENT, STEPS = TranshipmentLodged, (raise_fee,)
