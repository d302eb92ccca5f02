"""Whether a genuine message is within its arrangement, and the next in order. Pure."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

from smartcustoms.business.recognition.model import (
    Arrangement,
    Fault,
    Kind,
    Message,
    MessageRefused,
    Opened,
    Operator,
)
from smartcustoms.kernel.words.model import Sentence, sentence

_AHEAD: Final = timedelta(minutes=5)
_ASK: Final = sentence("Ask for a full reconciliation.")


def check_order(message: Message, received: int) -> None:
    """A message must be the next one; a reconciliation may come after a gap, since it tells all anew.

    Raises:
        MessageRefused: replayed or out of order.
    """
    if message.sequence <= received:
        raise MessageRefused(
            Fault.REPLAYED,
            sentence("Message {sequence} was taken in before.", sequence=message.sequence),
            mend=_ASK,
            seen=str(message.sequence),
        )
    first = message.kind is Kind.RECONCILIATION and message.span[0] == ""
    if message.sequence > received + 1 and not first:
        raise MessageRefused(
            Fault.OUT_OF_ORDER,
            sentence("Message {sequence} came before message {next}.", sequence=message.sequence, next=received + 1),
            mend=_ASK,
            seen=str(message.sequence),
        )


def check_agreed(opened: Opened, known: Arrangement, *, own: str, at: datetime) -> None:
    """Check a genuine message against its arrangement: parties, day, direction, suite, age, fields.

    Raises:
        MessageRefused: says what is against it.
    """
    message = opened.message
    if {message.sender, message.recipient} != set(known.parties) or message.recipient != own:
        raise not_agreed(
            sentence("The parties are not those of the arrangement."), f"{message.sender} to {message.recipient}"
        )
    if not known.holds(at.date()):
        raise not_agreed(sentence("The arrangement is not in force on this day."), at.date().isoformat())
    if opened.suite.code != known.suite.code:
        raise MessageRefused(
            Fault.WRONG_SUITE,
            sentence("The message does not use the suite of algorithms that was agreed."),
            mend=_ASK,
            seen=opened.suite.code,
        )
    if not at - timedelta(days=known.longest_days) <= message.sent_at <= at + _AHEAD:
        raise MessageRefused(
            Fault.WRONG_TIME,
            sentence("The message is too old or from the future."),
            mend=_ASK,
            seen=message.sent_at.isoformat(),
        )
    if message.kind is not Kind.ACKNOWLEDGEMENT:
        _check_operators(message, known)


def _check_operators(message: Message, known: Arrangement) -> None:
    if not known.tells(message.sender):
        raise not_agreed(sentence("Under this arrangement the sender tells of no operators."), message.sender)
    more = {name for each in message.operators for name in told(each)} - set(known.fields)
    if more:
        raise not_agreed(sentence("The message tells more than was agreed."), sorted(more)[0])
    inside = [each.number for each in message.operators if message.kind is Kind.RECONCILIATION]
    if any(each < message.span[0] or (message.span[1] is not None and each >= message.span[1]) for each in inside):
        raise not_agreed(sentence("An operator lies outside the span of this part."), str(message.span[0]))


def told(each: Operator) -> Iterable[str]:
    """Name what is told of an operator."""
    return (name for name in each.__dataclass_fields__ if getattr(each, name) is not None)


def not_agreed(says: Sentence, seen: str) -> MessageRefused:
    """Refuse what is against the arrangement."""
    return MessageRefused(Fault.NOT_AGREED, says, mend=_ASK, seen=seen[:60])
