"""Raise notes: by hand, for a declaration, for lateness; write off what cannot be had."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.day import day_of
from smartcustoms.kernel.identifiers import numbered
from smartcustoms.kernel.money import Money
from smartcustoms.kernel.words.model import Sentence, sentence
from smartcustoms.trade.payments import ledger, queries, store
from smartcustoms.trade.payments.events import DemandNoteRaised
from smartcustoms.trade.payments.model import Due, LineKind, Note, NoteIncomplete, NoteLine, NotPayable, NotThere
from smartcustoms.trade.payments.terms import begun, terms

NOTE: Final = "DN"
_MOST: Final = Decimal("1e12")
_BATCH: Final = 200


def raise_note(
    uow: UnitOfWork,
    *,
    organisation: str,
    about: str,
    lines: Sequence[NoteLine],
    key: str,
    due_on: date | None = None,
    quiet: bool = False,
) -> str:
    """Raise a demand note and give its number; under a key that has one already, that one.

    Args:
        uow: the transaction.
        organisation: who owes.
        about: the declaration, movement or note it is about.
        lines: what is charged, each with its law; a deposit stands on a note of its own.
        key: what makes this note the same when it is tried again.
        due_on: its last day; without it the terms' days from today.
        quiet: one of many, which are told together.

    Raises:
        NoteIncomplete: no line, an amount that is not above zero, several currencies, or a deposit among charges.
    """
    there = store.notes.note_by_key(uow, key)
    if there is not None:
        return there
    total = _total(lines)
    made = Note(
        number=numbered(NOTE, uow.at.year, store.notes.serial(uow)),
        organisation=organisation,
        about=about,
        raised_at=uow.at,
        due_on=due_on or day_of(uow.at) + timedelta(days=terms().days),
        total=total,
        paid=total * 0,
        written_off=total * 0,
        key=key,
        lines=tuple(lines),
    )
    if not store.notes.insert_note(uow, made):
        return store.notes.note_by_key(uow, key) or made.number
    secured = total if is_deposit(made) else total * 0
    store.money.post(uow, made.number, ledger.raised(organisation, total - secured, secured))
    uow.note("note.raised", made.number, organisation=organisation, about=about, total=str(total))
    uow.record(
        DemandNoteRaised(
            number=made.number,
            organisation=organisation,
            about=about,
            total=str(total.amount),
            currency=total.currency,
            due_on=made.due_on.isoformat(),
            quiet=quiet,
        )
    )
    return made.number


def raise_for_declaration(uow: UnitOfWork, number: str, *, version: int | None = None, quiet: bool = False) -> Due:
    """Raise the note of a declaration as it stands now; one of an earlier version is replaced, or its difference asked.

    Args:
        uow: the transaction.
        number: the declaration.
        version: the version this is about; when the declaration has moved on since, nothing is done.
        quiet: one of many, which are told together.
    """
    found, at = queries.due_and_version(uow, number)
    if version is not None and version != at:
        return found
    earlier = [each for each in store.notes.notes_about(uow, number) if each.key.startswith("declaration:")]
    key = f"declaration:{number}:{at}"
    if any(each.key == key for each in earlier):
        return found
    paid = _replace(uow, earlier)
    if found.lines and (paid is None or found.total(found.lines[0].amount.currency).amount > paid.amount):
        lines = found.lines if paid is None or not paid.amount else (_difference(found, paid),)
        raise_note(uow, organisation=found.organisation, about=number, lines=lines, key=key, quiet=quiet)
    return found


def drop_for_declaration(uow: UnitOfWork, number: str, *, because: Sentence) -> int:
    """Write off what is still owed on a declaration that is no more; give on how many notes."""
    open_ = [each for each in store.notes.notes_about(uow, number) if each.owed.amount]
    for each in open_:
        write_off(uow, each.number, because=because.text)
    return len(open_)


def write_off(uow: UnitOfWork, number: str, *, because: str) -> None:
    """Write off all that is still owed on a note.

    Raises:
        NotThere: there is no such note. NotPayable: nothing is owed. NoteIncomplete: no reason is given.
    """
    if not because.strip():
        raise NoteIncomplete(
            sentence("Writing off needs a reason."), mend=sentence("Write it in a sentence."), field="because"
        )
    found = locked(uow, number)
    if not found.owed.amount:
        raise NotPayable(
            sentence("Nothing is owed on this note."), mend=sentence("Open it to see what was paid."), seen=number
        )
    store.notes.add_to_note(uow, number, written_off=found.owed.amount)
    store.money.post(uow, number, ledger.written_off(found.organisation, found.owed, deposit=is_deposit(found)))
    uow.note("note.written_off", number, amount=str(found.owed), because=because[:500])


def charge_lateness(uow: UnitOfWork, *, after: str = "") -> tuple[int, str]:
    """Raise the late charges that have begun on the next batch of overdue notes.

    Gives how many were raised, and the last note looked at: empty when there is no further one.
    """
    today, raised = day_of(uow.at), 0
    batch = store.notes.overdue(uow, today, after, _BATCH)
    for each in batch:
        for charge in begun(each.due_on, today) if not each.key.startswith("late:") else ():
            amount = (each.owed * charge.share).rounded()
            key = f"late:{each.number}:{charge.after_months}"
            if amount.amount and store.notes.note_by_key(uow, key) is None:
                says = sentence(
                    "Late charge of {share}% of the {owed} owed on note {note}",
                    share=(charge.share * 100).normalize(),
                    owed=each.owed,
                    note=each.number,
                )
                line = NoteLine(LineKind.LATE, says, amount, charge.law)
                raise_note(uow, organisation=each.organisation, about=each.about, lines=[line], key=key)
                raised += 1
    return raised, batch[-1].number if len(batch) == _BATCH else ""


def locked(uow: UnitOfWork, number: str) -> Note:
    """Give a note, locked till the end of the transaction.

    Raises:
        NotThere: there is none, or it is not the asker's to see.
    """
    found = store.notes.note(uow, number, lock=True)
    if found is None:
        raise NotThere(
            sentence("There is no such note."),
            mend=sentence("Look in the list of notes."),
            field="note",
            seen=number[:40],
        )
    return found


def is_deposit(note: Note) -> bool:
    """Tell whether a note asks for security: what is paid goes to the guarantee account."""
    return any(each.kind is LineKind.GUARANTEE for each in note.lines)


def _total(lines: Sequence[NoteLine]) -> Money:
    if not lines or any(not 0 < each.amount.amount <= _MOST for each in lines):
        raise NoteIncomplete(
            sentence("A note needs lines, each with an amount above zero."),
            mend=sentence("Say what is charged, and how much."),
            field="amount",
            seen=str([str(each.amount) for each in lines])[:80],
        )
    if len({each.amount.currency for each in lines}) > 1 or any(each.amount != each.amount.rounded() for each in lines):
        raise NoteIncomplete(
            sentence("The lines of a note are in one currency, in its smallest unit."),
            mend=sentence("Raise a note for each currency."),
            field="amount",
        )
    if len({each.kind is LineKind.GUARANTEE for each in lines}) > 1:
        raise NoteIncomplete(
            sentence("A deposit stands on a note of its own."), mend=sentence("Raise two notes."), field="kind"
        )
    return sum((each.amount for each in lines[1:]), lines[0].amount)


def _replace(uow: UnitOfWork, earlier: Sequence[Note]) -> Money | None:
    """Write off what is owed on the notes of earlier versions; give what was paid on them."""
    for each in earlier:
        if each.owed.amount:
            write_off(uow, each.number, because=sentence("Replaced: the declaration was amended").text)
    return sum((each.paid for each in earlier[1:]), earlier[0].paid) if earlier else None


def _difference(found: Due, paid: Money) -> NoteLine:
    total = found.total(paid.currency)
    says = sentence("Due on the amended declaration {total}, less {paid} paid before", total=total, paid=paid)
    return NoteLine(LineKind.CHARGE, says, total - paid, found.lines[0].law)
