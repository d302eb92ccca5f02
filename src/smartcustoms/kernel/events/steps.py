"""Runs reaction steps: the effect and its inbox mark commit together, so a repeated delivery has no second effect.

While all goes well, a short batch of one consumer's deliveries shares a transaction. When one of them fails, the batch rolls
back and each is run in a transaction of its own, so a failing event delays nobody but those of its own key.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import msgspec
import structlog

from smartcustoms.kernel.actor import PLATFORM
from smartcustoms.kernel.clock import now
from smartcustoms.kernel.database.unit import Database, UnitOfWork
from smartcustoms.kernel.events import actions, queries
from smartcustoms.kernel.events.failpoints import reached
from smartcustoms.kernel.events.model import Message, Patience, Reaction
from smartcustoms.kernel.events.trace import following

BATCH: Final = 50
_SHARED: Final = 0.1  # seconds after which a batch commits: slow steps do not share a transaction for long
_log = structlog.get_logger(__name__)

Step = tuple[type[Any], Callable[..., None]]


@dataclass
class _Tried:
    """What a transaction was at when it failed."""

    at: Message | None = None
    attempts: int = 0
    ran: int = 0
    took: list[Message] = field(default_factory=list)


class StepRunner:
    """Runs what is due, one turn at a time; several may run in threads and processes, on different lots."""

    def __init__(self, database: Database, reactions: Sequence[Reaction], *, patience: Patience | None = None) -> None:
        self.database = database
        self.patience = patience or Patience()
        self.steps: dict[str, Step] = {
            f"{each.event.__name__}.{step.__name__}": (each.event, step) for each in reactions for step in each.steps
        }

    def turn(self) -> int:
        """Run everything that is due now; give how many deliveries were tried."""
        with self.database.unit(by=PLATFORM, at=now()) as uow:
            lots = queries.lots_due(uow)
        return sum(self._drain(consumer, lot) for consumer, lot in lots if consumer in self.steps)

    def _drain(self, consumer: str, lot: int) -> int:
        total = 0
        while did := self._batch(consumer, lot):
            total += did
        return total

    def _batch(self, consumer: str, lot: int) -> int:
        tried = _Tried()
        try:
            self._transaction(consumer, lot, BATCH, tried)
        except Exception as failure:
            if tried.at is None:
                raise
            if len(tried.took) == 1:
                self._fail(consumer, tried, failure)
                return 1
        else:
            return tried.ran
        return sum(self._single(consumer, lot) for _ in tried.took)

    def _single(self, consumer: str, lot: int) -> int:
        tried = _Tried()
        try:
            self._transaction(consumer, lot, 1, tried)
        except Exception as failure:
            if tried.at is None:
                raise
            self._fail(consumer, tried, failure)
            return 1
        return tried.ran

    def _transaction(self, consumer: str, lot: int, limit: int, tried: _Tried) -> None:
        begun = time.monotonic()
        with self.database.unit(by=PLATFORM, at=now()) as uow:
            due = actions.take_due(uow, consumer, lot, limit=limit)
            tried.took = [message for message, _ in due]
            for message, attempts in due:
                tried.at, tried.attempts = message, attempts
                reached("step.before_effect")
                self._effect(uow, consumer, message)
                tried.ran += 1
                if time.monotonic() - begun > _SHARED:
                    break
            if tried.ran:
                actions.mark_done(uow, consumer, [message.id for message in tried.took[: tried.ran]])
                reached("step.before_commit")
        if tried.ran:
            reached("step.after_commit")

    def _effect(self, uow: UnitOfWork, consumer: str, message: Message) -> None:
        event, step = self.steps[consumer]
        with following(message.trace, consumer):
            step(uow, msgspec.convert(message.body, type=event))

    def _fail(self, consumer: str, tried: _Tried, failure: Exception) -> None:
        if tried.at is None:
            return
        message, attempts = tried.at, tried.attempts + 1
        error = f"{type(failure).__name__}: {failure}"[:2000]
        with self.database.unit(by=PLATFORM, at=now()) as uow:
            dead = actions.mark_failed(
                uow, consumer, message.id, attempts=attempts, error=error, patience=self.patience
            )
        tell = _log.error if dead else _log.warning
        tell(
            "step failed",
            consumer=consumer,
            key=message.key,
            event_id=str(message.id),
            attempts=attempts,
            dead=dead,
            error=error,
        )
