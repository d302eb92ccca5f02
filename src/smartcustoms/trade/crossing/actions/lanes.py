"""Lanes are registered, opened, closed and enrolled; tags are put on trucks."""

import re
from collections.abc import Iterable
from dataclasses import replace

from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.web.live import publish
from smartcustoms.kernel.words.model import sentence
from smartcustoms.trade.crossing import store
from smartcustoms.trade.crossing.model import Lane, LaneUnfit, NoSuchLane, Tag
from smartcustoms.trade.crossing.signed import public_of

_CODE = re.compile(r"[A-Z0-9]{2,6}(-[A-Z0-9]{1,6}){1,3}")


def register_lane(uow: UnitOfWork, lane: Lane) -> None:
    """Register a lane of a control point.

    Raises:
        LaneUnfit: its code cannot be one, or is taken.
    """
    if not _CODE.fullmatch(lane.code) or not re.fullmatch(r"[A-Z0-9]{2,6}", lane.control_point):
        raise LaneUnfit(
            sentence("A lane's code is capitals and digits with hyphens."),
            mend=sentence("Write it like LMC-OUT-01, its control point like LMC."),
            field="code",
            seen=lane.code[:40],
        )
    if not store.put_lane(uow, lane):
        raise LaneUnfit(
            sentence("The code {code} is taken.", code=lane.code),
            mend=sentence("Give another number."),
            field="code",
            seen=lane.code,
        )
    uow.note("lane.registered", lane.code, kind=lane.kind.value, direction=lane.direction.value)
    publish(f"crossing:{lane.control_point}", uow=uow)


def change_lane(uow: UnitOfWork, code: str, *, opened: bool) -> None:
    """Open or close a lane; a closed one lets nobody go. Done again, nothing changes.

    Raises:
        NoSuchLane.
    """
    lane = lane_of(uow, code, hold=True)
    if lane.open is not opened:
        store.change_lane(uow, code, {"open": opened})
        uow.note("lane.opened" if opened else "lane.closed", code)
        publish(f"crossing:{lane.control_point}", uow=uow)


def enrol_lane(uow: UnitOfWork, code: str, *, public_key: str) -> None:
    """Register the key that a lane signs its journal with. Another key than before begins another journal.

    Raises:
        NoSuchLane, LaneUnfit: it is no key.
    """
    lane = lane_of(uow, code, hold=True)
    try:
        public_of(public_key)
    except ValueError as wrong:
        raise LaneUnfit(
            sentence("This is no public key of a lane."),
            mend=sentence("Paste what `smartcustoms crossing enrol` prints at the lane: 43 characters."),
            field="public_key",
            seen=public_key[:20],
        ) from wrong
    if lane.public_key != public_key:
        store.change_lane(uow, code, {"public_key": public_key, "epoch": lane.epoch + 1, "place": 0, "digest": ""})
        uow.note("lane.enrolled", code, public_key=public_key, epoch=lane.epoch + 1)


def put_tag(uow: UnitOfWork, tag: Tag) -> None:
    """Put an RFID tag on a truck, with all its plates.

    Raises:
        LaneUnfit: the tag or a plate cannot be one.
    """
    if not re.fullmatch(r"[A-Za-z0-9-]{4,40}", tag.rfid) or not tag.plates:
        raise LaneUnfit(
            sentence("A tag has 4 to 40 letters, digits or hyphens, and its truck at least one plate."),
            mend=sentence("Read the tag again."),
            field="rfid",
            seen=tag.rfid[:40],
        )
    store.put_tag(uow, replace(tag, retired_at=None))
    uow.note("tag.put", tag.rfid, organisation=tag.organisation, plates=len(tag.plates))


def retire_tag(uow: UnitOfWork, rfid: str) -> None:
    """Take a tag out of use, such as a stolen one; done again, nothing changes."""
    for tag in store.tags(uow, text=rfid):
        store.put_tag(uow, replace(tag, retired_at=uow.at))
        uow.note("tag.retired", rfid)


def lane_of(uow: UnitOfWork, code: str, *, hold: bool = False) -> Lane:
    """Give a lane.

    Raises:
        NoSuchLane.
    """
    found = store.lane(uow, code, hold=hold)
    if found is None:
        raise NoSuchLane(
            sentence("There is no such lane."), mend=sentence("Look in the list of control points."), seen=code[:40]
        )
    return found


def tag_on(uow: UnitOfWork, plates: Iterable[str]) -> Tag | None:
    """Give the tag on a truck that bears some plates; None without one, or where its plates are of several trucks."""
    found = store.tags(uow, plates=plates)
    return found[0] if len(found) == 1 else None
