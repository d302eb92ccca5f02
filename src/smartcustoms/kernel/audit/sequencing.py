"""Puts all that waits into the tree, in lots, and keeps the signed checkpoints outside the database."""

from datetime import datetime

from smartcustoms.kernel.actor import PLATFORM
from smartcustoms.kernel.audit import actions
from smartcustoms.kernel.audit.checkpoint_gateway import CheckpointFiles, checkpoint_folder, origin, signing_key
from smartcustoms.kernel.database.unit import Database
from smartcustoms.kernel.settings import Settings


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
