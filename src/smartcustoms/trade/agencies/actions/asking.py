"""Ask the trader for information, and take the answer; in between the clock stands."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.day import day_of
from smartcustoms.kernel.errors import Conflict
from smartcustoms.kernel.identifiers import new_id
from smartcustoms.kernel.words.model import sentence
from smartcustoms.trade.agencies import store
from smartcustoms.trade.agencies.actions.finding import going, in_hand, no_such, open_step, over, stopped
from smartcustoms.trade.agencies.events import InformationGiven, InformationRequested
from smartcustoms.trade.agencies.model import (
    DecisionIncomplete,
    NotTaken,
    Question,
    State,
    StepState,
)

LONGEST = 180


class AnsweredAlready(Conflict):
    """The question has an answer that says something else."""

    code = "question_answered"


def ask(uow: UnitOfWork, number: str, position: int, *, text: str, days: int = 14) -> UUID:
    """Ask the trader; the step's clock stands until the answer.

    Raises:
        NotTaken: the step is not in the officer's hands.
        DecisionIncomplete: nothing is asked, or the time to answer is no number of days from 1 to 180.
    """
    if not text.strip() or not 1 <= days <= LONGEST:
        raise DecisionIncomplete(
            sentence("A question needs words, and 1 to {longest} days for the answer.", longest=LONGEST),
            mend=sentence("Write what the trader should send, and by when."),
            field="text" if not text.strip() else "days",
        )
    review, step = open_step(uow, number, position)
    if step.state not in {StepState.TAKEN, StepState.ASKED}:
        raise NotTaken(
            sentence("Nothing can be asked now."), mend=sentence("Take the review first."), seen=step.state.value
        )
    in_hand(uow, step)
    until = day_of(uow.at) + timedelta(days=days)
    asked = Question(new_id(uow.at), number, position, step.agency, text.strip()[:4000], uow.at, until)
    store.add_question(uow, asked, by=uow.by.user, parties=[*step.parties, review.owner])
    changes = {"state": StepState.ASKED.value, "due_at": None, **stopped(uow, step)}
    store.change_step(uow, number, position, changes)
    uow.note("review.asked", number, position=position, question=str(asked.id), answer_by=until.isoformat())
    uow.record(
        InformationRequested(
            review=number,
            about=review.about,
            owner=review.owner,
            agency=step.agency,
            question=str(asked.id),
            text=asked.text,
            answer_by=until.isoformat(),
        )
    )
    return asked.id


def give_information(uow: UnitOfWork, number: str, question: UUID, *, text: str, files: Sequence[str] = ()) -> None:
    """Answer an agency's question, in words and with kept files (SHA-256); the clock goes on when no question is left.

    Args:
        uow: the transaction, in the name of the owner, of customs or of the platform.
        number: the review.
        question: which question.
        text: the answer.
        files: hashes of files kept before.

    Raises:
        NoSuchReview: there is no such question for the asker.
        AnsweredAlready: it has another answer. DecidedAlready: the review is over. DecisionIncomplete: nothing is said.
    """
    review = store.review(uow, number, lock=True)
    asked = store.questions(uow, number) if review else ()
    mine = next((each for each in asked if each.id == question), None)
    if review is None or mine is None:
        raise no_such(number)
    answer, hashes = text.strip()[:8000], tuple(files)[:50]
    if mine.answered_at is not None:
        if (mine.answer, mine.files) == (answer, hashes):
            return
        raise AnsweredAlready(
            sentence("This question was answered already."), mend=sentence("Write to the agency if more is to be said.")
        )
    if review.state is not State.OPEN:
        raise over(number)
    if not answer and not hashes:
        raise DecisionIncomplete(
            sentence("The answer is empty."), mend=sentence("Write an answer, or send a file."), field="text"
        )
    store.change_question(uow, question, {"answered_at": uow.at, "answer": answer, "files": list(hashes)})
    step = store.step(uow, number, mine.position, lock=True)
    others = any(each.answered_at is None and each.position == mine.position and each.id != question for each in asked)
    if step is not None and step.state is StepState.ASKED and not others:
        state = StepState.TAKEN if step.assigned_to else StepState.QUEUED
        changes = {"state": state.value, **going(uow, step, used=step.spent)}
        store.change_step(uow, number, mine.position, changes)
    uow.note("review.answered", number, question=str(question), files=list(hashes))
    uow.record(
        InformationGiven(
            review=number, about=review.about, owner=review.owner, agency=mine.agency, question=str(question)
        )
    )
