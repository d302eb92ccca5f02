"""What was done between traders and the office: relations, authority, corrections, duplicates, merges, registrations, looks."""

from smartcustoms.business.traders import store
from smartcustoms.business.traders.model import (
    Authorisation,
    Candidate,
    Correction,
    Look,
    Merge,
    NotThere,
    Progress,
    Registration,
    Relation,
    Stage,
    Trader,
    What,
)
from smartcustoms.kernel.audit import queries as audit
from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.day import day_of
from smartcustoms.kernel.words.model import sentence

MOST_LOOKS = 200


def relations(uow: UnitOfWork, found: Trader) -> list[Relation]:
    """Give how a trader stands to others; customs and the platform only."""
    return store.agents.relations(uow, [found.number, *found.absorbed])


def authorisations(uow: UnitOfWork, found: Trader) -> list[Authorisation]:
    """Give the authority that a trader gave and was given, withdrawn ones too, the newest first."""
    return store.agents.authorisations(uow, [found.number, *found.absorbed])


def may_act_for(uow: UnitOfWork, agent: Trader, principal: Trader, what: What) -> bool:
    """Tell whether one trader may act for another today: itself, or by an authority that holds."""
    if agent.number == principal.number:
        return True
    given = store.agents.between(uow, [principal.number, *principal.absorbed], [agent.number, *agent.absorbed])
    return any(what in each.what and each.holds(day_of(uow.at)) for each in given)


def correction(uow: UnitOfWork, number: str) -> Correction:
    """Give one correction.

    Raises:
        NotThere: there is none, or it is not the asker's to see.
    """
    found = store.changes.correction(uow, number)
    if found is None:
        raise NotThere(
            sentence("There is no such correction."),
            mend=sentence("Look in the list of corrections."),
            seen=number[:40],
        )
    return found


def corrections(
    uow: UnitOfWork, *, of: Trader | None = None, progress: Progress | None = None, page: int = 1, size: int = 50
) -> tuple[list[Correction], int]:
    """Give a page of the corrections the asker may see, the newest first, and how many there are in all."""
    numbers = [of.number, *of.absorbed] if of else None
    return store.changes.corrections(uow, numbers=numbers, progress=progress, limit=size, offset=(page - 1) * size)


def candidates(uow: UnitOfWork, *, of: str = "", page: int = 1, size: int = 50) -> tuple[list[Candidate], int]:
    """Give a page of the pairs that may be one trader, the surest first, and how many there are in all."""
    return store.changes.candidates(uow, of=of, limit=size, offset=(page - 1) * size)


def merges(uow: UnitOfWork, found: Trader) -> list[Merge]:
    """Give the merges of a trader, the newest first, undone ones too."""
    return store.changes.merges(uow, [found.number, *found.absorbed])


def registration(uow: UnitOfWork, number: str) -> Registration:
    """Give one registration.

    Raises:
        NotThere: there is none.
    """
    found = store.accounts.by_number(uow, number)
    if found is None:
        raise NotThere(
            sentence("There is no such registration."),
            mend=sentence("Look in the list of registrations."),
            seen=number[:40],
        )
    return found


def registrations(
    uow: UnitOfWork, *, stage: Stage | None = None, text: str = "", page: int = 1, size: int = 50
) -> tuple[list[Registration], int]:
    """Give a page of registrations, those that wait longest first, and how many there are in all."""
    return store.accounts.registrations(uow, stage=stage, text=text[:100], limit=size, offset=(page - 1) * size)


def looks(uow: UnitOfWork, found: Trader) -> list[Look]:
    """Give who looked at a trader's entry in the register, the newest first, at most 200. Officers are told as their organisation."""
    seen = [
        Look(each.at, each.who, each.organisation, each.about)
        for number in (found.number, *found.absorbed)
        for each in audit.deeds(uow, about=number, deed="looked", limit=MOST_LOOKS)
    ]
    return sorted(seen, key=lambda each: each.at, reverse=True)[:MOST_LOOKS]
