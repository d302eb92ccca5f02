"""What crosses between administrations: the contract of a journey, and each side's signed verdict on its own leg.

A verdict fixes where the leg's chain begins and ends, so that the legs of several administrations join (or do not) without anybody
showing another's positions.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from itertools import pairwise
from typing import Any

from smartcustoms.trade.elocks.journey import Alarm, AlarmType, Journey
from smartcustoms.trade.elocks.model import FrameRefused
from smartcustoms.trade.elocks.proofs.chain import Event
from smartcustoms.trade.elocks.proofs.statements import Statement, read, state
from smartcustoms.trade.elocks.recorded import NoJourney, one_journey
from smartcustoms.trade.elocks.signing.suites import SigningKey

CONTRACT = "contract"
VERDICT = "verdict"


@dataclass(frozen=True, slots=True)
class Contract:
    """What the administrations agreed on for one journey."""

    journey: Journey
    lock: str
    administrations: tuple[str, ...]
    zone_of: tuple[str, ...]
    """The administration of each zone, in the journey's order of zones."""
    names: tuple[str, ...]
    at: int
    needs: int = 1
    """How many administrations must permit an unlock: 2 where the risk is high."""

    def signed(self, key: SigningKey) -> bytes:
        """Sign it."""
        zones = [
            {"name": name, "administration": whose, "latitude": place[0], "longitude": place[1]}
            for name, whose, place in zip(self.names, self.zone_of, self.journey.zones, strict=True)
        ]
        body = {
            "journey": self.journey.number, "lock": self.lock, "line": [list(each) for each in self.journey.line], "zones": zones,
            "rules": asdict(self.journey.rules), "due_by": self.journey.due_by, "administrations": list(self.administrations),
            "at": self.at, "needs": self.needs,
        } | ({"by_token": True} if self.journey.permits is not None else {})  # fmt: skip
        return state(CONTRACT, body, key)


def read_contract(raw: bytes) -> tuple[Contract, Statement]:
    """Read a contract; its signature is not checked yet."""
    found = read(raw, CONTRACT)
    try:
        zones = [dict(each) for each in found.list("zones")]
        journey = one_journey(
            {
                "id": found.text("journey"), "line": found.list("line"), "due_by": found.body.get("due_by"),
                "by_token": found.body.get("by_token"), "needs": found.body.get("needs"),
                "zones": {str(number): [each["latitude"], each["longitude"]] for number, each in enumerate(zones)},
            },
            found.body.get("rules"),
        )  # fmt: skip
        names = tuple(str(each["name"]) for each in zones)
        whose = tuple(str(each["administration"]) for each in zones)
    except (NoJourney, KeyError, TypeError, ValueError) as fault:
        raise FrameRefused(f"value: the contract cannot be read: {str(fault)[:200]}") from None
    sides = tuple(str(each) for each in found.list("administrations"))
    needs = found.number("needs")
    return Contract(journey, found.text("lock"), sides, whose, names, found.number("at"), needs), found


@dataclass(frozen=True, slots=True)
class Verdict:
    """One administration's word on its leg: which events, and the alarms that stand. Times: `at` Unix milliseconds."""

    administration: str
    journey: str
    lock: str
    first: int
    last: int
    before: bytes
    """The hash of the event before the leg's first."""
    head: bytes
    """The hash of the leg's last event."""
    alarms: tuple[Alarm, ...]
    at: int

    @property
    def says(self) -> str:
        """The verdict in words."""
        what = "no alarm" if not self.alarms else ", ".join(sorted({each.type.value for each in self.alarms}))
        return f"{self.administration}: events {self.first} to {self.last}, continuous, {what}"

    def signed(self, key: SigningKey) -> bytes:
        """Sign it."""
        alarms = [{"type": each.type.value, "at": each.at, "raised_at": each.raised_at} for each in self.alarms]
        body = {
            "administration": self.administration, "journey": self.journey, "lock": self.lock, "first": self.first,
            "last": self.last, "before": self.before.hex(), "head": self.head.hex(), "alarms": alarms, "at": self.at,
        }  # fmt: skip
        return state(VERDICT, body, key)


def verdict_on(
    administration: str, contract: Contract, events: Sequence[Event], found: Sequence[Alarm], at: int
) -> Verdict:
    """Give an administration's verdict on the events of its leg, at least one, and the alarms they amount to."""
    first, last = events[0], events[-1]
    return Verdict(
        administration, contract.journey.number, contract.lock, first.sequence, last.sequence, first.before, last.hash,
        tuple(sorted(found)), at,
    )  # fmt: skip


def read_verdict(raw: bytes) -> tuple[Verdict, Statement]:
    """Read a verdict; its signature is not checked yet."""
    found = read(raw, VERDICT)
    try:
        alarms = tuple(sorted(_alarm(each) for each in found.list("alarms")))
    except (KeyError, TypeError, ValueError, AttributeError) as fault:
        raise FrameRefused(f"value: an alarm of the verdict cannot be read: {str(fault)[:80]}") from None
    verdict = Verdict(
        found.text("administration"), found.text("journey"), found.text("lock"), found.number("first"), found.number("last"),
        found.hash("before"), found.hash("head"), alarms, found.number("at"),
    )  # fmt: skip
    return verdict, found


def _alarm(said: Any) -> Alarm:
    times = [said["at"], said["raised_at"]]
    if any(isinstance(each, bool) or not isinstance(each, int | float) for each in times):
        raise ValueError("a time is no number")
    return Alarm(times[0], AlarmType(said["type"]), times[1])


def gaps(verdicts: Sequence[Verdict]) -> list[str]:
    """Tell where the legs of a journey do not join: a gap of custody, which is a fact and no fault of the file."""
    ordered = sorted(verdicts, key=lambda each: each.first)
    found = []
    for one, other in pairwise(ordered):
        if other.first <= one.last:
            continue  # both saw these events
        if other.first != one.last + 1 or other.before != one.head:
            found.append(
                f"between event {one.last} of {one.administration} and event {other.first} of {other.administration}"
            )
    return found
