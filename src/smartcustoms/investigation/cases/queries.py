"""What can be asked about cases; never writes but the note of a look. Restricted cases look as if they were not there."""

from dataclasses import replace
from typing import Final

from smartcustoms.investigation.cases import store
from smartcustoms.investigation.cases.model import LEAD, WORK, Case, Figures, NoSuchCase, Subject, Wanted, Whole
from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.day import day_of
from smartcustoms.kernel.people import queries as people
from smartcustoms.kernel.people.model import Person
from smartcustoms.kernel.spreadsheet import csv_of
from smartcustoms.kernel.words.model import sentence

_EXPORT: Final = 10_000


def seer_of(uow: UnitOfWork) -> str | None:
    """Give in whose eyes cases are looked at: the actor's number, or None for whoever sees every case."""
    return None if people.may(uow.by, LEAD) else uow.by.user


def cases(uow: UnitOfWork, wanted: Wanted) -> tuple[list[Case], int]:
    """Give a page of the cases the asker sees, and how many there are in all."""
    return store.cases(uow, wanted, seer=seer_of(uow))


def whole(uow: UnitOfWork, number: str) -> Whole:
    """Give one case with all that belongs to it.

    Raises:
        NoSuchCase: there is none, or it is not the asker's to see.
    """
    found = store.case(uow, number, seer=seer_of(uow))
    if found is None:
        raise NoSuchCase(
            sentence("There is no such case."), mend=sentence("Look in the list of cases."), seen=number[:40]
        )
    uow.looked(f"case {number}")
    return Whole(
        found,
        tuple(store.subjects(uow, number)),
        tuple(reversed(store.entries(uow, number))),
        tuple(store.tasks(uow, number)),
        tuple(store.team(uow, number)),
    )


def sees(uow: UnitOfWork, number: str) -> bool:
    """Tell whether there is a case that the asker may see."""
    return store.case(uow, number, seer=seer_of(uow)) is not None


def live_about(uow: UnitOfWork, subject: Subject) -> list[Case]:
    """Give the cases that are not closed and a subject is linked to, whoever asks. For the platform."""
    return store.live_linked(uow, subject)


def figures(uow: UnitOfWork) -> Figures:
    """Count the cases that the asker sees: by state, without a lead, his own; and his tasks that are overdue."""
    return store.figures(uow, seer=seer_of(uow), user=uow.by.user, on=day_of(uow.at))


def leads(uow: UnitOfWork) -> dict[str, str]:
    """Give who leads the cases that the asker sees: names by number."""
    numbers = store.leads(uow, seer=seer_of(uow))
    return {each: people.names(uow, numbers).get(each, each) for each in numbers}


def investigators(uow: UnitOfWork) -> list[Person]:
    """Give who can have a case."""
    return people.who_may(uow, WORK)


def exported(uow: UnitOfWork, wanted: Wanted) -> str:
    """Give the cases of a list as CSV."""
    found, _ = store.cases(uow, replace(wanted, page=1, per_page=_EXPORT), seer=seer_of(uow))
    uow.looked("cases", rows=len(found))
    heads = [
        "number", "about", "about_number", "because", "title", "state", "priority", "restricted", "lead", "opened_at", "opened_by",
        "changed_at", "referred_to", "outcome", "cause", "closed_at",
    ]  # fmt: skip
    rows = (
        [
            each.number, each.about.kind.value, each.about.number, each.because.value, each.title, each.state.value, each.priority.value,
            "yes" if each.restricted else "no", each.lead or "", each.opened_at.isoformat(), each.opened_by, each.changed_at.isoformat(),
            each.referred_to, each.outcome.value if each.outcome else "", each.cause.value if each.cause else "",
            each.closed_at.isoformat() if each.closed_at else "",
        ]
        for each in found
    )  # fmt: skip
    return csv_of(heads, rows)
