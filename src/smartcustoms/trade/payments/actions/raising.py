"""Raise notes: by hand, for a declaration, for lateness; write off what cannot be had."""

from collections.abc import Sequence
from dataclasses import dataclass
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
from smartcustoms.trade.payments.terms import LateCharge, begun, terms

NOTE: Final = "DN"
_MOST: Final = Decimal("1e12")
_BATCH: Final = 200
_TOGETHER: Final = 500
"""Declarations whose notes are raised with one set of statements."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A note to be raised: who owes, about what, its lines, its key, its last day if not the terms', and whether it is told with others."""

    organisation: str
    about: str
    lines: tuple[NoteLine, ...]
    key: str
    due_on: date | None = None
    quiet: bool = False


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
    asked = Asked(organisation, about, tuple(lines), key, due_on, quiet=quiet)
    made = _raise(uow, [asked]).get(key)
    return made.number if made else store.notes.numbers_by_key(uow, [key])[key]


def raise_for_declaration(uow: UnitOfWork, number: str, *, version: int | None = None) -> None:
    """Raise the note of a declaration as it stands now; one of an earlier version is replaced, or its difference asked.

    Args:
        uow: the transaction.
        number: the declaration.
        version: the version this is about; when the declaration has moved on since, nothing is done.
    """
    found = [(due, at) for due, at in queries.due_and_versions(uow, [number]) if version in (None, at)]
    _raise_due(uow, found)


def raise_for_declarations(uow: UnitOfWork, numbers: Sequence[str]) -> int:
    """Raise the notes of declarations lodged together, who are told together; give on how many something is due."""
    count = 0
    for begin in range(0, len(numbers), _TOGETHER):
        found = queries.due_and_versions(uow, numbers[begin : begin + _TOGETHER])
        _raise_due(uow, found, quiet=True)
        count += sum(1 for due, _ in found if due.lines)
    return count


def drop_for_declaration(uow: UnitOfWork, number: str, *, because: Sentence) -> int:
    """Write off what is still owed on a declaration that is no more; give on how many notes."""
    open_ = [each for each in store.notes.notes_about(uow, [number])[number] if each.owed.amount]
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
    today = day_of(uow.at)
    batch = store.notes.overdue(uow, today, after, _BATCH)
    asked = [
        Asked(each.organisation, each.about, (line,), f"late:{each.number}:{charge.after_months}")
        for each in batch
        if not each.key.startswith("late:")
        for charge in begun(each.due_on, today)
        for line in [_late(each, charge)]
        if line.amount.amount
    ]
    raised = _raise(uow, asked)
    return len(raised), batch[-1].number if len(batch) == _BATCH else ""


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


def _raise_due(uow: UnitOfWork, found: Sequence[tuple[Due, int]], *, quiet: bool = False) -> None:
    """Raise what is due on versions of declarations and has no note yet."""
    notes = store.notes.notes_about(uow, [due.declaration for due, _ in found])
    asked = list[Asked]()
    for due, at in found:
        earlier = [each for each in notes[due.declaration] if each.key.startswith("declaration:")]
        key = f"declaration:{due.declaration}:{at}"
        if any(each.key == key for each in earlier):
            continue
        paid = _replace(uow, earlier)
        if due.lines and (paid is None or due.total(due.lines[0].amount.currency).amount > paid.amount):
            lines = due.lines if paid is None or not paid.amount else (_difference(due, paid),)
            asked.append(Asked(due.organisation, due.declaration, lines, key, quiet=quiet))
    _raise(uow, asked)


def _raise(uow: UnitOfWork, asked: Sequence[Asked]) -> dict[str, Note]:
    """Raise notes together, a few statements for all; give by key those that are new.

    Raises:
        NoteIncomplete: the lines of one are no note.
    """
    there = store.notes.numbers_by_key(uow, [each.key for each in asked]) if asked else {}
    new = [each for each in asked if each.key not in there]
    if not new:
        return {}
    made = [_note(uow, each, serial) for each, serial in zip(new, store.notes.serials(uow, len(new)), strict=True)]
    kept = store.notes.insert_notes(uow, made)
    raised = {each.key: each for each in made if each.number in kept}
    store.money.post_all(uow, [(each.number, _entry(each)) for each in raised.values()])
    for one in new:
        if (each := raised.get(one.key)) is None:
            continue
        uow.note("note.raised", each.number, organisation=each.organisation, about=each.about, total=str(each.total))
        uow.record(
            DemandNoteRaised(
                number=each.number,
                organisation=each.organisation,
                about=each.about,
                total=str(each.total.amount),
                currency=each.total.currency,
                due_on=each.due_on.isoformat(),
                quiet=one.quiet,
            )
        )
    return raised


def _note(uow: UnitOfWork, asked: Asked, serial: int) -> Note:
    total = _total(asked.lines)
    return Note(
        number=numbered(NOTE, uow.at.year, serial),
        organisation=asked.organisation,
        about=asked.about,
        raised_at=uow.at,
        due_on=asked.due_on or day_of(uow.at) + timedelta(days=terms().days),
        total=total,
        paid=total * 0,
        written_off=total * 0,
        key=asked.key,
        lines=asked.lines,
    )


def _entry(note: Note) -> ledger.Entry:
    secured = note.total if is_deposit(note) else note.total * 0
    return ledger.raised(note.organisation, note.total - secured, secured)


def _late(note: Note, charge: LateCharge) -> NoteLine:
    amount = (note.owed * charge.share).rounded()
    says = sentence(
        "Late charge of {share}% of the {owed} owed on note {note}",
        share=(charge.share * 100).normalize(),
        owed=note.owed,
        note=note.number,
    )
    return NoteLine(LineKind.LATE, says, amount, charge.law)


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
