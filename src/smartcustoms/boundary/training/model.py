"""The words of training: clean pictures, what a supervisor sets, a trial and its truth, courses and who takes them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Final

from smartcustoms.kernel.errors import Refused
from smartcustoms.kernel.permissions import Permission

TAKE: Final = Permission("training.take", "Train on pictures with projected threats")
LEAD: Final = Permission("training.lead", "Set up the training and see how officers fare")
STOCK: Final = Permission("training.stock", "Add simulated pictures to train on")

CATEGORIES: Final = ("gun", "knife", "drugs", "explosive", "liquid", "cigarettes", "cash")


class NothingToShow(Refused):
    """There is no clean picture, or none into which a threat can be put."""

    code = "training_nothing_to_show"


class NotUsable(Refused):
    """A scan cannot serve as a clean picture, or a setting is out of range."""

    code = "training_not_usable"


class NotDecided(Refused):
    """A trial's answer is asked for, or given twice, or by somebody else."""

    code = "trial_not_decided"
    status = 409


class CourseWrong(Refused):
    """A course, or a test, is not made as it must be, or is not open on the day."""

    code = "training_course_wrong"


class CertificationNotOpen(Refused):
    """A certification test cannot be begun: another is open, or the time to wait is not over."""

    code = "certification_not_open"
    status = 409


class Purpose(StrEnum):
    """What a trial is part of."""

    FREE = "free"
    COURSE = "course"
    TEST = "test"


class Answer(StrEnum):
    """What an officer says of a picture."""

    CLEAR = "clear"
    SUSPECT = "suspect"


class Part(StrEnum):
    """Where in the picture an officer sees it: a third along and a third across."""

    TOP_LEFT = "top_left"
    TOP = "top"
    TOP_RIGHT = "top_right"
    LEFT = "left"
    MIDDLE = "middle"
    RIGHT = "right"
    BOTTOM_LEFT = "bottom_left"
    BOTTOM = "bottom"
    BOTTOM_RIGHT = "bottom_right"


class Level(StrEnum):
    """How hard a projected threat is to see."""

    EASY = "easy"
    MIDDLE = "middle"
    HARD = "hard"


class Result(StrEnum):
    """What an answer was worth."""

    HIT = "hit"
    MISS = "miss"
    FALSE_ALARM = "false_alarm"
    CORRECT = "correct_rejection"


@dataclass(frozen=True, slots=True)
class Setting:
    """How the training runs: share of pictures with a threat, time for an answer, what may be put in, how much may lie over it."""

    ratio: float
    time_limit_s: int
    most_superposition: float
    categories: tuple[str, ...]
    because: str
    by: str
    at: datetime | None


STANDARD: Final = Setting(0.5, 60, 2.0, CATEGORIES, "", "", None)
"""What holds until a supervisor chooses; the values are assumed."""


@dataclass(frozen=True, slots=True)
class Clean:
    """A clean picture threats are put into: kept package, and where it comes from (a seed, or a scan two officers found clear)."""

    number: str
    file: str
    simulated: bool
    source: str
    by: str
    at: datetime
    used: bool


@dataclass(frozen=True, slots=True)
class Truth:
    """What was put into a trial's picture, and what makes it hard: turned away, matter over it, unquiet surroundings."""

    category: str
    box: tuple[int, int, int, int]
    turned_away: float
    superposition: float
    complexity: float
    level: Level


Tongues = Mapping[str, str]
"""One text for each language: `en`, `zh-Hant`, `zh-Hans`."""


@dataclass(frozen=True, slots=True)
class Open:
    """A trial that waits for its officer's answer: nothing here tells whether its picture holds a threat."""

    number: str
    officer: str
    file: str
    columns: int
    rows: int
    began_at: datetime
    time_limit_s: int
    purpose: Purpose
    part_of: str
    """The enrolment in a course, or the attempt at a test, that the trial is part of; empty: none."""
    place: int
    """Its place there, from 1; 0 for a free one."""


@dataclass(frozen=True, slots=True)
class Answered(Open):
    """A trial that was answered and of which nothing may be told yet."""

    decided_at: datetime
    answer: Answer
    part: Part | None
    late: bool


@dataclass(frozen=True, slots=True)
class Trial(Open):
    """A decided trial with its truth (None: nothing was put in)."""

    decided_at: datetime
    answer: Answer | None
    """None: a picture of a test whose time ran out before it was answered."""
    part: Part | None
    late: bool
    result: Result
    in_place: bool | None
    truth: Truth | None

    @property
    def seconds(self) -> float:
        """Time from the first sight to the answer."""
        return (self.decided_at - self.began_at).total_seconds()


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which decided trials are asked for, and in which order."""

    officer: str = ""
    purpose: Purpose | None = None
    part_of: str = ""
    category: str = ""
    level: Level | None = None
    result: Result | None = None
    since: date | None = None
    until: date | None = None
    sort: str = "-at"


@dataclass(frozen=True, slots=True)
class Tally:
    """How many decided trials of an officer had a result, by category and level (none: nothing was put in)."""

    officer: str
    category: str
    level: Level | None
    result: Result
    count: int
    seconds: float
    placed: int
    placed_right: int


@dataclass(frozen=True, slots=True)
class Course:
    """A course: what is shown how often and how long, from which level to which, and who has passed; made by a supervisor."""

    number: str
    names: Tongues
    categories: tuple[str, ...]
    easiest: Level
    hardest: Level
    pictures: int
    ratio: float
    time_limit_s: int
    pass_level: Level
    most_false_alarms: float
    valid_from: date
    valid_until: date | None
    because: str
    by: str
    at: datetime

    def is_open(self, on: date) -> bool:
        """Tell whether the course can be taken on a day."""
        return self.valid_from <= on and (self.valid_until is None or on <= self.valid_until)


@dataclass(frozen=True, slots=True)
class Enrolment:
    """An officer in a course: how far he is, how hard his next picture is to be (0 to 1), and how he ended."""

    number: str
    course: str
    officer: str
    assigned_by: str
    assigned_at: datetime
    scale: float
    done: int
    ended_at: datetime | None
    taken_back: bool
    reached: float | None
    passed: bool | None


@dataclass(frozen=True, slots=True)
class Step:
    """One picture of a course: how hard it was to be, what came of it. For the history and the way up and down."""

    place: int
    scale: float
    category: str
    level: Level | None
    result: Result


@dataclass(frozen=True, slots=True)
class PassRules:
    """The marks of certification tests and the times between them, as in force on a day; all assumed."""

    least_hits: float
    most_false_alarms: float
    least_sensitivity: float
    valid_days: int
    wait_days: int
    renew_days: int


@dataclass(frozen=True, slots=True)
class Certification:
    """A certification test: how many pictures of what, how long each and all may take; made by a supervisor."""

    number: str
    names: Tongues
    categories: tuple[str, ...]
    pictures: int
    threats: int
    time_limit_s: int
    minutes: int
    valid_from: date
    valid_until: date | None
    because: str
    by: str
    at: datetime

    def is_open(self, on: date) -> bool:
        """Tell whether the test can be begun on a day."""
        return self.valid_from <= on and (self.valid_until is None or on <= self.valid_until)


@dataclass(frozen=True, slots=True)
class Attempt:
    """An officer's attempt at a test; what it was worth is known when it is over. Its seed stays in the store."""

    number: str
    test: str
    officer: str
    ordinal: int
    began_at: datetime
    ends_at: datetime
    rules: PassRules
    answered: int
    ended_at: datetime | None
    hits: int | None
    false_alarms: int | None
    passed: bool | None


@dataclass(frozen=True, slots=True)
class Certificate:
    """What a passed test brought: it holds from its first to its last day, unless it is withdrawn."""

    number: str
    attempt: str
    test: str
    officer: str
    valid_from: date
    valid_until: date
    withdrawn_at: datetime | None
    withdrawn_by: str
    because: str

    def is_valid(self, on: date) -> bool:
        """Tell whether it holds on a day."""
        return self.withdrawn_at is None and self.valid_from <= on <= self.valid_until
