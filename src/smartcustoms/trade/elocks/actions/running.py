"""Running the scheme: routes drawn or learned, participants registered, breaches noted with the measure that they bring."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.errors import Conflict, NotFound, Refused
from smartcustoms.kernel.words.model import sentence
from smartcustoms.trade.elocks import store
from smartcustoms.trade.elocks.events import ParticipantMeasured
from smartcustoms.trade.elocks.journey import Journey, Point, in_order
from smartcustoms.trade.elocks.learning import NARROWEST, WIDEST, NotLearned, learned
from smartcustoms.trade.elocks.model import AlarmState, Cause, is_number
from smartcustoms.trade.elocks.plausibility import believed_track
from smartcustoms.trade.elocks.running import Breach, Corridor, Participant, Standing
from smartcustoms.trade.elocks.scheme import breach_rule_on, ends_registration

KINDS: Final = ("carrier", "operator", "shipper")
MOST_CORNERS: Final = 5_000
_HARMLESS: Final = frozenset({"low_battery", "signal_loss", "late_arrival"})
_CLEARED: Final = frozenset({Cause.LAWFUL, Cause.FALSE_ALARM, Cause.DEVICE_FAULT})


class RouteUnfit(Refused):
    """The route cannot be kept as it is drawn, or not be learned."""

    code = "elock_route_unfit"


class RouteChanged(Conflict):
    """Somebody else changed the route meanwhile."""

    code = "elock_route_changed"


class ParticipantUnfit(Refused):
    """The participant or its breach cannot be kept as it is given."""

    code = "elock_participant_unfit"


def draw_corridor(
    uow: UnitOfWork, route: str, line: Sequence[Point], zones: Mapping[str, Point], corridor_m: float, *, after: int
) -> Corridor:
    """Keep a drawn corridor as the route's next version after `after`; journeys under way keep theirs.

    Raises:
        RouteUnfit: fewer than two points or zones, a place off the globe, or a width that cannot be.
        RouteChanged: another version was drawn meanwhile.
    """
    now, named = store.routes.newest(uow, route), _with_destination(zones)
    if now is not None and (now.line, now.zones, now.corridor_m) == (tuple(line), named, corridor_m):
        return now
    _check(route, line, named, corridor_m)
    return _kept(uow, Corridor(route, after + 1, tuple(line), named, corridor_m, 0, None, uow.by.user, uow.at))


def _with_destination(zones: Mapping[str, Point]) -> dict[str, Point]:
    """Call the last zone the destination unless one is called so: what is kept as JSON keeps names and forgets their order."""
    if "destination" in zones or not zones:
        return dict(zones)
    *others, (_, last) = zones.items()
    return {**dict(others), "destination": last}


def learn_corridor(uow: UnitOfWork, route: str) -> Corridor:
    """Learn a route's corridor from its lawful trips that are over, checked on those left out; its zones stay as drawn.

    Raises:
        RouteUnfit: the route was never drawn, too few trips are lawful, or the corridor does not hold the trips left out.
    """
    now = store.routes.newest(uow, route)
    if now is None:
        raise RouteUnfit(
            sentence("The route was never drawn."), mend=sentence("Draw its zones and a rough line first."), seen=route[:40]
        )  # fmt: skip
    try:
        found = learned(_lawful_trips(uow, now))
    except NotLearned as refused:
        raise RouteUnfit(
            sentence("The corridor cannot be learned from its trips."),
            mend=sentence("Let more lawful trips be driven, or draw it."), seen=str(refused),
        ) from None  # fmt: skip
    return _kept(
        uow,
        Corridor(
            route, now.version + 1, found.line, now.zones, found.corridor_m, found.trips, found.inside, uow.by.user, uow.at
        ),
    )  # fmt: skip


def _lawful_trips(uow: UnitOfWork, corridor: Corridor) -> list[list[Point]]:
    """Give the believed places of trips without an alarm that stands and matters."""
    numbers = store.routes.ended_journeys(uow, corridor.route)
    alarms, fixes = store.alarms.of_journeys(uow, numbers), store.fixes.of_journeys(uow, numbers)
    trips = []
    for number in numbers:
        if any(
            each.type not in _HARMLESS and each.state is not AlarmState.WITHDRAWN and each.cause not in _CLEARED
            for each in alarms.get(number, [])
        ):
            continue
        track = believed_track(Journey(number, corridor.line, ()), in_order(fixes[number])).believed
        trips.append([each.place for each in track if each.place is not None])
    return trips


def _kept(uow: UnitOfWork, corridor: Corridor) -> Corridor:
    if not store.routes.put(uow, corridor):
        raise RouteChanged(
            sentence("Somebody else changed this route meanwhile."), mend=sentence("Open it again and draw on what is there now.")
        )  # fmt: skip
    uow.note(
        "elock.route_kept", corridor.route, version=corridor.version, points=len(corridor.line), trips=corridor.trips,
        corridor_m=corridor.corridor_m,
    )  # fmt: skip
    return corridor


def _check(route: str, line: Sequence[Point], zones: Mapping[str, Point], corridor_m: float) -> None:
    fault = None
    if not is_number(route):
        fault = "route"
    elif not 2 <= len(line) <= MOST_CORNERS or not all(_on_globe(each) for each in line):
        fault = "points"
    elif len(zones) < 2 or not all(_on_globe(each) for each in zones.values()):
        fault = "zones"
    elif not NARROWEST <= corridor_m <= WIDEST:
        fault = "corridor_m"
    if fault is not None:
        raise RouteUnfit(
            sentence("The route cannot be kept as it is drawn."),
            mend=sentence("Give it a number, two points and two zones at least, and a width of 150 to 2000 m to each side."),
            field=fault, seen=fault,
        )  # fmt: skip


def _on_globe(place: Point) -> bool:
    return -90 <= place[0] <= 90 and -180 <= place[1] <= 180


def register_participant(uow: UnitOfWork, number: str, name: str, kind: str) -> Participant:
    """Register a participant, or one again whose registration had ended; once more changes nothing.

    Raises:
        ParticipantUnfit: the number, name or kind cannot be.
    """
    if not is_number(number) or not name.strip() or kind not in KINDS:
        raise ParticipantUnfit(
            sentence("The participant cannot be registered."),
            mend=sentence("Give its organisation's number, its name, and what it takes part as."), field="number", seen=number[:40],
        )  # fmt: skip
    found = store.scheme.one(uow, number, lock=True)
    if found is not None and found.state != Standing.DEREGISTERED:
        return found
    new = Participant(number, name.strip()[:200], kind, Standing.REGISTERED.value, uow.at)
    if found is None:
        store.scheme.put(uow, new)
    else:
        again = {"state": new.state, "name": new.name, "kind": kind, "registered_at": uow.at, "ended_at": None}
        store.scheme.change(uow, number, again)
    uow.note("elock.participant_registered", number, kind=kind)
    return new


def note_breach(uow: UnitOfWork, number: str, what: str, *, at: datetime, journey: str = "") -> Breach:
    """Note a breach; the rule of its day says whether it is a warning or ends the registration.

    Breaches from before the last registration do not count. The same breach noted again changes nothing.

    Raises:
        NotFound: there is no such participant.
        ParticipantUnfit: it does not say what, is in the future, or the registration has ended.
    """
    found = store.scheme.one(uow, number, lock=True)
    if found is None:
        raise NotFound(sentence("There is no such participant."), mend=sentence("Look in the list."), seen=number[:40])
    before = store.scheme.breaches(uow, number)
    for each in before:
        if (each.at, each.journey, each.what) == (at, journey, what.strip()[:400]):
            return each
    if not what.strip() or at > uow.at or found.state == Standing.DEREGISTERED:
        raise ParticipantUnfit(
            sentence("The breach cannot be noted."),
            mend=sentence("Say what was broken and when, of a participant that is registered."), field="what", seen=found.state,
        )  # fmt: skip
    counted = [each.at.date() for each in before if each.at >= found.registered_at]
    over = ends_registration(breach_rule_on(at.date()), [*counted, at.date()])
    measure = "deregistration" if over else "warning"
    breach = Breach(number, len(before) + 1, at, journey[:60], what.strip()[:400], measure, uow.by.user, uow.at)
    store.scheme.put_breach(uow, breach)
    ended = {"state": Standing.DEREGISTERED.value, "ended_at": uow.at}
    store.scheme.change(uow, number, ended if over else {"state": Standing.WARNED.value})
    uow.note("elock.breach_noted", number, breach=breach.number, measure=measure)
    uow.record(ParticipantMeasured(participant=number, what=breach.what, measure=measure, breach=breach.number))
    return breach
