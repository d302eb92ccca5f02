"""The book of decisions a lane asks for every few seconds, and the driver's code: both signed with the centre's key."""

from collections.abc import Iterable
from typing import Final

from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.day import day_of
from smartcustoms.kernel.words.model import sentence
from smartcustoms.trade.crossing import store
from smartcustoms.trade.crossing.actions.lanes import lane_of
from smartcustoms.trade.crossing.model import BOOK_LASTS, Device, Expected, NotExpected
from smartcustoms.trade.crossing.rules import rules_on
from smartcustoms.trade.crossing.signed import Head, write_book, write_code
from smartcustoms.trade.intake import actions as intake
from smartcustoms.trade.intake import queries as slips
from smartcustoms.trade.intake.model import SlipState

SLIPS: Final = 20
"""Blank slips that a lane holds."""


def give_book(uow: UnitOfWork, code: str, *, seed: bytes, waiting: int = 0, out_of_order: Iterable[Device] = ()) -> str:
    """Write a lane's next book, and note that it was heard from, how long its queue is, and what is out of order there.

    Raises:
        NoSuchLane.
    """
    lane = lane_of(uow, code, hold=True)
    until = uow.at + BOOK_LASTS
    due = store.due(uow, lane.control_point, lane.direction, since=uow.at, until=until)
    passed = store.passed(uow, [each.bundle for each in due])
    head = Head(
        lane=code,
        serial=lane.serial + 1,
        issued_at=uow.at,
        expires_at=until,
        slips=tuple(_blank_slips(uow, code)),
        control_point=lane.control_point,
        direction=lane.direction,
        kind=lane.kind,
        devices=tuple(sorted(each.value for each in lane.devices)),
        open=lane.open,
        rules=rules_on(day_of(uow.at)),
    )
    heard = {"heard_at": uow.at, "waiting": min(max(waiting, 0), 9999), "out_of_order": sorted(out_of_order)}
    store.change_lane(uow, code, {"serial": head.serial, **heard})
    return write_book(due, passed, head, seed)


def code_for(uow: UnitOfWork, bundle: str, *, seed: bytes) -> tuple[Expected, str]:
    """Give what is expected of a bundle the asker may see, and its driver's code, good for five minutes.

    Raises:
        NotExpected: nothing is, or it is not the asker's.
    """
    found = store.expected(uow, bundle)
    if found is None or uow.at >= found.not_after:
        raise NotExpected(
            sentence("No truck is expected under this bundle."),
            mend=sentence("Look in the list of your trucks; bundle the cargo first."),
            seen=bundle[:40],
        )
    return found, write_code(bundle, at=uow.at, seed=seed)


def _blank_slips(uow: UnitOfWork, lane: str) -> list[str]:
    blank = [each.number for each in slips.slips(uow, state=SlipState.ISSUED, lane=lane, size=SLIPS)[0]]
    if len(blank) < SLIPS // 2:
        blank += [each.number for each in intake.issue_slips(uow, lane=lane, count=SLIPS - len(blank))]
    return blank
