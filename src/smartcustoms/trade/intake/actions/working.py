"""Work off what waits: lodge it in its sender's name, at the moment it first came."""

from typing import Final

import structlog

from smartcustoms.kernel import clock
from smartcustoms.kernel.actor import PLATFORM, Actor, Kind
from smartcustoms.kernel.database.unit import Database
from smartcustoms.kernel.errors import Refused, rule_of
from smartcustoms.kernel.people.queries import require
from smartcustoms.kernel.words.say import say
from smartcustoms.trade.cargo_reports.model import LODGE as LODGE_CARGO
from smartcustoms.trade.declarations.model import LODGE
from smartcustoms.trade.intake import store
from smartcustoms.trade.intake.model import State
from smartcustoms.trade.intake.sorting import SubmissionRefused, lodge

log = structlog.get_logger("smartcustoms.intake")
MOST_TRIES: Final = 500
"""Tries of one submission that fails for no fault of the sender's: some eight hours, one a minute."""
_AT_ONCE: Final = 200


def work_off(database: Database) -> int:
    """Lodge what waits, each in its sender's name and at the moment it first came; give how many were worked off.

    What fails for no fault of the sender's stays and is tried again.
    """
    with database.unit(by=PLATFORM, at=clock.now()) as uow:
        numbers = store.waiting(uow, most_tries=MOST_TRIES, limit=_AT_ONCE)
    return sum(_work(database, number) for number in numbers)


def _work(database: Database, number: str) -> bool:
    with database.unit(by=PLATFORM, at=clock.now()) as uow:
        found = store.to_work(uow, number)
    if found is None:
        return False
    submission, content, roles = found
    sender = Actor(
        submission.sent_by,
        submission.organisation,
        Kind.TRADER,
        frozenset(roles),
        submission.language,
        submission.sent_by,
    )
    try:
        with database.unit(by=sender, at=submission.received_at) as uow:
            if store.to_work(uow, number) is None:
                return False
            require(sender, LODGE_CARGO, owner=sender.organisation)
            require(sender, LODGE, owner=sender.organisation)
            kind, answer = lodge(uow, content, number=number)
            store.worked(
                uow, number, {"state": State.TAKEN.value, "worked_at": clock.now(), "kind": kind, "answer": answer}
            )
    except SubmissionRefused as refused:
        _refuse(database, sender, number, refused.kind, dict(refused.answer))
    except Refused as refused:
        error = {
            "code": refused.code,
            "message": say(refused.says, sender.language),
            "mend": say(refused.mend, sender.language),
            "path": "",
            "line": None,
            "value": "",
            "rule": rule_of(refused.code),
        }
        _refuse(database, sender, number, "", {"accepted": False, "errors": [error]})
    except Exception as fault:  # noqa: BLE001 - what is lodged elsewhere is down or broken: this one waits, the others go on
        log.error("intake.waits", number=number, error=repr(fault)[:300])
        with database.unit(by=PLATFORM, at=clock.now()) as uow:
            store.tried(uow, number)
        return False
    return True


def _refuse(database: Database, sender: Actor, number: str, kind: str, answer: dict[str, object]) -> None:
    with database.unit(by=sender, at=clock.now()) as uow:
        store.worked(uow, number, {"state": State.REFUSED.value, "worked_at": uow.at, "kind": kind, "answer": answer})
        uow.note("submission.refused", number, kind=kind)
