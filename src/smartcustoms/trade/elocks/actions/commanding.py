"""Commands to locks, and what of theirs was refused."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, Final

from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.errors import NotFound, Refused
from smartcustoms.kernel.words.model import sentence
from smartcustoms.trade.elocks import store
from smartcustoms.trade.elocks.protocols.commanding import CAN

COMMANDS: Final = ("arm", "unlock", "interval")
AGAIN: Final = timedelta(seconds=10)
MOST_TRIES: Final = 6


class CommandUnfit(Refused):
    """The command cannot be sent to this lock."""

    code = "elock_command_unfit"


def command(uow: UnitOfWork, lock: str, what: str, *, seconds: int | None = None) -> int:
    """Let a command wait for a lock; the gateway sends it, again until the lock answers. Give its number.

    Raises:
        NotFound: there is no such lock.
        CommandUnfit: no such command, no interval, or the lock speaks a protocol in which it cannot be said.
    """
    found = store.devices.some(uow, [lock]).get(lock)
    if found is None:
        raise NotFound(sentence("There is no such e-lock."), mend=sentence("Look in the list."), seen=lock[:40])
    if what not in COMMANDS or (what == "interval") != (seconds is not None and 5 <= seconds <= 86_400):
        raise CommandUnfit(
            sentence("There is no such command, or its interval cannot be."),
            mend=sentence("Choose arm, unlock, or an interval of 5 to 86400 s."),
            field="command",
            seen=what[:40],
        )
    if what not in CAN.get(found.protocol, frozenset()):
        raise CommandUnfit(
            sentence("This command cannot be sent to this e-lock by its protocol."),
            mend=sentence("Do it at the lock."),
            field="command",
            seen=f"{found.protocol} {what}",
        )
    number = store.devices.ask(uow, lock, what, seconds)
    uow.note("elock.commanded", lock, command=what, seconds=seconds, number=number)
    return number


def commands_due(uow: UnitOfWork, locks: Sequence[str]) -> list[tuple[int, str, str, int | None]]:
    """Give the commands that wait for some locks (number, lock, command, seconds), and count the try."""
    due = store.devices.waiting(uow, locks, resend_before=uow.at - AGAIN, most_tries=MOST_TRIES)
    return [(row.number, row.lock, row.command, row.seconds) for row in due]


def note_answer(uow: UnitOfWork, number: int, *, done: bool) -> None:
    """Note what a lock answered."""
    store.devices.answered(uow, number, done=done)


def count_refused(uow: UnitOfWork, rows: Sequence[Mapping[str, Any]]) -> None:
    """Count refused frames by protocol, device and the first word of the reason, and keep the last of each for study."""
    store.devices.refuse(uow, rows)
