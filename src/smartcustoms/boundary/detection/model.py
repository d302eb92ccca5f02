"""The words of detection: alarms, and what they stand on."""

from dataclasses import dataclass
from typing import Final

from smartcustoms.kernel.errors import Refused
from smartcustoms.kernel.permissions import Permission
from smartcustoms.kernel.words.model import Sentence

DETECT: Final = Permission("scans.detect", "Have alarms raised on scans")

LEAST_SCORE: Final = 0.5
"""Score from which an alarm is raised unless the officer chooses another; what it means is measured in docs/performance.md."""


class NotJudgeable(Refused):
    """A scan holds too little to be judged."""

    code = "scan_not_judgeable"


@dataclass(frozen=True, slots=True)
class Alarm:
    """Something to look at: what, why, where in which view, how sure.

    `box` is column, row, width, height in the view's pixels; `mask` lengths of runs row by row within the box, beginning with what is not
    in it.
    """

    what: str
    why: Sentence
    view: int
    box: tuple[int, int, int, int]
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
