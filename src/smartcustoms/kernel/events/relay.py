"""The relay: hands events from the outbox on, in order and in batches, to the inboxes here or to the broker."""

from collections.abc import Sequence
from typing import Final

from smartcustoms.kernel.actor import PLATFORM
from smartcustoms.kernel.clock import now
from smartcustoms.kernel.database.unit import Database
from smartcustoms.kernel.events import actions
from smartcustoms.kernel.events.failpoints import reached
from smartcustoms.kernel.events.model import Reaction

BATCH: Final = 1000


def consumers(reactions: Sequence[Reaction]) -> actions.Consumers:
    """Name the consumers of each event: one a step, `LaneAssigned.order_examination`."""
    return {
        each.event.__name__: [f"{each.event.__name__}.{step.__name__}" for step in each.steps] for each in reactions
    }


def relay_here(database: Database, whom: actions.Consumers, *, limit: int = BATCH) -> int:
    """Hand on one batch within this database; give how many events it had."""
    with database.unit(by=PLATFORM, at=now()) as uow:
        count = actions.relay(uow, whom, limit=limit)
        if count:
            reached("relay.before_commit")
    if count:
        reached("relay.after_commit")
    return count
