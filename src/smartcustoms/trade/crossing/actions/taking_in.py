"""Passages come to the centre: those of a lane's own journal, each place once and in order, and those the centre decided itself."""

import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime

from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.day import day_of
from smartcustoms.kernel.web.live import publish
from smartcustoms.kernel.words.model import sentence
from smartcustoms.trade.crossing import store
from smartcustoms.trade.crossing.actions.lanes import lane_of
from smartcustoms.trade.crossing.events import MismatchFound, TruckHeld, TruckPassed
from smartcustoms.trade.crossing.journal import FIRST, Line, digest, read_line
from smartcustoms.trade.crossing.matching import Book, judge
from smartcustoms.trade.crossing.model import (
    Answer,
    Expected,
    JournalRefused,
    Kept,
    Lane,
    Passage,
    Reason,
    Seen,
    Verdict,
)
from smartcustoms.trade.crossing.plates import bare
from smartcustoms.trade.crossing.rules import rules_on
from smartcustoms.trade.crossing.signed import SignedRefused, public_of
from smartcustoms.trade.intake import actions as slips
from smartcustoms.trade.intake.model import NoSuchSlip, SlipTaken


def take_in(uow: UnitOfWork, code: str, lines: Sequence[str]) -> int:
    """Take in lines of a lane's journal; give the place up to which the centre has it. What came before changes nothing.

    Raises:
        NoSuchLane.
        JournalRefused: a line is not signed by the lane, does not follow, or differs from what came before.
    """
    lane = lane_of(uow, code, hold=True)
    place, last = lane.place, lane.digest or FIRST
    for text in lines:
        line = _read(lane, text)
        if line.passage.place <= place:
            _check_same(uow, lane, line)
            continue
        if line.passage.place != place + 1 or line.before != last:
            raise _refused(lane, line.passage.place, "it does not follow")
        place, last = place + 1, digest(line.text)
        _keep(uow, lane, line.passage, last)
    if place > lane.place:
        store.change_lane(uow, code, {"place": place, "digest": last})
    return place


def decide_here(uow: UnitOfWork, code: str, seen: Seen) -> Kept:
    """Answer a truck at a lane that has no computer of its own, from what the centre knows now.

    Raises:
        NoSuchLane.
        JournalRefused: the lane keeps a journal of its own; it must answer itself.
    """
    begun = time.perf_counter_ns()
    lane = lane_of(uow, code, hold=True)
    if lane.public_key:
        raise _refused(lane, lane.place + 1, "the lane answers by itself")
    due = store.due(uow, lane.control_point, lane.direction, since=uow.at, until=uow.at)
    passed = store.passed(uow, [each.bundle for each in due])
    verdict = judge(seen, Book.of(due), lane, at=uow.at, rules=rules_on(day_of(uow.at)), passed=passed)
    took = (time.perf_counter_ns() - begun) // 1000
    one = _passage(lane, verdict, seen, at=uow.at, took=took)
    store.change_lane(uow, code, {"place": one.place, "heard_at": uow.at})
    return _keep(uow, lane, one, "")


def announce(uow: UnitOfWork, kept: Kept, *, by: str = "") -> None:
    """Record what follows from a passage's final answer, and tell the open pages."""
    one, final = kept.passage, kept.final
    about = {
        "bundle": one.bundle,
        "organisation": kept.organisation,
        "declaration": kept.declaration,
        "passage": kept.number,
        "control_point": kept.control_point,
        "at": one.at.isoformat(),
    }
    direction, plates = kept.direction.value, tuple(bare(each) for each in one.seen.plates)
    if final is Answer.GO:
        uow.record(TruckPassed(**about, direction=direction, by=by, plates=plates))
    else:
        reasons = tuple(each.value for each in one.reasons)
        uow.record(TruckHeld(**about, direction=direction, reasons=reasons, plates=plates))
    publish(f"crossing:{kept.control_point}", uow=uow)
    publish(f"crossing_lane:{one.lane}", uow=uow)
    if one.bundle:
        publish(f"crossing_truck:{one.bundle}", uow=uow)


def _keep(uow: UnitOfWork, lane: Lane, one: Passage, signed: str) -> Kept:
    """Keep a passage; one that was answered by a slip is told apart now, from what was expected at that moment."""
    due = store.due(uow, lane.control_point, lane.direction, since=one.at, until=one.at)
    if one.slip and not one.bundle:
        verdict = judge(one.seen, Book.of(due), lane, at=one.at, rules=rules_on(day_of(one.at)))
        one = replace(one, bundle=verdict.bundle)
    expected = store.expected(uow, one.bundle) if one.bundle else None
    twice = one.answer is Answer.GO and bool(one.bundle) and one.bundle in store.passed(uow, [one.bundle])
    kept = Kept(
        passage=one,
        epoch=lane.epoch,
        control_point=lane.control_point,
        direction=lane.direction,
        organisation=expected.organisation if expected else "",
        declaration=expected.declaration if expected else "",
        received_at=uow.at,
    )
    if not store.put_passage(uow, kept, signed):
        raise _refused(lane, one.place, "its place is taken")
    if one.slip:
        _enter_slip(uow, kept, expected)
    _tell_mismatch(uow, kept, twice=twice)
    announce(uow, kept)
    return kept


def _tell_mismatch(uow: UnitOfWork, kept: Kept, *, twice: bool) -> None:
    """Tell what accuses. A bundle that two lanes let go while they stood alone is found here."""
    one = kept.passage
    reasons = one.reasons if Verdict(one.reasons).accuses else ()
    if twice:
        reasons = (*reasons, Reason.ALREADY_PASSED)
    if reasons:
        uow.record(
            MismatchFound(
                bundle=one.bundle,
                organisation=kept.organisation,
                declaration=kept.declaration,
                passage=kept.number,
                control_point=kept.control_point,
                at=one.at.isoformat(),
                reasons=tuple(each.value for each in reasons),
            )
        )


def _enter_slip(uow: UnitOfWork, kept: Kept, expected: Expected | None) -> None:
    """Enter the paper slip of a passage; it is settled by the passage when it is known which truck it was."""
    one = kept.passage
    with suppress(
        NoSuchSlip, SlipTaken
    ):  # somebody entered it by hand meanwhile, or the lane wrote a number it was not given
        slips.write_slip(uow, one.slip, at=one.at, plate=", ".join(one.seen.plates), note="")
        if expected is not None:
            slips.settle_slip_by_passage(uow, one.slip, passage=kept.number)


def _passage(lane: Lane, verdict: Verdict, seen: Seen, *, at: datetime, took: int) -> Passage:
    return Passage(
        lane=lane.code,
        place=lane.place + 1,
        at=at,
        seen=seen,
        answer=verdict.answer,
        reasons=verdict.reasons,
        bundle=verdict.bundle,
        took_us=took,
    )


def _read(lane: Lane, text: str) -> Line:
    try:
        return read_line(text, public_of(lane.public_key), lane=lane.code)
    except (SignedRefused, ValueError) as wrong:
        raise _refused(lane, lane.place + 1, "it is not signed by the lane") from wrong


def _check_same(uow: UnitOfWork, lane: Lane, line: Line) -> None:
    if store.digest_of(uow, lane.code, lane.epoch, line.passage.place) != digest(line.text):
        raise _refused(lane, line.passage.place, "another passage came with this place before")


def _refused(lane: Lane, place: int, why: str) -> JournalRefused:
    return JournalRefused(
        sentence("The journal of lane {lane} is refused at place {place}.", lane=lane.code, place=place),
        mend=sentence("Look at the lane: its key, its disk, and whether its journal was changed or put back."),
        seen=why,
    )
