"""Loading a case to act on it: who may, and writing what was done into its log and the audit trail."""

from smartcustoms.investigation.cases import store
from smartcustoms.investigation.cases.life import after
from smartcustoms.investigation.cases.model import (
    LEAD,
    WORK,
    Case,
    Entry,
    Incomplete,
    NoSuchCase,
    NotTheirs,
    Step,
    Told,
)
from smartcustoms.investigation.cases.queries import seer_of
from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.people import queries as people
from smartcustoms.kernel.words.model import Sentence, sentence


def seen(uow: UnitOfWork, number: str) -> Case:
    """Give a case that the actor may see, locked till the end of the transaction.

    Raises:
        NoSuchCase: there is none, or it is not his to see.
    """
    found = store.case(uow, number, seer=seer_of(uow), lock=True)
    if found is None:
        raise NoSuchCase(
            sentence("There is no such case."), mend=sentence("Look in the list of cases."), seen=number[:40]
        )
    return found


def own(uow: UnitOfWork, number: str, step: Step) -> Case:
    """Give a case on which the actor may act: he leads it, is of its team, or leads investigations.

    Raises:
        NoSuchCase: there is none, or it is not his to see. NotTheirs: he may see it only.
        NotNow: the step does not go from its state.
    """
    found = seen(uow, number)
    mine = found.lead == uow.by.user or people.may(uow.by, LEAD) or uow.by.user in store.team(uow, number)
    if not mine:
        raise NotTheirs(
            sentence("Only its lead, its team and those who lead investigations may do this."),
            mend=sentence("Take the case if nobody leads it, or ask its lead to put you into the team."),
            seen=number,
        )
    after(found.state, step)
    return found


def lead_of(uow: UnitOfWork, number: str, step: Step) -> Case:
    """Give a case that the actor leads, or any when he leads investigations.

    Raises:
        NoSuchCase: there is none, or it is not his to see. NotTheirs: somebody else leads it, or nobody.
        NotNow: the step does not go from its state.
    """
    found = seen(uow, number)
    if found.lead != uow.by.user and not people.may(uow.by, LEAD):
        raise NotTheirs(
            sentence("Only its lead and those who lead investigations may do this."),
            mend=sentence("Ask whoever leads the case."),
            seen=number,
        )
    after(found.state, step)
    return found


def investigator(uow: UnitOfWork, user: str) -> str:
    """Give the number of somebody who can have a case.

    Raises:
        Incomplete: there is nobody of this number who investigates.
    """
    if user not in {each.number for each in people.who_may(uow, WORK)}:
        raise Incomplete(
            sentence("There is no such investigator."),
            mend=sentence("Choose one of the list."),
            field="to",
            seen=user[:40],
        )
    return user


def needed(text: str, field: str, *, most: int) -> str:
    """Give a text that has to be there, cut to its longest.

    Raises:
        Incomplete: it is empty.
    """
    if not text.strip():
        raise Incomplete(sentence("This is missing."), mend=sentence("Write it in a sentence."), field=field)
    return text.strip()[:most]


def write(
    uow: UnitOfWork, number: str, step: Step, *, says: Sentence | None = None, note: str = "", **facts: object
) -> None:
    """Write a step into the case's log, and its facts into the audit trail."""
    store.add_entry(uow, number, Entry(at=uow.at, by=uow.by.user, step=step, says=says, note=note))
    uow.note(f"case.{step.value}", number, **facts)


def write_told(uow: UnitOfWork, number: str, told: Told) -> None:
    """Write what an event tells into the case's log."""
    entry = Entry(
        at=uow.at, by=uow.by.user, step=Step.TELL, says=told.says, source=told.source, of=told.of, stands=told.stands
    )
    store.add_entry(uow, number, entry)
    store.change(uow, number, {})
    uow.note("case.tell", number, source=told.source)
