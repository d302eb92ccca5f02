"""JSON of training; what a trial's picture holds is in no answer before the trial is answered."""

from typing import Any

from fastapi import APIRouter, Request
from pydantic import BaseModel, Field

from smartcustoms.boundary.training import actions, queries
from smartcustoms.boundary.training.figures import Figures, Share
from smartcustoms.boundary.training.model import Answer, Answered, Level, Open, Part, Purpose, Result, Setting, Trial
from smartcustoms.boundary.training.web.said import Leads, Takes
from smartcustoms.kernel.files.object_gateway import objects
from smartcustoms.kernel.web.access import Uow

router = APIRouter(tags=["training"])


class TruthGiven(BaseModel):
    """What was put into a picture, and what made it hard."""

    category: str
    box: tuple[int, int, int, int] = Field(description="column, row, width, height")
    turned_away: float
    superposition: float
    complexity: float
    level: Level


class TrialGiven(BaseModel):
    """A trial; `answer`, `part` and `late` are empty till it is answered, the rest till it may be told (of a test: at its end)."""

    number: str
    columns: int
    rows: int
    picture: str
    began_at: str
    time_limit_s: int
    purpose: Purpose = Field(description="free training, a course or a test")
    part_of: str = Field(description="the enrolment or the attempt it is part of")
    place: int = Field(description="its place there, from 1")
    answer: Answer | None = None
    part: Part | None = None
    late: bool | None = None
    seconds: float | None = None
    result: Result | None = None
    in_place: bool | None = None
    projected: bool | None = None
    truth: TruthGiven | None = None


class AnswerGiven(BaseModel):
    """An officer's answer."""

    answer: Answer
    part: Part | None = None


class ShareGiven(BaseModel):
    """A figure with its 95 % interval, and of how many trials."""

    value: float
    low: float
    high: float
    of: int


class FiguresGiven(BaseModel):
    """Hit rate, false-alarm rate, d' and c (null where there are no trials of both kinds)."""

    hits: ShareGiven
    false_alarms: ShareGiven
    sensitivity: ShareGiven | None
    bias: ShareGiven | None
    enough: bool


class ResultsGiven(BaseModel):
    """How one fared in the last year."""

    all: FiguresGiven
    by_category: dict[str, FiguresGiven]
    by_level: dict[str, FiguresGiven]
    placed_right: int
    placed: int
    seconds: float


class SettingGiven(BaseModel):
    """How the training runs."""

    ratio: float
    time_limit_s: int
    most_superposition: float
    categories: list[str]
    because: str = Field(max_length=500)


class CleanGiven(BaseModel):
    """A clean picture to train on."""

    number: str
    simulated: bool
    source: str
    used: bool


class SettingsGiven(BaseModel):
    """The setting in force, and the clean pictures."""

    setting: SettingGiven
    pictures: list[CleanGiven]


class ScanNamed(BaseModel):
    """A kept scan."""

    scan: str = Field(max_length=40)


class Use(BaseModel):
    """In use or not."""

    used: bool


@router.get("/api/v1/screening-training")
def mine(who: Takes, uow: Uow) -> ResultsGiven:
    """Give one's own results of the last year."""
    return results_given(queries.results(uow, who.user))


@router.post("/api/v1/screening-training/next")
def next_one(request: Request, who: Takes, uow: Uow) -> TrialGiven:
    """Begin a trial; one that was not answered comes again."""
    return trial_given(actions.begin(uow, through=objects(request.app.state.settings)))


@router.get("/api/v1/screening-training/trials/{number}")
def one(who: Takes, uow: Uow, number: str) -> TrialGiven:
    """Give a trial."""
    return trial_given(queries.trial(uow, number))


@router.post("/api/v1/screening-training/trials/{number}/answer")
def answer(who: Takes, uow: Uow, number: str, said: AnswerGiven) -> TrialGiven:
    """Answer a trial; the answer tells what was in it."""
    return trial_given(actions.answer(uow, number, said.answer, part=said.part))


@router.get("/api/v1/screening-training/results")
def results(who: Leads, uow: Uow) -> dict[str, ResultsGiven]:
    """Give the results of the last year by officer; under no name all together."""
    return {name: results_given(found) for name, found in queries.results_by_officer(uow).items()}


@router.get("/api/v1/screening-training/settings")
def settings(who: Leads, uow: Uow) -> SettingsGiven:
    """Give how the training is set up, and its clean pictures."""
    pictures = [
        CleanGiven(number=each.number, simulated=each.simulated, source=each.source, used=each.used)
        for each in queries.cleans(uow)
    ]
    return SettingsGiven(setting=_setting(queries.setting(uow)), pictures=pictures)


@router.post("/api/v1/screening-training/settings")
def choose(who: Leads, uow: Uow, wanted: SettingGiven) -> SettingGiven:
    """Choose how the training runs from now on."""
    return _setting(actions.choose(uow, **wanted.model_dump()))


@router.post("/api/v1/screening-training/pictures", status_code=201)
def add_scan(request: Request, who: Leads, uow: Uow, named: ScanNamed) -> CleanGiven:
    """Add a scan that two officers found clear."""
    made = actions.add_scan(uow, named.scan, through=objects(request.app.state.settings))
    return CleanGiven(number=made.number, simulated=made.simulated, source=made.source, used=made.used)


@router.post("/api/v1/screening-training/pictures/{number}/use")
def use(who: Leads, uow: Uow, number: str, wanted: Use) -> Use:
    """Take a clean picture in or out of use."""
    actions.use(uow, number, used=wanted.used)
    return wanted


def trial_given(found: Open) -> TrialGiven:
    """Give a trial as JSON: from the answer on only when it is told."""
    told: dict[str, Any] = {
        "number": found.number,
        "columns": found.columns,
        "rows": found.rows,
        "picture": f"/files/screening-training/{found.number}.png",
        "began_at": found.began_at.isoformat(),
        "time_limit_s": found.time_limit_s,
        "purpose": found.purpose,
        "part_of": found.part_of,
        "place": found.place,
    }
    if isinstance(found, Answered):
        return TrialGiven(**told, answer=found.answer, part=found.part, late=found.late)
    if not isinstance(found, Trial):
        return TrialGiven(**told)
    truth = found.truth
    names = TruthGiven.model_fields
    return TrialGiven(
        **told,
        answer=found.answer,
        part=found.part,
        late=found.late,
        seconds=found.seconds,
        result=found.result,
        in_place=found.in_place,
        projected=truth is not None,
        truth=None if truth is None else TruthGiven(**{name: getattr(truth, name) for name in names}),
    )


def results_given(found: queries.Results) -> ResultsGiven:
    """Give results as JSON."""
    return ResultsGiven(
        all=figures_given(found.all),
        by_category={name: figures_given(each) for name, each in found.by_category.items()},
        by_level={name.value: figures_given(each) for name, each in found.by_level.items()},
        placed_right=found.placed[0],
        placed=found.placed[1],
        seconds=round(found.seconds, 1),
    )


def figures_given(found: Figures) -> FiguresGiven:
    """Give figures as JSON."""
    return FiguresGiven(
        hits=share_given(found.hits),
        false_alarms=share_given(found.false_alarms),
        sensitivity=share_given(found.sensitivity) if found.sensitivity else None,
        bias=share_given(found.bias) if found.bias else None,
        enough=found.enough,
    )


def share_given(found: Share) -> ShareGiven:
    """Give a share as JSON."""
    return ShareGiven(value=found.value, low=found.low, high=found.high, of=found.of)


def _setting(found: Setting) -> SettingGiven:
    return SettingGiven(
        ratio=found.ratio,
        time_limit_s=found.time_limit_s,
        most_superposition=found.most_superposition,
        categories=list(found.categories),
        because=found.because,
    )
