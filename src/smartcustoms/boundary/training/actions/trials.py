"""Begin a free trial, answer any, forget old ones."""

from datetime import timedelta
from typing import Any, Final

import numpy as np

from smartcustoms.boundary.detection import actions as detection
from smartcustoms.boundary.training import queries, store
from smartcustoms.boundary.training.actions.certifying import count_answer, is_over
from smartcustoms.boundary.training.actions.courses import go_on
from smartcustoms.boundary.training.actions.drawing import Place, Wish, open_trial
from smartcustoms.boundary.training.difficulty import in_part, result_of
from smartcustoms.boundary.training.model import Answer, Answered, NotDecided, Open, Part, Purpose, Trial
from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.files.object_gateway import Objects
from smartcustoms.kernel.words.model import Sentence, sentence

_KEPT: Final = timedelta(days=730)


def begin(uow: UnitOfWork, *, luck: np.random.Generator | None = None, through: Objects | None = None) -> Open:
    """Give the officer a picture; one he has not answered comes again, its time going on.

    Raises:
        NothingToShow: there is no clean picture, or no threat finds a place in any that was tried.
    """
    wanted = queries.setting(uow)
    alike = dict.fromkeys(wanted.categories, 1 / len(wanted.categories))
    wish = Wish(alike, wanted.ratio, wanted.most_superposition)
    return open_trial(uow, wish, Place(wanted.time_limit_s), luck=luck, through=through)


def answer(uow: UnitOfWork, number: str, said: Answer, *, part: Part | None = None) -> Answered | Trial:
    """Answer a trial; only now it is told whether something was in it, in a test when the test is over.

    The same answer again changes nothing.

    Of a test whose time in all is over the answer comes too late: the picture was not answered.

    Raises:
        NotFound: there is no such trial of this officer's. NotDecided: it was answered otherwise.
    """
    trial = store.trials.by_number(uow, number, lock=True)
    if trial is None or trial.officer != uow.by.user:
        queries.trial(uow, number)
        raise _not_open(sentence("Another officer answers this trial."), number)
    if isinstance(trial, Trial | Answered) and (trial.answer, trial.part) == (said, part):
        return trial
    if isinstance(trial, Trial | Answered):
        raise _not_open(sentence("You have answered this trial."), number)
    tested = trial.purpose is Purpose.TEST
    if tested and is_over(uow, trial.part_of):
        return _done(uow, number)
    decision = judged(uow, trial, said, part)
    store.trials.decide(uow, number, decision | {"told_at": None if tested else uow.at})
    told = {} if tested else {"result": decision["result"]}  # the trail tells nothing of a test before its end
    uow.note("training.answered", number, answer=said.value, late=decision["late"], **told)
    if tested:
        count_answer(uow, trial.part_of)
    elif trial.purpose is Purpose.COURSE:
        go_on(uow, trial.part_of)
    return _done(uow, number)


def _done(uow: UnitOfWork, number: str) -> Answered | Trial:
    done = store.trials.by_number(uow, number)
    if not isinstance(done, Answered | Trial):
        raise RuntimeError("a trial that was just decided is not")
    return done


def judged(uow: UnitOfWork, trial: Open, said: Answer, part: Part | None) -> dict[str, Any]:
    """Say what an answer is worth: the columns of the decision."""
    truth = store.trials.truth_of(uow, trial.number)
    late = uow.at - trial.began_at > timedelta(seconds=trial.time_limit_s)
    in_place = None
    if truth is not None and part is not None and said is Answer.SUSPECT:
        in_place = in_part(truth.box, part, columns=trial.columns, rows=trial.rows)
    return {
        "decided_at": uow.at,
        "answer": said.value,
        "part": part.value if part else None,
        "late": late,
        "result": result_of(said, projected=truth is not None, late=late).value,
        "in_place": in_place,
    }


def forget_old(uow: UnitOfWork) -> int:
    """Forget trials older than two years, and courses and tests that ended so long ago; give how many trials."""
    store.courses.forget(uow, before=uow.at - _KEPT)
    store.certifying.forget(uow, before=uow.at - _KEPT)
    detection.forget_projections(uow, before=uow.at - _KEPT)
    return store.trials.forget(uow, before=uow.at - _KEPT)


def _not_open(says: Sentence, seen: str) -> NotDecided:
    return NotDecided(says, mend=sentence("Begin another one."), seen=seen[:40])
