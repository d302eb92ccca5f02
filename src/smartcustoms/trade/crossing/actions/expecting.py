"""What is expected and decided before a truck comes: by its bundle, changed by risk, an e-lock or a trucker until it is there."""

from dataclasses import replace

from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.web.live import publish
from smartcustoms.trade.crossing import store
from smartcustoms.trade.crossing.actions.lanes import tag_on
from smartcustoms.trade.crossing.model import Expected


def expect(uow: UnitOfWork, one: Expected) -> Expected:
    """Expect a truck with a decision, in place of what its bundle said before; its tag is filled in from its plates."""
    if not one.rfid:
        tag = tag_on(uow, one.plates)
        one = replace(one, rfid=tag.rfid) if tag else one
    store.put_expected(uow, one)
    uow.note("truck.expected", one.bundle, answer=one.answer.value, control_point=one.control_point)
    publish(f"crossing:{one.control_point}", uow=uow)
    return one


def forget(uow: UnitOfWork, bundle: str) -> None:
    """Expect a bundle's truck no more; one that is not expected changes nothing."""
    if store.forget_expected(uow, bundle):
        uow.note("truck.forgotten", bundle)


def mark_elock(uow: UnitOfWork, elock: str, *, whole: bool) -> None:
    """Note that an e-lock was tampered with, or that the alarm was withdrawn: no truck under it goes while it is not whole."""
    for point in store.change_expected(uow, {"elock": elock}, {"elock_whole": whole}) if elock else ():
        uow.note("truck.elock_marked", elock, whole=whole)
        publish(f"crossing:{point}", uow=uow)
