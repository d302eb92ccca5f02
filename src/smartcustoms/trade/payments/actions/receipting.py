"""Receipts: what came for a note is certified by a signed paper that anybody can check."""

from typing import Final

from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.day import day_of
from smartcustoms.kernel.papers import actions as papers
from smartcustoms.kernel.papers import queries as issued
from smartcustoms.kernel.papers.model import Section, Worded
from smartcustoms.kernel.words.model import LANGUAGES, Sentence, sentence
from smartcustoms.kernel.words.say import reader, say
from smartcustoms.trade.payments import queries
from smartcustoms.trade.payments.model import Note, Payment

_ISSUER: Final = sentence("Customs")


def issue_receipt(uow: UnitOfWork, number: str) -> None:
    """Issue the signed receipt of a payment for a note; issuing it again changes nothing.

    Raises:
        NotThere: there is no such payment, or it names no note.
    """
    if issued.paper(uow, number) is not None:
        return  # it certifies what came; that some of it went to another note since changes nothing of that
    payment = queries.payment(uow, number)
    note = queries.note(uow, payment.note)
    papers.issue(
        uow,
        kind="receipt",
        number=number,
        title=_worded(sentence("Receipt")),
        holder=payment.organisation,
        content={
            "note": note.number,
            "about": note.about,
            "amount": str(payment.amount.amount),
            "currency": payment.amount.currency,
            "gateway": payment.gateway,
            "gateway_reference": payment.gateway_reference,
            "paid_at": payment.paid_at.isoformat(),
        },
        sections=[_money_of(payment, note), *_parts_of(uow, payment), _lines_of(note)],
        valid_from=day_of(payment.received_at),
        valid_until=None,
        by=_worded(_ISSUER),
        at=uow.at,
    )


def _money_of(payment: Payment, note: Note) -> Section:
    rows = (
        (sentence("Received"), sentence("{amount}", amount=payment.amount)),
        (sentence("Paid"), sentence("{at}", at=payment.paid_at)),
        (sentence("Note"), sentence("{number}", number=note.number)),
        (sentence("About"), sentence("{number}", number=note.about)),
        (sentence("Reference of the service"), sentence("{number}", number=payment.gateway_reference)),
    )
    return Section(_worded(sentence("Payment")), tuple((_worded(label), _worded(value)) for label, value in rows))


def _parts_of(uow: UnitOfWork, payment: Payment) -> list[Section]:
    """Give the notes a payment went to, where they are several."""
    parts = queries.parts(uow, payment.number, payment.amount.currency)
    if len(parts) < 2:
        return []
    rows = ((sentence("{number}", number=note), sentence("{amount}", amount=money)) for note, money in parts)
    return [Section(_worded(sentence("Paid together")), tuple((_worded(one), _worded(other)) for one, other in rows))]


def _lines_of(note: Note) -> Section:
    rows = tuple(
        (_worded(each.says), _worded(sentence("{amount} ({law})", amount=each.amount, law=each.law or "-")))
        for each in note.lines
    )
    return Section(_worded(sentence("What was charged")), rows)


def _worded(says: Sentence) -> Worded:
    return {language: say(says, reader(language)) for language in LANGUAGES}
