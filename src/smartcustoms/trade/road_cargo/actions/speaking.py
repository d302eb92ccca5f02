"""The voice line: what a caller without page or app keyed is understood, and what is spoken to him."""

from dataclasses import dataclass
from typing import Final

from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.day import day_of
from smartcustoms.kernel.errors import Refused
from smartcustoms.kernel.people.actions.tries import count_guess, guesses_over
from smartcustoms.kernel.people.passwords import matches
from smartcustoms.kernel.settings import Settings
from smartcustoms.kernel.words.model import Sentence, sentence
from smartcustoms.trade.road_cargo import store
from smartcustoms.trade.road_cargo.actions.bundling import Trip
from smartcustoms.trade.road_cargo.control_points import control_points
from smartcustoms.trade.road_cargo.model import Bundle, Direction, Truck, read_reference
from smartcustoms.trade.road_cargo.voice import Keyed, read_keys

_MOST_GUESSES: Final = 5


@dataclass(frozen=True, slots=True)
class Heard:
    """What was made of a caller's keys: the truck and the trip to bundle, or else what is spoken to him."""

    says: tuple[Sentence, ...] = ()
    truck: str = ""
    trip: Trip | None = None


def hear(uow: UnitOfWork, keys: str, *, caller: str, settings: Settings) -> Heard:
    """Understand what a caller keyed; wrong tries are counted, so this unit of work must commit.

    Args:
        uow: the unit of work, in the name of the telephone gateway.
        keys: what was keyed (`voice.read_keys` says in which order).
        caller: the number that calls: after 5 wrong tries in half an hour nothing more is taken from it.
        settings: where the key of the counts lies.
    """
    if guesses_over(uow, "voice line", caller, settings, most=_MOST_GUESSES) is not None:
        return Heard((sentence("Too many wrong tries. Go to the counter of the control point."),))
    try:
        keyed = read_keys(keys, at=uow.at, points=list(control_points(day_of(uow.at))))
    except Refused as refused:
        return Heard((refused.says, refused.mend))
    truck, direction = _truck(uow, keyed), _direction(uow, keyed)
    if truck is None or direction is None:
        count_guess(uow, "voice line", caller, settings)
        wrong = sentence("Reference, PIN and plate do not belong together.")
        return Heard((wrong, sentence("Try again, or go to the counter of the control point.")))
    trip = Trip(
        references=keyed.references,
        direction=direction,
        control_point=keyed.control_point,
        expected_at=keyed.expected_at,
    )
    return Heard(truck=truck.number, trip=trip)


def spoken(made: Bundle) -> tuple[Sentence, ...]:
    """Give what a caller hears when his bundle is made."""
    return (sentence("Bundled. Cross at {at}. Listen to your message for go or inspection.", at=made.expected_at),)


def _truck(uow: UnitOfWork, keyed: Keyed) -> Truck | None:
    """Give the one truck whose mark of Hong Kong has these digits and whose PIN this is."""
    found = store.trucks.with_digits(uow, keyed.plate)
    right = [each for each in found if each.has_pin and matches(keyed.pin, store.trucks.pin_hash(uow, each.number))]
    return right[0] if len(right) == 1 else None


def _direction(uow: UnitOfWork, keyed: Keyed) -> Direction | None:
    number = read_reference(keyed.references[0])
    one = store.consignments.consignments(uow, [number]).get(number) if number else None
    return one.direction if one else None
