"""Bundle references to a truck, take a bundle apart, and note that the truck crossed or was sent back."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from smartcustoms.kernel.database.platform import on_behalf_of_platform
from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.day import day_of
from smartcustoms.kernel.errors import NotPermitted, Refused
from smartcustoms.kernel.identifiers import numbered
from smartcustoms.kernel.words.model import sentence
from smartcustoms.trade.road_cargo import store
from smartcustoms.trade.road_cargo.actions.lodging import LONGEST_KEY, claimed, need_authority, no_such
from smartcustoms.trade.road_cargo.control_points import ControlPoint, Effect, control_point
from smartcustoms.trade.road_cargo.events import BundleCrossed, BundleWithdrawn, CargoBundled, TruckSentBack
from smartcustoms.trade.road_cargo.model import (
    BUNDLE_PREFIX,
    Bundle,
    BundleState,
    Consignment,
    Direction,
    Instruction,
    NoSuchBundle,
    NoSuchTruck,
    NotNow,
    OutOfTime,
    SentBack,
    State,
    Truck,
    Way,
    read_reference,
)
from smartcustoms.trade.road_cargo.planner import obstacles
from smartcustoms.trade.road_cargo.windows import exemptions, is_covered, may_bundle, window

MOST: Final = 100
"""References in one bundle."""
_TRIES: Final = 8


class ReferencesUnclear(Refused):
    """References are missing, unreadable or too many, or stand beside an exemption."""

    code = "references_unclear"


class NoWay(Refused):
    """The control point does not take this truck at that time."""

    code = "no_way"


class NoSuchControlPoint(Refused):
    """There is no such control point for goods."""

    code = "control_point_unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Trip:
    """What a trucker asks for: the references (or the code of an exemption), which way, where and when he crosses."""

    references: tuple[str, ...] = ()
    exemption: str = ""
    direction: Direction
    control_point: str
    expected_at: datetime


def bundle(uow: UnitOfWork, truck: str, trip: Trip, *, way: Way, key: str = "") -> Bundle:
    """Bundle references to a truck of the actor's organisation; risk assesses, then the truck has its instruction.

    The same key with the same content gives the same bundle. Customs bundles for a haulier at the counter and for the voice line.

    Raises:
        NoSuchTruck, NoSuchConsignment, NoSuchControlPoint, ReferencesUnclear, KeyUsed.
        OutOfTime: less than half an hour ahead, or outside the window of a reference.
        NotNow: a reference is bundled, crossed or withdrawn. SentBack: its truck was sent back.
        NoAuthority: the haulier lodged a reference as an agent and is the shipper's agent no longer.
    """
    found = _truck(uow, truck)
    references = _references(trip)
    _check_time(uow, trip)
    _check_way(uow, found, trip)
    there = claimed(uow, f"bundle {key}", _digest(found, references, trip)) if key else ""
    if there:
        return _own(uow, there)
    one = _kept(uow, found, trip, references, way, key)
    with on_behalf_of_platform(uow):
        taken = _taken(uow, references, trip, found.organisation)
        if taken:
            store.consignments.change_consignments(
                uow, references, {"state": State.BUNDLED.value, "bundle": one.number}
            )
    uow.note("bundle.made", one.number, truck=found.number, references=list(references), way=way.value)
    uow.record(
        CargoBundled(
            bundle=one.number,
            organisation=one.organisation,
            direction=one.direction.value,
            control_point=one.control_point,
            expected_at=one.expected_at.isoformat(),
            marks=one.marks,
            references=references,
        )
    )
    return one


def unbundle(uow: UnitOfWork, number: str, *, because: str) -> Bundle:
    """Take a bundle apart before the crossing: its references may be amended or bundled again.

    Raises:
        NoSuchBundle.
        NotNow: the truck crossed already.
    """
    one = _own(uow, number)
    if one.state is BundleState.WITHDRAWN:
        return one
    if one.state is not BundleState.BUNDLED:
        raise _not_now(one)
    store.bundles.change_bundle(uow, number, {"state": BundleState.WITHDRAWN.value})
    with on_behalf_of_platform(uow):
        store.consignments.change_consignments(uow, one.references, {"state": State.LODGED.value, "bundle": ""})
    uow.note("bundle.withdrawn", number, because=because.strip()[:500])
    uow.record(
        BundleWithdrawn(
            bundle=number,
            organisation=one.organisation,
            marks=one.marks,
            references=one.references,
            because=because.strip()[:500],
        )
    )
    return _own(uow, number)


def as_it_stands(uow: UnitOfWork, number: str) -> Bundle | None:
    """Give a bundle and hold it until the unit ends, so that the lane is never told an older state after a newer one. For the platform."""
    return store.bundles.bundle(uow, number, lock=True)


def cross(uow: UnitOfWork, number: str) -> Bundle:
    """Note that the truck of a bundle crossed. For the lane and for officers; a second time changes nothing.

    Raises:
        NoSuchBundle.
        NotNow: the bundle was taken apart or its truck sent back.
    """
    one = _own(uow, number)
    if one.state is BundleState.CROSSED:
        return one
    if one.state is not BundleState.BUNDLED:
        raise _not_now(one)
    store.bundles.change_bundle(uow, number, {"state": BundleState.CROSSED.value})
    store.consignments.change_consignments(uow, one.references, {"state": State.CROSSED.value})
    uow.note("bundle.crossed", number, control_point=one.control_point)
    uow.record(
        BundleCrossed(
            bundle=number,
            organisation=one.organisation,
            direction=one.direction.value,
            control_point=one.control_point,
            references=one.references,
        )
    )
    return _own(uow, number)


def send_back(uow: UnitOfWork, number: str, *, because: str) -> Bundle:
    """Note that the other side sent a truck back that had left: its goods need new inbound references.

    Raises:
        NoSuchBundle.
        NotNow: the truck did not leave by this bundle.
    """
    one = _own(uow, number)
    if one.state is BundleState.SENT_BACK:
        return one
    if one.direction is not Direction.OUTBOUND or one.state is not BundleState.CROSSED:
        raise NotNow(
            sentence("Only a truck that left can be sent back."),
            mend=sentence("Choose the bundle by which it left."),
            field="number",
            seen=number[:40],
        )
    store.bundles.change_bundle(uow, number, {"state": BundleState.SENT_BACK.value})
    store.consignments.change_consignments(uow, one.references, {"state": State.SENT_BACK.value})
    owners = store.consignments.consignments(uow, one.references)
    shippers = tuple(owners[each].agent or owners[each].shipper for each in one.references if each in owners)
    uow.note("bundle.sent_back", number, because=because.strip()[:500])
    uow.record(
        TruckSentBack(bundle=number, organisation=one.organisation, references=one.references, shippers=shippers)
    )
    return _own(uow, number)


def _digest(truck: Truck, references: Sequence[str], trip: Trip) -> str:
    told = (truck.number, *references, trip.exemption, trip.direction, trip.control_point, trip.expected_at.isoformat())
    return hashlib.sha256("|".join(told).encode("utf-8", "replace")).hexdigest()


def _kept(uow: UnitOfWork, truck: Truck, trip: Trip, references: Sequence[str], way: Way, key: str) -> Bundle:
    for attempt in range(_TRIES):
        one = _bundle(uow, truck, trip, references, way, key, attempt)
        if store.bundles.insert_bundle(uow, one):
            if key:
                store.consignments.name_key(uow, f"bundle {key}"[:LONGEST_KEY], one.number)
            return one
    raise RuntimeError("no number was free")


def _truck(uow: UnitOfWork, number: str) -> Truck:
    found = store.trucks.trucks(uow, number=number)
    if not found:
        raise NoSuchTruck(
            sentence("There is no such truck."),
            mend=sentence("Choose one of your trucks, or enter its plates first."),
            field="truck",
            seen=number[:40],
        )
    return found[0]


def _references(trip: Trip) -> tuple[str, ...]:
    """Read the references; an exemption stands alone."""
    if trip.exemption:
        if trip.references or trip.exemption not in exemptions(day_of(trip.expected_at)):
            raise ReferencesUnclear(
                sentence("The exemption does not hold, or stands beside references."),
                mend=sentence("Name either references or one exemption that holds on the day of crossing."),
                field="exemption",
                seen=trip.exemption[:40],
            )
        return ()
    found: list[str] = []
    for each in trip.references:
        one = read_reference(each)
        if one is None:
            raise ReferencesUnclear(
                sentence("This is no customs cargo reference, or a digit of it is wrong."),
                mend=sentence("Compare each digit with what the shipper gave you."),
                field="references",
                seen=each[:40],
            )
        found.append(one)
    unique = tuple(dict.fromkeys(found))
    if not 1 <= len(unique) <= MOST:
        raise ReferencesUnclear(
            sentence("A bundle holds 1 to {most} references.", most=MOST),
            mend=sentence("Name the references of everything on the truck, or an exemption."),
            field="references",
            seen=str(len(unique)),
        )
    return unique


def _check_time(uow: UnitOfWork, trip: Trip) -> None:
    holds = window(day_of(trip.expected_at))
    if control_point(trip.control_point, trip.expected_at) is None:
        raise NoSuchControlPoint(
            sentence("There is no such control point for goods."),
            mend=sentence("Choose one of the list."),
            field="control_point",
            seen=trip.control_point[:40],
        )
    if not may_bundle(uow.at, trip.expected_at):
        raise OutOfTime(
            sentence("It is too late for this crossing."),
            mend=sentence("Cross at {first} or later.", first=uow.at + holds.latest),
            field="expected_at",
            seen=trip.expected_at.isoformat(),
        )
    if trip.expected_at > uow.at + holds.earliest:
        raise OutOfTime(
            sentence("It is too early for this crossing."),
            mend=sentence("Bundle from {first} on.", first=trip.expected_at - holds.earliest),
            field="expected_at",
            seen=trip.expected_at.isoformat(),
        )


def _check_way(uow: UnitOfWork, truck: Truck, trip: Trip) -> None:
    """Refuse a control point that is closed, that takes no such vehicle, or on another side than the truck came by."""
    point = control_point(trip.control_point, trip.expected_at)
    if point is None:
        return
    against = obstacles(
        point, trip.expected_at, truck.kind, came_by=came_by(uow, truck.number, trip.direction, trip.expected_at)
    )
    refusing = [each for each in against if each.effect is Effect.REFUSES]
    if refusing:
        raise NoWay(refusing[0].says, mend=refusing[0].mend, field="control_point", seen=point.code)


def came_by(uow: UnitOfWork, truck: str, direction: Direction, at: datetime) -> ControlPoint | None:
    """Give the control point by which a truck crossed last in the other direction; None when it is not known."""
    other = Direction.INBOUND if direction is Direction.OUTBOUND else Direction.OUTBOUND
    last = store.bundles.last_of_truck(uow, truck, other, before=at)
    return control_point(last.control_point, last.expected_at) if last else None


def _taken(uow: UnitOfWork, references: Iterable[str], trip: Trip, haulier: str) -> list[Consignment]:
    """Lock the consignments in the order of their numbers, and refuse what cannot be bundled."""
    numbers = list(references)
    found = store.consignments.consignments(uow, numbers, lock=True) if numbers else {}
    for number in numbers:
        one = found.get(number)
        if one is None:
            raise no_such(number)
        need_authority(uow, one, haulier)
        _need_bundlable(one, trip)
    return [found[number] for number in numbers]


def _need_bundlable(one: Consignment, trip: Trip) -> None:
    if one.state is State.SENT_BACK:
        raise SentBack(
            sentence("The truck of {number} was sent back.", number=one.number),
            mend=sentence("Ask the shipper to lodge a new inbound reference."),
            field="references",
            seen=one.number,
        )
    if one.state is not State.LODGED:
        raise NotNow(
            sentence(
                "{number} cannot be bundled: it is bundled already, has crossed or was withdrawn.", number=one.number
            ),
            mend=sentence("Ask the shipper for another reference, or take it out of its bundle first."),
            field="references",
            seen=one.number,
        )
    if one.direction is not trip.direction:
        raise NotNow(
            sentence("{number} is for the other direction.", number=one.number),
            mend=sentence("Ask the shipper for a reference of this direction."),
            field="references",
            seen=one.number,
        )
    if not is_covered(one.lodged_at, trip.expected_at):
        holds = window(day_of(trip.expected_at))
        raise OutOfTime(
            sentence(
                "{number} holds for crossings from {begins} until {ends}.",
                number=one.number,
                begins=one.lodged_at + holds.latest,
                ends=one.lodged_at + holds.earliest,
            ),
            mend=sentence("Cross within that time, or ask the shipper for a new reference."),
            field="expected_at",
            seen=trip.expected_at.isoformat(),
        )


def _bundle(
    uow: UnitOfWork, truck: Truck, trip: Trip, references: Sequence[str], way: Way, key: str, attempt: int
) -> Bundle:
    seed = f"{truck.number}:{key or uow.at.isoformat()}:{':'.join(references)}:{trip.expected_at.isoformat()}:{attempt}"
    serial = int(hashlib.sha256(seed.encode("utf-8", "replace")).hexdigest()[:12], 16) % 10**9
    return Bundle(
        number=numbered(BUNDLE_PREFIX, uow.at.year, serial),
        organisation=truck.organisation,
        truck=truck.number,
        plates=truck.plates,
        kind=truck.kind,
        references=tuple(references),
        exemption=trip.exemption,
        control_point=trip.control_point,
        direction=trip.direction,
        expected_at=trip.expected_at,
        state=BundleState.BUNDLED,
        instruction=Instruction.UNKNOWN,
        instructed_at=None,
        instructed_by="",
        reasons=(),
        way=way,
        made_by=uow.by.user,
        made_at=uow.at,
        changed_at=uow.at,
    )


def _own(uow: UnitOfWork, number: str) -> Bundle:
    one = store.bundles.bundle(uow, number, lock=True)
    if one is None:
        raise NoSuchBundle(
            sentence("There is no such bundle."), mend=sentence("Look in the list of bundles."), seen=number[:40]
        )
    if uow.by.kind.value == "trader" and one.organisation != uow.by.organisation:
        raise NotPermitted(
            sentence("Only its haulier changes a bundle."), mend=sentence("Ask him to do it."), seen=number[:40]
        )
    return one


def _not_now(one: Bundle) -> NotNow:
    return NotNow(
        sentence("The bundle {number} is over: its truck crossed, or it was taken apart.", number=one.number),
        mend=sentence("Look at the bundle again."),
        field="number",
        seen=one.number,
    )
