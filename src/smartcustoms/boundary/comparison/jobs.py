"""Each minute: some scans whose look was noted by an earlier method are noted anew, until none is left."""

from datetime import datetime
from typing import Final

import structlog

from smartcustoms.boundary.comparison import actions, queries
from smartcustoms.kernel.actor import PLATFORM
from smartcustoms.kernel.database.unit import Database
from smartcustoms.kernel.errors import Refused
from smartcustoms.kernel.jobs.model import Job

_log = structlog.get_logger("smartcustoms.comparison")
_AT_ONCE: Final = 50


def _note(database: Database, at: datetime) -> None:
    with database.unit(by=PLATFORM, at=at) as uow:
        numbers = queries.looked_otherwise(uow, at_most=_AT_ONCE)
    for number in numbers:
        try:
            with database.unit(by=PLATFORM, at=at) as uow:
                actions.note_look(uow, number)
        except Refused as cannot:  # one original that cannot be read must not hold up the others
            _log.warning("scan.look_not_noted", scan=number, code=cannot.code)


jobs = [Job(name="comparison.looks", run=_note, schedule="* * * * *", tries=1)]
