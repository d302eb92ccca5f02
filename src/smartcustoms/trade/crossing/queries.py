"""What can be asked about the crossing; never writes but the note of a look."""

from datetime import datetime, timedelta
from typing import Final

from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.settings import Settings
from smartcustoms.kernel.words.model import Sentence, sentence
from smartcustoms.trade.crossing import store
from smartcustoms.trade.crossing.keyring import centre_seed
from smartcustoms.trade.crossing.model import (
    Answer,
    Device,
    Direction,
    Expected,
    Kept,
    Lane,
    LaneKind,
    NoSuchLane,
    NoSuchPassage,
    Point,
    Reason,
    Tag,
    Wanted,
    read_number,
)
from smartcustoms.trade.crossing.places import places
from smartcustoms.trade.crossing.plates import Territory, bare, shown
from smartcustoms.trade.crossing.saving import Saved, saved
from smartcustoms.trade.crossing.signed import public_text

__all__ = ["Saved", "centre_seed", "plate_key", "shown"]

ANSWERS: Final[dict[Answer, Sentence]] = {
    Answer.GO: sentence("Go"),
    Answer.INSPECT: sentence("Report for inspection"),
}
REASONS: Final[dict[Reason, Sentence]] = {
    Reason.NOTHING_READ: sentence("Nothing was read of this truck"),
    Reason.UNREADABLE: sentence("Something could not be read"),
    Reason.UNKNOWN_PLATE: sentence("A plate of no truck that is expected"),
    Reason.UNKNOWN_RFID: sentence("A tag of no truck that is expected"),
    Reason.UNKNOWN_ELOCK: sentence("An e-lock of no truck that is expected"),
    Reason.UNKNOWN_CODE: sentence("A driver's code of no truck that is expected"),
    Reason.CODE_REFUSED: sentence("The driver's code is forged, over, or was shown before"),
    Reason.IDENTITIES_DISAGREE: sentence("Plates, tag, e-lock and code are of different trucks"),
    Reason.SEVERAL_EXPECTED: sentence("The truck is expected under more than one bundle"),
    Reason.TOO_FEW_IDENTITIES: sentence("Too few identities could be read"),
    Reason.WEIGHT_DIFFERS: sentence("The weight differs from what is expected"),
    Reason.ELOCK_NOT_READ: sentence("The e-lock was not read"),
    Reason.ELOCK_NOT_WHOLE: sentence("The e-lock was tampered with"),
    Reason.WRONG_LANE: sentence("The truck may not use this lane"),
    Reason.ALREADY_PASSED: sentence("The bundle has passed a lane already"),
    Reason.SELECTED: sentence("Chosen for inspection before it came"),
    Reason.NO_BOOK: sentence("The lane has heard nothing from the centre for 15 minutes"),
    Reason.LANE_CLOSED: sentence("The lane is closed"),
}
KINDS: Final[dict[LaneKind, Sentence]] = {
    LaneKind.ORDINARY: sentence("All trucks"),
    LaneKind.AEO: sentence("AEO lane"),
    LaneKind.ELOCK: sentence("E-lock lane"),
}
MAY_TAKE: Final[dict[LaneKind, Sentence]] = {
    LaneKind.AEO: sentence(
        "You may take the AEO lane: your company is an authorised economic operator in good standing."
    ),
    LaneKind.ELOCK: sentence(
        "You may take the e-lock lane: your truck is sealed and no alarm stands. Its e-lock is read there."
    ),
    LaneKind.ORDINARY: sentence("Take a lane for all trucks."),
}
"""What a driver is told of the lanes: never an officer's reason."""
DIRECTIONS: Final[dict[Direction, Sentence]] = {
    Direction.INBOUND: sentence("Inbound"),
    Direction.OUTBOUND: sentence("Outbound"),
}
DEVICES: Final[dict[Device, Sentence]] = {
    Device.CAMERA: sentence("Plate camera"),
    Device.RFID: sentence("Tag reader"),
    Device.ELOCK: sentence("E-lock reader"),
    Device.CODE: sentence("Code reader"),
    Device.SCALE: sentence("Weighbridge"),
    Device.BARRIER: sentence("Barrier"),
    Device.DISPLAY: sentence("Display"),
}
SILENT: Final = timedelta(minutes=1)
"""A lane that was not heard from for so long is shown as working alone."""


def plate_key(administration: str, mark: str) -> str:
    """Give a plate as lanes know it, such as `HK:AB1234`, of a mark given by an administration (hk, cn, mo) in one spelling."""
    return f"{Territory(administration.upper()).value}:{bare(mark)}"


def points(uow: UnitOfWork) -> list[Point]:
    """Give every control point that has lanes."""
    known: dict[str, list[Lane]] = {}
    for each in store.lanes(uow):
        known.setdefault(each.control_point, []).append(each)
    return [_point(uow, code, lanes) for code, lanes in known.items()]


def point(uow: UnitOfWork, code: str) -> Point:
    """Give one control point.

    Raises:
        NoSuchLane: it has no lane.
    """
    lanes = store.lanes(uow, code)
    if not lanes:
        raise NoSuchLane(
            sentence("There is no such control point."),
            mend=sentence("Look in the list of control points."),
            seen=code[:40],
        )
    return _point(uow, code, lanes)


def lane(uow: UnitOfWork, code: str) -> Lane:
    """Give one lane.

    Raises:
        NoSuchLane.
    """
    found = store.lane(uow, code)
    if found is None:
        raise NoSuchLane(
            sentence("There is no such lane."), mend=sentence("Look in the list of control points."), seen=code[:40]
        )
    return found


def is_silent(uow: UnitOfWork, one: Lane) -> bool:
    """Tell whether a lane with a computer of its own has not been heard from lately."""
    return bool(one.public_key) and (one.heard_at is None or uow.at - one.heard_at > SILENT)


def passages(uow: UnitOfWork, wanted: Wanted) -> tuple[list[Kept], int]:
    """Give a page of passages that the asker may see, and how many there are; plates are personal data, so a search is noted."""
    if wanted.text:
        uow.looked("passages", text=wanted.text[:40])
    return store.passages(uow, wanted)


def passage(uow: UnitOfWork, number: str) -> Kept:
    """Give one passage by its number.

    Raises:
        NoSuchPassage: there is none, or it is not the asker's.
    """
    place = read_number(number)
    found = store.passage(uow, *place) if place else None
    if found is None:
        raise NoSuchPassage(
            sentence("There is no such passage."), mend=sentence("Look in the list of passages."), seen=number[:40]
        )
    uow.looked(f"passage {number}")
    return found


def last_at(uow: UnitOfWork, code: str) -> Kept | None:
    """Give the last passage at a lane, for its display."""
    found, _ = store.passages(uow, Wanted(lane=code, size=1))
    return found[0] if found else None


def own_trucks(uow: UnitOfWork) -> list[tuple[Expected, Kept | None]]:
    """Give what is expected of the asker's trucks, each with its last passage."""
    found = store.own_expected(uow, since=uow.at - timedelta(hours=2))
    return [(each, last_of(uow, each.bundle)) for each in found]


def last_of(uow: UnitOfWork, bundle: str) -> Kept | None:
    """Give the last passage under a bundle."""
    found, _ = store.passages(uow, Wanted(text=bundle, size=1))
    return found[0] if found else None


def lanes_open_to(one: Expected) -> list[LaneKind]:
    """Give the kinds of lanes that a truck may take, those of benefit first; a lane for all trucks always."""
    return [kind for kind in (LaneKind.AEO, LaneKind.ELOCK) if kind in one.green] + [LaneKind.ORDINARY]


def owner_of(uow: UnitOfWork, bundle: str) -> str | None:
    """Give whose truck a bundle's is; None for none that the asker may see."""
    found = store.expected(uow, bundle)
    return found.organisation if found else None


def expected_at(uow: UnitOfWork, code: str, *, ahead: timedelta = timedelta(hours=1)) -> list[Expected]:
    """Give who is expected at a control point from now on, both ways."""
    return [each for way in Direction for each in store.due(uow, code, way, since=uow.at, until=uow.at + ahead)]


def saved_by_green_lanes(uow: UnitOfWork, kind: LaneKind, *, since: datetime) -> Saved:
    """Give what lanes of a kind saved the trucks that went by them, measured at the lanes. For customs."""
    return saved(store.hours_of_lanes(uow, kind, since=since))


def tags(uow: UnitOfWork, *, text: str = "") -> list[Tag]:
    """Give the tags in use."""
    return store.tags(uow, text=text)


def centre_key(settings: Settings) -> str:
    """Give the public key by which lanes verify what the centre signs."""
    return public_text(centre_seed(settings))


def _point(uow: UnitOfWork, code: str, lanes: list[Lane]) -> Point:
    since = uow.at - timedelta(hours=1)
    tallies = store.tallies(uow, code, since=since)
    by_lane: dict[str, int] = {}
    for each, _, count in tallies:
        by_lane[each] = by_lane.get(each, 0) + count
    return Point(
        code,
        tuple(lanes),
        sum(count for _, answer, count in tallies if answer == Answer.GO.value),
        sum(count for _, answer, count in tallies if answer != Answer.GO.value),
        store.due_count(uow, code, at=uow.at),
        by_lane,
        store.reason_counts(uow, code, since=since),
    )


def place_of(control_point: str) -> tuple[float, float] | None:
    """Give where a control point lies; None: it is not known."""
    return places().get(control_point)
