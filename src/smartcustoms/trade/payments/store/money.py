"""Payments, refunds and the ledger."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.identifiers import new_id
from smartcustoms.kernel.money import Money
from smartcustoms.trade.payments.model import Payment, Posting, Refund, RefundState, Standing
from smartcustoms.trade.payments.store.tables import ledger_posting, payment_part, payment_received, payment_refund

_P, _R, _G, _T = payment_received.c, payment_refund.c, ledger_posting.c, payment_part.c


def insert_payment(uow: UnitOfWork, payment: Payment) -> bool:
    """Keep money that came; False when the service's reference is kept already."""
    row = {
        "number": payment.number,
        "organisation": payment.organisation,
        "note": payment.note,
        "gateway": payment.gateway,
        "gateway_reference": payment.gateway_reference,
        "amount": payment.amount.amount,
        "currency": payment.amount.currency,
        "applied": payment.applied.amount,
        "standing": payment.standing.value,
        "received_at": payment.received_at,
        "paid_at": payment.paid_at,
        "late": payment.late,
    }
    new = pg.insert(payment_received).values(row)
    new = new.on_conflict_do_nothing(index_elements=["gateway", "gateway_reference"])
    return uow.connection.execute(new.returning(_P.number)).scalar() is not None


def payment(uow: UnitOfWork, number: str, *, lock: bool = False) -> Payment | None:
    """Give one payment by its number; locked till the end of the transaction when asked."""
    found = sa.select(payment_received).where(_P.number == number)
    row = uow.connection.execute(found.with_for_update() if lock else found).one_or_none()
    return None if row is None else _payment(row)


def payment_by_gateway(uow: UnitOfWork, gateway: str, reference: str) -> Payment | None:
    """Give the payment that a service knows by a reference."""
    found = sa.select(payment_received).where(_P.gateway == gateway, _P.gateway_reference == reference)
    row = uow.connection.execute(found).one_or_none()
    return None if row is None else _payment(row)


def payments_of(uow: UnitOfWork, note: str) -> list[Payment]:
    """Give the payments that came for a note, or of which a part went to it, oldest first."""
    came = (_P.note == note) | _P.number.in_(sa.select(_T.payment).where(_T.note == note))
    found = sa.select(payment_received).where(came).order_by(_P.received_at, _P.number)
    return [_payment(row) for row in uow.connection.execute(found)]


def add_part(uow: UnitOfWork, payment: str, note: str, organisation: str, amount: Decimal) -> None:
    """Keep that a part of a payment went to a note; what went to it before is added to."""
    new = pg.insert(payment_part).values(payment=payment, note=note, organisation=organisation, amount=amount)
    more = {"amount": _T.amount + new.excluded.amount}
    uow.connection.execute(new.on_conflict_do_update(index_elements=["payment", "note"], set_=more))


def parts(uow: UnitOfWork, payment: str) -> list[tuple[str, Decimal]]:
    """Give the notes that parts of a payment went to, with how much, by number."""
    found = sa.select(_T.note, _T.amount).where(_T.payment == payment).order_by(_T.note)
    return [(row.note, row.amount) for row in uow.connection.execute(found)]


def unbanked(uow: UnitOfWork, references: Iterable[str], amounts: Iterable[Decimal]) -> list[Payment]:
    """Give payments the bank has not booked yet that one of the references names, or one of the amounts equals."""
    names = sa.any_(sa.literal(list(references), pg.ARRAY(sa.Text)))
    named = sa.or_(_P.gateway_reference == names, _P.number == names, _P.note == names)
    alike = _P.amount == sa.any_(sa.literal(list(amounts), pg.ARRAY(sa.Numeric)))
    found = sa.select(payment_received).where(sa.not_(_P.banked), named | alike)
    rows = uow.connection.execute(found.order_by(_P.received_at, _P.number).limit(50_000))
    return [_payment(row) for row in rows]


def change_payment(uow: UnitOfWork, number: str, changes: Mapping[str, Any]) -> None:
    """Change columns of a payment."""
    uow.connection.execute(sa.update(payment_received).where(_P.number == number).values(dict(changes)))


def held_payments(uow: UnitOfWork, limit: int, offset: int) -> tuple[list[Payment], int]:
    """Give payments of which something is the payer's still, newest first."""
    found = sa.select(payment_received).where(_P.applied < _P.amount, _P.refunded < _P.amount)
    total = uow.connection.execute(sa.select(sa.func.count()).select_from(found.subquery())).scalar_one()
    rows = uow.connection.execute(found.order_by(_P.received_at.desc(), _P.number).limit(limit).offset(offset))
    return [_payment(row) for row in rows], total


def insert_refund(uow: UnitOfWork, refund: Refund) -> None:
    """Keep a new refund."""
    row = {
        "number": refund.number,
        "payment": refund.payment,
        "organisation": refund.organisation,
        "amount": refund.amount.amount,
        "currency": refund.amount.currency,
        "because": refund.because,
        "state": refund.state.value,
        "asked_by": refund.asked_by,
        "asked_at": refund.asked_at,
    }
    uow.connection.execute(sa.insert(payment_refund).values(row))


def refund(uow: UnitOfWork, number: str, *, lock: bool = False) -> Refund | None:
    """Give one refund; locked till the end of the transaction when asked."""
    found = sa.select(payment_refund).where(_R.number == number)
    row = uow.connection.execute(found.with_for_update() if lock else found).one_or_none()
    return None if row is None else _refund(row)


def change_refund(uow: UnitOfWork, number: str, changes: Mapping[str, Any]) -> None:
    """Change columns of a refund."""
    uow.connection.execute(sa.update(payment_refund).where(_R.number == number).values(dict(changes)))


def refunds(
    uow: UnitOfWork, *, state: RefundState | None, payment: str, limit: int, offset: int
) -> tuple[list[Refund], int]:
    """Give a page of the refunds the asker sees, newest first, and how many there are in all."""
    found = sa.select(payment_refund)
    if state is not None:
        found = found.where(_R.state == state.value)
    if payment:
        found = found.where(_R.payment == payment)
    total = uow.connection.execute(sa.select(sa.func.count()).select_from(found.subquery())).scalar_one()
    rows = uow.connection.execute(found.order_by(_R.asked_at.desc(), _R.number.desc()).limit(limit).offset(offset))
    return [_refund(row) for row in rows], total


def post(uow: UnitOfWork, about: str, postings: Sequence[Posting]) -> None:
    """Write an entry of the ledger."""
    post_all(uow, [(about, postings)])


def post_all(uow: UnitOfWork, entries: Iterable[tuple[str, Sequence[Posting]]]) -> None:
    """Write entries of the ledger, each about a thing."""
    rows = [
        {
            "id": new_id(uow.at),
            "entry": entry,
            "at": uow.at,
            "account": each.account,
            "organisation": each.organisation,
            "amount": each.amount.amount,
            "currency": each.amount.currency,
            "about": about,
        }
        for about, postings in entries
        for entry in [new_id(uow.at)]
        for each in postings
    ]
    if rows:
        uow.connection.execute(sa.insert(ledger_posting), rows)


def balances(uow: UnitOfWork) -> dict[tuple[str, str], Decimal]:
    """Give the balance of every account of the ledger, by account and currency."""
    found = sa.select(_G.account, _G.currency, sa.func.sum(_G.amount)).group_by(_G.account, _G.currency)
    return {(row[0], row[1]): row[2] for row in uow.connection.execute(found.order_by(_G.account, _G.currency))}


def unbalanced(uow: UnitOfWork) -> int:
    """Tell how many entries of the ledger do not sum to zero: none, always."""
    per = sa.select(_G.entry).group_by(_G.entry, _G.currency).having(sa.func.sum(_G.amount) != 0).subquery()
    return int(uow.connection.execute(sa.select(sa.func.count()).select_from(per)).scalar_one())


def _payment(row: sa.Row[Any]) -> Payment:
    return Payment(
        number=row.number,
        organisation=row.organisation,
        note=row.note,
        gateway=row.gateway,
        gateway_reference=row.gateway_reference,
        amount=Money(row.amount, row.currency).rounded(),
        applied=Money(row.applied, row.currency).rounded(),
        standing=Standing(row.standing),
        received_at=row.received_at,
        paid_at=row.paid_at,
        late=row.late,
        refunded=Money(row.refunded, row.currency).rounded(),
    )


def _refund(row: sa.Row[Any]) -> Refund:
    return Refund(
        number=row.number,
        payment=row.payment,
        organisation=row.organisation,
        amount=Money(row.amount, row.currency).rounded(),
        because=row.because,
        state=RefundState(row.state),
        asked_by=row.asked_by,
        asked_at=row.asked_at,
        decided_by=row.decided_by,
        decided_at=row.decided_at,
        sent_at=row.sent_at,
        confirmed_at=row.confirmed_at,
        gateway_reference=row.gateway_reference,
    )
