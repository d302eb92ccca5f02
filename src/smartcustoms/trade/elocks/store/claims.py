"""Which process takes in which shard of the log: advisory locks of one session, which end with the process."""

from collections.abc import Iterable
from typing import Final

import sqlalchemy as sa

from smartcustoms.kernel.database.unit import Database

_SPACE: Final = 7211
"""The first number of our advisory locks; the second is the shard's."""


class Claims:
    """The shards that this process holds, in a session of its own."""

    def __init__(self, database: Database, shards: Iterable[int], most: int) -> None:
        self._database, self._shards, self._most = database, tuple(shards), most
        self._session: sa.Connection | None = None
        self.held: set[int] = set()

    def renew(self) -> set[int]:
        """Ask for more shards while fewer than the most are held; give those held. After a lost session it begins anew."""
        try:
            if self._session is None:
                session = self._database.engine.connect()
                self._session = session.execution_options(isolation_level="AUTOCOMMIT")
            self._session.exec_driver_sql("select 1")
            for each in self._shards:
                if len(self.held) >= self._most:
                    break
                if each not in self.held and self._takes(self._session, each):
                    self.held.add(each)
        except BaseException:
            self.end()
            raise
        return self.held

    def _takes(self, session: sa.Connection, shard: int) -> bool:
        return bool(session.exec_driver_sql("select pg_try_advisory_lock(%s, %s)", (_SPACE, shard)).scalar())

    def end(self) -> None:
        """Give all up. The session is closed, not given back: its locks must not outlive it."""
        self.held.clear()
        session, self._session = self._session, None
        if session is not None:
            session.invalidate()
            session.close()
