"""Applying: begin a draft, attach files, lodge, amend, withdraw; the fee asked and paid brings it into the queue."""

from typing import Any
from uuid import UUID

from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.day import day_of
from smartcustoms.kernel.errors import Fault, NotFound
from smartcustoms.kernel.files import actions as kept
from smartcustoms.kernel.files.object_gateway import Objects
from smartcustoms.kernel.identifiers import new_id, numbered
from smartcustoms.kernel.words.model import sentence
from smartcustoms.trade.payments import actions as payments
from smartcustoms.trade.payments import queries as owed
from smartcustoms.trade.payments.model import LineKind, NoteLine, NoteState
from smartcustoms.trade.tariff import queries as tariff
from smartcustoms.trade.transhipment import queries, store
from smartcustoms.trade.transhipment.actions.companies import PAPER_TYPES, registered
from smartcustoms.trade.transhipment.actions.loading import loaded, moved, said, tell, unchanged
from smartcustoms.trade.transhipment.actions.serving import into_queue
from smartcustoms.trade.transhipment.events import TranshipmentLodged, TranshipmentWithdrawn
from smartcustoms.trade.transhipment.life import OVER, after, can
from smartcustoms.trade.transhipment.lodging import faults
from smartcustoms.trade.transhipment.model import (
    LARGEST,
    PREFIX,
    Application,
    Attached,
    FileKind,
    Incomplete,
    NotNow,
    Particulars,
    State,
    Step,
)
from smartcustoms.trade.transhipment.reading import refusal

MOST_FILES = 20


def begin(uow: UnitOfWork, given: Particulars, *, key: str = "") -> Application:
    """Begin a draft for the actor's organisation; under a key that has one already, that one."""
    if key and (there := store.applications.by_key(uow, uow.by.organisation, key[:60])):
        return loaded(uow, there)
    number = numbered(PREFIX, uow.at.year, store.applications.serial(uow))
    row: dict[str, Any] = {
        "number": number,
        "organisation": uow.by.organisation,
        "state": State.DRAFT.value,
        "version": 1,
        "applicant": uow.by.user,
        "key": key[:60] or number,
        "begun_at": uow.at,
        "changed_at": uow.at,
        **store.applications.columns_of(given),
    }
    store.applications.insert(uow, row)
    store.applications.add_step(uow, number, uow.by.organisation, "begin", "")
    uow.note("transhipment.begin", number)
    return loaded(uow, number)


def save(uow: UnitOfWork, number: str, given: Particulars, *, version: int) -> Application:
    """Write a draft anew.

    Raises:
        NoSuchApplication, NotNow: it is no draft. ChangedSince.
    """
    found = loaded(uow, number)
    state = after(found.state, Step.SAVE)
    if found.particulars == given:
        return found
    unchanged(found, version)
    changes = {"version": found.version + 1, **store.applications.columns_of(given)}
    moved(uow, found, state, Step.SAVE, **changes)
    return loaded(uow, number)


def attach(
    uow: UnitOfWork, number: str, kind: FileKind, content: bytes, *, name: str, through: Objects | None = None
) -> Attached:
    """Attach a file while nobody has the application in hand; the same file again is the one that is there.

    Raises:
        NoSuchApplication. NotNow: it is in hand or over. Incomplete: there are 20 files.
        EmptyFile, TooLarge, TypeDiffers.
    """
    found = loaded(uow, number)
    _open(found)
    held = store.applications.files(uow, number)
    if len(held) >= MOST_FILES:
        raise Incomplete(
            sentence("There are {most} files already.", most=MOST_FILES),
            mend=sentence("Put pages into one file."),
            field="file",
        )
    file = kept.keep(
        uow, content, name=name, owner=found.organisation, at_most=LARGEST, only=PAPER_TYPES, through=through
    )
    same = next((each for each in held if (each.kind, each.hash) == (kind, file.hash)), None)
    if same is not None:
        return same
    made = Attached(new_id(uow.at), kind, file.hash, file.name, file.media_type, file.size, uow.at)
    store.applications.add_file(uow, number, found.organisation, made)
    store.applications.add_step(uow, number, found.organisation, "attach", f"{kind.value}: {file.name}")
    uow.note("transhipment.attach", number, kind=kind.value, hash=file.hash)
    return made


def detach(uow: UnitOfWork, number: str, which: UUID) -> None:
    """Take a file off a draft.

    Raises:
        NoSuchApplication. NotNow: it is no draft. NotFound: there is no such file.
    """
    found = loaded(uow, number)
    after(found.state, Step.SAVE)
    if not store.applications.remove_file(uow, number, which):
        raise NotFound(
            sentence("There is no such file."), mend=sentence("Open the application again."), seen=str(which)
        )
    store.applications.add_step(uow, number, found.organisation, "detach", "")
    uow.note("transhipment.detach", number, which=str(which))


def lodge(uow: UnitOfWork, number: str) -> Application:
    """Lodge a draft: checked whole, its fee settled; lodging again what is lodged gives it as it stands.

    Raises:
        NoSuchApplication. NotNow: it is over.
        NotRegistered: the company is not registered.
        NotLodgeable: names everything that is against it.
    """
    found = loaded(uow, number)
    if found.lodged_at is not None and found.state not in OVER:
        return found
    state = after(found.state, Step.LODGE)
    registered(uow, found.organisation)
    _check(uow, found, found.particulars, on=day_of(uow.at))
    fee = queries.fee_for(uow, found.particulars)
    moved(uow, found, state, Step.LODGE, lodged_at=uow.at, fee=fee.total.amount, currency=fee.total.currency)
    uow.record(TranshipmentLodged(number=number, organisation=found.organisation, of_version=found.version))
    return loaded(uow, number)


def amend(uow: UnitOfWork, number: str, given: Particulars, *, version: int, because: str) -> Application:
    """Amend what was lodged, while nobody has it in hand. Its lodging stays the day it was lodged, its place in the queue too.

    Raises:
        NoSuchApplication, ChangedSince, Incomplete, NotLodgeable.
        NotNow: it is in hand or over, or its fee is paid and would be another one.
    """
    found = loaded(uow, number)
    state = after(found.state, Step.AMEND)
    if found.particulars == given:
        return found
    unchanged(found, version)
    why = said(because)
    _check(uow, found, given, on=day_of(found.lodged_at or uow.at))
    fee = queries.fee_for(uow, given)
    differs = found.fee != fee.total
    if differs and state is State.QUEUED:
        raise NotNow(
            sentence("The fee is paid, and by this amendment it would be {fee}.", fee=fee.total),
            mend=sentence("Withdraw the application and lodge a new one, or keep mode and processing as they are."),
            field="processing",
            seen=str(fee.total),
        )
    changes: dict[str, Any] = {"version": found.version + 1, **store.applications.columns_of(given)}
    if differs:
        changes |= {"fee": fee.total.amount, "currency": fee.total.currency, "note": ""}
        uow.record(TranshipmentLodged(number=number, organisation=found.organisation, of_version=found.version + 1))
    moved(uow, found, state, Step.AMEND, told=why, **changes)
    return loaded(uow, number)


def withdraw(uow: UnitOfWork, number: str, *, because: str) -> Application:
    """Withdraw an application that is not decided; withdrawing again changes nothing. A fee that is paid stays paid.

    Raises:
        NoSuchApplication, NotNow, Incomplete.
    """
    found = loaded(uow, number)
    if found.state is State.WITHDRAWN:
        return found
    state = after(found.state, Step.WITHDRAW)
    why = said(because)
    moved(uow, found, state, Step.WITHDRAW, told=why, because=why, decided_at=uow.at)
    uow.record(TranshipmentWithdrawn(number=number, organisation=found.organisation))
    return loaded(uow, number)


def raise_fee(uow: UnitOfWork, number: str, version: int) -> str:
    """Raise the demand note of an application's fee and give its number; one of an earlier version is written off first.

    When the application has moved on since, nothing is done and the number is empty.
    """
    found = loaded(uow, number)
    if found.state is not State.UNPAID or found.version < version:
        return ""
    key = f"transhipment:{number}:{found.fee.amount if found.fee else 0}:{version}"
    for each in owed.notes_about(uow, number):
        if each.state is NoteState.OPEN and each.key != key:
            payments.write_off(uow, each.number, because=sentence("Replaced: the application was amended").text)
    fee = queries.fee_for(uow, found.particulars)
    lines = [NoteLine(LineKind.FEE, each.says, each.amount, each.law) for each in fee.lines]
    note = payments.raise_note(uow, organisation=found.organisation, about=number, lines=lines, key=key)
    store.applications.change(uow, number, {"note": note})
    return note


def take_payment(uow: UnitOfWork, note: str) -> bool:
    """Bring an application into the queue when the note of its fee is paid in full; tell whether it was brought in now."""
    paid = owed.note(uow, note)
    found = store.applications.one(uow, paid.about, lock=True)
    if found is None or found.note != note or paid.state is not NoteState.PAID or not can(found.state, Step.PAY):
        return False
    told = into_queue(uow, found, Step.PAY)
    says = sentence(
        "The fee of {number} is paid; it is in the queue, and an officer takes it within {minutes} working minutes at most.",
        number=found.number,
        minutes=round(told),
    )
    tell(uow, found, says)
    return True


def _check(uow: UnitOfWork, found: Application, given: Particulars, *, on: Any) -> None:
    kinds = {each.kind for each in store.applications.files(uow, found.number)}
    known = tariff.subheadings()
    wrong = faults(given, kinds, on=on, is_code=known.__contains__)
    other = given.through_bill and store.applications.with_bill(
        uow, found.organisation, given.through_bill, but=found.number
    )
    if other:
        wrong.append(
            Fault(
                "through_bill",
                sentence("You applied for this through bill already: {number}.", number=other),
                sentence("Amend that application, or withdraw it first."),
                given.through_bill,
            )
        )
    if wrong:
        raise refusal(wrong)


def _open(found: Application) -> None:
    if found.state not in (State.DRAFT, State.UNPAID, State.QUEUED):
        raise NotNow(
            sentence("Files are attached while nobody has the application in hand."),
            mend=sentence("Answer the officer; he keeps what you send with the application."),
            field="state",
            seen=found.state.value,
        )
