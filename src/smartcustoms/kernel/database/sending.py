"""Sends statements that wait together: one round trip to PostgreSQL, in order (libpq's pipeline mode)."""

import select
from collections.abc import Sequence
from typing import Any

import psycopg
import sqlalchemy as sa

from smartcustoms.kernel.database.statements import DIALECT, Ready


class _InLine(psycopg.RawCursor[Any]):
    """Puts a statement in the pipeline and leaves it there: psycopg's own `execute` talks to the server after each one."""

    def _execute_gen(self, query: Any, params: Any = None, *, prepare: Any = None, binary: Any = None) -> Any:
        yield from self._start_query(query)
        ready = self._convert_query(query, params)
        yield from self._maybe_prepare_gen(ready, prepare=prepare, binary=binary)
        yield from self._conn._prepared.maintain_gen(self._conn)  # forgets statements that fell out of use


def send(connection: sa.Connection, waiting: Sequence[Ready], *, answers: slice) -> list[list[tuple[Any, ...]]]:
    """Send statements in order and wait for all of them; give the rows of those in `answers`.

    Raises:
        sqlalchemy.exc.DBAPIError: the first that failed, as SQLAlchemy would raise it; those after it had no effect.
    """
    raw: Any = connection.connection.driver_connection
    cursors: list[Any] = []
    try:
        with raw.pipeline():
            for each in waiting:
                cursor = _InLine(raw)
                cursor.execute(each.text, each.values)
                cursors.append(cursor)
        return [cursor.fetchall() for cursor in cursors[answers]]
    except psycopg.Error as wrong:
        text = waiting[max(0, len(cursors) - 1)].text if len(waiting) == 1 else "several statements"
        lost = bool(raw.closed)
        if lost:
            connection.invalidate(wrong)
        raise sa.exc.DBAPIError.instance(
            text, None, wrong, psycopg.Error, connection_invalidated=lost, dialect=DIALECT
        ) from wrong


def drop_the_dead(connection: Any, _record: Any, _proxy: Any) -> None:
    """Refuse a pooled connection whose server is gone, without asking it anything.

    On a connection at rest nothing is to be read but the end: a server that died or was stopped has closed it.
    """
    if not connection.closed:
        readable = select.poll()
        readable.register(connection.fileno(), select.POLLIN)
        if not readable.poll(0):
            return
    raise sa.exc.InvalidatePoolError("the server closed this connection")
