"""The JSON API of e-locks, beside the pages."""

from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, Field

from smartcustoms.kernel.web.access import Uow
from smartcustoms.trade.elocks import actions, queries
from smartcustoms.trade.elocks.actions.life import NewJourney
from smartcustoms.trade.elocks.journey import Fix
from smartcustoms.trade.elocks.keyring import keyring
from smartcustoms.trade.elocks.model import AlarmRecord, Cause, JourneyRecord, Stage
from smartcustoms.trade.elocks.web.pages import SIZE, Answers, Commands, Leads, Page, Sees, Text

router = APIRouter(tags=["elocks"])


class FixGiven(BaseModel):
    """One fix, by the lock's own clock."""

    at: datetime
    latitude: float | None
    longitude: float | None
    kmh: float | None
    rope: bool | None
    motor: bool | None
    cover: bool | None
    event: str | None
    battery_percent: float | None
    source: str | None = None
    """Whose the place is, when not the lock's own receiver's: network or gantry."""


class JourneyLine(BaseModel):
    """A journey in the list."""

    number: str
    lock: str
    truck: str
    route: str
    declaration: str
    stage: Stage
    origin: str
    destination: str
    alarms: list[str] = Field(description="types of the live alarms")
    newest: FixGiven | None
    received_at: datetime | None


class AlarmGiven(BaseModel):
    """An alarm: `at` by the lock's clock, the other times by the platform's."""

    journey: str
    number: int
    type: str
    at: datetime
    raised_at: datetime
    withdrawn_at: datetime | None
    state: str
    acknowledged_by: str | None
    team: str
    cause: str | None
    note: str


class CustodyGiven(BaseModel):
    """Who had the journey, from when to when, and the silences in it."""

    administration: str
    since: datetime
    until: datetime | None
    gaps: list[tuple[datetime, datetime]]


class StepGiven(BaseModel):
    """One signed step."""

    stage: Stage
    administration: str
    officer: str
    at: datetime
    statement: str = Field(description="COSE_Sign1, in hexadecimal digits")


class JourneyGiven(BaseModel):
    """A journey whole."""

    number: str
    lock: str
    stage: Stage
    contract: dict[str, Any]
    steps: list[StepGiven]
    custody: list[CustodyGiven]
    alarms: list[AlarmGiven]
    fixes: list[FixGiven]


class JourneyTaken(BaseModel):
    """A journey as it is registered; `contract` holds line [[lat, lon]], zones by name, rules, due_by (Unix seconds), by_token."""

    number: str = Field(min_length=1, max_length=60, pattern=r"^[0-9A-Za-z._-]+$")
    lock: str = Field(max_length=40)
    organisation: str = Field("", max_length=60)
    declaration: str = Field("", max_length=40)
    truck: str = Field("", max_length=40)
    route: str = Field("", max_length=40)
    origin: str = Field(max_length=20)
    destination: str = Field(max_length=20)
    needs: int = Field(1, ge=1, le=2)
    contract: dict[str, Any]


class StepTaken(BaseModel):
    """The next step; `statement` is the other side's signed step, in hexadecimal digits, when it is theirs."""

    stage: Stage
    statement: str | None = Field(None, max_length=20_000, pattern=r"^([0-9a-f]{2})+$")


class TeamTaken(BaseModel):
    """Which team goes."""

    team: str = Field("", max_length=80)


class ReasonTaken(BaseModel):
    """Why more is asked for."""

    because: str = Field("", max_length=400)


class CauseTaken(BaseModel):
    """Why the alarm is closed."""

    cause: Cause
    note: str = Field("", max_length=2000)


class CommandTaken(BaseModel):
    """A command to a lock: arm, unlock, or interval with its seconds."""

    what: str = Field(max_length=20)
    seconds: int | None = Field(None, ge=5, le=86_400)


class CommandGiven(BaseModel):
    """The number under which a command waits."""

    number: int


class DeviceGiven(BaseModel):
    """A lock and how it last stood."""

    number: str
    protocol: str
    administration: str
    signs_itself: bool
    newest: FixGiven | None
    received_at: datetime | None
    refused: int


class StatisticsGiven(BaseModel):
    """How the scheme goes."""

    journeys: int
    stages: dict[str, int]
    alarms: int
    by_type: dict[str, int]
    withdrawn: int
    alarms_per_thousand_journeys: float | None
    false_alarm_share: float | None
    routes: int
    green_lane_minutes_saved: float | None = Field(
        description="measured at the crossing's e-lock lanes in the last 7 days against the median wait at lanes for all in the same hour"
    )
    green_lane_trucks_measured: int
    green_lane_trucks_not_measured: int
    aeo_lane_minutes_saved: float | None = Field(description="the same at lanes of AEOs")
    aeo_lane_trucks_measured: int
    aeo_lane_trucks_not_measured: int


@router.get("/api/v1/elocks")
def journeys_as_json(
    who: Sees, uow: Uow, q: Text = "", stage: Stage | None = None, alarmed: bool = False, page: Page = 1
) -> list[JourneyLine]:
    """List the live journeys, or those of a stage."""
    found, _ = queries.journeys(
        uow, text=q.strip(), stage=stage.value if stage else "", alarmed=alarmed, page=page, size=SIZE
    )
    return [
        JourneyLine(
            **_part(each.record),
            alarms=list(each.alarms),
            newest=_fix(each.newest) if each.newest else None,
            received_at=each.received_at,
        )
        for each in found
    ]


@router.post("/api/v1/elocks", status_code=201)
def register(request: Request, who: Leads, uow: Uow, taken: JourneyTaken) -> JourneyGiven:
    """Register a journey and sign its first step."""
    actions.register_journey(uow, NewJourney(**taken.model_dump()), keys=keyring(request.app.state.settings))
    return journey_as_json(who, uow, taken.number)


@router.get("/api/v1/elocks/alarms")
def alarms_as_json(
    who: Answers, uow: Uow, q: Text = "", state: Text = "", kind: Text = "", page: Page = 1
) -> list[AlarmGiven]:
    """List alarms, the newest first; the live ones unless a state is named."""
    found, _ = queries.alarm_desk(uow, state=state, kind=kind, text=q.strip(), page=page, size=SIZE)
    return [_alarm(each) for each in found]


@router.get("/api/v1/elocks/devices")
def devices_as_json(who: Sees, uow: Uow, q: Text = "", page: Page = 1) -> list[DeviceGiven]:
    """List the locks."""
    found, _ = queries.devices(uow, text=q.strip(), page=page, size=SIZE)
    return [
        DeviceGiven(
            number=each.lock.number, protocol=each.lock.protocol, administration=each.lock.administration,
            signs_itself=each.lock.public_key is not None, newest=_fix(each.newest) if each.newest else None, received_at=each.received_at,
            refused=each.refused,
        )
        for each in found
    ]  # fmt: skip


@router.post("/api/v1/elocks/devices/{lock}/command", status_code=202)
def command_by_api(who: Commands, uow: Uow, lock: str, taken: CommandTaken) -> CommandGiven:
    """Send a command to a lock."""
    return CommandGiven(number=actions.command(uow, lock, taken.what, seconds=taken.seconds))


@router.get("/api/v1/elocks/statistics")
def statistics_as_json(who: Sees, uow: Uow) -> StatisticsGiven:
    """Tell how the scheme goes."""
    told = queries.statistics(uow)
    return StatisticsGiven(
        journeys=told.journeys, stages=told.stages, alarms=told.alarms, by_type=told.by_type, withdrawn=told.withdrawn,
        alarms_per_thousand_journeys=told.per_thousand, false_alarm_share=told.false_share, routes=told.routes,
        green_lane_minutes_saved=round(told.saved.minutes, 1) if told.saved.trucks else None,
        green_lane_trucks_measured=told.saved.trucks, green_lane_trucks_not_measured=told.saved.unmeasured,
        aeo_lane_minutes_saved=round(told.saved_aeo.minutes, 1) if told.saved_aeo.trucks else None,
        aeo_lane_trucks_measured=told.saved_aeo.trucks, aeo_lane_trucks_not_measured=told.saved_aeo.unmeasured,
    )  # fmt: skip


@router.get("/api/v1/elocks/{number}")
def journey_as_json(
    who: Sees, uow: Uow, number: str, most: Annotated[int, Query(ge=0, le=20_000)] = 20_000
) -> JourneyGiven:
    """Give one journey whole."""
    found = queries.journey(uow, number)
    return JourneyGiven(
        number=number, lock=found.record.lock, stage=found.record.stage, contract=found.record.contract,
        steps=[
            StepGiven(
                stage=each.stage, administration=each.administration, officer=each.officer, at=each.at, statement=each.statement.hex()
            )
            for each in found.steps
        ],
        custody=[
            CustodyGiven(administration=each.administration, since=each.since, until=each.until, gaps=list(each.gaps))
            for each in found.custody
        ],
        alarms=[_alarm(each) for each in found.alarms], fixes=[_fix(each) for each in found.fixes[:most]],
    )  # fmt: skip


@router.post("/api/v1/elocks/{number}/step")
def step_by_api(request: Request, who: Leads, uow: Uow, number: str, taken: StepTaken) -> JourneyGiven:
    """Take the journey's next step: signed here, or by the other side's statement."""
    statement = bytes.fromhex(taken.statement) if taken.statement else None
    actions.step(uow, number, taken.stage, keys=keyring(request.app.state.settings), statement=statement)
    return journey_as_json(who, uow, number, 0)


@router.post("/api/v1/elocks/{number}/alarms/{alarm}/acknowledgement")
def acknowledge_by_api(who: Answers, uow: Uow, number: str, alarm: int, taken: TeamTaken) -> list[AlarmGiven]:
    """Take an alarm up."""
    actions.acknowledge(uow, number, alarm, team=taken.team)
    return _alarms_of(uow, number)


@router.post("/api/v1/elocks/{number}/alarms/{alarm}/escalation")
def escalate_by_api(who: Answers, uow: Uow, number: str, alarm: int, taken: ReasonTaken) -> list[AlarmGiven]:
    """Ask for more."""
    actions.escalate(uow, number, alarm, because=taken.because)
    return _alarms_of(uow, number)


@router.post("/api/v1/elocks/{number}/alarms/{alarm}/closing")
def close_by_api(who: Answers, uow: Uow, number: str, alarm: int, taken: CauseTaken) -> list[AlarmGiven]:
    """Close an alarm with its cause."""
    actions.close_alarm(uow, number, alarm, cause=taken.cause, note=taken.note)
    return _alarms_of(uow, number)


def _alarms_of(uow: Uow, number: str) -> list[AlarmGiven]:
    return [_alarm(each) for each in queries.journey(uow, number).alarms]


def _part(record: JourneyRecord) -> dict[str, Any]:
    names = ("number", "lock", "truck", "route", "declaration", "stage", "origin", "destination")
    return {name: getattr(record, name) for name in names}


def _alarm(each: AlarmRecord) -> AlarmGiven:
    return AlarmGiven(
        journey=each.journey, number=each.number, type=each.type, at=each.at, raised_at=each.raised_at, withdrawn_at=each.withdrawn_at,
        state=each.state.value, acknowledged_by=each.acknowledged_by, team=each.team, cause=each.cause.value if each.cause else None,
        note=each.note,
    )  # fmt: skip


def _fix(each: Fix) -> FixGiven:
    return FixGiven(
        at=datetime.fromtimestamp(each.t, UTC), latitude=each.lat, longitude=each.lon, kmh=each.kmh, rope=each.rope, motor=each.motor,
        cover=each.cover, event=each.event, battery_percent=each.battery_percent, source=each.source,
    )  # fmt: skip
