"""An e-lock was cut, opened or unlocked where it may not be: the cargo becomes red, its truck is held,
two must permit unlocks, supervisors are told.

No case is opened: investigation/cases is not built. When it is, opening one is another step here; until then supervisors are told.
"""

from contextlib import suppress

from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.notify.actions import tell
from smartcustoms.kernel.words.model import sentence
from smartcustoms.reactions.cargo_bundled import tell_lanes_of_truck
from smartcustoms.trade.elocks import actions as elocks
from smartcustoms.trade.elocks import queries as elocked
from smartcustoms.trade.elocks.events import ELockTampered
from smartcustoms.trade.risk import actions as risk
from smartcustoms.trade.risk.actions import NotAssessed


def mark_cargo_red(uow: UnitOfWork, event: ELockTampered) -> None:
    """Raise the declaration to red; a journey without an assessed declaration has nothing to raise."""
    if not event.declaration:
        return
    with suppress(NotAssessed):
        risk.raise_to_red(uow, event.declaration, because=sentence("The e-lock of its truck was tampered with"))


def ask_for_two(uow: UnitOfWork, event: ELockTampered) -> None:
    """Let both administrations have to permit the journey's next unlock."""
    elocks.require_two(uow, event.journey)


def hold_truck(uow: UnitOfWork, event: ELockTampered) -> None:
    """Send the truck under the lock to inspection at whatever lane it comes to."""
    tell_lanes_of_truck(uow, elocked.truck_of(uow, event.journey))


def tell_control_room(uow: UnitOfWork, event: ELockTampered) -> None:
    """Tell the supervisors where to look."""
    says = sentence("E-lock {lock} of journey {journey} was tampered with.", lock=event.elock, journey=event.journey)
    tell(uow, "role:supervisor", says, about=event.journey, link=f"/elocks/{event.journey}")


EVENT, STEPS = ELockTampered, (mark_cargo_red, hold_truck, ask_for_two, tell_control_room)
