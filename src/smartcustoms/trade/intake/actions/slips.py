"""Numbered slips for lanes that stand without any network: issued, written, settled by a declaration, or void."""

from datetime import datetime

from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.identifiers import numbered
from smartcustoms.kernel.words.model import sentence
from smartcustoms.trade.declarations import queries as declarations
from smartcustoms.trade.intake import store
from smartcustoms.trade.intake.model import SLIP_PREFIX, NoSuchSlip, Slip, SlipState, SlipTaken


def issue_slips(uow: UnitOfWork, *, lane: str, count: int) -> list[Slip]:
    """Issue numbered blank slips to a lane: the numbers follow each other without a gap, each with its check character."""
    year = uow.at.year
    first = store.last_serial(uow, f"{SLIP_PREFIX}{year % 100:02d}") + 1
    made = [
        Slip(number=numbered(SLIP_PREFIX, year, serial), lane=lane[:40], state=SlipState.ISSUED, issued_at=uow.at)
        for serial in range(first, first + min(max(count, 1), 500))
    ]
    store.add_slips(uow, made)
    uow.note("slips.issued", lane[:40], first=made[0].number, last=made[-1].number)
    return made


def write_slip(uow: UnitOfWork, number: str, *, at: datetime, plate: str, note: str) -> None:
    """Enter what was written on a slip at the lane, with the moment it was written there.

    Raises:
        NoSuchSlip, SlipTaken.
    """
    _slip(uow, number, SlipState.ISSUED)
    changes = {"state": SlipState.WRITTEN.value, "written_at": at, "plate": plate[:20], "note": note[:1000]}
    store.change_slip(uow, number, changes)
    uow.note("slip.written", number, at=at.isoformat())


def settle_slip(uow: UnitOfWork, number: str, *, declaration: str) -> None:
    """Say which declaration was lodged afterwards for a slip.

    Raises:
        NoSuchSlip, SlipTaken, NoSuchDeclaration.
    """
    _slip(uow, number, SlipState.WRITTEN)
    declarations.declaration(uow, declaration)
    other = store.slip_of(uow, declaration)
    if other is not None:
        raise SlipTaken(
            sentence("The declaration settles the slip {number} already.", number=other),
            mend=sentence("Give the declaration that was lodged for this slip."),
            field="declaration",
            seen=declaration[:40],
        )
    store.change_slip(uow, number, {"state": SlipState.SETTLED.value, "declaration": declaration})
    uow.note("slip.settled", number, declaration=declaration)


def settle_slip_by_passage(uow: UnitOfWork, number: str, *, passage: str) -> None:
    """Say which passage of a lane a slip stood for, when it is known which truck that was.

    Raises:
        NoSuchSlip, SlipTaken.
    """
    _slip(uow, number, SlipState.WRITTEN)
    store.change_slip(uow, number, {"state": SlipState.SETTLED.value, "passage": passage[:60]})
    uow.note("slip.settled", number, passage=passage[:60])


def void_slip(uow: UnitOfWork, number: str, *, because: str) -> None:
    """Take a slip out that was spoiled or never used.

    Raises:
        NoSuchSlip, SlipTaken.
    """
    _slip(uow, number, SlipState.ISSUED)
    store.change_slip(uow, number, {"state": SlipState.VOID.value, "note": because[:1000]})
    uow.note("slip.void", number, because=because[:1000])


def _slip(uow: UnitOfWork, number: str, wanted: SlipState) -> Slip:
    found = store.slip(uow, number)
    if found is None:
        raise NoSuchSlip(
            sentence("There is no such slip."),
            mend=sentence("Read its number again; the last character checks it."),
            seen=number[:20],
        )
    if found.state is not wanted:
        raise SlipTaken(
            sentence("The slip {number} stands otherwise already.", number=number),
            mend=sentence("Look in the list of slips."),
            field="number",
            seen=found.state.value,
        )
    return found
