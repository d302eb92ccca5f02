"""Which accounts each movement of money touches: pure. The postings of an entry sum to zero, in each currency.

receivable: what traders owe · revenue: what was charged · deposits: what notes ask as security · clearing:<gateway>: what a service says
it took · bank: what the bank booked · unapplied: what is the payers' still · refunds: what is on its way back ·
guarantee: what is held in trust · written_off: what cannot be had · other: what the bank booked for itself.
"""

from collections.abc import Iterable
from decimal import Decimal

from smartcustoms.kernel.money import Money
from smartcustoms.trade.payments.model import Posting


class Unbalanced(ValueError):
    """An entry does not sum to zero: a fault of ours, so nothing is stored."""


Entry = tuple[Posting, ...]


def raised(organisation: str, charged: Money, secured: Money) -> Entry:
    """A note was raised: charges become revenue, a deposit asked is expected."""
    return _entry(
        Posting("receivable", organisation, charged + secured),
        Posting("revenue", organisation, charged * -1),
        Posting("deposits", organisation, secured * -1),
    )


def paid(organisation: str, gateway: str, amount: Money, applied: Money, deposited: Money) -> Entry:
    """Money came: what was owed is no longer, the rest is the payer's; of a deposit, the expected becomes held."""
    return _entry(
        Posting(f"clearing:{gateway}", organisation, amount),
        Posting("receivable", organisation, applied * -1),
        Posting("unapplied", organisation, (amount - applied) * -1),
        Posting("deposits", organisation, deposited),
        Posting("guarantee", organisation, deposited * -1),
    )


def reassigned(payer: str, organisation: str, amount: Money) -> Entry:
    """Money that was the payer's goes to a note."""
    return _entry(Posting("unapplied", payer, amount), Posting("receivable", organisation, amount * -1))


def drawn(organisation: str, amount: Money) -> Entry:
    """What was held in trust pays a note."""
    return _entry(Posting("guarantee", organisation, amount), Posting("receivable", organisation, amount * -1))


def written_off(organisation: str, amount: Money, *, deposit: bool = False) -> Entry:
    """What is owed will not be had: or a deposit that was asked is no longer."""
    against = "deposits" if deposit else "written_off"
    return _entry(Posting(against, organisation, amount), Posting("receivable", organisation, amount * -1))


def refund_approved(organisation: str, of_theirs: Money, of_charged: Money, *, deposit: bool = False) -> Entry:
    """A refund was granted: first from what was the payer's anyway, the rest from what was charged, or held in trust."""
    return _entry(
        Posting("unapplied", organisation, of_theirs),
        Posting("guarantee" if deposit else "revenue", organisation, of_charged),
        Posting("refunds", organisation, (of_theirs + of_charged) * -1),
    )


def refund_confirmed(organisation: str, gateway: str, amount: Money) -> Entry:
    """A refund reached the payer."""
    return _entry(Posting("refunds", organisation, amount), Posting(f"clearing:{gateway}", organisation, amount * -1))


def banked(organisation: str, gateway: str, amount: Money) -> Entry:
    """The bank booked what a service took (above zero) or gave back (below)."""
    return _entry(Posting("bank", organisation, amount), Posting(f"clearing:{gateway}", organisation, amount * -1))


def explained(organisation: str, amount: Money) -> Entry:
    """The bank booked what is no payment of ours, such as its own fee."""
    return _entry(Posting("bank", organisation, amount), Posting("other", organisation, amount * -1))


def _entry(*postings: Posting) -> Entry:
    kept = tuple(each for each in postings if each.amount.amount)
    check(kept)
    return kept


def check(postings: Iterable[Posting]) -> None:
    """Refuse postings that do not sum to zero.

    Raises:
        Unbalanced: they do not, in some currency.
    """
    sums: dict[str, Decimal] = {}
    for each in postings:
        sums[each.amount.currency] = sums.get(each.amount.currency, Decimal(0)) + each.amount.amount
    if any(sums.values()):
        raise Unbalanced(f"an entry of the ledger does not sum to zero: {sums}")
