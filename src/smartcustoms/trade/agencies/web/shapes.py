"""What the JSON of reviews looks like."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel, Field

from smartcustoms.trade.agencies.model import Decision, Mark, Outcome, Question, Queued, Review, Step, named


class WordsGiven(BaseModel):
    """A condition or a reason: its code and words; a reason has its law and how to mend it."""

    code: str
    says: str
    law: str = ""
    mend: str = ""


class StepGiven(BaseModel):
    """One step."""

    position: int
    order: int
    agency: str
    skill: str
    lead: bool
    days: int
    second_approval: bool
    state: str
    assigned_to: str | None
    due_at: datetime | None
    outcome: str | None
    conditions: list[WordsGiven]
    reasons: list[WordsGiven]
    proposed_by: str | None
    decided_by: str | None
    decided_at: datetime | None


class QuestionGiven(BaseModel):
    """A question and its answer."""

    id: UUID
    agency: str
    text: str
    asked_at: datetime
    answer_by: date
    answered_at: datetime | None
    answer: str
    files: list[str] = Field(description="SHA-256 of kept files")


class MarkGiven(BaseModel):
    """A flag, a linked case or a note."""

    id: UUID
    kind: Mark
    text: str
    by: str
    at: datetime


class ReviewGiven(BaseModel):
    """A review, whole, as far as the asker may see it."""

    number: str
    about: str
    kind: str
    title: str
    owner: str
    state: str
    facts: dict[str, Any]
    offered: list[WordsGiven]
    rule: str | None
    begun_at: datetime
    decided_at: datetime | None
    agencies: list[str]
    steps: list[StepGiven]
    questions: list[QuestionGiven]
    marks: list[MarkGiven]


class QueuedGiven(BaseModel):
    """A row of the queue."""

    review: str
    position: int
    about: str
    kind: str
    title: str
    owner: str
    skill: str
    state: str
    assigned_to: str | None
    due_at: datetime | None
    flags: int


class WaitsGiven(BaseModel):
    """Whom a review waits for, and since when."""

    agency: str
    trader: bool
    since: datetime | None


class OwnReviewGiven(BaseModel):
    """A trader's review."""

    number: str
    about: str
    kind: str
    title: str
    state: str
    begun_at: datetime
    decided_at: datetime | None
    waits_for: list[WaitsGiven]
    conditions: list[WordsGiven]
    reasons: list[WordsGiven]
    questions: list[QuestionGiven]


class DecisionTaken(BaseModel):
    """What an officer decides."""

    outcome: Outcome
    conditions: list[str] = Field([], max_length=50, description="codes of conditions that the review offers")
    own_words: str = Field("", max_length=4000, description="conditions in own words, one a line")
    reasons: list[str] = Field([], max_length=20, description="codes of reasons, for a refusal")
    note: str = Field("", max_length=2000, description="for the agency's own officers")


class QuestionTaken(BaseModel):
    """What is asked of the trader, and within how many days."""

    text: str = Field("", max_length=4000)
    template: str = Field("", max_length=40)
    days: int = 14


class PersonTaken(BaseModel):
    """To whom a step goes."""

    to: str = Field(max_length=200)


class AgencyTaken(BaseModel):
    """Which agency may see a step."""

    agency: str = Field(max_length=200)


class WhyTaken(BaseModel):
    """Why."""

    because: str = Field("", max_length=4000)


class MarkTaken(BaseModel):
    """A mark to put."""

    kind: Mark
    text: str = Field(max_length=4000)


class OfficerShape(BaseModel):
    """An officer, with the steps he has (given, not taken)."""

    user: str = Field(max_length=200)
    name: str = Field(max_length=200)
    skills: list[str] = Field(["general"], max_length=20)
    on_duty: bool = True
    load: int = 0


class AbsenceShape(BaseModel):
    """An absence: who, who stands in, from when until when; `id` is given, not taken."""

    user: str = Field(max_length=200)
    to: str = Field(max_length=200)
    from_day: date
    until: date
    id: UUID | None = None


class TemplateShape(BaseModel):
    """Words that are used again, by language."""

    code: str = Field(max_length=40)
    kind: str = Field(max_length=20)
    says: dict[str, str] = Field(max_length=3)


class OfficersGiven(BaseModel):
    """What an agency keeps for itself."""

    officers: list[OfficerShape]
    absences: list[AbsenceShape]
    templates: list[TemplateShape]


class FiguresGiven(BaseModel):
    """Business hours to decision, at 50, 90 and 99 %, and the share within the promise."""

    agency: str
    kind: str
    decided: int
    automatic: int
    half: float
    nine_tenths: float
    most: float
    kept: float
    open: int
    late: int


class AgencyGiven(BaseModel):
    """An agency and its organisation."""

    code: str
    name: str
    organisation: str
    source: str


class OrganisationTaken(BaseModel):
    """Which organisation an agency is; empty: the one of the reference data."""

    organisation: str = Field("", max_length=200)


def words_given(decision: Decision | None, language: str) -> tuple[list[WordsGiven], list[WordsGiven]]:
    """Give a decision's conditions and reasons in a language."""
    if decision is None:
        return [], []
    return (
        [WordsGiven(code=each.code, says=named(each.says, language)) for each in decision.conditions],
        [
            WordsGiven(code=each.code, says=named(each.says, language), law=each.law, mend=named(each.mend, language))
            for each in decision.reasons
        ],
    )


def step_given(step: Step, language: str) -> StepGiven:
    """Give a step."""
    conditions, reasons = words_given(step.decision, language)
    plain = ("position", "order", "agency", "skill", "lead", "days", "second_approval", "assigned_to", "due_at")
    more = ("proposed_by", "decided_by", "decided_at")
    return StepGiven(
        **{name: getattr(step, name) for name in (*plain, *more)},
        state=step.state.value,
        outcome=step.decision.outcome.value if step.decision else None,
        conditions=conditions,
        reasons=reasons,
    )


def question_given(question: Question) -> QuestionGiven:
    """Give a question."""
    names = ("id", "agency", "text", "asked_at", "answer_by", "answered_at", "answer")
    return QuestionGiven(**{name: getattr(question, name) for name in names}, files=list(question.files))


def queued_given(each: Queued, language: str) -> QueuedGiven:
    """Give a row of the queue."""
    return QueuedGiven(
        review=each.step.review,
        position=each.step.position,
        about=each.about,
        kind=each.kind,
        title=named(each.title, language),
        owner=each.owner,
        skill=each.step.skill,
        state=each.step.state.value,
        assigned_to=each.step.assigned_to,
        due_at=each.step.due_at,
        flags=each.flags,
    )


def review_given(review: Review, questions: list[QuestionGiven], marks: list[MarkGiven], language: str) -> ReviewGiven:
    """Give a review."""
    names = ("number", "about", "kind", "owner", "rule", "begun_at", "decided_at")
    return ReviewGiven(
        **{name: getattr(review, name) for name in names},
        title=named(review.title, language),
        state=review.state.value,
        facts=dict(review.facts),
        offered=[WordsGiven(code=each.code, says=named(each.says, language)) for each in review.offered],
        agencies=list(review.agencies),
        steps=[step_given(each, language) for each in review.steps],
        questions=questions,
        marks=marks,
    )
