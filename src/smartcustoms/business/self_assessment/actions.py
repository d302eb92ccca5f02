"""What can be done about a kept self-assessment: begin, save, finish, throw away a draft."""

import hashlib
from collections.abc import Mapping
from typing import Any

from smartcustoms.business.self_assessment import questions as known
from smartcustoms.business.self_assessment import store
from smartcustoms.business.self_assessment.answers_file import fitting
from smartcustoms.business.self_assessment.model import TIERS, Assessment, NoSuchAssessment, NotAnswerable, Result
from smartcustoms.business.self_assessment.queries import result
from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.errors import Conflict
from smartcustoms.kernel.identifiers import numbered
from smartcustoms.kernel.words.model import sentence


class Finished(Conflict):
    """A self-assessment is finished, and its answers stay as they were."""

    code = "self_assessment_finished"


def begin(uow: UnitOfWork, *, tier: int) -> Assessment:
    """Begin a self-assessment of the asker's business, with the last answers filled in; a draft that is there is kept.

    Raises:
        NotAnswerable: there is no such tier.
    """
    if tier not in TIERS:
        raise NotAnswerable(
            sentence("The tier is neither 1 nor 2."), mend=sentence("Choose 1 or 2."), field="tier", seen=str(tier)
        )
    there = store.draft(uow, uow.by.organisation, tier)
    if there is not None:
        return there
    questions = known.question_set()
    made = Assessment(
        number=_number(uow, tier),
        organisation=uow.by.organisation,
        tier=tier,
        version=questions.version,
        answers=_last_answers(uow, tier, questions.version),
        begun_at=uow.at,
        changed_at=uow.at,
    )
    if not store.insert(uow, made, by=uow.by.user):
        return store.draft(uow, uow.by.organisation, tier) or made
    uow.note("self_assessment.begun", made.number, tier=tier, version=made.version)
    return made


def save(uow: UnitOfWork, number: str, answers: Mapping[str, Any]) -> Assessment:
    """Keep answers of a draft; an empty one takes an answer back. Saving the same again changes nothing.

    Raises:
        NoSuchAssessment, Finished, NotAnswerable.
    """
    found = _draft(uow, number)
    fitted, _ = fitting(known.question_set(found.version), found.tier, answers)
    changed = {name: code for name, code in {**found.answers, **fitted}.items() if answers.get(name, code)}
    if changed != dict(found.answers):
        store.change(uow, number, {"answers": changed, "changed_at": uow.at, "changed_by": uow.by.user})
        uow.note("self_assessment.saved", number, answered=len(changed))
    return _draft(uow, number)


def finish(uow: UnitOfWork, number: str) -> Result:
    """Finish a draft: from now on its answers stay, and its score counts in the progress.

    Raises:
        NoSuchAssessment, Finished; NotAnswerable: questions are open, which are named.
    """
    found = _draft(uow, number)
    made = result(known.question_set(found.version), found.tier, found.answers)
    store.change(uow, number, {"finished_at": uow.at, "score": made.score, "grade": made.grade.value})
    uow.note("self_assessment.finished", number, score=str(made.score), grade=made.grade.value)
    return made


def _last_answers(uow: UnitOfWork, tier: int, version: str) -> dict[str, str]:
    """Give what was answered last, of the same version: progress is told by what changed."""
    before, _ = store.of_organisation(uow, uow.by.organisation, limit=1)
    if not before or before[0].version != version:
        return {}
    fitted, _ = fitting(known.question_set(version), tier, before[0].answers)
    return fitted


def _draft(uow: UnitOfWork, number: str) -> Assessment:
    found = store.by_number(uow, number, lock=True)
    if found is None:
        raise NoSuchAssessment(
            sentence("There is no such self-assessment."),
            mend=sentence("Look in the list of your self-assessments."),
            seen=number[:40],
        )
    if found.finished_at is not None:
        raise Finished(
            sentence("This self-assessment is finished; its answers stay."),
            mend=sentence("Begin a new one: your last answers are filled in."),
            seen=number,
        )
    return found


def _number(uow: UnitOfWork, tier: int) -> str:
    """Give a number that is the same when the same beginning is tried again."""
    text = f"{uow.by.organisation}:{tier}:{uow.at.isoformat()}"
    return numbered("A", uow.at.year, int(hashlib.sha256(text.encode()).hexdigest()[:12], 16) % 10**9)
