"""Stamp and keep what was sent; on disk while the database is away."""

import hashlib
import secrets
from datetime import datetime

from smartcustoms.kernel import receipts
from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.identifiers import numbered
from smartcustoms.kernel.settings import Settings
from smartcustoms.kernel.words.model import sentence
from smartcustoms.trade.intake import spool, store
from smartcustoms.trade.intake.model import LARGEST, PREFIX, NotSendable, State, Submission, Way


def new_number(at: datetime) -> str:
    """Give a number for a submission, which needs no database: it is drawn, and checked for being free when it is kept."""
    return numbered(PREFIX, at.year, secrets.randbelow(10**9))


def accept(
    uow: UnitOfWork, content: bytes, *, name: str, way: Way, number: str = "", at: datetime | None = None
) -> Submission:
    """Stamp and keep what was sent, for the actor's organisation; it is worked off later.

    Args:
        uow: a unit of the sender's.
        content: the bytes as sent.
        name: the file's name, or what the sender calls it.
        way: the channel.
        number: its number when it was given one already.
        at: when it first came; None: now.

    Raises:
        NotSendable: it is empty or too large.
    """
    check_size(content)
    made = Submission(
        number=number or new_number(uow.at),
        organisation=uow.by.organisation,
        sent_by=uow.by.user,
        way=way,
        name=_plain(name),
        received_at=at or uow.at,
        sha256=hashlib.sha256(content).hexdigest(),
        size=len(content),
        state=State.WAITING,
        language=uow.by.language,
    )
    if store.add(uow, made, content, sorted(uow.by.roles)):
        uow.note("submission.accepted", made.number, sha256=made.sha256, way=way.value, size=made.size)
    return made


def check_size(content: bytes) -> None:
    """Refuse what is empty or too large.

    Raises:
        NotSendable: it is one of the two.
    """
    if not content or len(content) > LARGEST:
        raise NotSendable(
            sentence("What was sent is empty, or has more than 8 MB."),
            mend=sentence("Send a message of at most 8 MB."),
            field="body",
            seen=str(len(content)),
        )


def spool_away(
    settings: Settings, content: bytes, *, number: str, at: datetime, authorization: str, name: str
) -> Submission:
    """Keep what was sent on disk, sealed, while the database is away; it is taken in at its first moment later.

    Raises:
        SpoolFull: there is no room.
    """
    check_size(content)
    spool.put(settings, number=number, at=at, authorization=authorization, name=_plain(name), content=content)
    return Submission(
        number=number,
        organisation="",
        sent_by="",
        way=Way.SPOOL,
        name=_plain(name),
        received_at=at,
        sha256=hashlib.sha256(content).hexdigest(),
        size=len(content),
        state=State.WAITING,
    )


def receipt_of(settings: Settings, submission: Submission) -> str:
    """Write the receipt of a submission; it is the same each time."""
    kept = receipts.Receipt(submission.number, 1, submission.sha256, submission.received_at)
    return receipts.signed(kept, receipts.seed_of(settings))


def _plain(name: str) -> str:
    """Give the last part of a file's name, printable."""
    last = name.replace("\\", "/").rpartition("/")[2]
    return "".join(each for each in last if each.isprintable())[:120]
