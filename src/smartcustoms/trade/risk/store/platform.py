"""The engine's own tables inside a trader's transaction.

A trader's lodging assesses the declaration in the same transaction, but no trader may see a profile or an
assessment. So these tables are customs' alone, and the engine reads and writes them in the name of the platform,
for just those statements; afterwards the transaction is the trader's again.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from weakref import WeakKeyDictionary

import sqlalchemy as sa

from smartcustoms.kernel.database.statements import Statement
from smartcustoms.kernel.database.unit import UnitOfWork

_BE = Statement(sa.text("select set_config('app.kind', :kind, true)"))
_MEMORIES: "WeakKeyDictionary[sa.Engine, dict[str, Any]]" = WeakKeyDictionary()


_DEPTH: "WeakKeyDictionary[UnitOfWork, int]" = WeakKeyDictionary()


@contextmanager
def on_behalf_of_platform(uow: UnitOfWork) -> Iterator[None]:
    """Run the statements inside as the platform; may be nested.

    If a statement fails, the transaction is lost anyway, and the change of name with it.
    """
    if uow.by.kind.value in ("customs", "system"):
        yield
        return
    depth = _DEPTH.get(uow, 0)
    if not depth:
        uow.later(_BE.given(kind="system"))
    _DEPTH[uow] = depth + 1
    yield
    _DEPTH[uow] = depth
    if not depth:
        uow.later(_BE.given(kind=uow.by.kind.value))


def memory_of(uow: UnitOfWork) -> dict[str, Any]:
    """Give the process's warm things for this database (one dictionary per engine)."""
    return _MEMORIES.setdefault(uow.engine, {})
