"""The database's troubles that pass: it is away, restarting, out of room or too busy. The web answers them with "again later"."""

import psycopg.errors
from sqlalchemy.exc import DataError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

TROUBLES: tuple[type[Exception], ...] = (OperationalError, PoolTimeout, psycopg.OperationalError)
"""What to catch. Nobody was told that the transaction committed; when the connection broke in the commit, it may have.

COPY speaks to psycopg itself, past SQLAlchemy's names."""

UNKEEPABLE: tuple[type[Exception], ...] = (DataError, psycopg.DataError)
"""What a value from outside brings about when no column can keep it: a NUL in a text, a number beyond the column's range."""


_OF_VALUES = {None, "22001", "22003", "22007", "22008", "22021", "22P02", "22P03", "22P05"}
"""SQLSTATEs that a value brings about; none: psycopg refused it before sending. Others of class 22, such as a division by zero
(22012), are faults of our own."""


def is_of_a_value(trouble: Exception) -> bool:
    """Tell whether a value from outside brought this about, and not a sum of our own."""
    return getattr(getattr(trouble, "orig", trouble), "sqlstate", None) in _OF_VALUES


def is_full(trouble: Exception) -> bool:
    """Tell whether the database has no room left on its disk."""
    return isinstance(getattr(trouble, "orig", None), psycopg.errors.DiskFull)
