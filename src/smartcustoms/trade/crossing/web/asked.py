"""What requests about the crossing carry: who, what a list is asked for, and plain JSON of what is answered."""

from typing import Annotated, Any

from fastapi import Depends, Request

from smartcustoms.kernel.actor import Actor
from smartcustoms.kernel.web.access import may
from smartcustoms.kernel.web.pages import reader_of
from smartcustoms.kernel.words.say import say
from smartcustoms.trade.crossing import queries
from smartcustoms.trade.crossing.model import (
    LEAD,
    OVERRIDE,
    RUN,
    SEE,
    SEE_OWN,
    Answer,
    Kept,
    Lane,
    Point,
    Reason,
    Wanted,
    seen_as_json,
)

Seer = Annotated[Actor, Depends(may(SEE))]
Owner = Annotated[Actor, Depends(may(SEE_OWN))]
Decider = Annotated[Actor, Depends(may(OVERRIDE))]
Leader = Annotated[Actor, Depends(may(LEAD))]
Runner = Annotated[Actor, Depends(may(RUN))]
SIZE = 50


def wanted(
    q: str = "",
    point: str = "",
    lane: str = "",
    answer: str = "",
    reason: str = "",
    sort: str = "-at",
    page: int = 1,
    size: int = SIZE,
) -> Wanted:
    """Read what a list of passages is asked for; what is no value of a filter filters nothing."""
    return Wanted(
        text=q.strip()[:60],
        control_point=point.strip().upper()[:10],
        lane=lane.strip().upper()[:40],
        answer=Answer(answer) if answer in list(Answer) else None,
        reason=Reason(reason) if reason in list(Reason) else None,
        sort=sort[:20],
        page=min(max(page, 1), 100_000),
        size=min(max(size, 1), 500),
    )


Filters = Annotated[Wanted, Depends(wanted)]


def kept_json(request: Request, kept: Kept) -> dict[str, Any]:
    """Give a passage as plain JSON, its reasons in the caller's language."""
    one, who = kept.passage, reader_of(request)
    return {
        "number": kept.number,
        "lane": one.lane,
        "control_point": kept.control_point,
        "direction": kept.direction.value,
        "at": one.at,
        "seen": seen_as_json(one.seen),
        "answer": one.answer.value,
        "final": kept.final.value,
        "reasons": [{"code": each.value, "says": say(queries.REASONS[each], who)} for each in one.reasons],
        "bundle": one.bundle,
        "declaration": kept.declaration,
        "book": one.book,
        "alone": one.alone,
        "slip": one.slip,
        "took_us": one.took_us,
        "overridden_by": kept.overridden_by,
        "because": kept.because,
    }


def lane_json(lane: Lane, *, silent: bool) -> dict[str, Any]:
    """Give a lane as plain JSON."""
    return {
        "code": lane.code,
        "control_point": lane.control_point,
        "direction": lane.direction.value,
        "kind": lane.kind.value,
        "devices": sorted(each.value for each in lane.devices),
        "out_of_order": sorted(each.value for each in lane.out_of_order),
        "open": lane.open,
        "enrolled": bool(lane.public_key),
        "heard_at": lane.heard_at,
        "alone": silent,
        "waiting": lane.waiting,
        "journal_place": lane.place,
    }


def point_json(point: Point, silent: dict[str, bool]) -> dict[str, Any]:
    """Give a control point as plain JSON."""
    return {
        "code": point.code,
        "passed_last_hour": point.passed,
        "held_last_hour": point.held,
        "expected": point.expected,
        "by_lane": dict(point.by_lane),
        "by_reason": dict(point.by_reason),
        "lanes": [lane_json(each, silent=silent[each.code]) for each in point.lanes],
    }


def worded() -> dict[str, Any]:
    """Give the words that the pages need."""
    return {
        "answers": {each.value: says for each, says in queries.ANSWERS.items()},
        "reason_words": {each.value: says for each, says in queries.REASONS.items()},
        "kinds": {each.value: says for each, says in queries.KINDS.items()},
        "directions": {each.value: says for each, says in queries.DIRECTIONS.items()},
        "device_words": {each.value: says for each, says in queries.DEVICES.items()},
        "shown": queries.shown,
    }
