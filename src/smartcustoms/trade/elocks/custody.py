"""Who had a journey in custody, from when to when, and where nobody can say: facts for the journey's page and its evidence. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from smartcustoms.trade.elocks.journey import Fix
from smartcustoms.trade.elocks.model import JourneyRecord, Stage, StepRecord

GAP = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Custody:
    """One administration's spell, and the silences in it: from the last fix before to the first after."""

    administration: str
    since: datetime
    until: datetime | None
    gaps: tuple[tuple[datetime, datetime], ...]


def custody(record: JourneyRecord, steps: Sequence[StepRecord], fixes: Sequence[Fix]) -> list[Custody]:
    """Tell the spells of custody: the origin's from sealing to handing over, the destination's from there to unsealing."""
    at = {each.stage: each.at for each in steps}
    begun = at.get(Stage.SEALED) or at.get(Stage.REGISTERED)
    if begun is None:
        return []
    handed, ended = at.get(Stage.HANDED_OVER), at.get(Stage.UNSEALED) or at.get(Stage.CLOSED)
    spells = [(record.origin, begun, handed or ended)]
    if handed is not None:
        spells.append((record.destination, handed, ended))
    silences = _silences(fixes)
    return [
        Custody(
            side,
            since,
            until,
            tuple(each for each in silences if each[1] > since and (until is None or each[0] < until)),
        )
        for side, since, until in spells
    ]


def _silences(fixes: Sequence[Fix]) -> list[tuple[datetime, datetime]]:
    times = sorted(each.t for each in fixes)
    return [
        (datetime.fromtimestamp(one, UTC), datetime.fromtimestamp(other, UTC))
        for one, other in pairwise(times)
        if other - one > GAP.total_seconds()
    ]
