"""Identities of a truck disagreed at a lane: its cargo becomes red, and the examining officers are told where it stands."""

from contextlib import suppress

from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.notify.actions import tell
from smartcustoms.kernel.words.model import sentence
from smartcustoms.trade.crossing.events import MismatchFound
from smartcustoms.trade.risk import actions as risk
from smartcustoms.trade.risk.actions import NotAssessed


def mark_cargo_red(uow: UnitOfWork, event: MismatchFound) -> None:
    """Raise the declaration to red, which orders its examination; a truck without an assessed declaration has nothing to raise."""
    if event.declaration:
        with suppress(NotAssessed):
            risk.raise_to_red(
                uow, event.declaration, because=sentence("The identities of its truck did not agree at the lane")
            )


def tell_examiners(uow: UnitOfWork, event: MismatchFound) -> None:
    """Tell the examining officers which passage to look at."""
    says = sentence(
        "Passage {passage} at {point}: identities do not agree.", passage=event.passage, point=event.control_point
    )
    tell(uow, "role:examining_officer", says, about=event.passage, link=f"/crossing/passages/{event.passage}")


EVENT, STEPS = MismatchFound, (mark_cargo_red, tell_examiners)
