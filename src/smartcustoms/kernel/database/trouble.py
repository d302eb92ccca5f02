"""The database's troubles that pass: it is away, restarting, out of room or too busy. The web answers them with "again later"."""

import psycopg.errors
from sqlalchemy.exc import DataError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

TROUBLES: tuple[type[Exception], ...] = (OperationalError, PoolTimeout)
"""What to catch. Nobody was told that the transaction committed; when the connection broke in the commit, it may have."""


UNKEEPABLE: tuple[type[Exception], ...] = (DataError, psycopg.DataError)
"""What a value from outside brings about when no column can keep it: a NUL in a text, a number beyond the column's range."""


def is_full(trouble: Exception) -> bool:
    """Tell whether the database has no room left on its disk."""
    return isinstance(getattr(trouble, "orig", None), psycopg.errors.DiskFull)
