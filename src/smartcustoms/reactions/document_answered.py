"""The trader answered what an agency asked: the agency's clock goes on."""

from contextlib import suppress

from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.trade.agencies import actions as agencies
from smartcustoms.trade.agencies import queries as asked
from smartcustoms.trade.agencies.model import DecidedAlready
from smartcustoms.trade.documents.events import DocumentAnswered


def pass_on(uow: UnitOfWork, event: DocumentAnswered) -> None:
    """Give the answer to every question that is still open on this review."""
    for question in asked.questions(uow, event.review):
        if question.answered_at is None:
            with suppress(DecidedAlready):  # decided without the answer: it stands beside the question all the same
                agencies.give_information(uow, event.review, question.id, text=event.text)


EVENT, STEPS = DocumentAnswered, (pass_on,)
