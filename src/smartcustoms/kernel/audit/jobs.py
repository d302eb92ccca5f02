"""The sequencer: every few seconds new deeds go into the tree, and a signed checkpoint leaves the database."""

import time
from datetime import datetime
from typing import Final

from smartcustoms.kernel import clock
from smartcustoms.kernel.audit.sequencing import sequence_all
from smartcustoms.kernel.database.unit import Database
from smartcustoms.kernel.jobs.model import Job
from smartcustoms.kernel.settings import read_settings

EACH: Final = 5.0
"""Seconds between passes: how long a deed may wait until it is covered."""

_RUN: Final = 54.0  # seconds; the next minute's run goes on


def _run(database: Database, _at: datetime) -> None:
    settings, begun = read_settings(), time.monotonic()
    while True:
        sequence_all(database, settings, clock.now())
        if time.monotonic() - begun > _RUN - EACH:
            return
        time.sleep(EACH)


jobs = [Job(name="audit.sequence", run=_run, schedule="* * * * *", tries=1)]
