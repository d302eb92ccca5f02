"""JSON of alarms: the list, one scan, decisions, the operating point and its curve, what was agreed on."""

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, File, Request, UploadFile
from pydantic import BaseModel, Field

from smartcustoms.boundary.detection import actions, queries
from smartcustoms.boundary.detection.model import (
    WHAT_WORDS,
    Alarm,
    BroughtReport,
    Examined,
    Outcome,
    Point,
    Projection,
    Row,
    State,
    Verdict,
)
from smartcustoms.boundary.detection.web.asked import SIZE, Brings, Chooses, Decides, Page, Sees
from smartcustoms.boundary.scans.model import LARGEST_SENT, Flag, ReportKind
from smartcustoms.boundary.scans.model import Decision as Said
from smartcustoms.kernel.files.object_gateway import objects
from smartcustoms.kernel.web.access import Uow
from smartcustoms.kernel.web.sent import content_of
from smartcustoms.kernel.words.model import LANGUAGES
from smartcustoms.kernel.words.say import reader, say

router = APIRouter(tags=["scans"])


class AlarmGiven(BaseModel):
    """One alarm."""

    what: str
    says: dict[str, str] = Field(description="what it is taken for, in each language")
    why: str
    view: int
    box: tuple[int, int, int, int] = Field(description="column, row, width, height")
    score: float
    method: str


class ProjectionGiven(BaseModel):
    """A simulated threat that was projected into what an officer saw: none of the scan's own."""

    category: str
    box: tuple[int, int, int, int]
    found: bool
    began_at: str
    told_at: str


class ScanJudged(BaseModel):
    """A scan with its alarms and where it stands."""

    scan: str
    state: State
    simulated: bool
    point: int = Field(
        description="number of the operating point by which it was judged; 0 the one that comes with the methods"
    )
    least: float = Field(description="score from which alarms were raised, of kinds without their own at that point")
    methods: list[str] = Field(description="versions of the methods that judged")
    left_out: list[str]
    alarms: list[AlarmGiven]
    began_at: str | None = Field(None, description="when the asker's look began, if he has the scan open")
    projection: ProjectionGiven | None = Field(None, description="the projected threat the asker was shown, once told")


class ThreatGiven(BaseModel):
    """One object of another system's report."""

    label: str
    category: str
    flag: Flag
    view: int
    box: tuple[int, int, int, int] = Field(description="column, row, width, height")
    corners: list[tuple[int, int]]
    score: float | None


class ReportGiven(BaseModel):
    """Another system's threat detection report about a scan."""

    scan: str
    file: str = Field(description="SHA-256 of the report")
    kind: ReportKind
    decision: Said
    by: str
    methods: list[str]
    threats: list[ThreatGiven]


class Decision(BaseModel):
    """An officer's decision."""

    outcome: Outcome
    verdicts: list[Verdict] = Field(description="one for each alarm, in their order")
    note: str = Field("", max_length=2000)
    began_at: datetime | None = Field(None, description="when the look began that this decides, as the scan gives it")


class PointChosen(BaseModel):
    """A newly chosen operating point."""

    least: float
    leasts: dict[str, float] = Field(default_factory=dict, description="own scores of some kinds of threat")
    because: str = Field(max_length=500)


class PointGiven(PointChosen):
    """The operating point in force."""

    number: int
    by: str
    at: str
    methods: list[str] = Field(description="versions of the methods when it was chosen")
    curve: str = Field(description="version of the measured curve when it was chosen")


class AgainGiven(BaseModel):
    """A kept scan judged anew by the point of then."""

    scan: str
    point: int
    same: bool
    changed: list[str] = Field(description="methods that are others now; then equal alarms cannot be asked for")
    then: list[AlarmGiven]
    now: list[AlarmGiven]


class RowsGiven(BaseModel):
    """A page of judged scans, and how many there are in all."""

    total: int
    scans: list[Row]


@router.get("/api/v1/scan-alarms")
def everything_as_json(
    who: Sees, uow: Uow, state: State | None = None, what: str = "", q: str = "", page: Page = 1
) -> RowsGiven:
    """Give a page of judged scans, those with the surest alarm first."""
    found, total = queries.rows(uow, state=state, what=what[:20], text=q.strip()[:60], page=page, size=SIZE)
    return RowsGiven(total=total, scans=found)


@router.post("/api/v1/scan-alarms/next")
def next_as_json(request: Request, who: Decides, uow: Uow) -> ScanJudged | None:
    """Open the waiting scan with the surest alarm; null when none waits."""
    number = actions.open_next(uow, through=objects(request.app.state.settings))
    return _given(uow, queries.examined(uow, number)) if number else None


@router.get("/api/v1/scan-alarms/point")
def point_as_json(who: Sees, uow: Uow) -> PointGiven:
    """Give the operating point in force."""
    return _point_given(queries.point(uow))


@router.get("/api/v1/scan-alarms/curve")
def curve_as_json(who: Sees, uow: Uow) -> dict[str, Any]:
    """Give what each score means on simulated bags, with intervals, and what the point in force means."""
    return queries.curves(queries.point(uow))


@router.post("/api/v1/scan-alarms/point")
def choose_point_by_api(who: Chooses, uow: Uow, chosen: PointChosen) -> PointGiven:
    """Choose the operating point."""
    return _point_given(actions.choose_point(uow, chosen.least, because=chosen.because, leasts=chosen.leasts))


def _point_given(found: Point) -> PointGiven:
    return PointGiven(
        number=found.number,
        least=found.least,
        leasts=dict(found.leasts),
        because=found.because,
        by=found.by,
        at=found.at.isoformat(),
        methods=list(found.methods),
        curve=found.curve,
    )


@router.get("/api/v1/scan-alarms/reviewed")
def reviewed(who: Chooses, uow: Uow) -> dict[str, Any]:
    """Give what two officers agreed on, as a COCO document to train on."""
    return dict(queries.as_training_data(uow))


@router.get("/api/v1/scans/{number}/alarms")
def one_as_json(who: Sees, uow: Uow, number: str) -> ScanJudged:
    """Give a scan's alarms."""
    return _given(uow, queries.examined(uow, number))


@router.get("/api/v1/scans/{number}/alarms/again")
def again_as_json(request: Request, who: Sees, uow: Uow, number: str) -> AgainGiven:
    """Judge a kept scan anew by the point of then: are the alarms the same?"""
    found = queries.again(uow, number, through=objects(request.app.state.settings))
    return AgainGiven(
        scan=number,
        point=found.then.point,
        same=found.same,
        changed=list(found.changed),
        then=[_alarm_given(each) for each in found.then.alarms],
        now=[_alarm_given(each) for each in found.now],
    )


@router.get("/api/v1/scans/{number}/alarms/reports")
def reports_as_json(who: Sees, uow: Uow, number: str) -> list[ReportGiven]:
    """Give other systems' threat detection reports about a scan."""
    return [_report_given(each) for each in queries.reports(uow, number)]


@router.post("/api/v1/scans/{number}/alarms/reports", status_code=201)
def bring_report_by_api(
    request: Request, who: Brings, uow: Uow, number: str, file: Annotated[UploadFile, File()]
) -> ReportGiven:
    """Keep another system's DICOS threat detection report about a scan (multipart form); the same again changes nothing."""
    content, place = content_of(file, LARGEST_SENT), objects(request.app.state.settings)
    return _report_given(actions.bring_report(uow, number, content, name=file.filename or "report", through=place))


def _report_given(each: BroughtReport) -> ReportGiven:
    said = each.report
    found = [
        ThreatGiven(
            label=threat.label,
            category=threat.category,
            flag=threat.flag,
            view=threat.view,
            box=threat.box,
            corners=list(threat.corners),
            score=threat.score,
        )
        for threat in said.threats
    ]
    return ReportGiven(
        scan=each.scan,
        file=each.file,
        kind=said.kind,
        decision=said.decision,
        by=said.by,
        methods=list(said.methods),
        threats=found,
    )


@router.post("/api/v1/scans/{number}/alarms/opening")
def open_by_api(request: Request, who: Decides, uow: Uow, number: str) -> ScanJudged:
    """Open a scan to look at it: its time begins."""
    return _given(uow, actions.open_scan(uow, number, through=objects(request.app.state.settings)))


@router.post("/api/v1/scans/{number}/alarms/decision")
def decide_by_api(who: Decides, uow: Uow, number: str, said: Decision) -> ScanJudged:
    """Decide: clear or suspect, with a verdict on each alarm."""
    verdicts = dict(enumerate(said.verdicts))
    actions.decide(uow, number, said.outcome, verdicts=verdicts, note=said.note, began_at=said.began_at)
    return _given(uow, queries.examined(uow, number))


def _given(uow: Uow, found: Examined) -> ScanJudged:
    told, mine = queries.projection_told(uow, found.scan), found.looker == uow.by.user and found.began_at
    return ScanJudged(
        scan=found.scan,
        state=found.state,
        simulated=found.simulated,
        point=found.point,
        least=found.least,
        methods=list(found.methods),
        left_out=[str(each) for each in found.left_out],
        alarms=[_alarm_given(each) for each in found.alarms],
        began_at=mine.isoformat() if mine else None,
        projection=_projection(told) if told else None,
    )


def _projection(told: Projection) -> ProjectionGiven:
    times = {"began_at": told.began_at.isoformat(), "told_at": told.told_at.isoformat()}
    return ProjectionGiven(category=told.category, box=told.box, found=told.found, **times)


def _alarm_given(each: Alarm) -> AlarmGiven:
    known = WHAT_WORDS.get(each.what)
    says = {language: say(known, reader(language)) if known else each.what for language in LANGUAGES}
    why, method = str(each.why), each.method
    return AlarmGiven(what=each.what, says=says, why=why, view=each.view, box=each.box, score=each.score, method=method)
