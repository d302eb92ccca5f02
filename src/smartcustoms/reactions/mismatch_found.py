"""Identities of a truck disagreed at a lane: its cargo becomes red, and the examining officers are told where it stands."""

from contextlib import suppress

from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.notify.actions import tell
from smartcustoms.kernel.words.model import sentence
from smartcustoms.trade.crossing.events import MismatchFound
from smartcustoms.trade.risk import actions as risk
from smartcustoms.trade.risk.actions import NotAssessed
from smartcustoms.trade.road_cargo import queries as road_cargo


def mark_cargo_red(uow: UnitOfWork, event: MismatchFound) -> None:
    """Raise every declaration of its goods to red, which orders their examination; without an assessed one nothing is raised."""
    carried = {event.declaration, *road_cargo.declarations_under(uow, event.bundle)} - {""}
    for each in sorted(carried):
        with suppress(NotAssessed):
            risk.raise_to_red(uow, each, because=sentence("The identities of its truck did not agree at the lane"))


def tell_examiners(uow: UnitOfWork, event: MismatchFound) -> None:
    """Tell the examining officers which passage to look at."""
    says = sentence(
        "Passage {passage} at {point}: identities do not agree.", passage=event.passage, point=event.control_point
    )
    tell(uow, "role:examining_officer", says, about=event.passage, link=f"/crossing/passages/{event.passage}")


EVENT, STEPS = MismatchFound, (mark_cargo_red, tell_examiners)
