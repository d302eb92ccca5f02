"""What the control room asks: live journeys, one journey whole, alarms, devices, and how the scheme goes."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.errors import NotFound
from smartcustoms.kernel.words.model import sentence
from smartcustoms.trade.crossing import queries as crossing
from smartcustoms.trade.crossing.model import LaneKind
from smartcustoms.trade.crossing.queries import Saved
from smartcustoms.trade.elocks import store
from smartcustoms.trade.elocks.custody import Custody, custody
from smartcustoms.trade.elocks.journey import TAMPERING, Fix, Journey
from smartcustoms.trade.elocks.judging import unlocks
from smartcustoms.trade.elocks.model import (
    UNDER_LOCK,
    AlarmRecord,
    AlarmState,
    Cause,
    ELock,
    JourneyRecord,
    Stage,
    StepRecord,
    TokenRecord,
)
from smartcustoms.trade.elocks.permits import journey_of, zones_of
from smartcustoms.trade.elocks.scheme import Points, points_on, routes_on
from smartcustoms.trade.elocks.signing.suites import PublicKey

LONGEST: Final = 20_000
"""Fixes of one journey that a page shows."""
_WEEK: Final = timedelta(days=7)
_LATELY: Final = timedelta(days=3)
_UNDER_WAY: Final = (Stage.BUNDLED, Stage.DEPARTED, Stage.BOUNDARY, Stage.HANDED_OVER)


@dataclass(frozen=True, slots=True)
class Live:
    """A journey in the list: where it was last, when that was known, and the types of its live alarms."""

    record: JourneyRecord
    newest: Fix | None
    received_at: datetime | None
    alarms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """A journey whole."""

    record: JourneyRecord
    journey: Journey
    steps: tuple[StepRecord, ...]
    alarms: tuple[AlarmRecord, ...]
    fixes: tuple[Fix, ...]
    protocols: frozenset[str]
    custody: tuple[Custody, ...]
    tokens: tuple[TokenRecord, ...] = ()
    used: frozenset[tuple[str, int]] = frozenset()
    """Administration and counter of the tokens that an unlock used up."""
    zones: dict[str, str] = field(default_factory=dict)
    """Whose each zone is, by its name."""


@dataclass(frozen=True, slots=True)
class SealOn:
    """An e-lock on a truck: its journey, whether that is under way, the types of the alarms that stand, and whether the seal is whole."""

    journey: str
    lock: str
    under_way: bool
    alarms: tuple[str, ...]
    whole: bool


@dataclass(frozen=True, slots=True)
class Device:
    """A lock with how it last stood, and how many of its frames were refused."""

    lock: ELock
    newest: Fix | None
    received_at: datetime | None
    refused: int


@dataclass(frozen=True, slots=True)
class Statistics:
    """How the scheme goes. `judged_false`: closed as lawful, false or a device's fault; `closed`: closed with any cause."""

    stages: dict[str, int]
    journeys: int
    alarms: int
    by_type: dict[str, int]
    withdrawn: int
    closed: int
    judged_false: int
    points: tuple[Points, ...]
    routes: int
    saved: Saved
    """By the e-lock lanes of the crossing, in the last seven days."""
    saved_aeo: Saved
    """By the lanes of AEOs, in the same days."""

    @property
    def per_thousand(self) -> float | None:
        """Alarms for a thousand journeys."""
        return 1000 * self.alarms / self.journeys if self.journeys else None

    @property
    def false_share(self) -> float | None:
        """The share of closed alarms that were none."""
        return self.judged_false / self.closed if self.closed else None


def journeys(
    uow: UnitOfWork,
    *,
    text: str = "",
    stage: str = "",
    only_open: bool = True,
    alarmed: bool = False,
    page: int = 1,
    size: int = 50,
) -> tuple[list[Live], int]:
    """Give a page of journeys with where each was last."""
    found, total = store.journeys.journeys(
        uow,
        text=text,
        stage=stage,
        only_open=only_open and not stage,
        alarmed=alarmed,
        limit=size,
        offset=(page - 1) * size,
    )
    newest = store.fixes.newest(uow, [each.lock for each in found], since=uow.at - _LATELY) if found else {}
    alarms = store.alarms.live_by_journey(uow, [each.number for each in found]) if found else {}
    rows = []
    for each in found:
        fix, received_at = newest.get(each.lock, (None, None)) if each.closed_at is None else (None, None)
        rows.append(Live(each, fix, received_at, tuple(alarms.get(each.number, ()))))
    return rows, total


def journey(uow: UnitOfWork, number: str) -> Shown:
    """Give one journey whole.

    Raises:
        NotFound: there is none of this number.
    """
    record = store.journeys.one(uow, number)
    if record is None:
        raise NotFound(sentence("There is no such journey."), mend=sentence("Look in the list."), seen=number[:40])
    uow.looked(f"elock journey {number}")
    track = store.fixes.track(uow, number, most=LONGEST)
    fixes = tuple(each[0] for each in track)
    steps = tuple(store.journeys.steps(uow, number))
    alarms = tuple(store.alarms.of_journeys(uow, [number]).get(number, ()))
    tokens = tuple(store.tokens.of_journeys(uow, [number]).get(number, ()))
    judged = journey_of(record, tokens)
    used = frozenset((one.administration, one.counter) for each in unlocks(judged, fixes) for one in each.used)
    zones = {name: whose for name, (_, whose) in zones_of(record).items()}
    protocols = frozenset(each[2] for each in track)
    spells = tuple(custody(record, steps, fixes))
    return Shown(record, judged, steps, alarms, fixes, protocols, spells, tokens, used, zones)


def truck_of(uow: UnitOfWork, number: str) -> str:
    """Give the truck that a journey names, "" for none. For the platform."""
    record = store.journeys.one(uow, number)
    return record.truck if record else ""


def seals_on(uow: UnitOfWork, marks: Sequence[str]) -> list[SealOn]:
    """Give the journeys whose e-lock is on the truck that bears some marks (in their one spelling). For the platform.

    A journey counts from sealing to unsealing; it is under way from when it was bundled with its truck until it arrived.
    """
    records = store.journeys.of_truck(uow, marks, UNDER_LOCK) if marks else []
    alarms = store.alarms.of_journeys(uow, [each.number for each in records]) if records else {}
    return [_seal_on(uow, each, alarms.get(each.number, [])) for each in records]


def _seal_on(uow: UnitOfWork, record: JourneyRecord, alarms: Sequence[AlarmRecord]) -> SealOn:
    standing = [each.type for each in alarms if _stands(each)]
    broken = any(not each.intact for each in store.scheme.checks(uow, record.number))
    return SealOn(
        record.number, record.lock, record.stage in _UNDER_WAY, tuple(standing), not broken and TAMPERING.isdisjoint(standing)
    )  # fmt: skip


def _stands(alarm: AlarmRecord) -> bool:
    """Tell whether an alarm is a doubt: it is open, or was closed as true or as the device's fault."""
    if alarm.state is AlarmState.CLOSED:
        return alarm.cause in {Cause.CONFIRMED, Cause.DEVICE_FAULT}
    return alarm.state is not AlarmState.WITHDRAWN


def alarm_desk(
    uow: UnitOfWork, *, state: str = "", kind: str = "", text: str = "", page: int = 1, size: int = 50
) -> tuple[list[AlarmRecord], int]:
    """Give a page of alarms, the newest first; the live ones unless a state is named."""
    return store.alarms.alarms(uow, state=state, kind=kind, text=text, limit=size, offset=(page - 1) * size)


def devices(uow: UnitOfWork, *, text: str = "", page: int = 1, size: int = 50) -> tuple[list[Device], int]:
    """Give a page of locks with how each last stood."""
    found, total = store.devices.locks(uow, text=text, limit=size, offset=(page - 1) * size)
    numbers = [each.number for each in found]
    newest = store.fixes.newest(uow, numbers, since=uow.at - timedelta(days=30)) if numbers else {}
    refused = store.devices.refused_of(uow, numbers)
    rows = []
    for each in found:
        fix, received_at = newest.get(each.number, (None, None))
        rows.append(Device(each, fix, received_at, refused.get(each.number, 0)))
    return rows, total


def refused_frames(uow: UnitOfWork, *, device: str = "") -> list[dict[str, Any]]:
    """Give what was refused lately, of one device or of all."""
    return store.devices.refused(uow, device=device)


def statistics(uow: UnitOfWork) -> Statistics:
    """Tell how the scheme goes."""
    stages = store.journeys.counts(uow)
    by_type: Counter[str] = Counter()
    withdrawn = closed = false = 0
    for kind, state, cause, count in store.alarms.tallies(uow):
        if state == "withdrawn":
            withdrawn += count
            continue
        by_type[kind] += count
        closed += count if cause else 0
        false += count if cause in {Cause.LAWFUL.value, Cause.FALSE_ALARM.value, Cause.DEVICE_FAULT.value} else 0
    day = uow.at.date()
    return Statistics(
        stages,
        sum(stages.values()),
        by_type.total(),
        dict(by_type),
        withdrawn,
        closed,
        false,
        points_on(day),
        routes_on(day),
        *(crossing.saved_by_green_lanes(uow, kind, since=uow.at - _WEEK) for kind in (LaneKind.ELOCK, LaneKind.AEO)),
    )


def fixes_kept(uow: UnitOfWork) -> int:
    """Give how many fixes are kept."""
    return store.fixes.count(uow)


def key_of(uow: UnitOfWork, lock: str) -> PublicKey | None:
    """Give the key of a lock that signs itself; None for one that is not registered, withdrawn, or cannot sign."""
    found = store.devices.some(uow, [lock]).get(lock)
    if found is None or found.suite is None or found.public_key is None or found.withdrawn_at is not None:
        return None
    return PublicKey.read(found.suite, bytes(found.public_key))
