"""An e-lock was cut, opened or unlocked where it may not be: the cargo becomes red, its truck is held,
two must permit unlocks, a case is opened, supervisors are told.
"""

from contextlib import suppress
from datetime import datetime
from typing import Final

from smartcustoms.investigation.cases import actions as cases
from smartcustoms.investigation.cases.model import About, Priority, Reason, Subject, Told
from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.notify.actions import tell
from smartcustoms.kernel.words.model import Sentence, sentence
from smartcustoms.reactions.cargo_bundled import tell_lanes_of_truck
from smartcustoms.trade.elocks import actions as elocks
from smartcustoms.trade.elocks import queries as elocked
from smartcustoms.trade.elocks.events import ELockTampered
from smartcustoms.trade.risk import actions as risk
from smartcustoms.trade.risk.actions import NotAssessed

WHAT: Final = {
    "rope_cut": sentence("Rope cut"),
    "cover_opened": sentence("Back cover opened"),
    "illegal_unlock": sentence("Unlocked where it may not be"),
    "wrong_password": sentence("Wrong password"),
    "spoofed_position": sentence("Seen elsewhere than it says"),
    "seal_found_broken": sentence("Seal found broken"),
}
"""How each kind of tampering is said in a case."""


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


def open_case(uow: UnitOfWork, event: ELockTampered) -> None:
    """Open a case about the journey, or add this alarm to the one that is open."""
    says = sentence("E-lock {lock} of journey {journey} was tampered with.", lock=event.elock, journey=event.journey)
    at = datetime.fromisoformat(event.at)
    cases.open_case(
        uow,
        about=Subject(About.JOURNEY, event.journey),
        because=Reason.ELOCK_TAMPERED,
        told=Told(
            says=sentence("{told} {what}, {at}", told=says, what=WHAT.get(event.what, Sentence(event.what)), at=at),
            source=f"ELockTampered {event.journey} {event.alarm} {event.at}",
            of=f"alarm {event.alarm}",
            stands=True,
        ),
        further=(
            Subject(About.ELOCK, event.elock),
            Subject(About.DECLARATION, event.declaration),
            Subject(About.TRUCK, elocked.truck_of(uow, event.journey)),
            Subject(About.TRADER, event.organisation),
        ),
        priority=Priority.HIGH,
    )


def tell_control_room(uow: UnitOfWork, event: ELockTampered) -> None:
    """Tell the supervisors where to look."""
    says = sentence("E-lock {lock} of journey {journey} was tampered with.", lock=event.elock, journey=event.journey)
    tell(uow, "role:supervisor", says, about=event.journey, link=f"/elocks/{event.journey}")


EVENT, STEPS = ELockTampered, (mark_cargo_red, hold_truck, ask_for_two, open_case, tell_control_room)
