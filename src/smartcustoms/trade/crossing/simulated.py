"""A control point simulated: trucks arrive by the hour, lanes answer by the real rule, devices and the centre fail. Seeded; pure.

What is assumed is in `Plan` and is said with every result: of a real control point nothing is published but the 120 vehicles a
lane-hour that Lok Ma Chau's lanes were built for, and 30 s a truck. Simulated lanes decide with `matching.judge` on what they read.
"""

import random
from collections.abc import Generator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from statistics import fmean, median, quantiles
from typing import Any, Final

import simpy

from smartcustoms.trade.crossing.matching import Book, judge
from smartcustoms.trade.crossing.model import (
    BOOK_LASTS,
    Answer,
    Direction,
    Expected,
    Lane,
    LaneKind,
    Reason,
    Rules,
    Seen,
    Verdict,
)
from smartcustoms.trade.crossing.saving import HourOfLanes, saved

START: Final = datetime(2026, 1, 5, 0, 0, tzinfo=UTC)
MOST_HOURS, MOST_LANES, MOST_AN_HOUR = 168, 64, 20_000
_DAY: Final = (20, 15, 12, 12, 18, 35, 60, 85, 100, 105, 110, 105, 90, 95, 110, 115, 120, 118, 110, 90, 70, 55, 40, 28)
"""Arrivals by the hour of the day, in hundredths of the plan's busiest hour but a fifth; assumed."""


class PlanUnfit(ValueError):
    """A figure of a plan is out of its range; the text says which."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What is simulated. Times in seconds; failures as the mean time between and the mean time to mend."""

    hours: int = 6
    green_lanes: int = 0  # of the lanes, only for trucks under an e-lock
    green_share: float = 0.25  # of the trucks are under an e-lock
    first_hour: int = 8
    lanes: int = 8
    an_hour: int = 900  # trucks in an hour of 100
    seed: int = 1
    move_up_s: float = 12.0  # from the truck before leaving to standing at the lane
    decide_s: float = 0.3
    barrier_s: float = 4.0
    clear_s: float = 9.0
    inspect_s: float = 16.0  # told to report: shown out of the lane
    plate_unread: float = 0.02
    rfid_dead: float = 0.01
    selected: float = 0.05
    wrong_truck: float = 0.003  # a plate or tag of another truck
    camera_every_s: float = 6 * 3600
    camera_mend_s: float = 1200
    lane_every_s: float = 24 * 3600
    lane_mend_s: float = 1800
    centre_down_at_s: float = 2 * 3600
    centre_down_for_s: float = 1200

    def checked(self) -> "Plan":
        """Give the plan when its figures are in their ranges.

        Raises:
            PlanUnfit.
        """
        for name, value, least, most in (
            ("hours", self.hours, 1, MOST_HOURS),
            ("lanes", self.lanes, 1, MOST_LANES),
            ("green_lanes", self.green_lanes, 0, self.lanes - 1),
            ("green_share", self.green_share, 0, 1),
            ("an_hour", self.an_hour, 1, MOST_AN_HOUR),
            ("centre_down_for_s", self.centre_down_for_s, 0, MOST_HOURS * 3600),
        ):
            if not least <= value <= most:
                raise PlanUnfit(f"{name} is {value}; it must be {least} to {most}")
        return self


@dataclass(slots=True)
class _Counts:
    went: int = 0
    held: int = 0
    alone: int = 0
    slips: int = 0
    wrong: int = 0
    wrong_went: int = 0
    waits: list[float] = field(default_factory=list)
    by_reason: dict[str, int] = field(default_factory=dict)
    by_lane_hour: dict[tuple[int, int], int] = field(default_factory=dict)
    busy: dict[tuple[int, int], float] = field(default_factory=dict)
    waited: dict[tuple[int, str], list[float]] = field(default_factory=dict)
    """Waits of trucks that went, by hour and by who: green (at a green lane), sealed (under an e-lock at a lane for all), other."""


class _World:
    """The control point while it is simulated."""

    def __init__(self, plan: Plan) -> None:
        self.plan, self.luck, self.time = plan, random.Random(plan.seed), simpy.Environment()  # noqa: S311 - simulated
        self.lanes = [simpy.PriorityResource(self.time) for _ in range(plan.lanes)]
        self.camera_out = [False] * plan.lanes
        self.lane_out = [False] * plan.lanes
        self.counts = _Counts()
        self.serial = 0

    def run(self) -> _Counts:
        """Let it run."""
        self.time.process(self._arrivals())
        for number in range(self.plan.lanes):
            self.time.process(self._fails(self.camera_out, number, self.plan.camera_every_s, self.plan.camera_mend_s))
            self.time.process(self._fails(self.lane_out, number, self.plan.lane_every_s, self.plan.lane_mend_s))
        self.time.run(until=self.plan.hours * 3600)
        return self.counts

    def _arrivals(self) -> Generator[Any, Any, None]:
        while True:
            hour = (self.plan.first_hour + int(self.time.now // 3600)) % 24
            yield self.time.timeout(self.luck.expovariate(self.plan.an_hour * _DAY[hour] / 100 / 3600))
            self.serial += 1
            self.time.process(self._truck(self.serial))

    def _fails(self, out: list[bool], number: int, every: float, mend: float) -> Generator[Any, Any, None]:
        while every:
            yield self.time.timeout(self.luck.expovariate(1 / every))
            out[number] = True
            yield self.time.timeout(self.luck.expovariate(1 / mend))
            out[number] = False

    def _truck(self, serial: int) -> Generator[Any, Any, None]:
        plan, came = self.plan, self.time.now
        sealed = random.Random(f"{plan.seed} {serial}").random() < plan.green_share  # noqa: S311 # the same trucks in any plan
        number = min(
            range(0 if sealed else plan.green_lanes, plan.lanes),
            key=lambda each: (self.lane_out[each], len(self.lanes[each].queue) + self.lanes[each].count),
        )
        with self.lanes[number].request(priority=0) as turn:
            yield turn
            while self.lane_out[number]:
                yield self.time.timeout(30)
            waited = self.time.now - came
            self.counts.waits.append(waited)
            begun = self.time.now
            yield self.time.timeout(plan.move_up_s + plan.decide_s)
            verdict = self._answer(serial, number, sealed=sealed)
            yield self.time.timeout(plan.barrier_s + plan.clear_s if verdict.answer is Answer.GO else plan.inspect_s)
            self._count(number, verdict, begun)
            if verdict.answer is Answer.GO:
                who = "green" if number < plan.green_lanes else "sealed" if sealed else "other"
                hour = int((begun + plan.move_up_s) // 3600)
                self.counts.waited.setdefault((hour, who), []).append(waited + plan.move_up_s + plan.decide_s)

    def _answer(self, serial: int, number: int, *, sealed: bool) -> Verdict:
        """Match what the devices read of this truck, with the lane's book."""
        plan, luck, at = self.plan, self.luck, START + timedelta(seconds=self.time.now)
        since_cut = self.time.now - plan.centre_down_at_s
        if 0 <= since_cut < plan.centre_down_for_s:
            self.counts.alone += 1
            if since_cut >= BOOK_LASTS.total_seconds():
                self.counts.slips += 1
                return Verdict((Reason.NO_BOOK,))
        one, other = _expected(serial, at), _expected(serial + 500_000, at)
        one = replace(one, answer=Answer.INSPECT if luck.random() < plan.selected else Answer.GO)
        if sealed:
            one = replace(one, elock=f"L{serial}", green=frozenset({LaneKind.ELOCK}))
        wrong = luck.random() < plan.wrong_truck
        marks = tuple(each.partition(":")[2] for each in one.plates)
        unread = self.camera_out[number] or luck.random() < plan.plate_unread
        seen = Seen(
            plates=() if unread else marks,
            elock=one.elock or None,
            elock_whole=True if sealed else None,
            rfid=other.rfid if wrong else None if luck.random() < plan.rfid_dead else one.rfid,
            weight_kg=int((one.weight_kg or 0) * luck.gauss(1, 0.012)),
        )
        kind = LaneKind.ELOCK if number < plan.green_lanes else LaneKind.ORDINARY
        lane = Lane(code=f"SIM-{number + 1}", control_point="SIM", direction=Direction.OUTBOUND, kind=kind)
        verdict = judge(seen, Book.of([one, other]), lane, at=at, rules=Rules())
        self.counts.wrong += wrong
        self.counts.wrong_went += wrong and verdict.answer is Answer.GO
        return verdict

    def _count(self, number: int, verdict: Verdict, begun: float) -> None:
        counts, which = self.counts, (number, int(self.time.now // 3600))
        counts.went += verdict.answer is Answer.GO
        counts.held += verdict.answer is not Answer.GO
        counts.by_lane_hour[which] = counts.by_lane_hour.get(which, 0) + 1
        counts.busy[which] = counts.busy.get(which, 0.0) + self.time.now - begun
        for reason in verdict.reasons:
            counts.by_reason[reason.value] = counts.by_reason.get(reason.value, 0) + 1


def simulate(plan: Plan) -> dict[str, Any]:
    """Simulate a plan; gives plain figures: throughput a lane-hour, waits in seconds, answers and why.

    Raises:
        PlanUnfit.
    """
    counts = _World(plan.checked()).run()
    served = counts.went + counts.held
    full = [count for which, count in counts.by_lane_hour.items() if counts.busy[which] >= 0.95 * 3600]
    waits = quantiles(counts.waits, n=100) if len(counts.waits) > 1 else [0.0] * 99
    return {
        "simulated": True,
        "plan": {name: getattr(plan, name) for name in plan.__dataclass_fields__},
        "trucks": served,
        "went": counts.went,
        "held": counts.held,
        "throughput_per_lane_hour": round(served / plan.hours / plan.lanes, 1),
        "busiest_lane_hour": max(counts.by_lane_hour.values(), default=0),
        "full_lane_hours": len(full),
        "throughput_of_full_lane_hours": round(sum(full) / len(full), 1) if full else None,
        "wait_s": {"p50": round(waits[49], 1), "p95": round(waits[94], 1), "p99": round(waits[98], 1)},
        "green": _green(counts),
        "answered_alone": counts.alone,
        "paper_slips": counts.slips,
        "wrong_trucks": counts.wrong,
        "wrong_trucks_that_went": counts.wrong_went,
        "held_because": dict(sorted(counts.by_reason.items(), key=lambda each: -each[1])),
    }


def _green(counts: _Counts) -> dict[str, Any]:
    """Give what green lanes saved by the formula of the scheme's statistics, and the mean waits to compare with another plan."""
    hours, by_who = [], dict[str, list[float]]()
    for (hour, who), waits in counts.waited.items():
        by_who.setdefault(who, []).extend(waits)
        if who == "green":
            hours.append(HourOfLanes(str(hour), True, len(waits), 0.0, sum(waits)))
    for hour in {each for each, _ in counts.waited}:
        for_all = counts.waited.get((hour, "sealed"), []) + counts.waited.get((hour, "other"), [])
        hours += [HourOfLanes(str(hour), False, len(for_all), median(for_all), sum(for_all))] if for_all else []
    found = saved(hours)
    sealed = by_who.get("green", []) + by_who.get("sealed", [])
    return {
        "trucks_by_green_lanes": found.trucks,
        "minutes_saved_as_measured": round(found.minutes, 1),
        "mean_wait_s_under_elock": round(fmean(sealed), 1) if sealed else None,
        "mean_wait_s_of_others": round(fmean(by_who["other"]), 1) if by_who.get("other") else None,
        "trucks_under_elock_that_went": len(sealed),
    }


def _expected(serial: int, at: datetime) -> Expected:
    mark = f"{'ABCDEFGHJKLMNPRSTUVWXYZ'[serial % 23]}{'ABCDEFGHJKLMNPRSTUVWXYZ'[serial // 23 % 23]}{serial % 9000 + 1}"
    return Expected(
        bundle=f"SIM{serial}",
        organisation="",
        control_point="SIM",
        direction=Direction.OUTBOUND,
        plates=frozenset({f"HK:{mark}", f"CN:粤Z{serial % 10_000:04d}港"}),
        not_before=at - timedelta(hours=1),
        not_after=at + timedelta(hours=1),
        answer=Answer.GO,
        rfid=f"T{serial}",
        weight_kg=8_000 + serial % 17 * 900,
    )
