"""Load what an action works on, move it on, and tell whom it concerns."""

import hashlib
from typing import Any, TypeVar
from uuid import UUID

from smartcustoms.business.aeo import lifecycle, store
from smartcustoms.business.aeo.events import AeoMatterRaised, AeoStatusChanged
from smartcustoms.business.aeo.model import (
    Application,
    Correction,
    Deed,
    NoSuchThing,
    NotFilledIn,
    Operator,
    State,
    Visit,
)
from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.identifiers import numbered
from smartcustoms.kernel.notify import actions as notify
from smartcustoms.kernel.words.model import Sentence, sentence

OFFICERS = "role:supervisor"
Thing = TypeVar("Thing", Application, Operator, Visit, Correction)


def application(uow: UnitOfWork, number: str) -> Application:
    """Give an application, locked.

    Raises:
        NoSuchThing: there is none, or it is not the actor's to see.
    """
    return _found(store.applications.one(uow, number, lock=True), number)


def operator(uow: UnitOfWork, number: str) -> Operator:
    """Give an operator, locked.

    Raises:
        NoSuchThing: there is none, or it is not the actor's to see.
    """
    return _found(store.operators.one(uow, number, lock=True), number)


def visit(uow: UnitOfWork, number: str) -> Visit:
    """Give a visit, locked.

    Raises:
        NoSuchThing: there is none, or it is not the actor's to see.
    """
    return _found(store.visits.one(uow, number, lock=True), number)


def correction(uow: UnitOfWork, which: UUID) -> Correction:
    """Give a finding, locked.

    Raises:
        NoSuchThing: there is none, or it is not the actor's to see.
    """
    return _found(store.visits.correction(uow, which, lock=True), str(which))


def _found(found: Thing | None, seen: str) -> Thing:
    if found is None:
        raise NoSuchThing(
            sentence("There is nothing of this number in the programme."),
            mend=sentence("Open it from its list."),
            seen=seen[:40],
        )
    return found


def move(uow: UnitOfWork, found: Application, deed: Deed, because: str = "", **changes: Any) -> State:
    """Move an application on, with a step and a deed in the audit trail.

    Raises:
        NotNow: this cannot follow.
    """
    state = lifecycle.after(found.state, deed)
    store.applications.change(uow, found.number, {"state": state.value, **changes})
    step(uow, found.number, found.organisation, deed.value, because)
    return state


def step(uow: UnitOfWork, about: str, organisation: str, deed: str, note: str = "") -> None:
    """Keep a step and note it in the audit trail."""
    store.applications.add_step(uow, about, organisation, deed, note)
    uow.note(f"aeo.{deed}", about, note=note[:500])


def publish(uow: UnitOfWork, found: Operator, deed: Deed) -> None:
    """Record that an operator stands otherwise than before."""
    uow.record(
        AeoStatusChanged(
            number=found.number,
            organisation=found.organisation,
            standing=found.standing.value,
            tier=found.tier,
            deed=deed.value,
            valid_from=found.valid_from.isoformat(),
            valid_until=found.valid_until.isoformat(),
        )
    )


def tell(uow: UnitOfWork, whom: str, says: Sentence, *, about: str) -> None:
    """Tell somebody, with a link to what it is about."""
    place = "operators" if about.startswith("AE") else "visits" if about.startswith("AV") else "applications"
    notify.tell(uow, whom, says, about=about, link=f"/aeo/{place}/{about}")


def raise_matter(uow: UnitOfWork, about: str, organisation: str, what: str, *, whom: str = OFFICERS) -> None:
    """Record what officers must know: a trader's transaction writes no message to customs, the reaction does."""
    uow.record(AeoMatterRaised(about=about, organisation=organisation, what=what, whom=whom))


def number(uow: UnitOfWork, prefix: str, *parts: str) -> str:
    """Give a number that is the same when the same thing is tried again."""
    text = ":".join((*parts, uow.at.isoformat()))
    return numbered(prefix, uow.at.year, int(hashlib.sha256(text.encode()).hexdigest()[:12], 16) % 10**9)


def said(text: str, field: str) -> str:
    """Give a text that must say something, at most 4,000 characters.

    Raises:
        NotFilledIn: it is empty.
    """
    if not text.strip():
        raise NotFilledIn(
            sentence("This needs words."), mend=sentence("Write in a sentence why, or what was found."), field=field
        )
    return text.strip()[:4000]
