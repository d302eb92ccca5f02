"""Which line of the bank's statement is which payment or refund: pure. Only what names it and has its amount is matched.

What is merely alike (the same amount) is left over with a word on it, for somebody to decide: a wrong match is worse than none.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from smartcustoms.kernel.words.model import Sentence, sentence
from smartcustoms.trade.payments.model import BankLine, BankLineState, Payment, Refund

_NAME = re.compile(r"[A-Za-z0-9_-]{6,80}")


def names_in(line: BankLine) -> set[str]:
    """Give what a line may name: its reference, and each word of its text that could be a number of ours."""
    return {line.reference, *_NAME.findall(line.text)} - {""}


def matched(
    lines: Sequence[BankLine], payments: Iterable[Payment], refunds: Iterable[Refund], notes: Iterable[str]
) -> tuple[BankLine, ...]:
    """Tell of each line which payment or refund it is, or why none.

    Args:
        lines: of one statement.
        payments: that the bank has not booked yet.
        refunds: that were sent and not confirmed yet.
        notes: numbers of notes that lines name.
    """
    ins, outs, known = list(payments), list(refunds), set(notes)
    taken, found = set[str](), list[BankLine]()
    for line in lines:
        one = _in(line, ins, known, taken) if line.amount.amount > 0 else _out(line, outs, taken)
        if one.state is BankLineState.MATCHED:
            taken.add(one.payment)
        found.append(one)
    return tuple(found)


def _in(line: BankLine, payments: Sequence[Payment], notes: set[str], taken: set[str]) -> BankLine:
    names = names_in(line)
    named = [each for each in payments if {each.number, each.gateway_reference} & names]
    for each in named:
        if each.amount == line.amount and each.number not in taken:
            return replace(line, state=BankLineState.MATCHED, payment=each.number)
    return replace(line, why=_why_not(line, payments, named, notes & names, taken))


def _why_not(
    line: BankLine, payments: Sequence[Payment], named: Sequence[Payment], notes: set[str], taken: set[str]
) -> Sentence:
    if any(each.number in taken for each in named):
        return sentence("It names a payment that another line of this statement is already.")
    if named:
        return sentence(
            "It names payment {payment}, which is {amount}: the amounts differ.",
            payment=named[0].number,
            amount=named[0].amount,
        )
    if notes:
        return sentence("It names note {note}: take it as a payment of that note.", note=min(notes))
    alike = [each.number for each in payments if each.amount == line.amount and each.number not in taken]
    if alike:
        return sentence("It names nothing of ours. The same amount: {alike}.", alike=", ".join(alike[:5]))
    return sentence("It names nothing of ours, and no payment has this amount.")


def _out(line: BankLine, refunds: Sequence[Refund], taken: set[str]) -> BankLine:
    names = names_in(line)
    named = [each for each in refunds if {each.number, each.gateway_reference} & names]
    for each in named:
        if each.amount == line.amount * -1 and each.number not in taken:
            return replace(line, state=BankLineState.MATCHED, payment=each.number)
    if named:
        why = sentence(
            "It names refund {refund}, which is {amount}: the amounts differ.",
            refund=named[0].number,
            amount=named[0].amount,
        )
        return replace(line, why=why)
    return replace(line, why=sentence("Money went out, and it names no refund of ours."))
