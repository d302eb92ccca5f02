"""What a process asks before each assessment to be up with the database: one round trip for all of it."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import sqlalchemy as sa

from smartcustoms.kernel.database.statements import Ready, Statement
from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.trade.risk.store import profiles
from smartcustoms.trade.risk.store.judges import risk_judge, risk_plan
from smartcustoms.trade.risk.store.rules import risk_rule


class Standing(NamedTuple):
    """The oldest transaction that may still be running; the judge promoted last; the offices' plans; changes of rules so far."""

    horizon: int
    champion: str | None
    plans: dict[str, dict[str, Any]]
    rule_changes: int


_CHAMPION = (
    sa.select(risk_judge.c.hash)
    .where(risk_judge.c.promoted_at.is_not(None))
    .order_by(risk_judge.c.promoted_at.desc(), risk_judge.c.hash)
    .limit(1)
)
_STANDING = Statement(
    sa.select(
        sa.literal_column("pg_snapshot_xmin(pg_current_snapshot())::text"),
        _CHAMPION.scalar_subquery(),
        sa.select(sa.func.jsonb_object_agg(risk_plan.c.office, risk_plan.c.plan)).scalar_subquery(),
        sa.select(sa.func.coalesce(sa.func.sum(risk_rule.c.changes), 0)).scalar_subquery(),
    )
)


def follow(
    uow: UnitOfWork, since: int, *, but: Sequence[int], also: Sequence[Ready] = ()
) -> tuple[Standing, list[profiles.Logged], list[list[tuple[Any, ...]]]]:
    """Give how things stand, the profiles' changes since a transaction but for some, and the rows of further questions.

    The horizon is asked before the changes: what is settled by it is among them.
    """
    standing, logged, *rest = uow.ask(_STANDING.given(), profiles.logged(since, but), *also)
    horizon, champion, plans, changes = standing[0]
    return Standing(int(horizon), champion, plans or {}, int(changes)), [profiles.read(row) for row in logged], rest
