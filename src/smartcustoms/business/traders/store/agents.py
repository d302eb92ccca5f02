"""SQL of relations between traders, and of the authority that principals give agents."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from smartcustoms.business.traders.model import Authorisation, Relation, RelationKind, What
from smartcustoms.business.traders.store.tables import trader_authorisation, trader_relation
from smartcustoms.kernel.database.unit import UnitOfWork

_A, _R = trader_authorisation.c, trader_relation.c


def insert_relation(uow: UnitOfWork, made: Relation) -> bool:
    """Keep a relation; False when the same stands already."""
    row = {
        "number": made.number,
        "trader": made.trader,
        "other": made.other,
        "kind": made.kind.value,
        "since": made.since,
        "until": made.until,
        "because": made.because,
        "noted_at": uow.at,
        "noted_by": uow.by.user,
    }
    kept = pg.insert(trader_relation).values(row).on_conflict_do_nothing().returning(_R.number)
    return uow.connection.execute(kept).scalar() is not None


def end_relation(uow: UnitOfWork, number: UUID, on: date) -> bool:
    """End a relation on a day; False when there is none."""
    ended = sa.update(trader_relation).where(_R.number == number).values(until=on)
    return uow.connection.execute(ended).rowcount == 1


def relations(uow: UnitOfWork, numbers: Iterable[str]) -> list[Relation]:
    """Give the relations of traders, from either side."""
    every = list(numbers)
    found = (
        sa.select(trader_relation).where(_R.trader.in_(every) | _R.other.in_(every)).order_by(_R.noted_at, _R.number)
    )
    return [
        Relation(
            number=row.number, trader=row.trader, other=row.other, kind=RelationKind(row.kind),
            since=row.since, until=row.until, because=row.because,
        )
        for row in uow.connection.execute(found)
    ]  # fmt: skip


def insert_authorisation(uow: UnitOfWork, made: Authorisation, seen_by: Iterable[str]) -> None:
    """Keep an authority; the organisations that see it are the principal's and the agent's."""
    row = {
        "number": made.number,
        "principal": made.principal,
        "principal_name": made.principal_name,
        "agent": made.agent,
        "agent_name": made.agent_name,
        "giver": made.giver,
        "seen_by": sorted(set(seen_by)),
        "what": sorted(made.what),
        "since": made.since,
        "until": made.until,
        "given_at": made.given_at,
        "given_by": uow.by.user,
    }
    uow.connection.execute(sa.insert(trader_authorisation).values(row))


def withdraw_authorisation(uow: UnitOfWork, number: str, *, because: str) -> None:
    """Note that an authority was withdrawn."""
    changed = sa.update(trader_authorisation).where(_A.number == number, _A.withdrawn_at.is_(None))
    uow.connection.execute(changed.values(withdrawn_at=uow.at, withdrawn_by=uow.by.user, withdrawn_because=because))


def authorisation(uow: UnitOfWork, number: str) -> Authorisation | None:
    """Give one authority, locked till the end of the transaction."""
    found = sa.select(trader_authorisation).where(_A.number == number).with_for_update()
    row = uow.connection.execute(found).one_or_none()
    return _authorisation(row) if row is not None else None


def seen_by(uow: UnitOfWork, number: str) -> list[str]:
    """Give the organisations that see an authority: the principal's and the agent's."""
    found = sa.select(_A.seen_by).where(_A.number == number)
    return list(uow.connection.execute(found).scalar() or ())


def authorisations(uow: UnitOfWork, numbers: Iterable[str]) -> list[Authorisation]:
    """Give what traders gave and were given, the newest first."""
    every = list(numbers)
    found = sa.select(trader_authorisation).where(_A.principal.in_(every) | _A.agent.in_(every))
    return [_authorisation(row) for row in uow.connection.execute(found.order_by(_A.given_at.desc(), _A.number))]


def between(uow: UnitOfWork, principals: Iterable[str], agents: Iterable[str]) -> list[Authorisation]:
    """Give what some principals gave some agents."""
    found = sa.select(trader_authorisation)
    found = found.where(_A.principal.in_(list(principals)), _A.agent.in_(list(agents)))
    return [_authorisation(row) for row in uow.connection.execute(found)]


def _authorisation(row: sa.Row[Any]) -> Authorisation:
    return Authorisation(
        number=row.number,
        principal=row.principal,
        principal_name=row.principal_name,
        agent=row.agent,
        agent_name=row.agent_name,
        giver=row.giver,
        what=frozenset(What(each) for each in row.what),
        since=row.since,
        until=row.until,
        given_at=row.given_at,
        withdrawn_at=row.withdrawn_at,
        withdrawn_because=row.withdrawn_because,
    )
