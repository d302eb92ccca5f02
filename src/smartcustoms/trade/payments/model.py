"""The words of payments: notes and their lines, attempts, payments, refunds, guarantees, the bank's lines; who may do what."""

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Final

from smartcustoms.kernel.errors import Conflict, NotFound, Refused
from smartcustoms.kernel.money import Money
from smartcustoms.kernel.permissions import Permission
from smartcustoms.kernel.words.model import Sentence

SEE: Final = Permission("payments.see", "See demand notes, payments and guarantee accounts")
PAY: Final = Permission("payments.pay", "Pay demand notes and ask for refunds")
RAISE: Final = Permission("payments.raise", "Raise demand notes, take payments at the counter and hold guarantees")
APPROVE: Final = Permission("payments.approve", "Decide on refunds and write off what cannot be had")
RECONCILE: Final = Permission(
    "payments.reconcile", "Reconcile the bank's statements and see the ageing of what is owed"
)


class LineKind(StrEnum):
    """What a line of a note charges."""

    DUTY = "duty"
    CHARGE = "charge"
    LEVY = "levy"
    FEE = "fee"
    PENALTY = "penalty"
    LATE = "late"
    GUARANTEE = "guarantee"


class NoteState(StrEnum):
    """Where a note stands: it follows from its sums."""

    OPEN = "open"
    PAID = "paid"
    CLOSED = "closed"  # nothing is owed, part or all was written off


class AttemptState(StrEnum):
    """Where an attempt to pay through a service stands."""

    WAITING = "waiting"
    TAKEN = "taken"
    OVER = "over"  # its time is over; what still comes is taken as late


class Standing(StrEnum):
    """What became of money that came."""

    APPLIED = "applied"  # all of it went to its note
    OVER = "over"  # part or all of it was more than was owed: it is the payer's
    HELD = "held"  # in another currency, or for no note: it is the payer's until somebody decides


class RefundState(StrEnum):
    """Where a refund stands."""

    ASKED = "asked"
    REFUSED = "refused"
    APPROVED = "approved"
    SENT = "sent"
    CONFIRMED = "confirmed"


class BankLineState(StrEnum):
    """What became of a line of the bank's statement."""

    MATCHED = "matched"
    LEFT = "left"
    SETTLED = "settled"  # an officer said what it was


@dataclass(frozen=True, slots=True)
class NoteLine:
    """One line of a note: what is charged, by which law."""

    kind: LineKind
    says: Sentence
    amount: Money
    law: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A demand note. Its total is what was paid, what is owed and what was written off."""

    number: str
    organisation: str
    about: str
    raised_at: datetime
    due_on: date
    total: Money
    paid: Money
    written_off: Money
    key: str = ""
    lines: tuple[NoteLine, ...] = ()

    @property
    def owed(self) -> Money:
        """What is still to be paid."""
        return self.total - self.paid - self.written_off

    @property
    def state(self) -> NoteState:
        """Where it stands."""
        if self.owed.amount:
            return NoteState.OPEN
        return NoteState.CLOSED if self.written_off.amount else NoteState.PAID

    def overdue(self, on: date) -> bool:
        """Tell whether something is owed after its last day."""
        return bool(self.owed.amount) and on > self.due_on


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """An attempt to pay a note, and others with it, through a service: what the payer is shown is made from it."""

    reference: str
    note: str
    organisation: str
    gateway: str
    amount: Money
    state: AttemptState
    asked_at: datetime
    expires_at: datetime
    also: tuple[str, ...] = ()

    @property
    def notes(self) -> tuple[str, ...]:
        """Every note it pays, in the order in which money goes to them."""
        return (self.note, *self.also)


@dataclass(frozen=True, slots=True)
class Owed:
    """What is owed in a currency: on how many notes, in all, and after its last day."""

    notes: int
    amount: Money
    late: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirmation:
    """What a service confirms, its signature verified: money that came for a reference of ours."""

    gateway: str
    gateway_reference: str
    reference: str
    amount: Money
    paid_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Payment:
    """Money that came, with its receipt's number: how much went to its note, and how much is the payer's still."""

    number: str
    organisation: str
    note: str
    gateway: str
    gateway_reference: str
    amount: Money
    applied: Money
    standing: Standing
    received_at: datetime
    paid_at: datetime
    refunded: Money
    late: bool = False

    @property
    def refundable(self) -> Money:
        """What may still be asked back."""
        return self.amount - self.refunded


@dataclass(frozen=True, slots=True, kw_only=True)
class Refund:
    """A refund of a payment, asked by one person and decided by another."""

    number: str
    payment: str
    organisation: str
    amount: Money
    because: str
    state: RefundState
    asked_by: str
    asked_at: datetime
    decided_by: str | None = None
    decided_at: datetime | None = None
    sent_at: datetime | None = None
    confirmed_at: datetime | None = None
    gateway_reference: str = ""


@dataclass(frozen=True, slots=True)
class Account:
    """A guarantee account: what is free, and what is held for movements that are not over."""

    organisation: str
    available: Money
    held: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold:
    """What is held of a guarantee for one movement."""

    about: str
    organisation: str
    amount: Money
    held_at: datetime
    over_at: datetime | None = None
    drawn: Money | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BankLine:
    """One line of a bank's statement: booked money, in (above zero) or out (below)."""

    position: int
    booked_on: date
    amount: Money
    reference: str
    text: str
    state: BankLineState = BankLineState.LEFT
    payment: str = ""
    why: Sentence | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """A bank's statement as read: its balances must agree with its lines."""

    identity: str
    account: str
    opening: Money
    closing: Money
    lines: tuple[BankLine, ...]

    @property
    def difference(self) -> Money:
        """Opening and lines, less closing: zero, or the file is not whole."""
        return sum((each.amount for each in self.lines), self.opening) - self.closing


@dataclass(frozen=True, slots=True)
class Reconciled:
    """A statement kept, with what was matched and what is left over."""

    statement: Statement
    read_at: datetime
    read_by: str
    name: str = ""

    @property
    def left(self) -> Money:
        """The sum of what nobody has explained."""
        nothing = self.statement.opening * 0
        return sum((e.amount for e in self.statement.lines if e.state is BankLineState.LEFT), nothing)


@dataclass(frozen=True, slots=True)
class Posting:
    """One side of an entry of the ledger: a debit above zero, a credit below."""

    account: str
    organisation: str
    amount: Money


@dataclass(frozen=True, slots=True)
class Due:
    """What is due on a declaration: the lines of a note, and what the declaration lacks to say more."""

    declaration: str
    organisation: str
    on: date
    lines: tuple[NoteLine, ...]
    lacks: tuple[Sentence, ...] = ()
    workings: tuple[tuple[Sentence, ...], ...] = field(default=())

    def total(self, currency: str) -> Money:
        """The sum of the lines."""
        return sum((each.amount for each in self.lines), Money(Decimal(0), currency))


class NoteIncomplete(Refused):
    """A note lacks a line, or has one that nobody can owe."""

    code = "note_incomplete"


class NotPayable(Conflict):
    """Nothing is owed on the note, or it cannot be paid in this way."""

    code = "note_not_payable"


class NoService(Refused):
    """No service collects payments here, or not this one."""

    code = "payment_service_unknown"


class CallbackForged(Refused):
    """A message that says it comes from a payment service is not signed by it, or cannot be read."""

    code = "callback_forged"
    status = 400


class NotRefundable(Refused):
    """More was asked back than was paid, or the refund does not stand where this can be done."""

    code = "not_refundable"


class SamePerson(Refused):
    """Who asked for a refund cannot decide on it."""

    code = "same_person"
    status = 409


class InsufficientGuarantee(Refused):
    """The guarantee account has less than is to be held."""

    code = "guarantee_insufficient"
    status = 409


class StatementUnreadable(Refused):
    """A bank's statement cannot be read, or its lines do not lead from its opening to its closing balance."""

    code = "statement_unreadable"


class NotThere(NotFound):
    """There is no such note, payment, refund, attempt or statement, or it is not the asker's to see."""

    code = "payment_thing_unknown"
