"""Visit: plan, note what was found of each point, photograph, find, close; answer a finding and judge the answer."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Final
from uuid import UUID

from smartcustoms.business.aeo import lifecycle, programme, store
from smartcustoms.business.aeo.actions.loading import (
    application,
    correction,
    move,
    number,
    operator,
    raise_matter,
    said,
    step,
    tell,
    visit,
)
from smartcustoms.business.aeo.model import (
    ActionState,
    Application,
    Correction,
    Deed,
    Met,
    NotComplete,
    NotFilledIn,
    NotNow,
    Operator,
    Point,
    Severity,
    Visit,
)
from smartcustoms.business.self_assessment import queries as self_assessment
from smartcustoms.business.self_assessment.model import Question
from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.day import day_of
from smartcustoms.kernel.files import actions as files
from smartcustoms.kernel.files.object_gateway import Objects
from smartcustoms.kernel.identifiers import new_id
from smartcustoms.kernel.words.model import sentence

PREFIX: Final = "AV"
PHOTO: Final = 12_000_000
EVIDENCE: Final = ("application/pdf", "image/png", "image/jpeg")


def plan_visit(uow: UnitOfWork, about: str, *, site: str, on: date, officers: Sequence[str] = ()) -> Visit:
    """Plan a validation visit about an application that was lodged, or a re-validation of an operator.

    Raises:
        NoSuchThing, NotNow. NotFilledIn: no site, or a day that is over.
    """
    where = said(site, "site")[:300]
    if on < day_of(uow.at):
        raise NotFilledIn(
            sentence("The day of the visit is over."), mend=sentence("Choose today or a later day."), field="on",
            seen=on.isoformat(),
        )  # fmt: skip
    found = _subject(uow, about)
    if isinstance(found, Application):
        move(uow, found, Deed.VALIDATE, f"{on.isoformat()} {where}")
        version = found.version
    else:
        lifecycle.standing_after(found.standing, Deed.REVOKE)  # only one who is held is visited
        step(uow, about, found.organisation, "revalidate", f"{on.isoformat()} {where}")
        version = self_assessment.question_set().version
    named = tuple(dict.fromkeys(each.strip()[:60] for each in officers if each.strip())) or (uow.by.user,)
    made = Visit(
        number=number(uow, PREFIX, about, where),
        about=about,
        organisation=found.organisation,
        tier=found.tier,
        version=version,
        site=where,
        planned_on=on,
        officers=named,
        closed_at=None,
        conclusion="",
    )
    store.visits.insert(uow, made)
    says = sentence("Customs visits {site} on {day}: validation of {number}.", site=where, day=on, number=about)
    tell(uow, found.organisation, says, about=about)
    return made


def note_points(uow: UnitOfWork, which: str, found: Mapping[str, tuple[Met, str]]) -> Visit:
    """Note what was found of points (question, whether met, note); noting the same again changes nothing.

    Raises:
        NoSuchThing, NotNow: it is closed. NotFilledIn: a question is not of this visit.
    """
    there = _open(uow, which)
    known, kept = {each.id for each in questions_of(there)}, {each.code: each for each in there.points}
    for code, (met, note) in found.items():
        _check_point(code, known)
        before = kept.get(code)
        if before is None or (before.met, before.note) != (met, note.strip()[:2000]):
            point = Point(code, met, note.strip()[:2000], (), uow.by.user, uow.at)
            store.visits.put_point(uow, there, point)
    uow.note("aeo.points_noted", which, points=len(found))
    return visit(uow, which)


def photograph(
    uow: UnitOfWork, which: str, code: str, content: bytes, *, name: str, through: Objects | None = None
) -> str:
    """Keep a photo with a point; give its SHA-256. A point without an answer is noted as partly met until it has one.

    Raises:
        NoSuchThing, NotNow. NotFilledIn: no such question. EmptyFile, TooLarge, TypeDiffers.
    """
    there = _open(uow, which)
    _check_point(code, {each.id for each in questions_of(there)})
    kept = files.keep(
        uow, content, name=name, owner="customs", at_most=PHOTO, only=("image/png", "image/jpeg"), through=through
    )
    before = next((each for each in there.points if each.code == code), None)
    known = before or Point(code, Met.PARTLY, "", (), uow.by.user, uow.at)
    store.visits.put_point(uow, there, replace(known, photos=(kept.hash,), by=uow.by.user, at=uow.at))
    uow.note("aeo.photographed", which, code=code, photo=kept.hash)
    return kept.hash


def find(uow: UnitOfWork, which: str, *, criterion: str, severity: Severity, says: str) -> Correction:
    """Write a finding; the operator must mend it within the days of its severity.

    Raises:
        NoSuchThing, NotNow. NotFilledIn: no words, or no such criterion.
    """
    there, on = _open(uow, which), day_of(uow.at)
    codes = [each.code for each in self_assessment.question_set(there.version).criteria_of(there.tier)]
    if criterion not in codes:
        raise NotFilledIn(
            sentence("There is no such criterion."), mend=sentence("Choose one of: {known}.", known=", ".join(codes)),
            field="criterion", seen=criterion[:20],
        )  # fmt: skip
    rules = programme.rules(on)
    days = rules.major_days if severity is Severity.MAJOR else rules.minor_days
    made = Correction(
        id=new_id(uow.at),
        visit=which,
        about=there.about,
        organisation=there.organisation,
        criterion=criterion,
        severity=severity,
        says=said(says, "says"),
        due_on=on + timedelta(days=days),
        state=ActionState.OPEN,
        answer="",
        evidence="",
        answered_at=None,
        closed_at=None,
        found_by=uow.by.user,
    )
    store.visits.insert_correction(uow, made)
    step(uow, there.about, there.organisation, "found", f"{criterion} {severity.value}: {made.says}")
    what = sentence("Mend by {day}: {says}", day=made.due_on, says=made.says[:300])
    tell(uow, there.organisation, what, about=there.about)
    return made


def close_visit(uow: UnitOfWork, which: str, *, conclusion: str) -> None:
    """Close a visit: every point has an answer, and each criterion with a point not met has a finding.

    Raises:
        NoSuchThing, NotNow. NotFilledIn: no words. NotComplete: points or findings are missing.
    """
    there, words = _open(uow, which), said(conclusion, "conclusion")
    asked, noted = questions_of(there), {each.code: each.met for each in there.points}
    missing = [each.id for each in asked if each.id not in noted]
    found = {each.criterion for each in store.visits.corrections(uow, there.about) if each.visit == which}
    without = sorted({each.criterion for each in asked if noted.get(each.id) is Met.NOT_MET} - found)
    if missing or without:
        raise NotComplete(
            sentence(
                "{points} points have no answer, {criteria} criteria have a point not met and no finding.",
                points=len(missing),
                criteria=len(without),
            ),
            mend=sentence("Still to do: {what}.", what=", ".join([*missing[:20], *without])),
            field=(missing or without)[0],
        )
    store.visits.change(uow, which, {"closed_at": uow.at, "conclusion": words})
    step(uow, there.about, there.organisation, "visited", words)


def answer_finding(
    uow: UnitOfWork, which: UUID, *, answer: str, content: bytes = b"", name: str = "", through: Objects | None = None
) -> None:
    """Tell what was done about a finding, with evidence (PDF, PNG, JPEG) or without.

    Raises:
        NoSuchThing. NotNow: it is closed. NotFilledIn: no words.
    """
    found, words = correction(uow, which), said(answer, "answer")
    _check_state(found, ActionState.OPEN, ActionState.ANSWERED)
    evidence = found.evidence
    if content:
        kept = files.keep(
            uow, content, name=name, owner=found.organisation, at_most=PHOTO, only=EVIDENCE, through=through
        )
        evidence = kept.hash
    changes = {"state": ActionState.ANSWERED.value, "answer": words, "evidence": evidence, "answered_at": uow.at}
    store.visits.change_correction(uow, which, changes)
    step(uow, found.about, found.organisation, "answered", words)
    raise_matter(uow, found.about, found.organisation, "answered", whom=found.found_by)


def judge_answer(uow: UnitOfWork, which: UUID, *, accepted: bool, because: str = "") -> None:
    """Close a finding whose answer is good, or open it again; its last day stays.

    Raises:
        NoSuchThing. NotNow: nothing was answered. NotFilledIn: turned down without words.
    """
    found = correction(uow, which)
    _check_state(found, ActionState.ANSWERED)
    if accepted:
        store.visits.change_correction(uow, which, {"state": ActionState.CLOSED.value, "closed_at": uow.at})
        step(uow, found.about, found.organisation, "closed", found.says)
        return
    words = said(because, "because")
    store.visits.change_correction(uow, which, {"state": ActionState.OPEN.value})
    step(uow, found.about, found.organisation, "opened_again", words)
    says = sentence("Your answer was not accepted: {because}", because=words[:300])
    tell(uow, found.organisation, says, about=found.about)


def questions_of(there: Visit) -> tuple[Question, ...]:
    """Give the points of a visit's checklist: the questions of the questionnaire, each with the evidence to look at."""
    return self_assessment.question_set(there.version).questions_of(there.tier)


def _check_point(code: str, known: set[str]) -> None:
    if code not in known:
        raise NotFilledIn(
            sentence("This visit has no point {code}.", code=code[:20]), mend=sentence("Open the checklist again."),
            field="code", seen=code[:20],
        )  # fmt: skip


def _subject(uow: UnitOfWork, about: str) -> Application | Operator:
    return operator(uow, about) if about.startswith("AE") else application(uow, about)


def _open(uow: UnitOfWork, which: str) -> Visit:
    found = visit(uow, which)
    if found.closed_at is not None:
        raise NotNow(sentence("This visit is closed."), mend=sentence("Plan another visit."), seen=which)
    return found


def _check_state(found: Correction, *states: ActionState) -> None:
    if found.state not in states:
        raise NotNow(
            sentence("This cannot be done where it stands now."),
            mend=sentence("Open it again: it may have moved on."),
            seen=found.state.value,
        )
