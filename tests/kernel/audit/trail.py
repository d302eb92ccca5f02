"""A trail to test on: a few hundred deeds in several passes, with its checkpoints inside and outside."""

from collections.abc import Callable
from datetime import datetime, timedelta
from random import Random

import sqlalchemy as sa

from smartcustoms.kernel.actor import PLATFORM, Actor, Kind
from smartcustoms.kernel.audit import actions, queries
from smartcustoms.kernel.audit.checkpoint_gateway import MemoryCheckpoints, origin, signing_key
from smartcustoms.kernel.audit.model import Verdict
from smartcustoms.kernel.database.unit import Database, UnitOfWork
from smartcustoms.kernel.settings import Settings
from tests.conftest import NOON

AMINA = Actor("amina", "customs", Kind.CUSTOMS)


class TestTrail:
    """Writes deeds, sequences them, verifies."""

    __test__ = False

    def __init__(self, database: Database, settings: Settings) -> None:
        self.database = database
        self.key, self.origin = signing_key(settings), origin(settings)
        self.outside = MemoryCheckpoints()
        self.at: datetime = NOON

    def write(self, count: int) -> None:
        with self.database.unit(by=AMINA, at=self.at) as uow:
            for n in range(count):
                uow.note("declaration.lodged", f"D{n}", items=n, value="12.50", share=0.1, words=["a", None])

    def sequence(self, *, everything: bool = False) -> int:
        self.at += timedelta(seconds=5)
        with self.database.unit(by=PLATFORM, at=self.at) as uow:
            did = actions.sequence(uow, key=self.key, origin=self.origin, everything=everything)
        with self.database.unit(by=PLATFORM, at=self.at) as uow:
            actions.publish(uow, through=self.outside)
        return did

    def fill(self, passes: int, each: int) -> None:
        for _ in range(passes):
            self.write(each)
            self.sequence()

    def verify(self, uow: UnitOfWork | None = None, *, outside: bool = True) -> Verdict:
        notes = [(f"line {n}", note) for n, note in enumerate(self.outside.notes, 1)] if outside else []
        if uow is not None:
            return queries.verify(uow, key=self.key.public_key(), outside=notes)
        with self.database.unit(by=PLATFORM, at=self.at) as fresh:
            return queries.verify(fresh, key=self.key.public_key(), outside=notes)

    def after(self, mutation: Callable[[sa.Connection, Random], None], seed: int, *, outside: bool = True) -> Verdict:
        """Give the verdict after a mutation by the superuser, and undo it."""
        with self.database.engine.connect() as connection, connection.begin() as transaction:
            mutation(connection, Random(seed))
            verdict = self.verify(UnitOfWork(connection, by=PLATFORM, at=self.at), outside=outside)
            transaction.rollback()
        return verdict
