"""What can be asked about the intake; never writes but the note of a look."""

from dataclasses import replace
from typing import Final

from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.words.model import Sentence, sentence
from smartcustoms.trade.intake import store
from smartcustoms.trade.intake.model import NoSuchSubmission, Slip, SlipState, State, Submission, Wanted, Way

MOST_EXPORTED: Final = 100_000

STATES: dict[State, Sentence] = {
    State.WAITING: sentence("Waiting"),
    State.TAKEN: sentence("Lodged"),
    State.REFUSED: sentence("Refused"),
}
WAYS: dict[Way, Sentence] = {
    Way.HTTPS: sentence("HTTPS"),
    Way.FOLDER: sentence("Folder"),
    Way.SPOOL: sentence("HTTPS, while the database was away"),
}
SLIP_STATES: dict[SlipState, Sentence] = {
    SlipState.ISSUED: sentence("Blank"),
    SlipState.WRITTEN: sentence("Written, not yet lodged"),
    SlipState.SETTLED: sentence("Settled"),
    SlipState.VOID: sentence("Void"),
}


def submission(uow: UnitOfWork, number: str) -> Submission:
    """Give one submission.

    Raises:
        NoSuchSubmission: there is none, or it is not the asker's.
    """
    found = store.by_number(uow, number)
    if found is None:
        raise NoSuchSubmission(
            sentence("There is no such submission."),
            mend=sentence("Look in the list of what you sent."),
            seen=number[:40],
        )
    uow.looked(f"submission {number}")
    return found


def submissions(uow: UnitOfWork, wanted: Wanted) -> tuple[list[Submission], int]:
    """Give a page of what the asker may see, in the order asked for, and how many there are."""
    return store.listed(uow, wanted)


def every(uow: UnitOfWork, wanted: Wanted) -> list[Submission]:
    """Give all that the filters let through, at most 100,000, for an export."""
    return store.listed(uow, replace(wanted, page=1, per_page=MOST_EXPORTED))[0]


def slips(
    uow: UnitOfWork, *, state: SlipState | None = None, lane: str = "", page: int = 1, size: int = 100
) -> tuple[list[Slip], int]:
    """Give a page of slips in the order of their numbers, and how many there are."""
    return store.slips(uow, state=state, lane=lane, page=page, size=size)


def slip_counts(uow: UnitOfWork) -> dict[str, int]:
    """Give how many slips stand in each state. Settled to zero difference: none is blank, none is only written."""
    return store.slip_counts(uow)
