"""What is late or due of the exchange: messages without a receipt, links that officers know to be late, lists sent last."""

from collections.abc import Iterable
from datetime import datetime

import sqlalchemy as sa

from smartcustoms.business.recognition.model import Kind
from smartcustoms.business.recognition.store.exchange import recognition_link, recognition_message
from smartcustoms.kernel.database.unit import UnitOfWork

_L, _M = recognition_link.c, recognition_message.c


def last_reconciliations(uow: UnitOfWork) -> dict[str, datetime]:
    """Give, by arrangement, when our whole list was made ready for the partner last."""
    found = sa.select(_M.arrangement, sa.func.max(_M.made_at)).where(_M.kind == Kind.RECONCILIATION.value)
    return {row[0]: row[1] for row in uow.connection.execute(found.group_by(_M.arrangement))}


def late_links(uow: UnitOfWork, before: datetime) -> dict[str, int]:
    """Give, by arrangement, how many messages made before a moment have no receipt."""
    found = sa.select(_M.arrangement, sa.func.count()).where(_M.answered_at.is_(None), _M.made_at < before)
    return {str(code): int(count) for code, count in uow.connection.execute(found.group_by(_M.arrangement))}


def new_lateness(uow: UnitOfWork, late: Iterable[str]) -> list[str]:
    """Keep which links are late now; give those that were not before."""
    now = list(late)
    uow.connection.execute(
        sa.update(recognition_link)
        .where(_L.arrangement.not_in(now), _L.late_told_at.is_not(None))
        .values(late_told_at=None)
    )
    new = sa.update(recognition_link).where(_L.arrangement.in_(now), _L.late_told_at.is_(None))
    return sorted(uow.connection.execute(new.values(late_told_at=uow.at).returning(_L.arrangement)).scalars())
