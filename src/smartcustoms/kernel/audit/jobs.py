"""The sequencer: every few seconds new deeds go into the tree, and a signed checkpoint leaves the database."""

import time
from datetime import datetime
from typing import Final

from smartcustoms.kernel import clock
from smartcustoms.kernel.actor import PLATFORM
from smartcustoms.kernel.audit import actions
from smartcustoms.kernel.audit.checkpoint_gateway import CheckpointFiles, checkpoint_folder, origin, signing_key
from smartcustoms.kernel.database.unit import Database
from smartcustoms.kernel.jobs.model import Job
from smartcustoms.kernel.settings import Settings, read_settings

EACH: Final = 5.0
"""Seconds between passes: how long a deed may wait until it is covered."""

_RUN: Final = 54.0  # seconds; the next minute's run goes on


def sequence_all(database: Database, settings: Settings, at: datetime, *, everything: bool = False) -> int:
    """Put all that waits into the tree, a lot a transaction, and keep the checkpoints outside; give how many rows."""
    signing, name = signing_key(settings), origin(settings)
    total = 0
    while True:
        with database.unit(by=PLATFORM, at=at) as uow:
            did = actions.sequence(uow, key=signing, origin=name, everything=everything)
        total += did
        if did == 0:
            break
    with database.unit(by=PLATFORM, at=at) as uow:
        actions.publish(uow, through=CheckpointFiles(checkpoint_folder(settings)))
    return total


def _run(database: Database, _at: datetime) -> None:
    settings, begun = read_settings(), time.monotonic()
    while True:
        sequence_all(database, settings, clock.now())
        if time.monotonic() - begun > _RUN - EACH:
            return
        time.sleep(EACH)


jobs = [Job(name="audit.sequence", run=_run, schedule="* * * * *", tries=1)]
