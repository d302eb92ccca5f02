"""Statements in the name of the platform inside somebody's transaction.

A trader's deed may need rows that he may not see: an engine's own tables, or a thing of another organisation whose number he
was given. Those statements, and no others, run as the platform; afterwards the transaction is the trader's again. Whoever uses
it decides what of the answer the trader is told.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from weakref import WeakKeyDictionary

import sqlalchemy as sa

from smartcustoms.kernel.database.statements import Statement
from smartcustoms.kernel.database.unit import UnitOfWork

_BE = Statement(sa.text("select set_config('app.kind', :kind, true)"))
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
