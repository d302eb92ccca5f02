"""Which lanes of benefit a truck may use: as its operator is an AEO, and as it is sealed without an open alarm. Pure.

Any doubt closes them: an open alarm closes every lane of benefit, not only that of e-locks, and two journeys that name one truck count
as none. Whether the truck goes or is inspected is another matter and is not asked here: a lane that closed because a truck was chosen
would tell its driver so.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from smartcustoms.kernel.words.model import Sentence, sentence
from smartcustoms.trade.crossing.model import LaneKind, Seal


@dataclass(frozen=True, slots=True)
class Green:
    """What follows: the lanes, why or why not, the e-lock that must be read at the lane, and whether it is whole."""

    lanes: frozenset[LaneKind]
    because: tuple[Sentence, ...]
    elock: str = ""
    whole: bool = True


def green_lanes(tier: int | None, seals: Sequence[Seal]) -> Green:
    """Decide which lanes of benefit a truck may use.

    Args:
        tier: of the truck's operator, where that tier brings the green lane and the operator is in good standing; else None.
        seals: the journeys whose e-lock is on this truck.
    """
    whole, clear = all(each.whole for each in seals), not any(each.alarms for each in seals)
    lanes, because = set(), list(_doubts(seals))
    if tier is not None and whole and clear:
        lanes.add(LaneKind.AEO)
        because.append(sentence("AEO lane: its operator is an AEO of tier {tier} in good standing", tier=tier))
    if len(seals) == 1 and whole and clear and seals[0].under_way:
        lanes.add(LaneKind.ELOCK)
        one = seals[0]
        because.append(
            sentence("E-lock lane: sealed by {elock}, no alarm stands (journey {journey})", elock=one.elock, journey=one.journey)
        )  # fmt: skip
    return Green(frozenset(lanes), tuple(because), seals[0].elock if len(seals) == 1 else "", whole)


def _doubts(seals: Sequence[Seal]) -> Iterator[Sentence]:
    for each in seals:
        if not each.whole:
            yield sentence("No green lane: the seal of journey {journey} is not whole", journey=each.journey)
        elif each.alarms:
            yield sentence(
                "No green lane: {count} alarms stand on journey {journey}", count=each.alarms, journey=each.journey
            )
        elif not each.under_way:
            yield sentence("Not the e-lock lane: journey {journey} is sealed, but not under way", journey=each.journey)
    if len(seals) > 1:
        numbers = ", ".join(each.journey for each in seals)
        yield sentence("Not the e-lock lane: several journeys name this truck: {journeys}", journeys=numbers)
