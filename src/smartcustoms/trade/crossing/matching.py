"""The rule of the lane: which expected truck do all identities name, and is there any reason not to let it go. Pure.

An answer is GO only when no reason stands against it, and every reason is looked for. So nothing that disagrees, is unknown or is lacking
can ever be outweighed by something that agrees; and an identity that is added takes candidates away, never puts one back.
"""

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from smartcustoms.trade.crossing import plates
from smartcustoms.trade.crossing.model import (
    Answer,
    Device,
    Direction,
    Expected,
    Identity,
    Lane,
    LaneKind,
    Reason,
    Rules,
    Seen,
    Verdict,
)

_UNKNOWN: Final = {
    Identity.PLATE: Reason.UNKNOWN_PLATE,
    Identity.RFID: Reason.UNKNOWN_RFID,
    Identity.ELOCK: Reason.UNKNOWN_ELOCK,
    Identity.CODE: Reason.UNKNOWN_CODE,
}
_ORDER: Final = {reason: place for place, reason in enumerate(Reason)}


@dataclass(frozen=True, slots=True)
class Book:
    """What a lane knows: the expected trucks by bundle, and which bundles each identity names."""

    by_bundle: Mapping[str, Expected]
    by_plate: Mapping[str, frozenset[str]]
    by_rfid: Mapping[str, frozenset[str]]
    by_elock: Mapping[str, frozenset[str]]

    @classmethod
    def of(cls, expected: Iterable[Expected]) -> "Book":
        """Make the book of some expected trucks."""
        known = {each.bundle: each for each in expected}
        by_plate: dict[str, set[str]] = {}
        by_rfid: dict[str, set[str]] = {}
        by_elock: dict[str, set[str]] = {}
        for each in known.values():
            for plate in each.plates:
                by_plate.setdefault(plate, set()).add(each.bundle)
            if each.rfid:
                by_rfid.setdefault(each.rfid, set()).add(each.bundle)
            if each.elock:
                by_elock.setdefault(each.elock, set()).add(each.bundle)
        return cls(
            known, *({key: frozenset(found) for key, found in one.items()} for one in (by_plate, by_rfid, by_elock))
        )


def judge(
    seen: Seen, book: Book, lane: Lane, *, at: datetime, rules: Rules, passed: Container[str] = frozenset()
) -> Verdict:
    """Match what a lane saw against what is expected.

    Args:
        seen: what the devices read.
        book: what is expected.
        lane: where; a lane of benefit asks more.
        at: when.
        rules: how many identities must agree, and how far a weight may differ.
        passed: bundles that have passed already.
    """
    named = list(_named(seen, book, lane, at))
    reasons = {_UNKNOWN[kind] for kind, bundles in named if not bundles}
    reasons |= {Reason.UNREADABLE} if seen.unread or _plates_unread(seen) else set()
    reasons |= {Reason.CODE_REFUSED} if seen.code_wrong else set()
    reasons |= set() if lane.open else {Reason.LANE_CLOSED}
    if not named:
        return _verdict(reasons | {Reason.NOTHING_READ})
    common = frozenset.intersection(*(bundles for _, bundles in named))
    if not common:
        return _verdict(reasons | ({Reason.IDENTITIES_DISAGREE} if len(named) > 1 else set()))
    fresh = frozenset(
        each for each in common if each not in passed
    )  # a second trip of the day is not held up by the first
    common = fresh or common
    if len(common) > 1:
        return _verdict(reasons | {Reason.SEVERAL_EXPECTED})
    one = book.by_bundle[min(common)]
    agreed = [kind for kind, _ in named] + _weight_agrees(seen, one, rules)
    if len(agreed) < rules.needed:
        reasons.add(Reason.TOO_FEW_IDENTITIES)
    return _verdict(reasons | set(_against(one, seen, lane, rules, passed)), one.bundle, frozenset(agreed))


def within(weight_kg: int, expected_kg: int, rules: Rules) -> bool:
    """Tell whether a weight lies within the tolerance of what is expected."""
    return abs(weight_kg - expected_kg) <= max(rules.weight_kg, int(expected_kg * rules.weight_share))


def _named(seen: Seen, book: Book, lane: Lane, at: datetime) -> Iterable[tuple[Identity, frozenset[str]]]:
    """Give each identity that was read with the bundles it names: of this control point and direction, expected now."""

    def now(bundles: Iterable[str]) -> frozenset[str]:
        return frozenset(each for each in bundles if each in book.by_bundle and _due(book.by_bundle[each], lane, at))

    for reading in plates.readings(seen.plates):
        found = (book.by_plate.get(key, frozenset()) for key in reading.keys)
        yield Identity.PLATE, now(frozenset().union(*found))
    if seen.rfid:
        yield Identity.RFID, now(book.by_rfid.get(seen.rfid, ()))
    if seen.elock:
        yield Identity.ELOCK, now(book.by_elock.get(seen.elock, ()))
    if seen.code:
        yield Identity.CODE, now([seen.code])


def _due(one: Expected, lane: Lane, at: datetime) -> bool:
    return one.holds(at) and one.control_point == lane.control_point and one.direction is Direction(lane.direction)


def _plates_unread(seen: Seen) -> bool:
    return any(plates.read(each) is None for each in seen.plates)


def _weight_agrees(seen: Seen, one: Expected, rules: Rules) -> list[Identity]:
    known = seen.weight_kg is not None and one.weight_kg is not None
    return [Identity.WEIGHT] if known and within(seen.weight_kg or 0, one.weight_kg or 0, rules) else []


def _against(one: Expected, seen: Seen, lane: Lane, rules: Rules, passed: Container[str]) -> Iterable[Reason]:
    """Give what stands against a truck that all identities name."""
    if one.bundle in passed:
        yield Reason.ALREADY_PASSED
    if one.answer is not Answer.GO:
        yield Reason.SELECTED
    if None not in (seen.weight_kg, one.weight_kg) and not _weight_agrees(seen, one, rules):
        yield Reason.WEIGHT_DIFFERS
    if lane.kind is not LaneKind.ORDINARY and lane.kind not in one.green:
        yield Reason.WRONG_LANE
    if one.elock or lane.kind is LaneKind.ELOCK:
        yield from _against_elock(one, seen, lane)


def _against_elock(one: Expected, seen: Seen, lane: Lane) -> Iterable[Reason]:
    if not seen.elock and (lane.kind is LaneKind.ELOCK or Device.ELOCK in lane.devices):
        yield Reason.ELOCK_NOT_READ
    if not one.elock_whole or seen.elock_whole is False:
        yield Reason.ELOCK_NOT_WHOLE


def _verdict(reasons: set[Reason], bundle: str = "", agreed: frozenset[Identity] = frozenset()) -> Verdict:
    return Verdict(tuple(sorted(reasons, key=_ORDER.__getitem__)), bundle, agreed)
