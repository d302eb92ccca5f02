"""Working on a case: notes, further subjects, tasks."""

from datetime import date
from uuid import UUID

from smartcustoms.investigation.cases import store
from smartcustoms.investigation.cases.actions.loading import investigator, needed, own, write
from smartcustoms.investigation.cases.actions.opening import checked
from smartcustoms.investigation.cases.model import Incomplete, Step, Subject, Task
from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.day import day_of
from smartcustoms.kernel.identifiers import new_id
from smartcustoms.kernel.words.model import sentence


def note(uow: UnitOfWork, number: str, text: str) -> None:
    """Note something in the log; nothing of it is ever changed. Sent twice, the same words stand once.

    Raises:
        Incomplete: nothing is written.
    """
    own(uow, number, Step.NOTE)
    words = needed(text, "text", most=4000)
    last = next((each for each in reversed(store.entries(uow, number)) if each.step is Step.NOTE), None)
    if last is None or (last.by, last.note) != (uow.by.user, words):
        store.change(uow, number, {})
        write(uow, number, Step.NOTE, note=words, characters=len(words))


def link(uow: UnitOfWork, number: str, subject: Subject, *, because: str = "") -> None:
    """Link a further subject to a case; what is linked already stays as it is.

    Raises:
        Incomplete: the number is missing. NotFound: the platform has no such thing.
    """
    own(uow, number, Step.LINK)
    subject = checked(uow, subject)
    if store.link(uow, number, subject, note=because.strip()[:500]):
        store.change(uow, number, {})
        write(uow, number, Step.LINK, note=subject.number, kind=subject.kind.value)


def add_task(uow: UnitOfWork, number: str, says: str, *, due: date, whose: str) -> UUID:
    """Set a task to an investigator by a day; the same one that is not done yet is not set again.

    Raises:
        Incomplete: nothing is written, the day is over, or there is no such investigator.
    """
    own(uow, number, Step.ADD_TASK)
    words = needed(says, "says", most=500)
    if due < day_of(uow.at):
        raise Incomplete(
            sentence("This day is over."),
            mend=sentence("Choose today or a later day."),
            field="due",
            seen=due.isoformat(),
        )
    investigator(uow, whose)
    for each in store.tasks(uow, number):
        if each.done_at is None and (each.says, each.due, each.whose) == (words, due, whose):
            return each.id
    made = Task(new_id(uow.at), number, words, due, whose, uow.at, uow.by.user)
    store.add_task(uow, made)
    store.change(uow, number, {})
    write(uow, number, Step.ADD_TASK, note=words, due=due.isoformat(), whose=whose)
    return made.id


def finish_task(uow: UnitOfWork, number: str, which: UUID) -> None:
    """Note that a task is done; one that is done stays as it is.

    Raises:
        Incomplete: the case has no such task.
    """
    own(uow, number, Step.DO_TASK)
    found = next((each for each in store.tasks(uow, number) if each.id == which), None)
    if found is None:
        raise Incomplete(
            sentence("The case has no such task."), mend=sentence("Open the case again."), field="task", seen=str(which)
        )
    if found.done_at is None:
        store.finish_task(uow, which)
        store.change(uow, number, {})
        write(uow, number, Step.DO_TASK, note=found.says)
