"""Messages both ways: the trader writes, an agency asks, the trader answers."""

from typing import Final

from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.errors import Refused
from smartcustoms.kernel.notify import actions as notify
from smartcustoms.kernel.words.model import sentence
from smartcustoms.trade.documents import store
from smartcustoms.trade.documents.actions.loading import loaded, step
from smartcustoms.trade.documents.events import DocumentAnswered
from smartcustoms.trade.documents.model import OPEN, Document, State

LONGEST: Final = 4000


class NothingSaid(Refused):
    """A message is empty or too long."""

    code = "nothing_said"


def say(uow: UnitOfWork, number: str, text: str) -> None:
    """Write to those who decide; where they asked something this is the answer, and the decision goes on.

    Raises:
        NoSuchDocument, NotNow: nobody decides on it now.
        NothingSaid: the message is empty or longer than 4,000 characters.
    """
    found = loaded(uow, number, *OPEN, State.ISSUED)
    store.written.add_message(uow, number, found.organisation, "trader", _text(text))
    if found.state is State.ASKED:
        agency = _asker(uow, found)
        changes = {"state": State.LODGED.value, "waits_for": agency, "waits_since": uow.at}
        store.written.change(uow, number, changes)
        step(uow, number, found.organisation, "answered", waits_for=agency)
    if found.review and found.state in OPEN:
        answer = DocumentAnswered(
            number=number, organisation=found.organisation, review=found.review, text=text[:LONGEST]
        )
        uow.record(answer)


def ask(uow: UnitOfWork, number: str, *, agency: str, text: str) -> None:
    """Ask the trader something in an agency's name; the decision waits for his answer. Asked twice the same, it is asked once.

    Raises:
        NoSuchDocument, NotNow: nobody decides on it now.
    """
    found = loaded(uow, number, *OPEN)
    known = store.asked.messages(uow, number)
    if found.state is State.ASKED and known and (known[-1].side, known[-1].text) == (agency, text[:LONGEST]):
        return
    store.written.add_message(uow, number, found.organisation, agency, text[:LONGEST])
    store.written.change(uow, number, {"state": State.ASKED.value, "waits_for": "trader", "waits_since": uow.at})
    step(uow, number, found.organisation, "asked", waits_for="trader", note=f"{agency}: {text}")
    says = sentence("{agency} asks about {number}: {text}", agency=agency, number=number, text=text[:300])
    notify.tell(uow, found.organisation, says, about=number, link=f"/documents/{number}")


def _asker(uow: UnitOfWork, found: Document) -> str:
    sides = [each.side for each in store.asked.messages(uow, found.number) if each.side != "trader"]
    return sides[-1] if sides else ""


def _text(text: str) -> str:
    if not text.strip() or len(text) > LONGEST:
        raise NothingSaid(
            sentence("A message has 1 to {most} characters.", most=LONGEST),
            mend=sentence("Write what you want to say."),
            field="text",
            seen=str(len(text)),
        )
    return text.strip()
