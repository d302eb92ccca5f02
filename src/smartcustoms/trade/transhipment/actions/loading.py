"""What every action on an application begins with: the row, locked; and what a step leaves behind."""

from typing import Any

from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.notify import actions as notify
from smartcustoms.kernel.web.live import publish
from smartcustoms.kernel.words.model import Sentence, sentence
from smartcustoms.trade.transhipment import store
from smartcustoms.trade.transhipment.life import after
from smartcustoms.trade.transhipment.model import (
    Application,
    ChangedSince,
    Incomplete,
    NoSuchApplication,
    NotTheirs,
    State,
    Step,
)

TOPIC = "transhipment"
_LONGEST = 2000


def loaded(uow: UnitOfWork, number: str) -> Application:
    """Give an application, locked till the end of the transaction.

    Raises:
        NoSuchApplication: there is none, or it is not the actor's.
    """
    found = store.applications.one(uow, number, lock=True)
    if found is None:
        raise NoSuchApplication(
            sentence("There is no such application."),
            mend=sentence("Look in the list of applications."),
            seen=number[:40],
        )
    return found


def in_hands(uow: UnitOfWork, number: str, step: Step) -> tuple[Application, State]:
    """Give an application that the actor has in hand, and the state a step leads to.

    Raises:
        NoSuchApplication, NotNow.
        NotTheirs: another officer has it.
    """
    found = loaded(uow, number)
    leads = after(found.state, step)
    if found.taken_by != uow.by.user:
        raise NotTheirs(
            sentence("Another officer has this application in hand."),
            mend=sentence("Ask him, or let a supervisor put it back into the queue."),
            seen=number,
        )
    return found, leads


def unchanged(found: Application, version: int) -> None:
    """Refuse what was written over an older version.

    Raises:
        ChangedSince: somebody changed it since.
    """
    if version != found.version:
        raise ChangedSince(
            sentence("Somebody changed this since you opened it."),
            mend=sentence("Open it again; version {version} is the newest.", version=found.version),
            field="version",
            seen=str(version),
        )


def said(text: str, field: str = "because") -> str:
    """Give a reason or note that must not be empty.

    Raises:
        Incomplete: it is.
    """
    if not text.strip():
        raise Incomplete(
            sentence("A reason in words is missing."), mend=sentence("Write it in a sentence."), field=field
        )
    return text.strip()[:_LONGEST]


def moved(uow: UnitOfWork, found: Application, state: State, step: Step, *, told: str = "", **changes: Any) -> None:
    """Take a step: the new state and columns, a line of history, the audit trail, and the live pages."""
    store.applications.change(uow, found.number, {"state": state.value, **changes})
    store.applications.add_step(uow, found.number, found.organisation, step.value, told)
    uow.note(f"transhipment.{step.value}", found.number, state=state.value, **({"note": told[:200]} if told else {}))
    publish(TOPIC, uow=uow)


def tell(uow: UnitOfWork, found: Application, says: Sentence) -> None:
    """Tell whoever applied."""
    notify.tell(uow, found.organisation, says, about=found.number, link=f"/transhipment/{found.number}")
