"""Partial use: declarations write quantities off a document, never below zero, and give them back."""

from decimal import Decimal

from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.day import day_of
from smartcustoms.kernel.words.model import sentence
from smartcustoms.trade.documents import queries, store
from smartcustoms.trade.documents.model import Document, NoSuchDocument, NotEnoughLeft, NotNow, Relation, State


def write_off(
    uow: UnitOfWork,
    number: str,
    *,
    declaration: str,
    item: int,
    hs_code: str,
    quantity: Decimal,
    line: int | None = None,
) -> None:
    """Write what an item of a declaration uses off a document; the same item again changes nothing.

    Two at the same time take turns at the row: what is left is never below zero.

    Raises:
        NoSuchDocument: there is no such document of the organisation's.
        NotNow: it is not issued, or not valid today.
        NotEnoughLeft: it does not cover these goods, or not so much of them any more.
    """
    found = store.asked.one(uow, number)
    if found is None:
        raise NoSuchDocument(
            sentence("There is no such document."),
            mend=sentence("Check the licence's number."),
            field="licence",
            seen=number[:40],
        )
    _valid(uow, found)
    at_line = line if line is not None else _line(uow, found, hs_code)
    _once_only(uow, found, declaration)
    if not store.written.add_use(uow, number, found.organisation, at_line, declaration, item, quantity):
        kept = store.asked.use(uow, number, at_line, declaration, item)
        if kept is not None and kept.quantity == quantity:
            return
        raise NotEnoughLeft(
            sentence("This item has used the document already, with another quantity."),
            mend=sentence("Give it back first, then write the right quantity off."),
            field="quantity",
            seen=str(quantity),
        )
    if quantity <= 0 or not store.written.take_off(uow, number, at_line, quantity):
        left = next((each.left for each in store.asked.goods(uow, number) if each.line == at_line), Decimal(0))
        raise NotEnoughLeft(
            sentence("Document {number} covers {left} more of these goods.", number=number, left=left.normalize()),
            mend=sentence("Declare no more than that, or name another licence for the rest."),
            field="quantity",
            seen=str(quantity),
        )
    store.written.add_link(uow, number, Relation.DECLARED_BY.value, declaration, found.organisation)
    store.written.add_step(
        uow, number, found.organisation, "used", waits_for="", note=f"{declaration}/{item}: {quantity.normalize():f}"
    )
    uow.note("document.used", number, declaration=declaration, item=item, line=at_line, quantity=str(quantity))


def give_back(uow: UnitOfWork, declaration: str) -> int:
    """Give back all that a declaration used, such as after it was withdrawn; give how many lines. Again it gives back nothing."""
    lines = store.written.give_back(uow, declaration)
    told: dict[tuple[str, str], list[str]] = {}
    for number, organisation, unit, item, quantity in lines:
        told.setdefault((number, organisation), []).append(f"{item}: {quantity.normalize():f} {unit}".strip())
    for (number, organisation), entries in told.items():
        note = f"{declaration}/{', '.join(entries)}"
        store.written.add_step(uow, number, organisation, "given_back", waits_for="", note=note)
    if lines:
        uow.note("document.given_back", declaration, lines=len(lines))
    return len(lines)


def _valid(uow: UnitOfWork, found: Document) -> None:
    today = day_of(uow.at)
    begun = found.valid_from is not None and found.valid_from <= today
    if found.state is not State.ISSUED or not begun or (found.valid_until is not None and found.valid_until < today):
        raise NotNow(
            sentence("Document {number} is not valid today.", number=found.number),
            mend=sentence("Name a document that is issued and has not ended."),
            field="licence",
            seen=found.state.value,
        )


def _line(uow: UnitOfWork, found: Document, hs_code: str) -> int:
    lines = store.asked.goods(uow, found.number)
    for each in sorted(lines, key=lambda each: (-each.left, each.line)):
        if each.hs_code[:6] == hs_code[:6]:
            return each.line
    raise NotEnoughLeft(
        sentence("Document {number} does not cover goods of {code}.", number=found.number, code=hs_code[:10]),
        mend=sentence("It covers: {codes}.", codes=", ".join(each.hs_code for each in lines) or "—"),
        field="hs_code",
        seen=hs_code[:10],
    )


def _once_only(uow: UnitOfWork, found: Document, declaration: str) -> None:
    if queries.type_of(uow, found).use != "once":
        return
    others = {each.declaration for each in store.asked.uses(uow, found.number)} - {declaration}
    if others:
        raise NotEnoughLeft(
            sentence(
                "Document {number} is for one declaration, and {other} has used it.",
                number=found.number,
                other=min(others),
            ),
            mend=sentence("Apply for another one."),
            field="licence",
            seen=declaration[:40],
        )
