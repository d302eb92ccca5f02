"""The words of detection: alarms, and what they stand on."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Final

from smartcustoms.boundary.scans.model import Report
from smartcustoms.kernel.errors import Refused
from smartcustoms.kernel.permissions import Permission
from smartcustoms.kernel.words.model import Sentence, sentence

DETECT: Final = Permission("scans.detect", "Have alarms raised on scans")

SEE_ALARMS: Final = Permission("scans.see_alarms", "See the alarms of scans and what was decided")
DECIDE: Final = Permission("scans.decide", "Look at scans and decide: clear or suspect")
BRING_REPORT: Final = Permission("scans.bring_report", "Bring reports of other systems about scans")
SET_POINT: Final = Permission("scans.set_point", "Choose the score from which alarms are raised")

LEAST_SCORE: Final = 0.5
"""Score from which an alarm is raised unless a supervisor chooses another; what it means is measured in docs/performance.md."""

WHAT_WORDS: Final[Mapping[str, Sentence]] = {
    "gun": sentence("firearm"),
    "knife": sentence("knife or scissors"),
    "explosive": sentence("dense organic block"),
    "drugs": sentence("salt of a drug"),
    "liquid": sentence("light liquid or fuel"),
    "cigarettes": sentence("cigarettes"),
    "cash": sentence("bundle of banknotes"),
}
WHATS: Final = tuple(WHAT_WORDS)
"""What the methods look for."""

Box = tuple[int, int, int, int]
"""Column, row, width, height in a view's pixels."""


class NotJudgeable(Refused):
    """A scan holds too little to be judged."""

    code = "scan_not_judgeable"


class NotYours(Refused):
    """A scan is being looked at by somebody else, or was looked at by the same officer before."""

    code = "scan_not_yours"


class LookIncomplete(Refused):
    """A decision lacks what it needs."""

    code = "look_incomplete"


class ReportUnfit(Refused):
    """A threat detection report is about another scan, or does not say about which."""

    code = "scan_report_unfit"


class Outcome(StrEnum):
    """What an officer says of a scan."""

    CLEAR = "clear"
    SUSPECT = "suspect"


class Verdict(StrEnum):
    """What an officer says of an alarm."""

    RIGHT = "right"
    FALSE = "false"


class State(StrEnum):
    """Where a scan stands: nobody looked; a second officer must look; decided."""

    WAITING = "waiting"
    SECOND_LOOK = "second_look"
    CLEAR = "clear"
    SUSPECT = "suspect"


OPEN: Final = (State.WAITING, State.SECOND_LOOK)


@dataclass(frozen=True, slots=True)
class Alarm:
    """Something to look at: what, why, where in which view, how sure.

    `box` is column, row, width, height in the view's pixels; `mask` lengths of runs row by row within the box, beginning with what is not
    in it.
    """

    what: str
    why: Sentence
    view: int
    box: Box
    mask: tuple[int, ...]
    score: float
    method: str


@dataclass(frozen=True, slots=True)
class Judged:
    """The alarms of a scan, the surest first; which methods looked, and which could not and why."""

    alarms: tuple[Alarm, ...]
    methods: tuple[str, ...]
    left_out: tuple[Sentence, ...]
    simulated: bool


@dataclass(frozen=True, slots=True)
class Look:
    """One officer's look at a scan: what he says of it and of each alarm (by its place), in how many seconds."""

    place: int
    by: str
    began_at: datetime
    decided_at: datetime
    outcome: Outcome
    verdicts: dict[int, Verdict]
    note: str

    @property
    def seconds(self) -> float:
        """Time from the first sight of the scan to the decision."""
        return (self.decided_at - self.began_at).total_seconds()


@dataclass(frozen=True, slots=True)
class Examined:
    """A kept scan with its alarms as they were raised, and the looks at it."""

    scan: str
    kind: str
    subject: str
    simulated: bool
    judged_at: datetime
    point: int
    least: float
    methods: tuple[str, ...]
    left_out: tuple[Sentence, ...]
    alarms: tuple[Alarm, ...]
    state: State
    looker: str
    began_at: datetime | None
    looks: tuple[Look, ...] = ()

    @property
    def surest(self) -> float:
        """Score of the surest alarm; 0 without one."""
        return self.alarms[0].score if self.alarms else 0.0


@dataclass(frozen=True, slots=True)
class BroughtReport:
    """A threat detection report of another system about a kept scan: its file, what it says, who brought it and when."""

    scan: str
    file: str
    report: Report
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Row:
    """A scan in the list of alarms."""

    scan: str
    kind: str
    subject: str
    simulated: bool
    judged_at: datetime
    whats: tuple[str, ...]
    surest: float
    state: State
    looker: str


@dataclass(frozen=True, slots=True)
class Point:
    """The operating point: the score from which alarms are raised, for all and for some kinds their own; who chose it, when, why.

    `number` is its version, 0 the one that comes with the methods. `methods` and `curve` are the versions of the methods and of the
    measured curve on which it was chosen.
    """

    number: int
    least: float
    leasts: Mapping[str, float]
    because: str
    by: str
    at: datetime
    methods: tuple[str, ...] = ()
    curve: str = ""

    def of(self, what: str) -> float:
        """Give the score from which an alarm of this kind is raised."""
        return self.leasts.get(what, self.least)


@dataclass(frozen=True, slots=True)
class Again:
    """A kept scan judged anew by the point of then: its alarms of then and now, and whether they are the same.

    `changed` names the methods that are others now: then equal alarms cannot be asked for.
    """

    then: Examined
    now: tuple[Alarm, ...]
    same: bool
    changed: tuple[str, ...] = field(default=())


PROJECTED: Final = ("gun", "knife", "drugs", "explosive", "liquid", "cigarettes", "cash")
"""What may be projected into scans that officers open."""


@dataclass(frozen=True, slots=True)
class Projecting:
    """How often and when threats are projected into scans: share, days (0: Monday), spans of the day, most an officer a day."""

    ratio: float
    days: tuple[int, ...]
    windows: str
    most_a_day: int
    categories: tuple[str, ...]
    most_superposition: float
    because: str
    by: str
    at: datetime | None


NO_PROJECTING: Final = Projecting(0.0, (0, 1, 2, 3, 4), "08:00-20:00", 5, PROJECTED, 2.0, "", "", None)
"""What holds until a supervisor chooses: none are projected."""


@dataclass(frozen=True, slots=True)
class Projection:
    """A projection that was told: into which scan, for whom, what it was and what made it hard, and whether it was found.

    `outcome` None: the officer left the scan before he decided; it was taken away and counts for nothing.
    """

    number: int
    scan: str
    officer: str
    category: str
    box: tuple[int, int, int, int]
    turned_away: float
    superposition: float
    complexity: float
    began_at: datetime
    told_at: datetime
    outcome: Outcome | None

    @property
    def found(self) -> bool:
        """Tell whether the officer found it."""
        return self.outcome is Outcome.SUSPECT

    @property
    def seconds(self) -> float:
        """Time from the first sight to the answer."""
        return (self.told_at - self.began_at).total_seconds()


class Answered(StrEnum):
    """How a projection ended."""

    FOUND = "found"
    MISSED = "missed"
    LEFT = "left"


@dataclass(frozen=True, slots=True)
class ToldWanted:
    """Which told projections are asked for: whose, of what, how they ended, told from one moment up to another; empty: all."""

    officer: str = ""
    category: str = ""
    answered: Answered | None = None
    since: datetime | None = None
    until: datetime | None = None
