"""The unit of work: one transaction, in somebody's name, at a moment, with what it records."""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import msgspec
import sqlalchemy as sa

from smartcustoms.kernel.actor import Actor
from smartcustoms.kernel.database.outbox import audit_journal, event_outbox
from smartcustoms.kernel.database.tables import APP_ROLE
from smartcustoms.kernel.events.model import Event
from smartcustoms.kernel.events.trace import current_trace
from smartcustoms.kernel.identifiers import new_id

_IN_NAME_OF = sa.text(
    f"select set_config('role', '{APP_ROLE}', true), set_config('app.user', :user, true),"
    " set_config('app.organisation', :organisation, true), set_config('app.kind', :kind, true)"
)


class UnitOfWork:
    """One transaction. Actions and queries take it first; only stores use its connection."""

    def __init__(self, connection: sa.Connection, *, by: Actor, at: datetime) -> None:
        self.connection = connection
        self.by = by
        self.at = at
        self.permitted_by: Sequence[str] = ()
        self.after_commit: list[Callable[[], None]] = []
        self._events: list[Event] = []
        self._journal: list[dict[str, Any]] = []

    def record(self, event: Event) -> None:
        """Record a fact; it reaches its reactions if and only if this transaction commits."""
        self._events.append(event)

    def note(self, deed: str, about: str, /, **facts: Any) -> None:
        """Note a deed in the audit trail: `uow.note("declaration.lodged", number, items=3)`. Facts are plain JSON values."""
        self._journal.append(
            {
                "id": new_id(self.at),
                "at": self.at,
                "who": self.by.user,
                "organisation": self.by.organisation,
                "deed": deed,
                "about": about,
                "facts": facts,
            }
        )

    def looked(self, about: str, /, **facts: Any) -> None:
        """Note a look at personal data in the audit trail, with the policies that permitted it where a request names them."""
        self.note("looked", about, **facts, **({"policies": list(self.permitted_by)} if self.permitted_by else {}))

    def copy(self, table: sa.Table, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> int:
        """Put many rows into a table by COPY, in this transaction; give how many. Values go by psycopg's adapters.

        PostgreSQL refuses COPY into a table under row-level security ("COPY FROM not supported with row-level security").
        Rows of such a table go by way of `aside` and one INSERT, which the table's policies check row by row.
        """
        if "protected" not in table.info:
            return self._copy(_quoted(table.name), columns, rows)
        names = ", ".join(map(_quoted, columns))
        with self.aside(table, columns, rows) as passing:
            into = f"INSERT INTO {_quoted(table.name)} ({names}) SELECT {names} FROM {passing}"  # noqa: S608 - our own names
            return self.connection.exec_driver_sql(into).rowcount

    @contextmanager
    def aside(self, table: sa.Table, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[str]:
        """Hold many rows in a temporary table with these columns of a table, while the block runs.

        Gives the temporary table's quoted name, for an INSERT ... SELECT that the target's policies check.
        """
        passing, names = _quoted(f"passing_{table.name}"), ", ".join(map(_quoted, columns))
        like = f"SELECT {names} FROM {_quoted(table.name)} WITH NO DATA"  # noqa: S608 - names of our own tables
        self.connection.exec_driver_sql(f"CREATE TEMP TABLE {passing} ON COMMIT DROP AS {like}")
        self._copy(passing, columns, rows)
        yield passing
        self.connection.exec_driver_sql(f"DROP TABLE {passing}")

    def _copy(self, into: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> int:
        raw = self.connection.connection.driver_connection
        if raw is None:
            raise RuntimeError("the connection is closed")
        names = ", ".join(map(_quoted, columns))
        with raw.cursor() as cursor:
            with cursor.copy(f"COPY {into} ({names}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
            return int(cursor.rowcount)

    def flush(self) -> None:
        """Write the recorded events and deeds; called once before the commit."""
        if self._events:
            self.connection.execute(sa.insert(event_outbox), [self._row(event) for event in self._events])
        if self._journal:
            self.connection.execute(sa.insert(audit_journal), self._journal)
        self._events, self._journal = [], []

    def _row(self, event: Event) -> dict[str, Any]:
        return {
            "id": new_id(self.at),
            "name": type(event).__name__,
            "version": event.version,
            "key": event.key,
            "body": json.loads(msgspec.json.encode(event)),
            "recorded_at": self.at,
            "trace": current_trace(),
        }


def _quoted(name: str) -> str:
    return f'"{name}"'


class Database:
    """A PostgreSQL database and how units of work on it begin and end."""

    def __init__(self, engine: sa.Engine) -> None:
        self.engine = engine
        self.on_commit: list[Callable[[], None]] = []

    @contextmanager
    def unit(self, *, by: Actor, at: datetime) -> Iterator[UnitOfWork]:
        """Begin a unit of work; it commits when the block ends and rolls back when the block raises."""
        with self.engine.connect() as connection:
            with connection.begin():
                names = {"user": by.user, "organisation": by.organisation, "kind": by.kind.value}
                connection.execute(_IN_NAME_OF, names)
                uow = UnitOfWork(connection, by=by, at=at)
                yield uow
                uow.flush()
            for after in [*uow.after_commit, *self.on_commit]:
                after()

    def close(self) -> None:
        """Close the pool."""
        self.engine.dispose()
