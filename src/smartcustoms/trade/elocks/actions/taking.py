"""The one batched action: take fixes, each once, judge them by the watch of their journey, and keep both in one transaction.

The state of watches lives in the process and is no more than what the tables say: the fixes of a journey and its alarms. A watch that is
not here (a new process, a lock that comes to another one) is made of them again. When a transaction fails, forget the locks it touched.
"""

from collections import OrderedDict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any, Final, NamedTuple

from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.web.live import publish
from smartcustoms.trade.elocks import store
from smartcustoms.trade.elocks.corridor import Sieve
from smartcustoms.trade.elocks.events import AlarmsChanged, ELockTampered, TamperingWithdrawn
from smartcustoms.trade.elocks.journey import TAMPERING, AlarmType, Point, Received
from smartcustoms.trade.elocks.model import AlarmRecord, AlarmState, JourneyRecord
from smartcustoms.trade.elocks.permits import journey_of
from smartcustoms.trade.elocks.watching import Raised, Watch

EARLY: Final = timedelta(hours=1)
"""How long before its registration a journey's fixes may begin by the lock's clock."""
LATE: Final = timedelta(days=2)
"""How long after its closing a journey still takes fixes that a lock sends late."""
MOST: Final = 20_000
"""Journeys that a process watches at a time; the longest silent one is forgotten, and made again when its lock speaks."""


@dataclass(slots=True)
class Followed:
    """A journey with its watch."""

    record: JourneyRecord
    watch: Watch
    begins: float
    ends: float
    """From when to when, by the lock's clock, fixes belong to it (Unix seconds)."""

    def is_of(self, t: float) -> bool:
        """Tell whether a fix of this moment, by the lock's clock, belongs to the journey."""
        return self.begins <= t <= self.ends

    @classmethod
    def of(cls, record: JourneyRecord, watch: Watch) -> "Followed":
        """Follow a journey."""
        end = record.closed_at
        begins = (record.registered_at - EARLY).timestamp()
        return cls(record, watch, begins, float("inf") if end is None else end.timestamp())


@dataclass(slots=True)
class Watches:
    """What a process knows by lock: None for a lock that is not registered; a list, empty without a journey, for one that is."""

    by_lock: OrderedDict[str, list[Followed] | None] = field(default_factory=OrderedDict)
    changed: datetime = datetime(1970, 1, 1, tzinfo=UTC)
    """Until when changes of journeys and locks are known here."""
    seen: set[tuple[str, datetime]] = field(default_factory=set)
    """The changes of the last seconds that were heeded already: transactions commit a little after their time."""

    def forget(self, locks: Iterable[str]) -> None:
        """Forget locks; they are looked up again when they speak."""
        for each in locks:
            self.by_lock.pop(each, None)

    def know(self, uow: UnitOfWork, locks: Iterable[str]) -> None:
        """Look up locks that are not known here, after forgetting those that changed in the tables."""
        if uow.at - self.changed > timedelta(seconds=1):
            changed = store.journeys.changed_locks(uow, since=self.changed - timedelta(seconds=30))
            self.forget(lock for lock, _ in changed - self.seen)
            self.changed, self.seen = uow.at, changed
        new = [each for each in dict.fromkeys(locks) if each not in self.by_lock]
        if new:
            self.by_lock.update(_looked_up(uow, new))
        while len(self.by_lock) > MOST + len(new):
            self.by_lock.popitem(last=False)


def _looked_up(uow: UnitOfWork, locks: list[str]) -> dict[str, list[Followed] | None]:
    registered = store.devices.some(uow, locks)
    found: dict[str, list[Followed] | None] = {each: ([] if each in registered else None) for each in locks}
    records = store.journeys.of_locks(uow, list(registered), closed_after=uow.at - LATE)
    numbers = [each.number for each in records]
    fixes, alarms = store.fixes.of_journeys(uow, numbers), store.alarms.of_journeys(uow, numbers)
    tokens = store.tokens.of_journeys(uow, numbers) if numbers else {}
    for record in records:
        journey = journey_of(record, tokens.get(record.number, ()))
        watch = Watch(journey, _sieve(journey.line, journey.rules.corridor_m))
        told = [_raised(each) for each in alarms.get(record.number, ())]
        watch.restore(
            fixes[record.number],
            [each for each in told if each.withdrawn_at is None],
            [each for each in told if each.withdrawn_at is not None],
        )
        of_lock = found[record.lock]
        if of_lock is not None:
            of_lock.append(Followed.of(record, watch))
    return found


@lru_cache(maxsize=2048)
def _sieve(line: tuple[Point, ...], corridor_m: float) -> Sieve:
    return Sieve(line, corridor_m)


def rejudge(uow: UnitOfWork, number: str) -> None:
    """Judge a journey anew from what is kept: a token that came late takes an alarm back. Watches look it up again."""
    store.journeys.change(uow, number, {"changed_at": uow.at})
    record = store.journeys.one(uow, number)
    for followed in (_looked_up(uow, [record.lock]).get(record.lock) or []) if record else []:
        if followed.record.number == number:
            before = _Before.of(followed.watch)
            followed.watch.judge_anew(uow.at.timestamp())
            _keep(uow, followed, before)


def _raised(each: AlarmRecord) -> Raised:
    gone = each.withdrawn_at.timestamp() if each.withdrawn_at else None
    return Raised(AlarmType(each.type), _number(each.at), each.raised_at.timestamp(), gone, each.number)


def _number(at: datetime) -> float:
    seconds = at.timestamp()
    return int(seconds) if seconds == int(seconds) else seconds


class _Before(NamedTuple):
    """The alarms of a watch before it was judged: those that stood (judging makes a new list), and how many had been withdrawn."""

    standing: list[Raised]
    withdrawn: int

    @classmethod
    def of(cls, watch: Watch) -> "_Before":
        return cls(watch.standing, len(watch.withdrawn))


def take(uow: UnitOfWork, received: Sequence[Received], watches: Watches) -> list[str]:
    """Take fixes in the order in which they were received; give the locks among them that are not registered.

    Doubles change nothing. When this commits, every fix is kept once and the alarms are those of all fixes kept: then acknowledge.
    """
    watches.know(uow, (each.lock for each in received))
    fresh: list[Received] = []
    strangers: list[str] = []
    judged: dict[str, tuple[Followed, _Before]] = {}
    for each in received:
        of_lock = watches.by_lock.get(each.lock)
        if of_lock is None:
            strangers.append(each.lock)
            continue
        followed = _chosen(of_lock, each.fix.t)
        if followed is None:
            fresh.append(each)
            continue
        if each.fix not in followed.watch.trail:
            fresh.append(each._replace(journey=followed.record.number))
            _watch(followed, each, judged)
    store.fixes.put(uow, fresh)
    for followed, before in judged.values():
        _keep(uow, followed, before)
    return strangers


def _chosen(of_lock: list[Followed], t: float) -> Followed | None:
    for each in of_lock:
        if each.is_of(t):
            return each
    return None


def _watch(followed: Followed, each: Received, judged: dict[str, tuple[Followed, _Before]]) -> None:
    watch, number = followed.watch, followed.record.number
    times = watch.changes
    before = judged[number][1] if number in judged else _Before.of(watch)
    watch.add(each.fix, received=each.received_at.timestamp())
    if watch.changes != times:
        judged[number] = (followed, before)


def tick(uow: UnitOfWork, watches: Watches) -> int:
    """Let time pass for all journeys watched here: silence becomes an alarm by the clock. Give how many were judged."""
    now, judged = uow.at.timestamp(), 0
    for of_lock in watches.by_lock.values():
        for followed in of_lock or ():
            watch, heard = followed.watch, followed.watch.heard
            if followed.record.closed_at is not None or heard is None:
                continue
            if now - heard < followed.watch.journey.rules.signal_loss_s:
                continue
            times, before = watch.changes, _Before.of(watch)
            watch.tick(now)
            if watch.changes != times:
                _keep(uow, followed, before)
                judged += 1
    return judged


def _keep(uow: UnitOfWork, followed: Followed, before: _Before) -> None:
    """Keep what judging changed, and tell of tampering and of its withdrawal."""
    watch, record = followed.watch, followed.record
    stood = {each.number: each for each in before.standing}
    changed = [each for each in watch.standing if stood.get(each.number) != each]
    ended = watch.withdrawn[before.withdrawn :]
    new = [each for each in changed if each.number not in stood]
    store.alarms.put(uow, [_row(record.number, each) for each in [*changed, *ended]])
    if changed or ended:
        publish("elocks", {"journey": record.number}, uow=uow)
    if new or ended:
        uow.record(AlarmsChanged(elock=record.lock, journey=record.number, truck=record.truck))
    for each in new:
        if each.type in TAMPERING:
            uow.record(
                ELockTampered(
                    elock=record.lock, journey=record.number, declaration=record.declaration, organisation=record.organisation,
                    alarm=each.number, what=each.type.value, at=_moment(each.at).isoformat(),
                )
            )  # fmt: skip
    for each in ended:
        if each.type in TAMPERING and each.number in stood:
            uow.record(
                TamperingWithdrawn(
                    elock=record.lock, journey=record.number, declaration=record.declaration, alarm=each.number, what=each.type.value
                )
            )  # fmt: skip


def _row(journey: str, each: Raised) -> dict[str, Any]:
    return {
        "journey": journey, "number": each.number, "type": each.type.value, "at": _moment(each.at), "raised_at": _moment(each.raised_at),
        "withdrawn_at": None if each.withdrawn_at is None else _moment(each.withdrawn_at),
        "state": (AlarmState.RAISED if each.withdrawn_at is None else AlarmState.WITHDRAWN).value,
    }  # fmt: skip


def _moment(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
