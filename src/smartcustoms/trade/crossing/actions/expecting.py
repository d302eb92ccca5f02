"""What is expected and decided before a truck comes: by its bundle, changed by risk, an e-lock or a trucker until it is there."""

from dataclasses import replace

from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.web.live import publish
from smartcustoms.trade.crossing import store
from smartcustoms.trade.crossing.actions.lanes import tag_on
from smartcustoms.trade.crossing.model import Answer, Expected


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


def decide_again(uow: UnitOfWork, answer: Answer, *, because: str, bundle: str = "", declaration: str = "") -> int:
    """Change the decision for a bundle, or for every truck that carries a declaration; give how many control points hear it."""
    which = {"bundle": bundle} if bundle else {"declaration": declaration}
    if not any(which.values()):
        return 0
    points = store.change_expected(uow, which, {"answer": answer.value, "reasons": [because[:500]]})
    for point in points:
        uow.note("truck.decided_again", bundle or declaration, answer=answer.value, because=because[:500])
        publish(f"crossing:{point}", uow=uow)
    return len(points)


def mark_elock(uow: UnitOfWork, elock: str, *, whole: bool) -> None:
    """Note that an e-lock was tampered with, or that the alarm was withdrawn: no truck under it goes while it is not whole."""
    for point in store.change_expected(uow, {"elock": elock}, {"elock_whole": whole}) if elock else ():
        uow.note("truck.elock_marked", elock, whole=whole)
        publish(f"crossing:{point}", uow=uow)
