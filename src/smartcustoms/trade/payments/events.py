"""Facts that payments publish."""

from dataclasses import dataclass

from smartcustoms.kernel.events.model import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class DemandNoteRaised(Event):
    """A demand note was raised; amounts are decimals in text."""

    number: str
    organisation: str
    about: str
    total: str
    currency: str
    due_on: str
    quiet: bool = False  # one of many, which are told together

    @property
    def key(self) -> str:
        """The note's number."""
        return self.number


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentReceived(Event):
    """Money came: `applied` of it went to its note, on which `owed` is left."""

    number: str
    organisation: str
    note: str
    about: str
    amount: str
    applied: str
    currency: str
    standing: str
    owed: str

    @property
    def key(self) -> str:
        """The note's number, or the payment's where it is for none."""
        return self.note or self.number


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundPaid(Event):
    """A refund reached the payer."""

    number: str
    organisation: str
    payment: str
    amount: str
    currency: str

    @property
    def key(self) -> str:
        """The refund's number."""
        return self.number
