"""The JSON API of the programme, beside the pages."""

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, File, Form, Request, UploadFile
from pydantic import BaseModel, Field

from smartcustoms.business.aeo import actions, queries
from smartcustoms.business.aeo.actions.applying import LARGEST
from smartcustoms.business.aeo.model import Deed, Met, Severity
from smartcustoms.business.aeo.plainly import plain
from smartcustoms.business.aeo.web.asked import (
    SIZE,
    Applicant,
    AskedApplications,
    AskedOperators,
    Decider,
    Hearer,
    Officer,
    Seer,
)
from smartcustoms.kernel.files.object_gateway import objects
from smartcustoms.kernel.web.access import Uow
from smartcustoms.kernel.web.sent import content_of, name_of

router = APIRouter(prefix="/api/v1/aeo", tags=["aeo"])
Given = dict[str, Any]


class TierTaken(BaseModel):
    """Which tier is applied for."""

    tier: int = Field(1, ge=1, le=2)


class FormTaken(BaseModel):
    """The fields of the form by their code; `do`: save, carry (the self-assessment over), lodge or withdraw."""

    form: dict[str, str] = Field({}, max_length=40)
    do: str = Field("save", pattern="^(save|carry|lodge|withdraw)$")


class WordsTaken(BaseModel):
    """Words: why, what was done, what is appealed."""

    because: str = Field("", max_length=4000)


class SaidTaken(BaseModel):
    """A self-report: changes, incidents, outsourced, contact."""

    said: dict[str, str] = Field({}, max_length=10)


class VisitTaken(BaseModel):
    """A visit to plan."""

    about: str = Field(max_length=20)
    site: str = Field(max_length=300)
    on: date
    officers: list[str] = Field([], max_length=10)


class PointTaken(BaseModel):
    """What was found of one point."""

    met: Met
    note: str = Field("", max_length=2000)


class PointsTaken(BaseModel):
    """What was found, by question."""

    points: dict[str, PointTaken] = Field({}, max_length=200)


class FindingTaken(BaseModel):
    """A finding."""

    criterion: str = Field(max_length=5)
    severity: Severity
    says: str = Field(max_length=4000)


class ProposalTaken(BaseModel):
    """A decision to propose."""

    about: str = Field(max_length=20)
    deed: Deed
    because: str = Field(max_length=4000)


class YesTaken(BaseModel):
    """Whether somebody agrees, accepts or upholds, and why."""

    yes: bool
    because: str = Field("", max_length=4000)


@router.get("")
def desk(who: Officer, uow: Uow, asked: AskedApplications, page: int = 1) -> list[Given]:
    """List lodged applications."""
    return [plain(each) for each in queries.applications(uow, asked, page=max(page, 1), size=SIZE)[0]]


@router.get("/own")
def own(who: Applicant, uow: Uow) -> Given:
    """Give the organisation's authorisations and applications."""
    operators, applications = queries.own(uow)
    return {"operators": plain(operators), "applications": plain(applications)}


@router.get("/statistics")
def statistics(who: Officer, uow: Uow) -> Given:
    """Give the programme in figures."""
    return dict(plain(queries.statistics(uow)))


@router.get("/operators")
def operators(who: Officer, uow: Uow, asked: AskedOperators, page: int = 1) -> list[Given]:
    """List operators."""
    return [plain(each) for each in queries.operators(uow, asked, page=max(page, 1), size=SIZE)[0]]


@router.get("/operators/{number}")
def operator(who: Seer, uow: Uow, number: str) -> Given:
    """Give an operator with everything about it."""
    return dict(plain(queries.whole_operator(uow, number)))


@router.post("/operators/{number}/reports")
def report(who: Applicant, uow: Uow, number: str, taken: SaidTaken) -> Given:
    """Lodge the self-report that is owed next."""
    return dict(plain(actions.report(uow, number, taken.said)))


@router.post("/operators/{number}/leave")
def leave(who: Applicant, uow: Uow, number: str, taken: WordsTaken) -> Given:
    """Give the authorisation up."""
    actions.leave(uow, number, because=taken.because)
    return dict(plain(queries.operator(uow, number)))


@router.post("/applications")
def begin(who: Applicant, uow: Uow, taken: TierTaken) -> Given:
    """Begin an application, or give the one that is not decided."""
    return dict(plain(actions.begin(uow, tier=taken.tier)))


@router.get("/applications/{number}")
def application(who: Seer, uow: Uow, number: str) -> Given:
    """Give an application with everything about it."""
    found = queries.whole_application(uow, number)
    return {**plain(found), "result": str(found.result.score) if found.result else None}


@router.post("/applications/{number}")
def keep(who: Applicant, uow: Uow, number: str, taken: FormTaken) -> Given:
    """Keep the form, and carry over, lodge or withdraw when that is asked."""
    if taken.do == "withdraw":
        actions.withdraw(uow, number)
    else:
        actions.save(uow, number, taken.form)
        if taken.do == "carry":
            actions.carry_over(uow, number)
        if taken.do == "lodge":
            actions.lodge(uow, number)
    return application(who, uow, number)


@router.post("/applications/{number}/attachments")
def attach(
    request: Request,
    who: Applicant,
    uow: Uow,
    number: str,
    code: Annotated[str, Form(max_length=40)] = "",
    file: Annotated[UploadFile | None, File()] = None,
) -> Given:
    """Attach a file (multipart form)."""
    content, through = content_of(file, LARGEST), objects(request.app.state.settings)
    return dict(plain(actions.attach(uow, number, code, content, name=name_of(file), through=through)))


@router.post("/applications/{number}/return")
def give_back(who: Officer, uow: Uow, number: str, taken: WordsTaken) -> Given:
    """Give an application back, saying what is missing."""
    actions.give_back(uow, number, because=taken.because)
    return dict(plain(queries.application(uow, number)))


@router.post("/findings/{which}/answer")
def answer(who: Applicant, uow: Uow, which: UUID, taken: WordsTaken) -> Given:
    """Tell what was done about a finding."""
    actions.answer_finding(uow, which, answer=taken.because)
    return {"answered": str(which)}


@router.post("/findings/{which}/judge")
def judge(who: Officer, uow: Uow, which: UUID, taken: YesTaken) -> Given:
    """Close a finding, or open it again."""
    actions.judge_answer(uow, which, accepted=taken.yes, because=taken.because)
    return {"closed": taken.yes}


@router.post("/visits")
def plan(who: Officer, uow: Uow, taken: VisitTaken) -> Given:
    """Plan a visit about an application or an operator."""
    made = actions.plan_visit(uow, taken.about, site=taken.site, on=taken.on, officers=taken.officers)
    return dict(plain(made))


@router.get("/visits/{number}")
def visit(who: Officer, uow: Uow, number: str) -> Given:
    """Give a visit with its points and findings."""
    found = queries.visit(uow, number)
    asked = [each.id for _, ones in found.criteria for each in ones]
    return {"visit": plain(found.visit), "asked": asked, "corrections": plain(found.corrections)}


@router.post("/visits/{number}/points")
def note(who: Officer, uow: Uow, number: str, taken: PointsTaken) -> Given:
    """Note what was found of points."""
    given = {code: (each.met, each.note) for code, each in taken.points.items()}
    return dict(plain(actions.note_points(uow, number, given)))


@router.post("/visits/{number}/photos")
def photograph(
    request: Request,
    who: Officer,
    uow: Uow,
    number: str,
    code: Annotated[str, Form(max_length=20)],
    photo: Annotated[UploadFile, File()],
) -> Given:
    """Keep a photo with a point (multipart form)."""
    content, through = content_of(photo, LARGEST), objects(request.app.state.settings)
    return {"photo": actions.photograph(uow, number, code, content, name=name_of(photo), through=through)}


@router.post("/visits/{number}/findings")
def find(who: Officer, uow: Uow, number: str, taken: FindingTaken) -> Given:
    """Write a finding with its corrective action."""
    made = actions.find(uow, number, criterion=taken.criterion, severity=taken.severity, says=taken.says)
    return dict(plain(made))


@router.post("/visits/{number}/close")
def close(who: Officer, uow: Uow, number: str, taken: WordsTaken) -> Given:
    """Close the visit."""
    actions.close_visit(uow, number, conclusion=taken.because)
    return visit(who, uow, number)


@router.post("/decisions")
def propose(who: Officer, uow: Uow, taken: ProposalTaken) -> Given:
    """Propose a decision; another person decides on it."""
    return dict(plain(actions.propose(uow, taken.about, taken.deed, because=taken.because)))


@router.post("/decisions/{which}")
def decide(who: Decider, uow: Uow, which: UUID, taken: YesTaken) -> Given:
    """Decide on a proposal of another officer."""
    return dict(plain(actions.decide(uow, which, agree=taken.yes, because=taken.because)))


@router.post("/decisions/{which}/appeal")
def appeal(who: Applicant, uow: Uow, which: UUID, taken: WordsTaken) -> Given:
    """Appeal against a decision."""
    return dict(plain(actions.appeal(uow, which, says=taken.because)))


@router.post("/appeals/{which}")
def hear(who: Hearer, uow: Uow, which: UUID, taken: YesTaken) -> Given:
    """Decide on an appeal."""
    return {"about": actions.hear(uow, which, uphold=taken.yes, because=taken.because), "upheld": taken.yes}
