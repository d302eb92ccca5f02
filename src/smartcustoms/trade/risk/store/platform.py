"""The engine's own tables inside a trader's transaction.

A trader's lodging assesses the declaration in the same transaction, but no trader may see a profile or an
assessment. So these tables are customs' alone, and the engine reads and writes them in the name of the platform,
for just those statements; afterwards the transaction is the trader's again.
"""

from typing import Any
from weakref import WeakKeyDictionary

import sqlalchemy as sa

from smartcustoms.kernel.database.platform import on_behalf_of_platform
from smartcustoms.kernel.database.unit import UnitOfWork

__all__ = ["memory_of", "on_behalf_of_platform"]

_MEMORIES: "WeakKeyDictionary[sa.Engine, dict[str, Any]]" = WeakKeyDictionary()


def memory_of(uow: UnitOfWork) -> dict[str, Any]:
    """Give the process's warm things for this database (one dictionary per engine)."""
    return _MEMORIES.setdefault(uow.engine, {})
