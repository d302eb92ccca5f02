"""The words of self-assessment: a set of questions, criteria, choices; answers and what they come to."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Final

from smartcustoms.kernel.errors import NotFound, Refused
from smartcustoms.kernel.permissions import Permission

USE: Final = Permission("self_assessment.use", "Assess one's own business without keeping anything")
KEEP: Final = Permission("self_assessment.keep", "Keep the self-assessments of one's own business")

TIERS: Final = (1, 2)
Worded = Mapping[str, str]
"""One text for each language: `en`, `zh-Hant`, `zh-Hans`."""


class Grade(StrEnum):
    """How ready a business is."""

    GREEN = "green"
    AMBER = "amber"
    RED = "red"


class NotAnswerable(Refused):
    """Answers cannot be read, or do not fit the questions."""

    code = "not_answerable"


class NoSuchAssessment(NotFound):
    """There is no such self-assessment, or it is another business's."""

    code = "no_such_self_assessment"


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer that may be given: its code, its points of a hundred, what it says."""

    code: str
    points: int
    says: Worded


@dataclass(frozen=True, slots=True)
class Criterion:
    """One criterion: from which tier on it is asked, its weight, the SAFE conditions it covers."""

    code: str
    tier: int
    weight: int
    safe: tuple[str, ...]
    name: Worded
    about: Worded


@dataclass(frozen=True, slots=True)
class Question:
    """One question: its weight within the criterion, the effort to mend (1 to 3), whether it is indispensable, its choices."""

    id: str
    criterion: str
    safe: tuple[str, ...]
    weight: int
    effort: int
    indispensable: bool
    choices: tuple[Choice, ...]
    asks: Worded
    evidence: Worded
    mend: Worded

    def choice(self, code: str) -> Choice | None:
        """Give a choice by its code."""
        return next((each for each in self.choices if each.code == code), None)


@dataclass(frozen=True, slots=True)
class QuestionSet:
    """One version of the questions. `green` and `amber` are the least scores of these grades."""

    version: str
    since: date
    source: str
    green: int
    amber: int
    criteria: tuple[Criterion, ...]
    questions: tuple[Question, ...]

    def criteria_of(self, tier: int) -> tuple[Criterion, ...]:
        """Give the criteria of a tier, in order."""
        return tuple(each for each in self.criteria if each.tier <= tier)

    def questions_of(self, tier: int) -> tuple[Question, ...]:
        """Give the questions of a tier, in order."""
        codes = {each.code for each in self.criteria_of(tier)}
        return tuple(each for each in self.questions if each.criterion in codes)


@dataclass(frozen=True, slots=True)
class Explained:
    """What one question brought: its answer, the points of the whole score it gave and could have given."""

    question: Question
    answer: Choice
    points: Decimal
    possible: Decimal

    @property
    def fails(self) -> bool:
        """Tell whether this is an indispensable question with its lowest answer: its criterion is red."""
        return self.question.indispensable and self.answer.points == 0


@dataclass(frozen=True, slots=True)
class Advice:
    """What to mend, and how many points of the whole score that would bring."""

    question: Question
    gain: Decimal


@dataclass(frozen=True, slots=True)
class CriterionResult:
    """How one criterion came out: its own score of 0 to 100, its grade, and each question's part of the whole."""

    criterion: Criterion
    score: Decimal
    grade: Grade
    questions: tuple[Explained, ...]

    @property
    def points(self) -> Decimal:
        """Points of the whole score that this criterion brought."""
        return sum((each.points for each in self.questions), Decimal(0))

    @property
    def possible(self) -> Decimal:
        """Points of the whole score that it could have brought."""
        return sum((each.possible for each in self.questions), Decimal(0))


@dataclass(frozen=True, slots=True)
class Result:
    """What answers come to. `advice` is in the order in which to mend: indispensable first, then most points for least effort."""

    tier: int
    version: str
    score: Decimal
    grade: Grade
    criteria: tuple[CriterionResult, ...]
    advice: tuple[Advice, ...]


@dataclass(frozen=True, slots=True)
class Training:
    """Something to learn from: for which criteria, what it is called, where it is."""

    criteria: tuple[str, ...]
    name: Worded
    link: str


@dataclass(frozen=True, slots=True)
class ModelDocument:
    """A paper to start from: for which criteria, what it is called, its text."""

    code: str
    criteria: tuple[str, ...]
    name: Worded
    text: Worded


@dataclass(frozen=True, slots=True)
class Assessment:
    """A self-assessment that a business keeps: a draft until it is finished."""

    number: str
    organisation: str
    tier: int
    version: str
    answers: Mapping[str, str]
    begun_at: datetime
    changed_at: datetime
    finished_at: datetime | None = None
    score: Decimal | None = None
    grade: Grade | None = None
