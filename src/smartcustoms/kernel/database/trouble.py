"""The database's troubles that pass: it is away, restarting, out of room or too busy. The web answers them with "again later"."""

import psycopg.errors
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

TROUBLES: tuple[type[Exception], ...] = (OperationalError, PoolTimeout)
"""What to catch. Nobody was told that the transaction committed; when the connection broke in the commit, it may have."""


def is_full(trouble: Exception) -> bool:
    """Tell whether the database has no room left on its disk."""
    return isinstance(getattr(trouble, "orig", None), psycopg.errors.DiskFull)
