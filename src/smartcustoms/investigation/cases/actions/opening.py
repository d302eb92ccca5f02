"""Cases are opened by events and by officers who refer something; what an event says of a live case goes into its log."""

import hashlib
from collections.abc import Sequence

from smartcustoms.boundary.examinations import queries as examined
from smartcustoms.investigation.cases import store
from smartcustoms.investigation.cases.actions.loading import needed, seen, write, write_told
from smartcustoms.investigation.cases.events import CaseOpened
from smartcustoms.investigation.cases.life import adds
from smartcustoms.investigation.cases.model import (
    PREFIX,
    About,
    Case,
    Incomplete,
    Priority,
    Reason,
    State,
    Step,
    Subject,
    Told,
)
from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.identifiers import numbered
from smartcustoms.kernel.words.model import sentence
from smartcustoms.trade.declarations import queries as declared
from smartcustoms.trade.elocks import queries as elocked


def open_case(
    uow: UnitOfWork,
    *,
    about: Subject,
    because: Reason,
    told: Told,
    further: Sequence[Subject] = (),
    priority: Priority = Priority.NORMAL,
) -> str:
    """Open a case about something for a reason, or add what is told to the one that is live; give its number.

    The same event twice adds nothing. For reactions: whether the actor may is not asked.
    """
    found = store.live_about(uow, about, because) or _opened(uow, about, because, priority)
    for each in (about, *further):
        if each.number:
            store.link(uow, found.number, each, note="")
    if adds(store.entries(uow, found.number), source=told.source, of=told.of, stands=told.stands):
        write_told(uow, found.number, told)
    return found.number


def tell_case(uow: UnitOfWork, about: Subject, told: Told) -> list[str]:
    """Add what an event tells to every live case its subject is linked to; give their numbers. For reactions."""
    added = []
    for each in store.live_linked(uow, about):
        if adds(store.entries(uow, each.number), source=told.source, of=told.of, stands=told.stands):
            write_told(uow, each.number, told)
            added.append(each.number)
    return added


def refer(
    uow: UnitOfWork,
    *,
    about: Subject,
    title: str,
    summary: str,
    priority: Priority = Priority.NORMAL,
    restricted: bool = False,
) -> str:
    """Refer something to the investigators; give the number of its case.

    What was referred already, and is not closed, keeps its case: the new words go into its log.

    Raises:
        Incomplete: a number, title or summary is missing. NotFound: there is no such thing as the case would be about.
    """
    if about.kind is About.CASE:
        raise Incomplete(
            sentence("A case is about something else than a case."),
            mend=sentence("Choose what it is about."),
            field="about",
            seen=about.number[:40],
        )
    subject = checked(uow, about)
    title, summary = needed(title, "title", most=200), needed(summary, "summary", most=4000)
    found = store.live_about(uow, subject, Reason.REFERRED)
    if found is None:
        found = _opened(uow, subject, Reason.REFERRED, priority, title=title, summary=summary, restricted=restricted)
        store.link(uow, found.number, subject, note="")
    words = hashlib.sha256(f"{uow.by.user} {title} {summary}".encode()).hexdigest()
    told = Told(says=sentence("Referred again: {title}. {summary}", title=title, summary=summary), source=words)
    if (found.opened_by, found.title, found.summary) != (uow.by.user, title, summary) and adds(
        store.entries(uow, found.number), source=told.source, of="", stands=None
    ):
        write_told(uow, found.number, told)
    return found.number


def checked(uow: UnitOfWork, about: Subject) -> Subject:
    """Give a subject whose number is there; of what the platform keeps itself, one that it has.

    Raises:
        Incomplete: the number is missing or no number. NotFound: the platform has no such thing.
    """
    number = " ".join(about.number.split())
    if not number or len(number) > 60 or not number.isprintable():
        raise Incomplete(
            sentence("A number is missing, or this is none."),
            mend=sentence("Write the number or code, at most 60 characters."),
            field="number",
            seen=about.number[:40],
        )
    match about.kind:
        case About.DECLARATION:
            declared.declaration(uow, number)
        case About.EXAMINATION:
            examined.order(uow, number)
        case About.JOURNEY:
            elocked.journey(uow, number)
        case About.CASE:
            seen(uow, number)
        case _:
            pass  # a truck, a trader's code and the like may be another administration's
    return Subject(about.kind, number)


def _opened(
    uow: UnitOfWork,
    about: Subject,
    because: Reason,
    priority: Priority,
    *,
    title: str = "",
    summary: str = "",
    restricted: bool = False,
) -> Case:
    """Keep a new case; when another transaction was first, that one's."""
    made = Case(
        number=numbered(PREFIX, uow.at.year, store.serial(uow)), about=about, because=because, title=title, summary=summary,
        state=State.OPEN, priority=priority, restricted=restricted, lead=None, opened_at=uow.at, opened_by=uow.by.user,
        changed_at=uow.at,
    )  # fmt: skip
    if not store.insert(uow, made):
        found = store.live_about(uow, about, because)
        return found if found is not None else _opened(uow, about, because, priority, title=title, summary=summary)
    write(uow, made.number, Step.OPEN, because=because.value)
    uow.record(CaseOpened(case=made.number, about=about.kind.value, number=about.number, because=because.value))
    return made
