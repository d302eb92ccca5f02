"""The words of training: clean pictures, what a supervisor sets, a trial and its truth."""

from dataclasses import dataclass
from datetime import datetime
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


@dataclass(frozen=True, slots=True)
class Trial(Open):
    """A decided trial with its truth (None: nothing was put in)."""

    decided_at: datetime
    answer: Answer
    part: Part | None
    late: bool
    result: Result
    in_place: bool | None
    truth: Truth | None

    @property
    def seconds(self) -> float:
        """Time from the first sight to the answer."""
        return (self.decided_at - self.began_at).total_seconds()
