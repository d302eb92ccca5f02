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
from smartcustoms.kernel.database.sending import send
from smartcustoms.kernel.database.statements import Ready, Rows, Statement
from smartcustoms.kernel.database.tables import APP_ROLE
from smartcustoms.kernel.events.model import Event
from smartcustoms.kernel.events.trace import current_trace
from smartcustoms.kernel.identifiers import new_id

_BEGIN = Ready("BEGIN", ())
_COMMIT = Ready("COMMIT", ())
_IN_NAME_OF = Statement(
    sa.text(
        f"select set_config('role', '{APP_ROLE}', true), set_config('app.user', :user, true),"
        " set_config('app.organisation', :organisation, true), set_config('app.kind', :kind, true)"
    )
)
_EVENTS = Rows(event_outbox, ("id", "name", "version", "key", "body", "recorded_at", "trace"))
_DEEDS = Rows(audit_journal, ("id", "at", "who", "organisation", "deed", "about", "facts"))
_FEW = 20
"""Rows that go in one statement; more go one by one, so that no statement grows without limit."""


class UnitOfWork:
    """One transaction. Actions and queries take it first; only stores use its connection."""

    def __init__(self, connection: sa.Connection, *, by: Actor, at: datetime) -> None:
        self._connection = connection
        self._waiting: list[Ready] = []
        self._over = False
        self.by = by
        self.at = at
        self.permitted_by: Sequence[str] = ()
        self.after_commit: list[Callable[[], None]] = []
        self._events: list[Event] = []
        self._journal: list[dict[str, Any]] = []

    @property
    def connection(self) -> sa.Connection:
        """The transaction's connection, after all that waited for it has been sent: what is asked sees what was written."""
        if self._waiting:
            self.ask()
        if self._over:
            raise RuntimeError("this unit of work has ended: its last question was asked")
        return self._connection

    @property
    def engine(self) -> sa.Engine:
        """Which database this is; asking it sends nothing that waits."""
        return self._connection.engine

    def later(self, ready: Ready) -> None:
        """Let a statement wait that needs no answer; it is sent, in order, with whatever is asked next or at the end."""
        if self._over:
            raise RuntimeError("this unit of work has ended: its last question was asked")
        self._waiting.append(ready)

    def ask(self, *questions: Ready, last: bool = False) -> list[list[tuple[Any, ...]]]:
        """Send what waits and some questions in one round trip; give the rows of each question.

        With `last` the unit commits in the same round trip: nothing may be asked, written or recorded in it afterwards.
        """
        if last:
            self.flush()
        waiting, self._waiting = [*self._waiting, *questions, *([_COMMIT] if last else ())], []
        self._over = last
        place = len(waiting) - last
        return send(self._connection, waiting, answers=slice(place - len(questions), place))

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
        self._write(_EVENTS, [self._row(event) for event in self._events])
        self._write(_DEEDS, self._journal)
        self._events, self._journal = [], []

    def commit(self) -> None:
        """Send what still waits, and commit: the end of the unit."""
        if self._over and not (self._waiting or self._events or self._journal):
            return
        self.ask(last=True)

    def _write(self, into: Rows, rows: Sequence[dict[str, Any]]) -> None:
        for start in range(0, len(rows), _FEW):
            self.later(into.given(rows[start : start + _FEW]))

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
        # The unit says BEGIN itself, so that it goes along with the first statements; the pool rolls back what is left open.
        self._units = engine.execution_options(isolation_level="AUTOCOMMIT")
        self.on_commit: list[Callable[[], None]] = []

    @contextmanager
    def unit(self, *, by: Actor, at: datetime) -> Iterator[UnitOfWork]:
        """Begin a unit of work; it commits when the block ends and rolls back when the block raises."""
        with self._units.connect() as connection:
            uow = UnitOfWork(connection, by=by, at=at)
            uow.later(_BEGIN)
            uow.later(_IN_NAME_OF.given(user=by.user, organisation=by.organisation, kind=by.kind.value))
            yield uow
            uow.commit()
            for after in [*uow.after_commit, *self.on_commit]:
                after()

    def close(self) -> None:
        """Close the pool."""
        self.engine.dispose()
