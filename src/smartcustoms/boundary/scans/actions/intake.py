"""Keep what scanners send, taken or refused; put a refused file back into its folder; note that a refusal was dealt with."""

import os
from pathlib import Path

from smartcustoms.boundary.scans import queries, store, watched
from smartcustoms.boundary.scans.intake import (
    LONGEST_NOTE,
    MOST_AT_ONCE,
    PREFIX,
    Arrival,
    Came,
    NotToDealWith,
    NotToTryAgain,
    Outcome,
    Source,
    Wanted,
    kept_for,
    plain,
)
from smartcustoms.boundary.scans.model import Kind, Scan
from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.errors import Refused
from smartcustoms.kernel.identifiers import numbered
from smartcustoms.kernel.words.model import Sentence, sentence

_SEND = sentence("Let the scanner send it again, or mark the refusal as dealt with.")


def keep_taken(uow: UnitOfWork, came: Came, scan: Scan) -> None:
    """Keep that a file came in and was taken, in the transaction of its scan."""
    store.keep_arrival(uow, _number(uow), came, scan=scan.number)


def keep_refused(uow: UnitOfWork, came: Came, why: Refused) -> None:
    """Keep that a file came in and was refused; the audit trail tells it once for each time it came.

    Args:
        uow: a transaction of its own: that of bringing the scan has been rolled back.
        came: the file.
        why: why it was refused.
    """
    found = store.keep_arrival(uow, _number(uow), came, why=why)
    if found is not None:
        said = {"code": why.code, "says": plain(str(why.says), 500), "mend": str(why.mend)}
        told = said | {"seen": plain(why.seen) if why.seen else why.seen, "source": came.source.value, "arrival": found}
        uow.note("scan.refused", came.name, file=came.file, **told)


def try_again(uow: UnitOfWork, number: str, *, folder: str) -> list[str]:
    """Put a refused file back into the watched folder, under its own name; give under which names it waits there.

    Args:
        uow: the transaction.
        number: the file that came in.
        folder: the folder that is watched here; empty: none.

    Raises:
        NoSuchArrival: there is none of this number.
        NotToTryAgain: it was taken, came by the port, lies in another folder, or is not there any more.
    """
    found = queries.arrival(uow, number, to_change=True)
    place = _place(found, folder)
    try:
        lying = watched.put_aside(place, found.file)
        if not lying:
            raise NotToTryAgain(
                sentence("The file is not in the folder of refused files any more."), mend=_SEND, seen=found.name[:80]
            )
        # Moved first: were it the other way round, the trail could tell of a file that never moved.
        names = [watched.put_back(place, each, Kind(found.kind or Kind.OTHER.value)).name for each in lying]
    except OSError as wrong:
        says, mend = sentence("The watched folder cannot be read or written."), sentence("Tell the operator.")
        raise NotToTryAgain(says, mend=mend, seen=str(wrong.strerror or type(wrong).__name__)[:80]) from wrong
    store.note_again(uow, number)
    uow.note("scan.tried_again", number, file=found.file, name=found.name)
    return [plain(each) for each in names]


def try_all_again(uow: UnitOfWork, wanted: Wanted, *, folder: str) -> tuple[list[str], list[str]]:
    """Put back every refused file of a list that may be tried again and nobody has dealt with, at most some hundred.

    Gives the numbers of those put back, and of those that could not be.
    """
    moved: list[str] = []
    left: list[str] = []
    found, _ = store.arrivals(uow, wanted, page=1, size=MOST_AT_ONCE)
    for each in found:
        if each.is_open and each.may_be_tried_again:
            try:
                try_again(uow, each.number, folder=folder)
            except NotToTryAgain:
                left.append(each.number)
            else:
                moved.append(each.number)
    return moved, left


def deal_with(uow: UnitOfWork, number: str, *, note: str = "") -> Arrival:
    """Note that a refusal was dealt with, by whom, and what is to be said of it; when the file is refused again, it is open again.

    Raises:
        NoSuchArrival: there is none of this number. NotToDealWith: it was taken.
    """
    found = _refused(uow, number)
    said = plain(note.strip(), LONGEST_NOTE)
    store.note_dealt(uow, number, said)
    uow.note("scan.refusal_dealt_with", number, file=found.file, said=said)
    return queries.arrival(uow, number)


def reopen(uow: UnitOfWork, number: str) -> Arrival:
    """Undo that a refusal was dealt with.

    Raises:
        NoSuchArrival: there is none of this number. NotToDealWith: it was taken.
    """
    found = _refused(uow, number)
    store.note_dealt(uow, number, None)
    uow.note("scan.refusal_reopened", number, file=found.file, was=found.dealt_note)
    return queries.arrival(uow, number)


def forget_arrivals(uow: UnitOfWork) -> int:
    """Forget what last came in longer ago than it is listed; give how many. Scans and the audit trail stay."""
    return store.forget_arrivals(uow, before=uow.at - kept_for(uow.at.date()))


def _number(uow: UnitOfWork) -> str:
    return numbered(PREFIX, uow.at.year, store.arrival_serial(uow))


def _refused(uow: UnitOfWork, number: str) -> Arrival:
    found = queries.arrival(uow, number, to_change=True)
    if found.outcome is not Outcome.REFUSED:
        says, mend = sentence("This file was taken: there is no refusal."), sentence("Look at its scan.")
        raise NotToDealWith(says, mend=mend, seen=found.scan)
    return found


def _place(found: Arrival, folder: str) -> Path:
    """Give the folder in which a refused file lies, where it is the one watched here.

    Raises:
        NotToTryAgain: it is not, or the file is no refused file of a folder.
    """
    if found.outcome is not Outcome.REFUSED:
        raise _not(
            sentence("This file was taken: there is nothing to try again."), sentence("Look at its scan."), found
        )
    if found.source is not Source.FOLDER:
        raise _not(sentence("This file came by the port, which keeps none that it refuses."), _SEND, found)
    if not folder or os.path.realpath(folder) != found.folder:
        raise _not(
            sentence("This file lies in a folder that this server does not watch: {folder}", folder=found.folder),
            sentence("Move it there by hand, from the part refused to the part in."),
            found,
        )
    return Path(found.folder)


def _not(says: Sentence, mend: Sentence, found: Arrival) -> NotToTryAgain:
    return NotToTryAgain(says, mend=mend, seen=found.name[:80])
