"""What can be asked about road cargo; never writes but the note of a look."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Final

from smartcustoms.business.traders import queries as traders
from smartcustoms.business.traders.model import What
from smartcustoms.kernel.actor import Actor, Kind
from smartcustoms.kernel.database.platform import on_behalf_of_platform
from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.day import day_of, zone
from smartcustoms.kernel.words.model import Sentence, sentence
from smartcustoms.trade.road_cargo import store, windows
from smartcustoms.trade.road_cargo.control_points import ControlPoint, control_point, control_points
from smartcustoms.trade.road_cargo.model import (
    Bundle,
    BundleState,
    BundlesWanted,
    Consignment,
    Direction,
    Instruction,
    Items,
    Jurisdiction,
    NoSuchBundle,
    NoSuchConsignment,
    Override,
    Plate,
    State,
    Truck,
    VehicleKind,
    Wanted,
    Way,
)
from smartcustoms.trade.road_cargo.planner import Choice, districts, leave_at, plan, regions
from smartcustoms.trade.road_cargo.windows import Exemption, exemptions, window

__all__ = [
    "Choice",
    "ControlPoint",
    "Exemption",
    "control_point",
    "control_points",
    "districts",
    "exemptions",
    "leave_at",
    "regions",
    "window",
]

MOST_EXPORTED: Final = 100_000

DIRECTIONS: Final[Mapping[Direction, Sentence]] = {
    Direction.INBOUND: sentence("Into Hong Kong"),
    Direction.OUTBOUND: sentence("Out of Hong Kong"),
}
STATES: Final[Mapping[State, Sentence]] = {
    State.LODGED: sentence("Lodged, not bundled"),
    State.BUNDLED: sentence("Bundled"),
    State.CROSSED: sentence("Crossed"),
    State.SENT_BACK: sentence("Sent back"),
    State.WITHDRAWN: sentence("Withdrawn"),
}
BUNDLE_STATES: Final[Mapping[BundleState, Sentence]] = {
    BundleState.BUNDLED: sentence("Bundled"),
    BundleState.CROSSED: sentence("Crossed"),
    BundleState.SENT_BACK: sentence("Sent back"),
    BundleState.WITHDRAWN: sentence("Taken apart"),
}
INSTRUCTIONS: Final[Mapping[Instruction, Sentence]] = {
    Instruction.UNKNOWN: sentence("Not yet known"),
    Instruction.GO: sentence("Go"),
    Instruction.INSPECT: sentence("Come for inspection"),
}
WAYS: Final[Mapping[Way, Sentence]] = {
    Way.PAGE: sentence("page"),
    Way.PHONE: sentence("phone page"),
    Way.API: sentence("API"),
    Way.SHEET: sentence("batch sheet"),
    Way.VOICE: sentence("voice line"),
    Way.COUNTER: sentence("counter"),
}
JURISDICTIONS: Final[Mapping[Jurisdiction, Sentence]] = {
    Jurisdiction.HONG_KONG: sentence("Hong Kong"),
    Jurisdiction.MAINLAND: sentence("Mainland"),
    Jurisdiction.MACAO: sentence("Macao"),
}
KINDS: Final[Mapping[VehicleKind, Sentence]] = {
    VehicleKind.CONTAINER: sentence("Container truck"),
    VehicleKind.GOODS: sentence("Goods vehicle"),
    VehicleKind.LIGHT_GOODS: sentence("Light goods vehicle"),
}


def consignment(uow: UnitOfWork, number: str) -> Consignment:
    """Give one consignment whole.

    Raises:
        NoSuchConsignment: there is none, or it is not the asker's to see.
    """
    found = store.consignments.consignments(uow, [number]).get(number)
    if found is None:
        raise NoSuchConsignment(
            sentence("There is no such customs cargo reference."),
            mend=sentence("Look in the list of cargo by road."),
            seen=number[:40],
        )
    uow.looked(f"road cargo {number}")
    return found


def consignments(uow: UnitOfWork, wanted: Wanted) -> tuple[list[Consignment], int]:
    """Give a page of consignments that the asker may see, and how many there are."""
    return store.consignments.listed(uow, wanted, own=_own(uow))


def every(uow: UnitOfWork, wanted: Wanted) -> list[Consignment]:
    """Give all consignments that the filters let through, at most 100,000, for an export."""
    return store.consignments.listed(uow, replace(wanted, page=1, per_page=MOST_EXPORTED), own=_own(uow))[0]


def shippers(uow: UnitOfWork) -> list[tuple[str, str]]:
    """Give the businesses for which the asker may lodge today as their agent: organisation, name."""
    agent = traders.of_organisation(uow, uow.by.organisation) if uow.by.kind is Kind.TRADER else None
    today = day_of(uow.at)
    given = traders.authorisations(uow, agent) if agent else []
    holding = [each for each in given if each.giver != uow.by.organisation and each.holds(today)]
    return sorted({(each.giver, each.principal_name) for each in holding if What.LODGE in each.what})


def shipper_named(uow: UnitOfWork, code: str, *, agent: str) -> str | None:
    """Give the organisation behind a shipper's code, if an agent may lodge for it today; None: it may not, or nobody bears the code.

    Args:
        uow: the unit of work.
        code: the shipper's number in the register of traders, another number it is known by, or its organisation.
        agent: the organisation that lodges.
    """
    if code == agent:
        return agent
    with on_behalf_of_platform(uow):
        principal = traders.named(uow, code) or traders.of_organisation(uow, code)
        acting = traders.of_organisation(uow, agent)
        if principal is None or acting is None or not traders.may_act_for(uow, acting, principal, What.LODGE):
            return None
        return principal.organisation


def may_act(uow: UnitOfWork, one: Consignment, organisation: str) -> bool:
    """Tell whether an organisation may change a consignment today: its shipper, or its agent while the authority holds."""
    if organisation == one.shipper:
        return True
    return organisation == one.agent and shipper_named(uow, one.shipper, agent=organisation) is not None


def owner_for(who: Actor, one: Consignment) -> str:
    """Give the organisation by which an actor may own a consignment: the agent's when he is the agent, else the shipper's."""
    return one.agent if one.agent and one.agent == who.organisation else one.shipper


def window_of(one: Consignment) -> datetime:
    """Give until when crossings are covered by a consignment."""
    return one.lodged_at + window(one.items.expected_on).earliest


def versions(uow: UnitOfWork, number: str) -> list[tuple[int, datetime, str, Items]]:
    """Give the earlier versions of a consignment: number, when replaced, why, the items."""
    return store.consignments.versions(uow, number)


def trucks(uow: UnitOfWork) -> list[Truck]:
    """Give the trucks of the asker's organisation; for customs those of all."""
    return store.trucks.trucks(uow, organisation=_own(uow))


def truck_of(uow: UnitOfWork, mark: str) -> Truck | None:
    """Give the truck that bears a mark among its linked plates: the registered pair is its plates."""
    found = store.trucks.trucks(uow, mark=mark)
    return found[0] if found else None


def bundle(uow: UnitOfWork, number: str) -> Bundle:
    """Give one bundle; its reasons for customs only.

    Raises:
        NoSuchBundle: there is none, or it is not the asker's to see.
    """
    found = store.bundles.bundle(uow, number)
    if found is None:
        raise NoSuchBundle(
            sentence("There is no such bundle."), mend=sentence("Look in the list of bundles."), seen=number[:40]
        )
    return found


def bundle_of(uow: UnitOfWork, plate: Plate | str, at: datetime) -> Bundle | None:
    """Give the living bundle of the truck that bears a plate, the one whose crossing is nearest to a moment; None without one.

    A truck up to 12 hours late still has its bundle. A plate given as text is a mark in its one spelling (`model.plate`).
    """
    mark, holds = plate if isinstance(plate, str) else plate.mark, window(day_of(at))
    return store.bundles.bundle_of(uow, mark, at, most_ahead=holds.earliest, most_late=holds.after)


def awaited(one: Bundle) -> tuple[datetime, datetime]:
    """Give from when until when the truck of a bundle may come to its lane."""
    return windows.awaited(one.made_at, one.expected_at)


def carried(uow: UnitOfWork, one: Bundle) -> list[Consignment]:
    """Give the consignments of a bundle, in the order of its references. For the platform: they are of several shippers."""
    found = store.consignments.consignments(uow, one.references)
    return [found[each] for each in one.references if each in found]


def waiting(uow: UnitOfWork, *, mark: str = "", organisation: str = "") -> list[str]:
    """Give the numbers of the bundles of a truck (by any of its marks) or of a haulier that are still to cross. For the platform."""
    since = uow.at - window(day_of(uow.at)).after
    asked = bool(mark_of(mark) or organisation)
    return store.bundles.waiting(uow, mark=mark_of(mark), organisation=organisation, since=since) if asked else []


def declarations_under(uow: UnitOfWork, number: str) -> list[str]:
    """Give the declarations that shippers named of what a bundle carries; none for an unknown bundle. For the platform."""
    one = store.bundles.bundle(uow, number) if number else None
    return sorted({each.declaration for each in carried(uow, one)} - {""}) if one else []


def bundles(uow: UnitOfWork, wanted: BundlesWanted) -> tuple[list[Bundle], int]:
    """Give a page of bundles that the asker may see, latest crossing first, and how many there are."""
    return store.bundles.bundles(uow, wanted, own=_own(uow))


def overrides(uow: UnitOfWork, number: str) -> list[Override]:
    """Give the requests for another instruction of a bundle, newest first; for customs."""
    return store.bundles.overrides(uow, number)


def mark_of(text: str) -> str:
    """Give the one spelling of a mark that somebody wrote, of whatever administration."""
    return re.sub(r"[\s\-·.]", "", text).upper().replace("粵", "粤")[:20]


def moment_asked(text: str, otherwise: datetime) -> datetime:
    """Read a moment that somebody asked for, in the boundary's own time where he named no zone; else give another."""
    try:
        found = datetime.fromisoformat(text)
        return (found if found.tzinfo else found.replace(tzinfo=zone())).astimezone(UTC)
    except (ValueError, OverflowError):
        return otherwise


def routes(
    uow: UnitOfWork, at: datetime, kind: VehicleKind, *, district: str = "", region: str = "", truck: str = ""
) -> list[Choice]:
    """Give the control points for a crossing at a moment, best first; with a truck, by the side on which it came in."""
    last = store.bundles.last_of_truck(uow, truck, Direction.INBOUND, before=at) if truck else None
    came_by = control_point(last.control_point, last.expected_at) if last else None
    return plan(at, kind, district=district, region=region, came_by=came_by)


def _own(uow: UnitOfWork) -> str:
    return "" if uow.by.kind in {Kind.CUSTOMS, Kind.SYSTEM} else uow.by.organisation
